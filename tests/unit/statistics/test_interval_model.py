"""Reading curves, medians and months off a fitted interval-censored model; its distance to Turnbull's estimate."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from research_kit.errors import EstimateError
from research_kit.statistics.intervals.distance_to_turnbull import distance_to_turnbull
from research_kit.statistics.intervals.exponential_piece import curvature, log_phi, slope
from research_kit.statistics.intervals.interval_censored import interval_censored
from research_kit.statistics.intervals.turnbull import turnbull

Z = 1.959963984540054
RATE = 3 / 200
ERROR = RATE / np.sqrt(3)


@pytest.fixture(scope="module")
def single():
    """One piece: hazard 3/200, standard error of its log 1/sqrt(3); observed to 70 days."""
    frame = pl.DataFrame({"left": [10, 40, 50, 30, 70], "right": [10, 40, 50, None, None]})
    return interval_censored(frame, left="left", right="right", cuts=[])


@pytest.fixture(scope="module")
def several():
    """Three causes in pieces of their own."""
    rng = np.random.default_rng(7)
    days, cause = rng.exponential(300, 400), rng.choice([1, 2, 3], 400, p=[0.5, 0.3, 0.2])
    wave = np.ceil(days / 91)
    seen = wave <= 10
    frame = pl.DataFrame({"left": np.where(seen, wave - 1, 10) * 91, "right": wave * 91.0, "cause": cause * seen})
    frame = frame.with_columns(pl.when(pl.col("cause") > 0).then("right").alias("right"))
    return interval_censored(frame, left="left", right="right", event="cause")


def test_survival_with_limits_by_the_log_of_the_cumulative_hazard(single):
    row = single.survival(20).row(0, named=True)
    assert row["estimate"] == pytest.approx(np.exp(-0.3), rel=1e-12)
    assert row["std_error"] == pytest.approx(np.exp(-0.3) * 20 * ERROR, rel=1e-12)
    factor = np.exp(Z / np.sqrt(3))
    assert (row["lower"], row["upper"]) == pytest.approx((np.exp(-0.3 * factor), np.exp(-0.3 / factor)), rel=1e-9)


def test_nothing_is_said_after_the_largest_time_or_of_limits_at_zero(single):
    found = single.survival([0, 70, 70.5])
    assert found["estimate"].to_list() == [1, pytest.approx(np.exp(-1.05)), None]
    assert found["std_error"].to_list()[0] == 0
    assert found["std_error"].to_list()[2] is None
    assert found["lower"].is_null().to_list() == [True, False, True]


def test_a_single_cause_is_the_rest_of_the_survival(single):
    share, free = single.cumulative_incidence([20, 60]), single.survival([20, 60])
    assert share["estimate"].to_list() == pytest.approx((1 - free["estimate"]).to_list())
    assert share["lower"].to_list() == pytest.approx((1 - free["upper"]).to_list())


def test_a_wider_confidence_is_given_on_demand(single):
    usual, wide = single.survival(20), single.survival(20, confidence=0.99)
    assert wide["lower"].item() < usual["lower"].item() < usual["upper"].item() < wide["upper"].item()
    assert_frame_equal(single.survival(20, confidence=0.95), usual)


def test_the_median_of_one_hazard(single):
    factor = np.exp(Z / np.sqrt(3))
    row = single.quantile(0.5).row(0)
    assert row[0] == pytest.approx(np.log(2) / RATE, rel=1e-9)
    assert row[1] == pytest.approx(np.log(2) / RATE / factor, rel=1e-9)
    assert row[2] is None  # log(2) / hazard x factor is after the 70 days observed
    assert single.quantile(0.9).row(0)[0] is None


def test_the_mean_of_one_hazard(single):
    row = single.restricted_mean(50).row(0, named=True)
    x = RATE * 50
    assert row["estimate"] == pytest.approx((1 - np.exp(-x)) / RATE, rel=1e-12)
    derivative = (np.exp(-x) * (1 + x) - 1) / RATE**2
    assert row["std_error"] == pytest.approx(abs(derivative) * ERROR, rel=1e-10)
    assert (row["tau"], row["upper"] - row["estimate"]) == pytest.approx((50, Z * row["std_error"]))
    assert single.restricted_mean(71)["estimate"].item() is None


def test_causes_and_the_share_without_an_event_add_up(several):
    times = [1, 91, 200, 365, 900]
    shares = several.cumulative_incidence(times).group_by("time").agg(pl.col("estimate").sum()).sort("time")
    assert (shares["estimate"] + several.survival(times)["estimate"]).to_list() == pytest.approx([1.0] * 5, abs=1e-13)
    areas = [several.restricted_mean(365, cause=cause)["estimate"].item() for cause in (None, 1, 2, 3)]
    assert sum(areas) == pytest.approx(365, rel=1e-12)


def test_the_error_of_an_incidence_is_the_delta_method(several):
    # Against derivatives by differences of the fitted curve itself.
    fitted, step = several.fitted, 1e-5
    columns = []
    for place in range(len(fitted.log_hazard)):
        ends = []
        for sign in (1, -1):
            moved = fitted.log_hazard.copy()
            moved[place] += sign * step
            ends.append(type(fitted)(fitted.pieces, moved).incidence(1, np.array([300.0])).value[0])
        columns.append((ends[0] - ends[1]) / (2 * step))
    expected = np.sqrt(np.array(columns) @ several.covariance @ np.array(columns))
    row = several.cumulative_incidence(300).filter(pl.col("cause") == 2).row(0, named=True)
    assert row["std_error"] == pytest.approx(expected, rel=1e-7)
    power = np.exp(Z * expected / abs(row["estimate"] * np.log(row["estimate"])))
    assert row["lower"] == pytest.approx(row["estimate"] ** power, rel=1e-6)


def test_a_quantile_of_a_cause_is_where_its_curve_is(several):
    row = several.quantile(0.2, cause=1).row(0)
    found = several.cumulative_incidence(list(row)).filter(pl.col("cause") == 1)
    assert found["estimate"][0] == pytest.approx(0.2, abs=1e-9)
    assert found["upper"][1] == pytest.approx(0.2, abs=1e-9)
    assert found["lower"][2] == pytest.approx(0.2, abs=1e-9)


def test_who_is_at_risk_by_what_is_known():
    frame = pl.DataFrame(
        {"left": [10.0, 0, 91, 91, 50], "right": [10.0, 91, 182, None, None], "late": [0.0, 0, 91, 0, 20]}
    )
    model = interval_censored(frame, left="left", right="right", entry="late", cuts=[])
    found = model.at_risk([0, 10, 30, 91, 100])
    assert found["at_risk"].to_list() == [3, 2, 2, 1, 0]
    assert found["in_interval"].to_list() == [0, 1, 1, 1, 1]
    assert found["events"].to_list() == [0, 0, 1, 1, 2]


@pytest.mark.parametrize(
    "call",
    [
        lambda m: m.survival([-1]),
        lambda m: m.survival([]),
        lambda m: m.quantile(1.0),
        lambda m: m.restricted_mean(0),
        lambda m: m.quantile(0.5, cause=2),
        lambda m: m.restricted_mean(10, cause=0),
        lambda m: m.survival(10, confidence=95),
    ],
)
def test_questions_without_an_answer_are_refused(single, call):
    with pytest.raises(EstimateError):
        call(single)


def test_the_distance_to_turnbull_at_the_waves():
    # Life table with S = .7 and .4375 at the waves: the two agree there, whatever the hazard in between.
    frame = pl.DataFrame(
        {
            "left": [0] * 12 + [91] * 4 + [91] * 9 + [182] * 15,
            "right": [91] * 12 + [None] * 4 + [182] * 9 + [None] * 15,
        }
    )
    estimate = turnbull(frame, left="left", right="right")
    split = interval_censored(frame, left="left", right="right", cuts=[91])
    assert distance_to_turnbull(split, estimate, [91, 182])["distance"].max() == pytest.approx(0, abs=1e-8)
    # A single hazard cannot follow: its S(91) is not .7.
    single = interval_censored(frame, left="left", right="right", cuts=[])
    found = distance_to_turnbull(single, estimate, [45, 91, 200])
    assert found["turnbull_lower"].to_list() == [pytest.approx(0.7), pytest.approx(0.7), None]
    assert found["turnbull_upper"].to_list() == [pytest.approx(1.0), pytest.approx(0.7), None]
    off = abs(single.survival(91)["estimate"].item() - 0.7)
    assert off > 0.005
    assert found["distance"].to_list() == [0, pytest.approx(off), None]


def test_the_distance_to_an_exact_step():
    frame = pl.DataFrame({"left": [10.0, 40, 50, 30, 70], "right": [10.0, 40, 50, None, None]})
    estimate = turnbull(frame, left="left", right="right")
    model = interval_censored(frame, left="left", right="right", cuts=[])
    found = distance_to_turnbull(model, estimate, [9, 10])
    assert found["turnbull_lower"].to_list() == found["turnbull_upper"].to_list()
    assert found["turnbull_upper"].to_list() == pytest.approx([1, 0.8])
    with pytest.raises(EstimateError, match="no column 'probability'"):
        distance_to_turnbull(model, estimate.drop("probability"), 10)


def test_a_stretch_of_constant_hazard_is_exact_where_series_and_formula_meet():
    for x in (1e-9, 0.0499999, 0.0500001, 1.0, 40.0):
        step = 1e-4 * max(x, 0.05)
        at = np.array([x, x + step, max(x - step, 0)])
        assert log_phi(at)[0] == pytest.approx(np.log(-np.expm1(-x) / x), abs=1e-13)
        numeric = (log_phi(at)[1] - log_phi(at)[2]) / (at[1] - at[2])
        if x > 1e-3:
            assert slope(at)[0] == pytest.approx(numeric, rel=1e-6)
            assert curvature(at)[0] == pytest.approx((slope(at)[1] - slope(at)[2]) / (at[1] - at[2]), rel=1e-6)
    assert (log_phi(np.zeros(1))[0], slope(np.zeros(1))[0], curvature(np.zeros(1))[0]) == (0, -0.5, 1 / 12)
