"""The planted activities of the Botkyrka-like study: a short run of the family that `make validate` makes in full."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from research_kit.errors import GuardError
from research_kit.statistics import exposure_groups
from tests.simulation.acceptance import is_as_it_should
from tests.simulation.document import table
from tests.simulation.families import planted_activities, taken_on_the_way
from tests.simulation.plan import SHORT


@cache
def short_rows():
    return planted_activities.rows(replace(SHORT, fits=40))


@pytest.mark.slow
def test_the_planted_ratio_lies_in_the_intervals_and_the_null_is_called_null():
    wrong = [row for row in short_rows() if not is_as_it_should(row, SHORT.margin)]
    assert wrong == [], table(wrong, SHORT.margin)


@pytest.mark.slow
def test_not_yet_dilutes_what_until_the_start_does_not():
    at = {row.estimator: row.figures["ratio"].value for row in short_rows() if "language" in row.scenario}
    assert at["sequential trials, now against not yet"] < at["sequential trials, until they start"]


@pytest.mark.slow
def test_clones_recover_the_difference_where_something_else_may_come_first():
    wrong = [row for row in taken_on_the_way.rows(SHORT) if not is_as_it_should(row, SHORT.margin)]
    assert wrong == [], table(wrong, SHORT.margin)


def test_who_ever_took_part_cannot_be_compared():
    people = planted_activities.planted(240, np.random.default_rng(1), activity="language")
    with pytest.raises(GuardError, match="G-IMMORTAL"):
        exposure_groups(people, exposure_time="begun")
