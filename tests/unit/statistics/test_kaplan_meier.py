from __future__ import annotations

import warnings

import lifelines
import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import CountsError, EstimateError
from research_kit.statistics.survival.approximate_variance import ApproximateVarianceWarning
from research_kit.statistics.survival.empty_risk_set import EmptyRiskSetWarning
from tests.unit.statistics.survival_data import SIX_MP, SIX_MP_RELAPSED, leukaemia, life_table

ALL = ["log-log", "log", "plain", "beta-product"]


def test_leukaemia_values_of_the_methods():
    # METHODS M3.1: S(6)=0.8571, S(10)=0.7529 (0.5032-0.8894), S(23)=0.4482 (0.1881-0.6801).
    curve = rk.statistics.kaplan_meier(leukaemia()).filter(arm="6-MP")
    at_10, at_23 = (curve.filter(time=week).select("estimate", "lower", "upper").row(0) for week in (10, 23))
    assert curve["estimate"][0] == pytest.approx(0.8571, abs=5e-5)
    assert at_10 == pytest.approx((0.7529, 0.5032, 0.8894), abs=5e-5)
    assert at_23 == pytest.approx((0.4482, 0.1881, 0.6801), abs=5e-5)


def test_columns_and_order():
    curve = rk.statistics.kaplan_meier(life_table([2, 1, 2], [1, 0, 1], arm=["b", "a", "a"]))
    names = ["arm", "time", "at_risk", "events", "censored", "estimate", "std_error", "lower", "upper"]
    assert curve.columns == names
    assert curve.select("arm", "time").rows() == [("a", 1), ("a", 2), ("b", 2)]


def test_lifelines_agrees_on_estimate_and_log_log_limits():
    # lifelines 0.30, KaplanMeierFitter: exponential Greenwood = log-log.
    fitted = lifelines.KaplanMeierFitter().fit(SIX_MP, SIX_MP_RELAPSED)
    curve = rk.statistics.kaplan_meier(life_table(SIX_MP, SIX_MP_RELAPSED))
    theirs = fitted.survival_function_.iloc[1:, 0].to_numpy()
    limits = fitted.confidence_interval_.iloc[1:].to_numpy()
    assert curve["estimate"].to_numpy() == pytest.approx(theirs, abs=1e-12)
    assert curve.select("lower", "upper").to_numpy() == pytest.approx(limits, abs=1e-12)


@pytest.mark.parametrize("interval", ALL)
def test_zero_events_keep_the_curve_at_one(interval):
    curve = rk.statistics.kaplan_meier(life_table([3, 4, 5], [0, 0, 0]), interval=interval)
    assert curve["estimate"].to_list() == [1, 1, 1]
    assert curve["std_error"].to_list() == [0, 0, 0]
    limits = {"log-log": (None, None), "log": (1, 1), "plain": (1, 1), "beta-product": (0.025 ** (1 / 2), 1)}
    assert curve.select("lower", "upper").row(0) == pytest.approx(limits[interval], abs=1e-12)


@pytest.mark.parametrize("interval", ALL)
def test_one_participant_with_the_event(interval):
    row = rk.statistics.kaplan_meier(life_table([3], [1]), interval=interval).row(0, named=True)
    assert row["estimate"] == 0
    assert row["std_error"] is None
    limits = {"beta-product": (0, 0.975)}.get(interval, (None, None))  # Clopper-Pearson for 0 of 1
    assert (row["lower"], row["upper"]) == pytest.approx(limits)


def test_beta_product_narrows_with_participants_and_widens_with_censoring():
    # By hand, 4 participants, event at 1: Beta(4, 1), lower Beta(3, 2); after the censoring at 2 Beta(4,1) Beta(2,1).
    curve = rk.statistics.kaplan_meier(life_table([1, 2, 3, 3], [1, 0, 1, 0]), interval="beta-product")
    assert curve["upper"][0] == pytest.approx(0.975 ** (1 / 4), abs=1e-12)
    assert curve["lower"][0] == pytest.approx(rk.statistics.clopper_pearson(3, 4)["lower"][0], abs=1e-12)
    assert curve["upper"][1] == curve["upper"][0]
    assert curve["lower"][1] < curve["lower"][0]


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.99])
def test_confidence_moves_the_limits(confidence):
    curve = rk.statistics.kaplan_meier(leukaemia(), interval="plain", confidence=confidence)
    z = {0.5: 0.6744898, 0.9: 1.6448536, 0.99: 2.5758293}[confidence]  # normal tables
    inside = curve.filter(pl.col("lower") > 0, pl.col("upper") < 1)
    half = (inside["upper"] - inside["lower"]) / 2
    assert half.to_numpy() == pytest.approx(z * inside["std_error"].to_numpy(), rel=1e-6)


def test_an_unknown_interval_names_the_valid_ones():
    with pytest.raises(EstimateError, match="log-log, log, plain, beta-product"):
        rk.statistics.kaplan_meier(leukaemia(), interval="loglog")


@pytest.mark.parametrize("confidence", [0, 1, 95, "a", None, True, float("nan")])
def test_an_impossible_confidence(confidence):
    with pytest.raises(EstimateError, match="strictly between 0 and 1"):
        rk.statistics.kaplan_meier(leukaemia(), confidence=confidence)


def sampled(entry=None):
    frame = pl.DataFrame(
        {"months": [1.0, 2, 2, 3, 4, 5], "work": [1, 1, 0, 1, 0, 1], "weight": [0.5, 1.5, 2, 1, 0.7, 1.1]}
    )
    return frame, rk.counts.life_table(frame, duration="months", event="work", weight="weight")


def test_sampling_weights_have_the_variance_of_their_influence():
    # The definition: sum over participants of (weight x derivative of S(3) by the weight)^2, derivative by difference.
    frame, table = sampled()

    def share(weight):
        changed = frame.with_columns(weight=pl.Series(weight))
        counted = rk.counts.life_table(changed, duration="months", event="work", weight="weight")
        return rk.statistics.kaplan_meier(counted)["estimate"].to_numpy()

    weight = frame["weight"].to_numpy()
    step = 1e-6
    derivatives = [(share(weight + step * unit) - share(weight - step * unit)) / (2 * step) for unit in np.eye(6)]
    expected = np.sqrt(((weight[:, None] * np.array(derivatives)) ** 2).sum(axis=0))
    found = rk.statistics.kaplan_meier(table)["std_error"].to_numpy()
    assert found == pytest.approx(expected, abs=1e-8)


def test_beta_product_refuses_sampling_weights():
    with pytest.raises(EstimateError, match="sampling weights"):
        rk.statistics.kaplan_meier(sampled()[1], interval="beta-product")


LATE = pl.DataFrame({"start": [0.0, 5, 5, 5, 5], "months": [1.0, 6, 7, 8, 9], "work": [1, 1, 1, 0, 0]})


def emptied():
    """The first participant has the event alone; the others enter later."""
    return rk.counts.life_table(LATE, duration="months", event="work", entry="start")


def test_an_emptied_risk_set_is_said_with_its_numbers_and_a_remedy():
    with pytest.warns(
        EmptyRiskSetWarning, match=r"In 1 of 1 groups .* last 1 at risk .* 4 come .* Start the curve later"
    ) as said:
        rk.statistics.kaplan_meier(emptied())
    assert said[0].filename == __file__
    with pytest.warns(EmptyRiskSetWarning):
        rk.statistics.cumulative_incidence(emptied())


def test_the_remedy_works():
    later = rk.counts.life_table(
        LATE.filter(pl.col("months") > 5).with_columns(start=5.0), duration="months", event="work", entry="start"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert rk.statistics.kaplan_meier(later)["estimate"].to_list() == [0.75, 0.5, 0.5, 0.5]


@pytest.mark.parametrize("entry", [None, "start"])
def test_an_ordinary_curve_that_ends_at_0_is_no_cause_for_a_warning(entry):
    frame = pl.DataFrame({"start": [0, 1, 0, 2], "t": [2, 3, 3, 3], "e": [1, 1, 0, 1], "arm": ["a", "a", "b", "c"]})
    table = rk.counts.life_table(frame, duration="t", event="e", entry=entry, by="arm")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert rk.statistics.kaplan_meier(table)["estimate"].to_list()[-1] == 0
        rk.statistics.restricted_mean(table, tau=9)


@pytest.mark.filterwarnings("ignore::research_kit.statistics.survival.empty_risk_set.EmptyRiskSetWarning")
def test_beta_product_encloses_the_estimate_after_the_risk_set_has_emptied():
    curve = rk.statistics.kaplan_meier(emptied(), "beta-product")
    assert curve["lower"].to_list() == [0] * 5
    assert curve["upper"].is_between(0, 1).all()
    assert curve["upper"].to_list() == sorted(curve["upper"], reverse=True)


def test_beta_product_encloses_the_estimate_when_the_few_at_risk_are_replaced_again_and_again():
    # Two at risk, one has the event, another one enters: S = 2^-k, far below the product of Beta(2, 1).
    steps = 30
    frame = pl.DataFrame({"start": [0, *range(steps)], "t": range(1, steps + 2), "e": 1}).with_columns(
        e=pl.when(pl.col("t") <= steps).then(1).otherwise(0)
    )
    table = rk.counts.life_table(frame, duration="t", event="e", entry="start")
    curve = rk.statistics.kaplan_meier(table, "beta-product")
    assert (curve["lower"] <= curve["estimate"]).all()
    assert (curve["estimate"] <= curve["upper"]).all()


def test_interval_and_confidence_by_position():
    table = leukaemia()
    by_name = rk.statistics.kaplan_meier(table, interval="plain", confidence=0.9)
    assert rk.statistics.kaplan_meier(table, "plain", 0.9).equals(by_name)


def test_a_frame_is_to_be_counted_first():
    for estimator in (rk.statistics.kaplan_meier, rk.statistics.cumulative_incidence):
        with pytest.raises(CountsError, match=r"a DataFrame, not a life table. Count first: `rk.counts.life_table"):
            estimator(LATE)


@pytest.mark.filterwarnings("ignore::research_kit.statistics.survival.empty_risk_set.EmptyRiskSetWarning")
def test_the_risk_set_can_empty_and_fill_again_under_late_entry():
    # As R: once the estimate is 0 it stays 0, whoever enters later (Channing House, men).
    frame = pl.DataFrame({"start": [0, 5, 5], "months": [2, 7, 9], "work": [1, 1, 0]})
    table = rk.counts.life_table(frame, duration="months", event="work", entry="start")
    curve = rk.statistics.kaplan_meier(table)
    assert curve["at_risk"].to_list() == [1, 2, 1]
    assert curve["estimate"].to_list() == [0, 0, 0]
    assert curve["std_error"].to_list() == [None, None, None]


WEIGHTED_AND_LATE = pl.DataFrame(
    {"start": [0, 0, 1, 2, 0, 1], "t": [2, 3, 4, 5, 6, 7], "e": [1, 0, 1, 1, 0, 1], "w": [1.5, 0.5, 2.0, 1.0, 0.7, 1.2]}
)


@pytest.mark.parametrize(
    "estimator",
    [
        rk.statistics.kaplan_meier,
        rk.statistics.cumulative_incidence,
        lambda table: rk.statistics.restricted_mean(table, tau=6),
    ],
)
def test_weights_and_late_entry_together_are_warned_of(estimator):
    count = {"duration": "t", "event": "e"}
    both = rk.counts.life_table(WEIGHTED_AND_LATE, entry="start", weight="w", **count)
    with pytest.warns(ApproximateVarianceWarning, match=r"up to 50 % .*`bootstrap\(") as said:
        estimator(both)
    assert said[0].filename == __file__
    whole = WEIGHTED_AND_LATE.with_columns(w=pl.lit(2.0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        estimator(rk.counts.life_table(WEIGHTED_AND_LATE, weight="w", **count))
        estimator(rk.counts.life_table(WEIGHTED_AND_LATE, entry="start", **count))
        estimator(rk.counts.life_table(whole, entry="start", weight="w", **count))
