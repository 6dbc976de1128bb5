"""Forecasts of states against matrix exponentials in R."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.statistics.forecasts.forecast_states import chance_of_newcomers, going_back
from research_kit.statistics.forecasts.state_hazards import StateHazards
from tests.reference.cases import read_case

CASE = read_case("forecast_states")
STEP = 0.1


def chances():
    """The hazards of the case, known exactly, in steps of a tenth of a month."""
    rates = {move: np.array([CASE["pieces"][move]]) for move in ("begun", "lost", "gone")}
    return StateHazards(rates=rates, ends=np.array(CASE["pieces"]["end"], dtype=float)).steps(120, STEP)


@pytest.mark.parametrize("place", range(10))
def test_the_chance_of_each_person_is_that_of_the_matrix_exponential(place):
    elapsed, inside, horizon = (CASE["people"][name][place] for name in ("elapsed", "inside", "horizon"))
    steps = dict(going_back(chances()[: round(horizon / STEP)]))
    assert steps[round(elapsed / STEP)][0, int(inside)] == pytest.approx(CASE["chance"][place], abs=1e-11)


def test_newcomers_have_the_chance_that_their_time_allows():
    given = CASE["newcomers"]
    plan = rk.statistics.ForecastPlan(
        attained=0, enrolled=1, observed_time=1.0, remaining_time=given["remaining_time"], horizon=given["horizon"],
        enrolling_time=given["enrolling_time"],
    )  # fmt: skip
    assert chance_of_newcomers(chances(), plan)[0] == pytest.approx(given["chance"], abs=1e-11)


def test_the_forecast_of_many_people_whose_hazards_are_known_is_the_sum_of_their_chances():
    # Ten million person-months: the hazards are known to 0.1 %. Of 3,000 people 1 in 1,000 is the Monte Carlo error.
    time = 1e7
    pieces = pl.DataFrame({name: CASE["pieces"][name] for name in ("start", "end")}).cast(pl.Float64)
    pieces = pieces.with_columns(
        pl.Series("begun", np.array(CASE["pieces"]["begun"]) * time),
        pl.Series("lost", np.array(CASE["pieces"]["lost"]) * time),
        pl.Series("gone", np.array(CASE["pieces"]["gone"]) * 2 * time),
        time_outside=pl.lit(time),
        time_inside=pl.lit(time),
    )
    people = pl.DataFrame(CASE["people"]).with_columns(pl.col("elapsed", "horizon").cast(pl.Float64))
    plan = rk.statistics.ForecastPlan(
        attained=100, enrolled=0, observed_time=1.0, remaining_time=12, horizon=12, most_to_come=0
    )
    many = pl.concat([people] * 300)
    made = rk.statistics.forecast_states(pieces, many, plan, rng=np.random.default_rng(4)).row(0, named=True)
    expected = 100 + 300 * sum(CASE["chance"])
    assert made["estimate"] == pytest.approx(expected, abs=2)
    error = np.sqrt(300 * sum(p * (1 - p) for p in CASE["chance"]))
    assert (made["upper"] - made["lower"]) / 2 == pytest.approx(1.96 * error, rel=0.05)
    assert (made["attained"], made["present"], made["to_come"]) == (100, 3_000, 0)
