from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

P, U, X = rk.statistics.p_chart, rk.statistics.u_chart, rk.statistics.xmr_chart
G, T = rk.statistics.g_chart, rk.statistics.t_chart
FLAT = [10.0, 11.0] * 8
QUARTERS = [8, 12, 9, 11, 10, 12, 8, 10, 11, 9, 12, 10]


def rules_at(chart):
    return {place + 1: rule for place, rule in enumerate(chart["rule"]) if rule}


# --- the table ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", [P(QUARTERS, 30), U(QUARTERS, 3.5), X(QUARTERS), G(QUARTERS), T(QUARTERS)])
def test_the_contract_of_every_chart(chart):
    assert chart.columns[:7] == ["period", "value", "centre", "lower_limit", "upper_limit", "signal", "rule"]
    assert chart.columns[-3:] == ["autocorrelation", "status", "reason"]
    assert chart["signal"].dtype == pl.Boolean
    assert chart["period"].to_list() == list(range(1, 13))


@pytest.mark.parametrize(
    "given", [list(QUARTERS), tuple(QUARTERS), np.array(QUARTERS), pl.Series(QUARTERS), pd.Series(QUARTERS)]
)
def test_series_of_any_kind(given):
    assert P(given, 30).equals(P(QUARTERS, [30] * 12))


def test_periods_by_name():
    quarters = [f"2010-Q{k}" for k in range(1, 5)]
    assert X([1, 2, 3, 4], periods=quarters)["period"].to_list() == quarters
    months = [date(2010, month, 1) for month in range(1, 5)]
    assert X([1, 2, 3, 4], periods=months)["period"].to_list() == months


@pytest.mark.parametrize(
    ("periods", "told"),
    [
        ([1, 2, 3], "3 names for 4 values"),
        ([1, 1, 2, 3], "1 repeated and 0 missing"),
        ([1, 2, 3, None], "0 repeated and 1 missing"),
        ([2, 1, 3, 4], "not in order of time"),
    ],
)
def test_periods_that_name_nothing(periods, told):
    with pytest.raises(EstimateError, match=told):
        X([1, 2, 3, 4], periods=periods)


def test_limits_are_cut_at_nothing_and_everything():
    chart = P([29, 28, 30, 29] * 3, 30)
    assert chart["upper_limit"].max() == 1.0
    assert U([5, 6, 4, 5] * 3, 1)["lower_limit"].min() == 0.0


# --- how many points ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "status"), [(7, "insufficient"), (8, "preliminary"), (11, "preliminary"), (12, "ok")]
)
def test_limits_need_eight_points_and_are_preliminary_below_twelve(points, status):
    chart = P(([10, 14] * points)[:points], 30)
    assert set(chart["status"]) == {status}
    assert chart["lower_limit"].null_count() == (points if status == "insufficient" else 0)
    assert X(FLAT[:points])["status"][0] == status


def test_a_short_share_is_a_run_chart_about_its_median():
    chart = P([10, 20, 12], [40, 40, 40])
    assert chart["centre"].to_list() == [0.3] * 3
    assert chart["reason"][0].startswith("fewer_than_8_points")
    assert not chart["signal"].any()


def test_limits_frozen_on_few_points_are_preliminary_however_long_the_series():
    assert P(QUARTERS, 30, baseline=8)["status"][0] == "preliminary"
    assert P(QUARTERS, 30, baseline=7)["status"][0] == "insufficient"


@pytest.mark.parametrize("events", [[1, 2, 0, 1] * 3, [29, 30, 28, 30] * 3])
def test_fewer_than_five_expected_asks_for_pooling(events):
    chart = P(events, 30)
    assert (chart["status"][0], chart["reason"][0].split(",")[0]) == ("insufficient", "fewer_than_5_expected")
    assert U([1, 2, 0, 1] * 3, 1)["status"][0] == "insufficient"


def test_neighbours_that_are_alike_are_told():
    slow = np.sin(np.arange(24) / 4) + 10
    assert "autocorrelated" in X(slow)["reason"][0]
    assert X([10, 12, 9, 11] * 6)["reason"][0] is None


# --- limits of the series itself -----------------------------------------------------------------------------------


def test_overdispersion_is_flagged_and_adjusted_only_when_asked():
    wild = [2, 20, 3, 25, 5, 18, 2, 22, 4, 24, 3, 21]
    flagged, adjusted = P(wild, 40), P(wild, 40, overdispersion="adjust")
    assert flagged["limits"].unique().to_list() == ["binomial"]
    assert "overdispersed" in flagged["reason"][0]
    assert adjusted["limits"].unique().to_list() == ["laney"]
    assert adjusted.equals(rk.statistics.laney_p_chart(wild, 40))
    assert flagged["sigma_z"][0] > 1.2


def test_what_chance_explains_is_left_alone():
    calm = [12, 16, 11, 15, 17, 12, 14, 18, 13, 11, 15, 14]
    assert 0.8 <= P(calm, 40)["sigma_z"][0] <= 1.2
    assert P(calm, 40).equals(P(calm, 40, overdispersion="adjust"))
    assert not P(calm, 40).equals(rk.statistics.laney_p_chart(calm, 40))


def test_laney_widens_by_sigma_z():
    events, exposure = (
        [40, 60, 38, 66, 42, 70, 35, 64, 41, 63, 44, 59],
        [10.0, 11, 10, 12, 10, 12, 9, 11, 10, 11, 11, 10],
    )
    plain, laney = U(events, exposure), rk.statistics.laney_u_chart(events, exposure)
    widths = [(chart["upper_limit"] - chart["centre"]).to_numpy() for chart in (plain, laney)]
    assert widths[1] / widths[0] == pytest.approx([plain["sigma_z"][0]] * 12)


def test_phases_have_limits_of_their_own_and_rules_stop_at_their_ends():
    values = [10, 12, 11, 13, 12, 11, 12, 10, 20, 22, 21, 23, 22, 21, 22, 20]
    chart = X(values, phases=["before"] * 8 + ["after"] * 8)
    assert chart["centre"].unique(maintain_order=True).to_list() == pytest.approx([11.375, 21.375])
    assert chart["moving_range"].null_count() == 2
    assert not chart["signal"].any()
    assert X(values, rules=["outside", "run"])["signal"].any()


def test_limits_frozen_on_the_first_points():
    values = [10, 12, 11, 13, 12, 11, 12, 10, 30]
    frozen = X(values, baseline=8)
    assert frozen["upper_limit"][8] == pytest.approx(X(values[:8])["upper_limit"][0])
    assert rules_at(frozen) == {9: "outside"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"baseline": 1}, "2 to 12 here"),
        ({"baseline": 13}, "2 to 12 here"),
        ({"baseline": True}, "2 to 12 here"),
        ({"baseline": 8, "phases": [1] * 12}, "both given"),
        ({"phases": [1] * 11}, "11 labels for 12 values"),
        ({"phases": [1] * 4 + [2] * 4 + [1] * 4}, "comes back"),
        ({"phases": [1] + [2] * 11}, "1 of 2 phases have one point"),
        ({"rules": "wobble"}, "choose from outside, run, trend, two_of_three"),
        ({"rules": ()}, "choose from"),
    ],
)
def test_options_out_of_range(options, told):
    with pytest.raises(EstimateError, match=told):
        P(QUARTERS, 30, **options)


def test_overdispersion_has_three_answers():
    with pytest.raises(EstimateError, match="choose 'flag', 'adjust' or 'always'"):
        P(QUARTERS, 30, overdispersion=True)


# --- rules ---------------------------------------------------------------------------------------------------------


def test_a_trend_is_complete_at_its_sixth_point_and_goes_on():
    rising = [10, 12, 10, 11, 12, 13, 14, 15, 16, 10, 12, 11]
    assert rules_at(X(rising, rules="trend")) == {8: "trend", 9: "trend"}
    assert rules_at(X([-v for v in rising], rules="trend")) == {8: "trend", 9: "trend"}
    assert rules_at(X([10, 12, 10, 11, 12, 13, 14, 12, 11, 10, 12, 11], rules="trend")) == {}


def test_an_equal_value_neither_counts_nor_breaks_a_trend():
    assert rules_at(X([9, 10, 11, 11, 12, 13, 14, 10, 9, 10, 11, 10], rules="trend")) == {7: "trend"}


def test_a_run_is_eight_on_one_side():
    values = [5, 6, 5, 6, 5, 6, 5, 6, 9, 10, 9, 10, 9, 10, 9, 10]
    assert rules_at(X(values, rules="run")) == {8: "run", 16: "run"}


def test_two_of_three_beyond_two_sigmas_are_told_at_the_later():
    values = [10.0, 10.5] * 8 + [11.0, 10.2, 11.0]
    chart = X(values, baseline=16, rules="two_of_three")
    sigma = (chart["upper_limit"][0] - chart["centre"][0]) / 3
    assert abs(11.0 - chart["centre"][0]) / sigma > 1.5
    high = [*values[:16], chart["centre"][0] + 2.5 * sigma, 10.2, chart["centre"][0] + 2.5 * sigma]
    assert rules_at(X(high, baseline=16, rules="two_of_three")) == {19: "two_of_three"}
    opposite = [*values[:16], chart["centre"][0] + 2.5 * sigma, 10.2, chart["centre"][0] - 2.5 * sigma]
    assert rules_at(X(opposite, baseline=16, rules="two_of_three")) == {}


def test_with_twelve_points_only_a_point_outside_and_a_trend_signal():
    values = [5, 6, 5, 6, 5, 6, 9, 10, 9, 10, 9, 10]
    everything = ["outside", "run", "trend", "two_of_three"]
    assert rules_at(X(values, rules=everything)) == rules_at(X(values))
    assert "run" not in "".join(filter(None, X(values, rules=everything)["rule"]))
    assert not X(values, rules="run")["signal"].any()


def test_unasked_a_short_series_has_the_trend_on_and_a_long_one_only_the_limits():
    rising = [10, 12, 10, 11, 12, 13, 14, 15, 10, 12, 11, 12]
    assert rules_at(X(rising)) == {8: "trend"}
    assert rules_at(X([*rising, 11])) == {}


def test_equal_values_never_signal():
    for values in ([0.1] * 14, [1 / 3] * 20):
        chart = X(values, rules=["outside", "run", "trend"])
        assert not chart["signal"].any()
        assert chart["autocorrelation"].null_count() == len(values)
    assert not P([3] * 14, 30, rules=["outside", "run"])["signal"].any()


# --- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "n", "told"),
    [
        ([1, 2], [10, 0], "1 of 2 periods have a `n` of 0 or less"),
        ([1, 2], [10, -4], "1 of 2 periods have a `n` of 0 or less"),
        ([1, 12], [10, 10], "1 of 2 periods have more `events` than `n`"),
        ([1, -1], [10, 10], "1 of 2 values of `events` are no whole numbers"),
        ([1, 1.5], [10, 10], "1 of 2 values of `events` are no whole numbers"),
        ([1, 2], [10, 10.5], "1 of 2 values of `n` are no whole numbers"),
        ([1, None], [10, 10], "1 of 2 values of `events` are unknown"),
        ([1, float("inf")], [10, 10], "1 of 2 values of `events` are unknown or not finite"),
        ([1, 2], [10, float("nan")], "1 of 2 values of `n` are unknown"),
        ([1], [10], "1 values; at least 2"),
        ([], [], "0 values; at least 2"),
        ([1, 2, 3], [10, 10], "3 values and `n` has 2"),
        ([[1, 2], [3, 4]], 10, "2 dimensions"),
        (["few", "many"], 10, "must hold numbers"),
    ],
)
def test_what_is_no_series_of_shares(events, n, told):
    with pytest.raises(EstimateError, match=told):
        P(events, n)


def test_what_is_no_series_of_rates():
    with pytest.raises(EstimateError, match="1 of 2 periods have a `exposure` of 0 or less"):
        U([1, 2], [0.0, 1.0])
    with pytest.raises(EstimateError, match="1 of 2 values of `events` are no whole numbers"):
        U([-1, 2], 1.0)
    assert U([12, 13], 1.5)["value"].to_list() == [8.0, 13 / 1.5]


@pytest.mark.parametrize("estimator", [X, G, T, rk.statistics.run_chart])
@pytest.mark.parametrize("values", [[1.0], [1.0, float("nan")], [1.0, None], [1.0, float("inf")]])
def test_what_is_no_series_of_values(estimator, values):
    with pytest.raises(EstimateError, match=r"at least 2 are needed|1 of 2 values"):
        estimator(values)


def test_cases_and_times_between_events():
    with pytest.raises(EstimateError, match="1 of 2 values of `between` are no whole numbers"):
        G([3, 1.5])
    with pytest.raises(EstimateError, match="1 of 2 values of `between` are no whole numbers"):
        G([3, -1])
    with pytest.raises(EstimateError, match="1 of 2 times between events are 0 or less"):
        T([3, 0])
    with pytest.raises(EstimateError, match="choose 'sigma' or 'probability'"):
        G([3, 1], interval="both")


def test_an_event_in_every_case():
    chart = G([0] * 12)
    assert chart.select("centre", "lower_limit", "upper_limit", "median").row(0) == (0.0, 0.0, 0.0, 0.0)
    assert not chart["signal"].any()


@pytest.mark.parametrize(
    ("useful", "longest", "crossings"), [(10, 6, 2), (12, 7, 3), (24, 8, 8), (46, 9, 17), (80, 9, 32)]
)
def test_limits_of_runs_as_tabulated(useful, longest, crossings):
    # Documentation of the R package qicharts2, appendix 2.
    row = rk.statistics.run_chart(([1, 2] * useful)[:useful]).row(0, named=True)
    assert (row["useful_points"], row["longest_run_limit"], row["crossings_limit"]) == (useful, longest, crossings)


def test_a_run_chart_sees_a_shift():
    chart = rk.statistics.run_chart([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6])
    assert chart["non_random"].all()
    assert chart["signal"].to_list() == [False] * 7 + [True] * 3 + [False] * 7 + [True] * 3
    assert not rk.statistics.run_chart([3.0] * 10)["non_random"].any()


# --- false signals -------------------------------------------------------------------------------------------------


def test_the_risk_has_one_answer_and_a_margin():
    first, again = (rk.statistics.false_signal_risk(12, replications=2_000) for _ in range(2))
    assert first.equals(again)
    assert first.columns == ["points", "baseline", "rules", "estimate", "std_error"]
    other = rk.statistics.false_signal_risk(12, replications=2_000, rng=np.random.default_rng(1))
    assert not first.equals(other)


def test_a_chart_of_shares_has_a_risk_of_its_own():
    values, shares = (rk.statistics.false_signal_risk(12, baseline=8, **kind) for kind in ({}, {"share": 0.4, "n": 40}))
    assert shares["estimate"][0] < values["estimate"][0] / 3
    for faulty in ({"share": 0.4}, {"n": 40}, {"share": 1.0, "n": 40}, {"share": 0.4, "n": 0}):
        with pytest.raises(EstimateError, match=r"give both|at least 1"):
            rk.statistics.false_signal_risk(12, **faulty)


@pytest.mark.parametrize(
    ("points", "options"),
    [(1, {}), (12.0, {}), (12, {"baseline": 1}), (12, {"baseline": 13}), (12, {"replications": 10}), (True, {})],
)
def test_risks_of_no_chart(points, options):
    with pytest.raises(EstimateError, match="must be a whole number of at least"):
        rk.statistics.false_signal_risk(points, **options)
