"""Attendance, rates, funnels and stays against R's survey, sandwich and survival, and METHODS 4.7."""

from __future__ import annotations

import polars as pl
import pytest

import research_kit as rk
from tests.reference.cases import close, numbers, read_case, read_data

TOLD = ("n", "estimate", "std_error", "lower", "upper")


@pytest.mark.parametrize("name", ["attendance_made_up", "events_per_time_made_up"])
def test_ratios_with_people_as_clusters(name):
    case = read_case(name)
    data, inputs = read_data(case), dict(case["inputs"])
    group = inputs.pop("group")
    estimator = getattr(rk.statistics, case["estimator"])
    found = pl.concat([estimator(data, **inputs).select(TOLD), estimator(data, **inputs, by=group).select(TOLD)])
    for column in TOLD:
        assert numbers(found[column]) == close(case["expected"][column], case)


def test_funnel_limits():
    case = read_case("funnel_made_up")
    data, expected = read_data(case), case["expected"]
    found = rk.statistics.funnel_plot(data["events"], data["n"])
    assert found["centre"][0] == pytest.approx(expected["centre"], rel=1e-12)
    assert found["dispersion"][0] == pytest.approx(expected["dispersion"], rel=1e-12)
    for column in ("lower_95", "upper_95", "lower_99_8", "upper_99_8", "unadjusted_upper_95"):
        assert numbers(found[column]) == close(expected[column], case)


def test_mean_stay_and_number_there():
    case = read_case("stays_made_up")
    data, expected = read_data(case), case["expected"]
    named = {"start": "start", "stop": "stop", "cut": 1300}
    row = rk.statistics.mean_length(data, **named, tau=365).row(0, named=True)
    assert [row["n"], row["ongoing"]] == [expected["n"], expected["ongoing"]]
    assert [row["estimate"], row["std_error"]] == close([expected["estimate"], expected["std_error"]], case)
    late = rk.statistics.mean_length(data, **named, tau=365, begins=400).row(0, named=True)
    assert [late["estimate"], late["std_error"]] == close([expected["late_estimate"], expected["late_std_error"]], case)
    assert rk.statistics.stock(data, **named, times=expected_times(case))["n"].to_list() == expected["there"]
    whole = rk.statistics.littles_law(data, **named, begins=0, ends=0)
    assert whole["mean_stock"][0] == pytest.approx(expected["mean_stock"], rel=1e-12)


def expected_times(case):
    return [float(each) for each in case["inputs"]["times"]]


@pytest.mark.parametrize(("at_once", "a_year", "in_all"), [(43, 86, 229), (47, 94, 251)])
def test_the_plan_of_the_application(at_once, a_year, in_all):
    # METHODS 4.7: 43 (47) at a time for 6 months are 86 (94) a year, and 229 (251) in 32 months.
    row = rk.statistics.planned_throughput(at_once, 6, horizon=32).row(0, named=True)
    assert row["per_year"] == pytest.approx(a_year)
    assert round(row["over_horizon"]) == in_all
