"""Ties, three causes, late entry, strata and fractional weights at once, against R (source in the JSON file)."""

from __future__ import annotations

import polars as pl
import pytest

import research_kit as rk
from tests.reference.cases import close, numbers, read_case, read_data


@pytest.fixture
def case():
    return read_case("made_up_25")


@pytest.fixture
def frame(case):
    return read_data(case).with_columns(event=pl.col("state") > 0)


def compare(curve, expected, case, names):
    for column, name in names.items():
        assert numbers(curve[column]) == close(expected[name], case)


def test_cumulative_incidence_with_log_log_limits(case, frame):
    curves = rk.statistics.cumulative_incidence(rk.counts.life_table(frame, duration="time", event="state"))
    for cause, expected in case["expected"]["cif_loglog"].items():
        curve = curves.filter(cause=int(cause))
        compare(curve, expected, case, {"time": "time", "estimate": "cif", "std_error": "se"})
        begun = curve.filter(pl.col("estimate") > 0)  # before, R has no limits and we have Clopper and Pearson's
        assert numbers(begun["lower"]) == close(expected["lower"][-begun.height :], case)
        assert numbers(begun["upper"]) == close(expected["upper"][-begun.height :], case)


def test_kaplan_meier_with_sampling_weights(case, frame):
    table = rk.counts.life_table(frame, duration="time", event="event", weight="wt")
    names = {"estimate": "surv", "std_error": "se", "lower": "lower", "upper": "upper"}
    compare(rk.statistics.kaplan_meier(table), case["expected"]["weighted_km_loglog"], case, names)


def test_kaplan_meier_with_late_entry(case, frame):
    curves = rk.statistics.kaplan_meier(
        rk.counts.life_table(frame, duration="time", event="event", entry="entry", by="group")
    )
    names = {"time": "time", "at_risk": "n_risk", "estimate": "surv", "std_error": "se", "lower": "lower"}
    for group, expected in case["expected"]["late_entry_km_loglog"].items():
        compare(curves.filter(group=group), expected, case, names | {"upper": "upper"})


def test_log_rank_in_strata_and_of_one_cause(case, frame):
    table = rk.counts.life_table(frame, duration="time", event="state", by=["group", "stratum"])
    stratified = rk.statistics.log_rank(table, strata="stratum")
    one_cause = rk.statistics.log_rank(table.collapse(["group"]), cause=1, rho=1)
    assert numbers(stratified["statistic"]) == close([case["expected"]["logrank_stratified"]], case)
    assert numbers(one_cause["statistic"]) == close([case["expected"]["peto_cause_1"]], case)
