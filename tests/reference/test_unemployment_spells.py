"""The internal results on the real unemployment spells equal R's `survfit` for the same file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from tests.reference.cases import read_case

ROOT = Path(__file__).parents[2]
CASE = read_case("unemployment_spells")
GROUPS = {
    "total": (None, None),
    "female,nonwhite": ("woman", "nonwhite"),
    "female,white": ("woman", "white"),
    "male,nonwhite": ("man", "nonwhite"),
    "male,white": ("man", "white"),
}
DAYS_PER_MONTH = 30.4375


@pytest.fixture(scope="module")
def answer():
    study = rk.open_study(ROOT / "parameters" / "unemployment_spells.yaml")
    cohort = rk.build_cohort(study, ROOT / "cohorts" / "unemployment_spells.yaml")
    return rk.time_to_employment(cohort, by=["gender", "race"])


def rows_of(answer, table, group):
    gender, race = GROUPS[group]
    frame = answer[table].table.filter(pl.col("outcome") == "ended")
    return frame.filter(pl.col("gender").eq_missing(pl.lit(gender)), pl.col("race").eq_missing(pl.lit(race)))


def test_nothing_competes_so_kaplan_meier_answers(answer):
    assert {answer[name].method_id for name in ("within", "curve", "median", "months", "gaps")} == {"M3.1"}


@pytest.mark.parametrize("group", GROUPS)
def test_the_curve_is_that_of_survfit(answer, group):
    expected = CASE["expected"][group]
    curve = rows_of(answer, "curve", group)
    weeks = curve["time"].to_numpy() * DAYS_PER_MONTH / 7
    assert weeks == pytest.approx(expected["time_weeks"], rel=1e-12)
    assert curve["n"].to_list() == expected["n_risk"]
    assert curve["events"].to_list() == expected["n_event"]
    said = curve["status"].is_in(["ok", "wide"]).sum()
    assert said == sum(n >= max(5, 0.1 * expected["n"]) for n in expected["n_risk"])
    for ours, theirs in {"estimate": "surv", "std_error": "std_err", "lower": "lower", "upper": "upper"}.items():
        values = np.array([np.nan if v is None else v for v in expected[theirs]])
        # Before the first event R gives no limits, and after 0 or with few events another interval than M3.1's.
        known = ~np.isnan(values) & (curve["estimate"].to_numpy() > 0)
        assert curve[ours].to_numpy()[known] == pytest.approx(values[known], abs=CASE["tolerance"])


@pytest.mark.parametrize("group", GROUPS)
def test_the_median_is_that_of_survfit(answer, group):
    row = rows_of(answer, "median", group).row(0, named=True)
    ours = [row[name] and row[name] * DAYS_PER_MONTH / 7 for name in ("estimate", "lower", "upper")]
    expected = CASE["expected"][group]
    # Where fewer than five, or than a tenth, are at risk the curve has ended for us, and with it the limits.
    last = max(
        t for t, n in zip(expected["time_weeks"], expected["n_risk"], strict=True) if n >= max(5, 0.1 * expected["n"])
    )
    theirs = [weeks if weeks <= last else None for weeks in expected["median"]]
    assert ours == [weeks if weeks is None else pytest.approx(weeks, rel=1e-12) for weeks in theirs]


def test_the_restricted_mean_is_that_of_survfit(answer):
    # R's rmean to 39 weeks; ours to 9 months of 30.4375 days, which is 39.13 weeks, from the same life table.
    from research_kit.counts import life_table
    from research_kit.statistics import restricted_mean

    study = rk.open_study(ROOT / "parameters" / "unemployment_spells.yaml")
    frame = rk.build_cohort(study, ROOT / "cohorts" / "unemployment_spells.yaml").frame
    for group, (gender, race) in GROUPS.items():
        people = frame if gender is None else frame.filter(pl.col("gender") == gender, pl.col("race") == race)
        counts = life_table(people, duration="duration_days_ended", event="event_ended")
        mean = restricted_mean(counts, tau=39 * 7).row(0, named=True)
        weeks = [mean["estimate"] / 7, mean["std_error"] / 7]
        assert weeks == pytest.approx(CASE["expected"][group]["rmean_39_weeks"], rel=1e-9)
