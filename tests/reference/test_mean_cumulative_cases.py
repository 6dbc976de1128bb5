"""The mean cumulative function against R's survfit and mets, and against derivatives taken numerically."""

from __future__ import annotations

import polars as pl
import pytest

from research_kit.statistics.recurrent.mean_cumulative import mean_cumulative
from tests.reference.cases import close, numbers, read_case, read_data

BLADDER = {"id": "id", "start": "start", "stop": "stop", "event": "status", "terminal": 2}


@pytest.mark.parametrize("arm", ["placebo", "rIFN-g"])
def test_infections_by_arm_as_nelson(arm):
    case = read_case("mean_cumulative_cgd")
    expected = case["expected"][arm]
    found = mean_cumulative(
        read_data(case), id="id", start="tstart", stop="tstop", event="status", by="treat", times=expected["grid"]
    ).filter(treat=arm)
    assert numbers(found["estimate"]) == close(expected["cumhaz"], case)
    assert numbers(found["std_error"]) == close(expected["std_chaz"], case)


def test_without_start_each_interval_begins_where_the_last_one_ended():
    frame = read_data(read_case("mean_cumulative_cgd"))
    with_start = mean_cumulative(frame, id="id", start="tstart", stop="tstop", event="status")
    assert mean_cumulative(frame.drop("tstart"), id="id", stop="tstop", event="status").equals(with_start)


@pytest.mark.parametrize("arm", ["placebo", "pyridoxine", "thiotepa"])
def test_recurrences_before_death_as_ghosh_and_lin(arm):
    case = read_case("mean_cumulative_bladder1")
    expected = case["expected"]["numeric"][arm]
    found = mean_cumulative(read_data(case), **BLADDER, by="treatment", times=expected["grid"]).filter(treatment=arm)
    assert numbers(found["estimate"]) == close(expected["mu"], case)
    assert numbers(found["std_error"]) == close(expected["se_ij"], case)


@pytest.mark.parametrize("arm", ["placebo", "pyridoxine", "thiotepa"])
def test_without_ties_the_estimate_is_that_of_mets_and_the_error_within_a_quarter_percent(arm):
    case = read_case("mean_cumulative_bladder1")
    expected = case["expected"]["mets_without_ties"]
    moved = (pl.col("id").rle_id() + 1) / 1000
    frame = read_data(case).with_columns(
        stop=pl.col("stop") + moved, start=pl.when(pl.col("start") > 0).then(pl.col("start") + moved).otherwise(0.0)
    )
    found = mean_cumulative(frame, **BLADDER, by="treatment", times=expected["grid"]).filter(treatment=arm)
    assert numbers(found["estimate"]) == close(expected[arm]["mu"], case)
    assert numbers(found["std_error"]) == pytest.approx(expected[arm]["se"], rel=0.0025)


def test_until_the_first_event_it_is_one_minus_kaplan_meier_when_the_event_is_terminal_too():
    # Each participant has one event and is gone with it: sum S(t-) dN / Y = 1 - S(t), by hand 1/4, 1/4 + 3/4 x 1/2.
    frame = pl.DataFrame(
        {"id": [1, 1, 2, 3, 3, 4], "month": [1, 1, 2, 3, 3, 4], "code": [1, 2, 0, 1, 2, 0]},
    )
    found = mean_cumulative(frame, id="id", stop="month", event="code", terminal=2, times=[1, 3])
    assert found["estimate"].to_list() == pytest.approx([0.25, 0.625], abs=1e-15)
