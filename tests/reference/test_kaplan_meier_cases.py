"""Kaplan-Meier, its limits, quantiles and restricted means against R's survival (source in each JSON file)."""

from __future__ import annotations

import polars as pl
import pytest

import research_kit as rk
from tests.reference.cases import close, numbers, read_case, read_data

CASES = ["km_6mp_textbook", "km_aml_by_x", "km_channing_lefttrunc", "km_heart_startstop", "km_lung_by_sex"]
CASES += ["km_lung_overall", "km_lung_weighted"]
INTERVALS = {"log-log": "loglog", "log": "log", "plain": "plain"}


def life_table(case):
    names = case["inputs"]
    return rk.counts.life_table(
        read_data(case),
        duration=names.get("stop", names.get("time")),
        event="event",
        entry=names.get("start"),
        weight=names.get("weights"),
        by=[names["group"]] if "group" in names else [],
    )


def each_group(case, curve):
    """(expected, curve) of every group; the group is written `column=level`, or `all`."""
    found = False
    for name, expected in case["expected"].items():
        if isinstance(expected, dict) and "surv" in expected:
            found = True
            column, has_level, level = name.partition("=")
            is_group = pl.col(column).cast(pl.String) == level if has_level else pl.lit(True)
            group = curve.filter(is_group)
            assert group.height
            yield expected, group
    assert found, "the case has no group with a curve"


# In Channing House the risk set of the men empties at 781 months; R's curve, and ours, is 0 from there on.
pytestmark = pytest.mark.filterwarnings("ignore::research_kit.statistics.survival.empty_risk_set.EmptyRiskSetWarning")


@pytest.fixture(params=CASES)
def case(request):
    return read_case(request.param)


def test_counts_and_curve(case):
    for expected, curve in each_group(case, rk.statistics.kaplan_meier(life_table(case))):
        assert numbers(curve["time"]) == close(expected["time"], case)
        assert numbers(curve["at_risk"]) == close(expected["n_risk"], case)
        assert numbers(curve["events"]) == close(expected["n_event"], case)
        assert numbers(curve["censored"]) == close(expected["n_censor"], case)
        assert numbers(curve["estimate"]) == close(expected["surv"], case)


def test_standard_error(case):
    # In km_lung_weighted the file's `se_surv_greenwood` is S times survfit's std.err. For a robust fit survfit's
    # std.err already is that of S (`logse` is FALSE; the file's own limits use it), which the file has under
    # `se_cumhaz_of_km`.
    robust = "weights" in case["inputs"]
    for expected, curve in each_group(case, rk.statistics.kaplan_meier(life_table(case))):
        wanted = expected["se_cumhaz_of_km" if robust else "se_surv_greenwood"]
        assert numbers(curve["std_error"]) == close(wanted, case)


@pytest.mark.parametrize("interval", INTERVALS)
def test_limits(case, interval):
    curves = rk.statistics.kaplan_meier(life_table(case), interval=interval)
    for expected, curve in each_group(case, curves):
        limits = expected["ci"][INTERVALS[interval]]
        assert numbers(curve["lower"]) == close(limits["lower"], case)
        assert numbers(curve["upper"]) == close(limits["upper"], case)


@pytest.mark.parametrize("interval", INTERVALS)
def test_quantiles(case, interval):
    curves = rk.statistics.kaplan_meier(life_table(case), interval=interval)
    for expected, curve in each_group(case, curves):
        quantiles = expected["quantiles"]
        rows = pl.concat([rk.statistics.quantile(curve, p=p) for p in quantiles["probs_failed"]])
        wanted = quantiles[INTERVALS[interval]]
        assert numbers(rows["time"]) == close(wanted["estimate"], case)
        assert numbers(rows["lower"]) == close(wanted["lower"], case)
        assert numbers(rows["upper"]) == close(wanted["upper"], case)


@pytest.mark.parametrize("name", ["km_6mp_textbook", "km_lung_by_sex", "km_lung_overall"])
def test_restricted_means(name):
    case = read_case(name)
    table = life_table(case)
    compared = 0
    for name, expected in case["expected"].items():
        for mean in expected.get("rmst", []) if isinstance(expected, dict) else []:
            column, has_level, level = name.partition("=")
            rows = rk.statistics.restricted_mean(table, tau=mean["tau"])
            row = rows.filter(pl.col(column).cast(pl.String) == level) if has_level else rows
            assert numbers(row["estimate"]) == close([mean["rmst"]], case)
            assert numbers(row["std_error"]) == close([mean["se"]], case)
            compared += 1
    assert compared, "the case has no restricted mean"


def test_veteran_restricted_means_and_difference():
    case = read_case("rmst_veteran_trt")
    frame = read_data(case)
    table = rk.counts.life_table(frame, duration="time", event="event", by=["trt"])
    expected = case["expected"]
    means = rk.statistics.restricted_mean(table, tau=expected["tau"])
    assert numbers(means["estimate"]) == close(expected["rmst"], case)
    assert numbers(means["std_error"]) == close(expected["se"], case)
    gap = rk.statistics.restricted_mean_difference(table, tau=expected["tau"], group="trt")
    assert numbers(gap["estimate"]) == close([expected["diff"]], case)  # second level minus first
    assert numbers(gap["std_error"]) == close([expected["se_diff"]], case)
    z = gap["estimate"][0] / gap["std_error"][0]
    assert z == pytest.approx(expected["z"], rel=1e-7)


def test_a_table_with_published_times_reproduces_klein_and_moeschberger():
    # Klein & Moeschberger (2003), Table 4.1B: 6-MP arm, product-limit estimates to 3 decimals.
    case = read_case("km_6mp_textbook")
    published = case["expected"]["published_KM_table4_1B"]
    curve = rk.statistics.kaplan_meier(life_table(case)).filter(arm="6MP")
    read = rk.statistics.at_times(curve, published["time"])
    assert read["estimate"].to_list() == pytest.approx(published["surv_rounded"], abs=5e-4)
