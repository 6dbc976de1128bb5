"""What holds for every chart, ratio, funnel and stock, whatever the data."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import research_kit as rk
from tests.property.examples import examples

QUICK = settings(max_examples=examples(60), deadline=None)
LIMITS = ["centre", "lower_limit", "upper_limit"]
VALUES = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=30)
ALL_RULES = ["outside", "run", "trend", "two_of_three"]


@st.composite
def shares(draw):
    n = draw(st.lists(st.integers(1, 60), min_size=2, max_size=24))
    return [draw(st.integers(0, size)) for size in n], n


@QUICK
@given(VALUES, st.floats(0.1, 50), st.integers(-100, 100))
def test_individuals_move_and_stretch_with_their_unit(values, factor, shift):
    one, other = rk.statistics.xmr_chart(values), rk.statistics.xmr_chart(np.array(values) * factor + shift)
    for name in LIMITS:
        assert other[name].to_numpy() == pytest.approx(one[name].to_numpy() * factor + shift, abs=1e-6)
    middle = one.select((pl.col("upper_limit") + pl.col("lower_limit")) / 2).to_series()
    assert middle.to_numpy() == pytest.approx(one["centre"].to_numpy())


@QUICK
@given(VALUES)
def test_a_series_read_upside_down_has_the_same_signals(values):
    one, other = (rk.statistics.xmr_chart(sign * np.array(values), rules=ALL_RULES) for sign in (1, -1))
    assert one["signal"].to_list() == other["signal"].to_list()


@QUICK
@given(shares(), st.sampled_from(["flag", "adjust", "always"]))
def test_limits_of_shares_are_shares_around_the_centre(given_shares, overdispersion):
    chart = rk.statistics.p_chart(*given_shares, overdispersion=overdispersion).drop_nulls("lower_limit")
    assert (chart["lower_limit"] >= 0).all()
    assert (chart["upper_limit"] <= 1).all()
    assert (chart["lower_limit"] <= chart["centre"] + 1e-12).all()
    assert (chart["upper_limit"] >= chart["centre"] - 1e-12).all()


@QUICK
@given(shares())
def test_those_with_and_those_without_the_event_mirror_each_other(given_shares):
    events, n = map(np.array, given_shares)
    one, other = rk.statistics.p_chart(events, n), rk.statistics.p_chart(n - events, n)
    assert one["signal"].to_list() == other["signal"].to_list()
    assert one["upper_limit"].fill_null(0.5).to_numpy() == pytest.approx(
        1 - other["lower_limit"].fill_null(0.5).to_numpy()
    )


@QUICK
@given(VALUES, st.data())
def test_points_after_the_baseline_do_not_move_the_limits(values, data):
    baseline = data.draw(st.integers(2, len(values)))
    short, whole = rk.statistics.xmr_chart(values[:baseline]), rk.statistics.xmr_chart(values, baseline=baseline)
    assert whole.select(LIMITS).row(-1) == pytest.approx(short.select(LIMITS).row(0))


@st.composite
def hours(draw):
    rows = draw(st.integers(1, 25))

    def column(values):
        return draw(st.lists(values, min_size=rows, max_size=rows))

    planned = column(st.integers(0, 20))
    planned[0] = max(1, planned[0])
    return pl.DataFrame(
        {
            "person": column(st.integers(1, 8)),
            "g": pl.Series(column(st.sampled_from(["w", "m", None])), dtype=pl.String),
            "planned": planned,
            "attended": [draw(st.integers(0, most)) for most in planned],
        }
    )


NAMED = {"attended": "attended", "planned": "planned", "cluster": "person"}


@QUICK
@given(hours(), st.randoms(use_true_random=False))
def test_attendance_is_a_share_with_limits_around_it_and_order_does_not_matter(frame, shuffle):
    found = rk.statistics.attendance(frame, **NAMED, by="g")
    assert found["planned"].sum() == frame["planned"].sum()
    told = found.drop_nulls("lower")
    assert ((told["lower"] <= told["estimate"]) & (told["estimate"] <= told["upper"])).all()
    assert ((told["lower"] >= 0) & (told["upper"] <= 1)).all()
    order = list(range(frame.height))
    shuffle.shuffle(order)
    assert_frame_equal(rk.statistics.attendance(frame[order], **NAMED, by="g"), found, rel_tol=1e-9)


@QUICK
@given(hours(), st.integers(2, 50))
def test_hours_in_another_unit_are_the_same_share(frame, factor):
    scaled = frame.with_columns(pl.col("planned", "attended") * factor)
    one, other = (rk.statistics.attendance(each, **NAMED) for each in (frame, scaled))
    columns = ["estimate", "std_error", "lower", "upper"]
    assert_frame_equal(other.select(columns), one.select(columns), rel_tol=1e-9)


@QUICK
@given(shares().filter(lambda s: 0 < sum(s[0]) < sum(s[1])))
def test_a_unit_is_outside_exactly_where_its_share_is(given_shares):
    found = rk.statistics.funnel_plot(*given_shares)
    assert (found["lower_99_8"] <= found["lower_95"]).all()
    assert (found["unadjusted_upper_95"] <= found["upper_95"] + 1e-12).all()
    value, inside = found["value"].to_numpy(), found["zone"].to_numpy() == "inside"
    within = (value >= found["lower_95"].to_numpy() - 1e-9) & (value <= found["upper_95"].to_numpy() + 1e-9)
    assert (within | ~inside).all()


@QUICK
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30), st.booleans()), min_size=1, max_size=30))
def test_the_mean_stock_is_the_mean_of_the_stock(stays):
    frame = pl.DataFrame(
        {"start": [float(s) for s, _, _ in stays], "stop": [None if on else float(s + d) for s, d, on in stays]},
        schema={"start": pl.Float64, "stop": pl.Float64},
    )
    named = {"start": "start", "stop": "stop", "cut": 40.0}
    daily = rk.statistics.stock(frame, **named, times=[day + 0.5 for day in range(40)])["n"]
    whole = rk.statistics.littles_law(frame, **named, begins=0.0, ends=0)
    assert whole["mean_stock"][0] == pytest.approx(daily.mean())
    assert whole["arrivals"][0] == sum(s < 40 for s, _, _ in stays)
