from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

import research_kit as rk
from research_kit.errors import CountsError, EstimateError
from research_kit.statistics.survival.empty_risk_set import EmptyRiskSetWarning
from tests.unit.statistics.survival_data import leukaemia, life_table


def test_leukaemia_values_of_the_methods():
    # METHODS M3.4, tau = 12: 10.7833, SE .4990 (corrected .5579); placebo 7.2857; difference 3.4976. By hand and in R
    # 6 + .857143 + 3 x .806723 + 2 x .752941 = 10.783193: the last digit of two of these is rounded up.
    drug, placebo = rk.statistics.restricted_mean(leukaemia(), tau=12).rows(named=True)
    assert (drug["estimate"], drug["std_error"]) == pytest.approx((10.7833, 0.4990), abs=1.5e-4)
    assert drug["std_error_small_sample"] == pytest.approx(0.5579, abs=5e-5)
    assert placebo["estimate"] == pytest.approx(7.2857, abs=5e-5)
    gap = rk.statistics.restricted_mean_difference(leukaemia(), tau=12, group="arm", compared_with="placebo")
    assert gap["estimate"][0] == pytest.approx(3.4976, abs=1.5e-4)


def test_columns():
    names = ["tau", "estimate", "std_error", "std_error_small_sample", "df", "lower", "upper"]
    assert rk.statistics.restricted_mean(leukaemia(), tau=12).columns == ["arm", *names]
    gap = rk.statistics.restricted_mean_difference(leukaemia(), tau=12, group="arm")
    assert gap.columns == ["arm", "compared_with", *names]
    assert gap.select("arm", "compared_with").row(0) == ("placebo", "6-MP")


def test_few_events_use_students_t():
    drug = rk.statistics.restricted_mean(leukaemia(), tau=12).row(0, named=True)  # 5 events by week 12
    assert drug["df"] == 4
    half = stats.t.ppf(0.975, 4) * drug["std_error_small_sample"]
    assert (drug["lower"], drug["upper"]) == pytest.approx((drug["estimate"] - half, drug["estimate"] + half))


def test_thirty_events_use_the_normal_quantile():
    table = life_table(list(range(1, 41)), [1] * 40)
    row = rk.statistics.restricted_mean(table, tau=35).row(0, named=True)
    assert row["upper"] - row["estimate"] == pytest.approx(1.959964 * row["std_error_small_sample"], rel=1e-6)


def test_the_difference_has_satterthwaites_degrees_of_freedom():
    # Welch's formula on the corrected errors with 5 and 17 events by week 12.
    drug, placebo = rk.statistics.restricted_mean(leukaemia(), tau=12)["std_error_small_sample"]
    df = (drug**2 + placebo**2) ** 2 / (drug**4 / 4 + placebo**4 / 16)
    gap = rk.statistics.restricted_mean_difference(leukaemia(), tau=12, group="arm").row(0, named=True)
    assert gap["df"] == pytest.approx(df)
    half = stats.t.ppf(0.975, df) * np.hypot(drug, placebo)
    assert (gap["lower"], gap["upper"]) == pytest.approx((gap["estimate"] - half, gap["estimate"] + half))


@pytest.mark.parametrize("events", [[0, 0, 0], [1, 0, 0]])
def test_fewer_than_two_events_give_no_interval(events):
    row = rk.statistics.restricted_mean(life_table([2, 3, 4], events), tau=4).row(0, named=True)
    assert row["estimate"] is not None
    assert [row[name] for name in ("std_error_small_sample", "df", "lower", "upper")] == [None] * 4


def test_beyond_the_last_time_the_curve_is_carried_forward_as_in_r():
    # R: summary(survfit(Surv(c(1, 2, 3), c(1, 1, 0)) ~ 1), rmean = 10)$table: 1 + 2/3 + 8/3 = 4.333, se 2.325.
    row = rk.statistics.restricted_mean(life_table([1, 2, 3], [1, 1, 0]), tau=10).row(0, named=True)
    areas = np.array([2 / 3 + 8 / 3, 8 / 3])  # A_i = area under S from the i-th event to tau
    expected = np.sqrt((areas**2 * np.array([1 / (3 * 2), 1 / (2 * 1)])).sum())
    assert row["estimate"] == pytest.approx(13 / 3)
    assert row["std_error"] == pytest.approx(expected)


def test_everybody_has_the_event():
    row = rk.statistics.restricted_mean(life_table([1, 2, 3, 4], [1, 1, 1, 1]), tau=100).row(0, named=True)
    assert row["estimate"] == pytest.approx(2.5)  # the plain mean
    assert row["std_error"] == pytest.approx(np.std([1, 2, 3, 4]) / 2)  # and its plain (population) standard error


def test_a_horizon_before_the_first_event():
    row = rk.statistics.restricted_mean(life_table([5, 6], [1, 1]), tau=2).row(0, named=True)
    assert (row["estimate"], row["std_error"]) == (2, 0)


def test_time_after_one_cause_is_the_area_under_its_incidence():
    # By hand: F1 = .25 from 1, .5 from 3 (no censoring): area to 4 = .25 x 2 + .5 x 1.
    row = rk.statistics.restricted_mean(life_table([1, 2, 3, 6], [1, 2, 1, 0]), tau=4, cause=1).row(0, named=True)
    assert row["estimate"] == pytest.approx(1.0)
    lost = np.array([3, 0, 1, 0])  # months after work of each participant
    assert row["std_error"] == pytest.approx(np.std(lost) / 2)


def test_sampling_weights_have_the_variance_of_their_influence():
    # As for Kaplan-Meier: weight x derivative by the weight, squared and summed; derivative by difference.
    frame = pl.DataFrame({"t": [1.0, 2, 2, 3, 4, 5], "e": [1, 2, 0, 1, 0, 2], "w": [0.5, 1.5, 2, 1, 0.7, 1.1]})

    def area(weight, cause):
        table = rk.counts.life_table(frame.with_columns(w=pl.Series(weight)), duration="t", event="e", weight="w")
        return rk.statistics.restricted_mean(table, tau=4.5, cause=cause).row(0, named=True)

    weight, step = frame["w"].to_numpy(), 1e-6
    for cause in (None, 1, 2):
        changes = [
            area(weight + step * unit, cause)["estimate"] - area(weight - step * unit, cause)["estimate"]
            for unit in np.eye(6)
        ]
        expected = np.sqrt(((weight * np.array(changes) / (2 * step)) ** 2).sum())
        assert area(weight, cause)["std_error"] == pytest.approx(expected, abs=1e-8)


def test_other_dimensions_are_kept_apart():
    table = life_table([1, 2, 3, 4, 5, 6], [1] * 6, site=["n", "n", "n", "s", "s", None], arm=[1, 2, 3, 1, 2, 1])
    gap = rk.statistics.restricted_mean_difference(table, tau=9, group="arm")
    assert gap.select("site", "arm", "compared_with", "estimate").rows() == [
        ("n", 2, 1, 1.0), ("n", 3, 1, 2.0), ("s", 2, 1, 1.0),
    ]  # fmt: skip


def test_what_cannot_be_compared():
    with pytest.raises(EstimateError, match="not a column of this life table"):
        rk.statistics.restricted_mean_difference(leukaemia(), tau=12, group="sex")
    with pytest.raises(EstimateError, match="at least one other"):
        rk.statistics.restricted_mean_difference(life_table([1], [1], arm=["a"]), tau=12, group="arm")
    with pytest.raises(EstimateError, match="0 rows at the level compared with"):
        rk.statistics.restricted_mean_difference(leukaemia(), tau=12, group="arm", compared_with="none")


@pytest.mark.parametrize("tau", [0, -1, float("nan"), float("inf"), "x", None, [12]])
def test_an_impossible_horizon(tau):
    with pytest.raises(EstimateError, match="positive number"):
        rk.statistics.restricted_mean(leukaemia(), tau=tau)


def test_an_emptied_risk_set_gives_no_certainty():
    # One participant at risk has the event at 1, four others enter at 5: R has 1 with standard error 0.
    frame = pl.DataFrame(
        {"start": [0.0, 5, 5, 5, 5, 0, 0, 0], "t": [1.0, 6, 7, 8, 9, 2, 4, 6], "e": [1, 1, 1, 0, 0, 1, 1, 0],
         "arm": ["a"] * 5 + ["b"] * 3}
    )  # fmt: skip
    table = rk.counts.life_table(frame, duration="t", event="e", entry="start", by="arm")
    with pytest.warns(EmptyRiskSetWarning, match="In 1 of 2 groups") as said:
        row = rk.statistics.restricted_mean(table, tau=9).row(0, named=True)
    assert said[0].filename == __file__
    assert (row["estimate"], row["std_error"]) == (1, 0)
    assert [row[name] for name in ("std_error_small_sample", "df", "lower", "upper")] == [None] * 4
    with pytest.warns(EmptyRiskSetWarning):
        gap = rk.statistics.restricted_mean_difference(table, tau=9, group="arm").row(0, named=True)
    assert [gap[name] for name in ("std_error_small_sample", "df", "lower", "upper")] == [None] * 4


@pytest.mark.parametrize("dtype", [pl.String, pl.Enum(["6-MP", "placebo"]), pl.Categorical])
@pytest.mark.parametrize("level", ["zz", 3, ["6-MP"]])
def test_a_level_that_is_not_there(dtype, level):
    table = life_table([1, 2, 3], [1, 1, 0], arm=pl.Series(["6-MP", "placebo", "placebo"], dtype=dtype))
    with pytest.raises(EstimateError, match="0 rows at the level compared with"):
        rk.statistics.restricted_mean_difference(table, tau=2, group="arm", compared_with=level)


def test_a_frame_is_to_be_counted_first():
    frame = pl.DataFrame({"time": [1], "arm": ["a"]})
    with pytest.raises(CountsError, match="not a life table"):
        rk.statistics.restricted_mean(frame, tau=12)
    with pytest.raises(CountsError, match="not a life table"):
        rk.statistics.restricted_mean_difference(frame, tau=12, group="arm")


def test_an_unknown_cause():
    with pytest.raises(CountsError, match="Cause 2 is not in this life table"):
        rk.statistics.restricted_mean(leukaemia(), tau=12, cause=2)
