"""The short validation: few replications, the limits of METHODS 12.2 widened by 3 Monte Carlo standard errors.

`make validate` makes the full one. Seeds are fixed, so that a row that holds today holds tomorrow with the same code.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest

from research_kit.errors import GuardError
from research_kit.statistics import exposure_groups
from tests.simulation.acceptance import (
    Figure,
    Limit,
    Row,
    disagreements,
    figures_of,
    is_as_it_should,
    median_of,
    share_of,
    verdict,
)
from tests.simulation.document import table
from tests.simulation.families import planted_activities
from tests.simulation.plan import SHORT, batches, each_fit
from tests.simulation.validation import FAMILIES, validate


@cache
def short_rows(name):
    (family,) = validate([name], SHORT)
    return family.rows


@pytest.mark.slow
@pytest.mark.parametrize("name", FAMILIES)
def test_every_estimator_is_accepted_and_every_naive_method_is_not(name):
    rows = short_rows(name)
    wrong = [row for row in rows if not is_as_it_should(row, SHORT.margin)]
    assert wrong == [], table(wrong, SHORT.margin)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["curves", "months", "interval_naive", "informative_loss", "loss_and_change", "immortal_time"]
)
def test_the_figures_of_methods_are_found_again(name):
    quoted = [row for row in short_rows(name) if row.measured]
    differing = {(row.estimator, row.n, row.scenario): disagreements(row) for row in quoted if disagreements(row)}
    assert quoted
    assert differing == {}


@pytest.mark.slow
def test_an_effect_is_diluted_the_longer_trials_are_followed():
    rows = short_rows("started_activities")
    year, half = (row.figures["ratio"] for row in rows if "true ratio 1.6" in row.scenario and row.n == 240)
    assert 1.15 < year.value < 1.42
    assert 1.22 < half.value < 1.55
    assert half.value > year.value


@pytest.mark.slow
def test_not_yet_dilutes_what_until_the_start_does_not():
    rows = [row for row in short_rows("planted_activities") if "language" in row.scenario]
    at = {row.estimator: row.figures["ratio"].value for row in rows if "ratio" in row.figures}
    assert at["sequential trials, now against not yet"] < at["sequential trials, until they start"]


def test_who_ever_took_part_cannot_be_compared():
    people = planted_activities.planted(240, np.random.default_rng(1), activity="language")
    with pytest.raises(GuardError, match="G-IMMORTAL"):
        exposure_groups(people, exposure_time="begun")


def test_a_row_passes_within_its_limits_and_a_naive_method_outside_them():
    assert verdict(_row(0.950)) == "passes"
    assert verdict(_row(0.930)) == "fails"
    assert verdict(_row(0.9345)) == "at the limit"
    assert verdict(_row(0.930), margin=10) == "passes"
    assert verdict(_row(0.860, naive=True)) == "fails, as it must"
    assert verdict(_row(0.950, naive=True)) == "passes, but must fail"


def test_an_undefined_interval_does_not_cover():
    figures = figures_of(pl.DataFrame({"estimate": [1.0, 3.0], "lower": [0.0, None], "upper": [2.0, None]}), 1.0)
    assert figures["coverage"].value == 0.5
    assert figures["undefined"].value == 0.5
    assert figures["bias"] == Figure(value=1.0, error=1.0)


def test_monte_carlo_errors_are_those_of_repeated_simulations():
    rng = np.random.default_rng(1)
    shares = [share_of(rng.random(400) < 0.9) for _ in range(2_000)]
    medians = [median_of(rng.normal(size=401)) for _ in range(2_000)]
    for figures in (shares, medians):
        spread = np.std([figure.value for figure in figures])
        assert np.mean([figure.error for figure in figures]) == pytest.approx(spread, rel=0.1)


def test_the_number_of_processes_changes_no_figure():
    drawn = each_fit(_first_number, 5, seed=1, processes=1)
    assert drawn == each_fit(_first_number, 5, seed=1, processes=2)
    assert len(set(drawn)) == 5


def test_portions_add_up_and_have_their_own_numbers():
    portions = [(size, rng.random()) for size, rng in batches(2_500, 1_000, seed=1)]
    assert [size for size, _ in portions] == [1_000, 1_000, 500]
    assert len({number for _, number in portions}) == 3


def _first_number(rng):
    return float(rng.random())


def _row(coverage, naive=False):
    return Row(
        estimator="any",
        method="M0",
        n=240,
        scenario="any",
        replications=2_000,
        figures={"coverage": Figure(value=coverage, error=0.001)},
        accepted=(Limit(quantity="coverage", low=0.935, high=0.965),),
        naive=naive,
    )
