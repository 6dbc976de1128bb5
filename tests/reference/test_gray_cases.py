"""Gray's test against R's cmprsk (source in each JSON file)."""

from __future__ import annotations

import polars as pl
import pytest

import research_kit as rk
from research_kit.statistics.survival.gray_test import gray_test
from tests.reference.cases import close, read_case, read_data

CAUSES = {"pcm": 1, "death": 2}


@pytest.mark.parametrize("place", [0, 1])
def test_mgus2_by_sex(place):
    case = read_case("cif_mgus2_by_sex_gray")
    names, expected = case["inputs"], case["expected"]["gray"][place]
    cause = CAUSES[expected["cause"]]
    found = gray_test(read_data(case), duration=names["time"], event=names["state"], group=names["group"], cause=cause)
    assert list(found.row(0)) == close([expected["stat"], expected["df"], expected["p"]], case)


def test_the_curves_that_are_compared():
    case = read_case("cif_mgus2_by_sex_gray")
    table = rk.counts.life_table(read_data(case), duration="etime", event="state", by="sex")
    rows = rk.statistics.at_times(rk.statistics.cumulative_incidence(table), case["expected"]["grid"])
    for sex in "FM":
        for name, cause in CAUSES.items():
            expected = case["expected"][sex][name]
            own = rows.filter(pl.col("sex") == sex, pl.col("cause") == cause).sort("time")
            assert own["estimate"].to_list() == close(expected["cif"], case)
            assert own["std_error"].to_list() == close(expected["se_survfit_IJ"], case)


@pytest.mark.parametrize(
    ("variant", "arguments"),
    [
        ("plain", {"group": "group"}),
        ("stratified", {"group": "group", "strata": "stratum"}),
        ("rho1", {"group": "group", "rho": 1}),
        ("two_groups_stratified", {"group": "is_a", "strata": ["stratum"], "rho": 0.5}),
    ],
)
@pytest.mark.parametrize("cause", [1, 2, 3])
def test_four_groups_with_ties(variant, arguments, cause):
    case = read_case("gray_ties")
    frame = read_data(case).with_columns(is_a=pl.col("group") == "a")
    expected = case["expected"][variant][cause - 1]
    found = gray_test(frame, duration="time", event="cause", cause=cause, **arguments)
    assert list(found.row(0)) == close([expected["stat"], expected["df"], expected["p"]], case)


@pytest.mark.parametrize("name", ["two_groups", "three_groups", "competing", "eleven"])
@pytest.mark.parametrize("rho", [0, 1, 2])
def test_nobody_censored_and_one_group_runs_out_first(name, rho):
    case = read_case("gray_uncensored")
    frame = read_data(case).filter(pl.col("set") == name)
    expected = case["expected"][name][rho]
    found = gray_test(frame, duration="time", event="event", group="group", rho=expected["rho"])
    assert list(found.row(0)) == close([expected["stat"], expected["df"], expected["p"]], case)
