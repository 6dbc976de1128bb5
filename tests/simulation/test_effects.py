"""Sequential trials and cloned participants: a short run of the family that `make validate` makes in full."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tests.simulation.acceptance import is_as_it_should
from tests.simulation.document import table
from tests.simulation.families import started_activities
from tests.simulation.plan import SHORT


@cache
def short_rows():
    return started_activities.rows(replace(SHORT, fits=30))


@pytest.mark.slow
def test_designs_are_accepted_and_naive_comparisons_are_not():
    wrong = [row for row in short_rows() if not is_as_it_should(row, SHORT.margin)]
    assert wrong == [], table(wrong, SHORT.margin)


@pytest.mark.slow
def test_an_effect_is_diluted_the_longer_trials_are_followed():
    year, half = (row.figures["ratio"] for row in short_rows() if "true ratio 1.6" in row.scenario and row.n == 240)
    assert 1.15 < year.value < 1.42
    assert 1.22 < half.value < 1.55
    assert half.value > year.value
