"""What holds for every set of intervals, whatever the data."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.statistics.intervals.interval_censored import interval_censored
from research_kit.statistics.intervals.turnbull import turnbull
from research_kit.statistics.intervals.turnbull_optimality import turnbull_optimality
from tests.property.examples import examples

QUICK = settings(max_examples=examples(40), deadline=None)
NAMED = {"left": "left", "right": "right"}


@st.composite
def intervals(draw, smallest=1, largest=40):
    """Exact times, intervals and right-censored times on a coarse scale, so that they coincide often."""
    n = draw(st.integers(smallest, largest))

    def column(values):
        return draw(st.lists(values, min_size=n, max_size=n))

    frame = pl.DataFrame(
        {
            "left": column(st.integers(0, 8)),
            "width": pl.Series(column(st.sampled_from([0, 0, 1, 2, 3, 5, None])), dtype=pl.Int64),
            "site": pl.Series(column(st.sampled_from(["north", "south", None])), dtype=pl.String),
        }
    )
    return frame.select("site", "left", right=pl.col("left") + pl.col("width"))


@st.composite
def studies(draw):
    """At least five exact events of each of two causes spread over two pieces, and whatever else comes."""
    seed = draw(st.integers(0, 2**32 - 1))
    n = draw(st.integers(0, 60))
    rng = np.random.default_rng(seed)
    certain = np.arange(1, 21) * 10.0
    left, width = np.round(rng.uniform(1, 200, n), 1), np.round(rng.uniform(0, 60, n), 1)
    kind = rng.integers(0, 3, n)
    right = np.where(kind == 0, np.nan, np.where(kind == 1, left, left + width))
    cause = np.where(kind == 0, 0, rng.integers(1, 3, n))
    frame = pl.DataFrame(
        {
            "left": np.concatenate([certain, [250.0], left]),
            "right": np.concatenate([certain, [np.nan], right]),
            "cause": np.concatenate([np.tile([1, 2], 10), [0], cause]),
        }
    )
    return frame.with_columns(pl.col("right").fill_nan(None), late=pl.col("left") * rng.choice([0, 0.5]))


@QUICK
@given(intervals())
def test_the_optimality_conditions_hold(frame):
    found = turnbull_optimality(frame, turnbull(frame, **NAMED), **NAMED).row(0, named=True)
    assert found["largest_violation"] < 1e-8
    assert np.isfinite(found["log_likelihood"])


@QUICK
@given(intervals(), st.randoms(use_true_random=False))
def test_no_other_masses_are_better(frame, random):
    # Any masses on all unit steps and points, and beyond, have a smaller likelihood.
    estimate = turnbull(frame, **NAMED)
    greatest = turnbull_optimality(frame, estimate, **NAMED)["log_likelihood"].item()
    steps = [(t, t) for t in range(9)] + [(t, t + 1) for t in range(14)] + [(14, None)]
    other = pl.DataFrame(sorted(steps, key=lambda step: (step[0], step[1] is None, step[1] or 0)), orient="row",
                         schema={"left": pl.Float64, "right": pl.Float64})  # fmt: skip
    mass = np.array([random.random() ** 4 + 1e-9 for _ in steps])
    tried = turnbull_optimality(frame, other.with_columns(probability=mass / mass.sum()), **NAMED)
    assert tried["log_likelihood"].item() <= greatest + 1e-7


@QUICK
@given(intervals())
def test_masses_are_a_distribution_on_disjoint_intervals(frame):
    found = turnbull(frame, **NAMED)
    assert found["probability"].sum() == pytest.approx(1, abs=1e-12)
    assert (found["probability"] > 0).all()
    assert found["survival"].to_list() == pytest.approx((1 - found["probability"].cum_sum()).to_list(), abs=1e-12)
    ends, starts = found["right"].to_list()[:-1], found["left"].to_list()[1:]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))


@QUICK
@given(intervals(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_to_turnbull(frame, random):
    order = list(range(frame.height))
    random.shuffle(order)
    assert_frame_equal(turnbull(frame[order], **NAMED, by="site"), turnbull(frame, **NAMED, by="site"))


@QUICK
@given(intervals(), st.integers(2, 4))
def test_weights_count_equal_participants_for_turnbull(frame, times):
    repeated = pl.concat([frame] * times)
    weighted = turnbull(frame.with_columns(w=times), **NAMED, weight="w")
    assert_frame_equal(weighted, turnbull(repeated, **NAMED), abs_tol=1e-6)


@QUICK
@given(intervals(), st.sampled_from([0.5, 3.0, 30.4375]))
def test_the_unit_of_time_does_not_matter_to_turnbull(frame, unit):
    scaled = turnbull(frame.with_columns(pl.col("left", "right") * unit), **NAMED)
    assert_frame_equal(scaled.with_columns(pl.col("left", "right") / unit), turnbull(frame, **NAMED), abs_tol=1e-9)


@QUICK
@given(intervals())
def test_without_intervals_turnbull_is_kaplan_meier(frame):
    had = pl.col("right").is_not_null()
    known = frame.select("left", right=pl.when(had).then("left"), had=had)
    found = turnbull(known, **NAMED).filter(pl.col("right").is_not_null())
    curve = rk.statistics.kaplan_meier(rk.counts.life_table(known, duration="left", event="had"))
    steps = curve.filter(pl.col("events") > 0)
    assert found["left"].to_list() == steps["time"].to_list()
    assert found["survival"].to_list() == pytest.approx(steps["estimate"].to_list(), abs=1e-8)


@QUICK
@given(studies(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_to_the_model(frame, random):
    order = list(range(frame.height))
    random.shuffle(order)
    one, other = (interval_censored(each, **NAMED, event="cause", piece_length=50) for each in (frame, frame[order]))
    assert_frame_equal(one.hazards, other.hazards, rel_tol=1e-12)
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-13)


@QUICK
@given(studies())
def test_causes_and_the_share_without_an_event_add_up_to_1(frame):
    model = interval_censored(frame, **NAMED, event="cause", entry="late", piece_length=50)
    times = np.linspace(0, model.last_time, 9)
    shares = model.cumulative_incidence(times).group_by("time").agg(pl.col("estimate").sum()).sort("time")
    assert (shares["estimate"] + model.survival(times)["estimate"]).to_list() == pytest.approx([1.0] * 9, abs=1e-12)


@QUICK
@given(studies())
def test_a_hazard_is_expected_events_by_expected_time(frame):
    model = interval_censored(frame, **NAMED, event="cause", entry="late", piece_length=50)
    table = model.hazards
    assert (table["events_mass"] / table["exposure"]).to_list() == pytest.approx(table["hazard"].to_list(), rel=1e-5)
    events = frame.group_by("cause").len().filter(pl.col("cause") > 0).sort("cause")["len"].to_list()
    expected = table.group_by("cause").agg(pl.col("events_mass").sum()).sort("cause")["events_mass"].to_list()
    assert expected == pytest.approx(events, rel=1e-9)
    assert (table["events_mass"] >= 5 - 1e-5).all()


@QUICK
@given(studies(), st.sampled_from([1 / 30.4375, 7.0]))
def test_the_unit_of_time_does_not_matter_to_the_model(frame, unit):
    days = interval_censored(frame, **NAMED, event="cause", piece_length=50)
    scaled = frame.with_columns(pl.col("left", "right") * unit)
    other = interval_censored(scaled, **NAMED, event="cause", piece_length=50 * unit)
    for name in ("estimate", "std_error", "upper"):
        found, expected = other.survival(120 * unit)[name].item(), days.survival(120)[name].item()
        assert found == pytest.approx(expected, rel=1e-6)


@QUICK
@given(studies(), st.integers(2, 3))
def test_weights_count_equal_participants_for_the_model(frame, times):
    cuts = {"cuts": [60.0, 120.0]}
    weighted = interval_censored(frame.with_columns(w=times), **NAMED, event="cause", weight="w", **cuts)
    repeated = interval_censored(pl.concat([frame] * times), **NAMED, event="cause", **cuts)
    assert_frame_equal(weighted.hazards, repeated.hazards, rel_tol=1e-9)


@QUICK
@given(studies())
def test_one_piece_and_exact_dates_are_events_by_time_under_late_entry(frame):
    exact = frame.filter(pl.col("right").is_null() | (pl.col("left") == pl.col("right")))
    exact = exact.filter(pl.col("late") < pl.col("left"))
    model = interval_censored(exact, **NAMED, event="cause", entry="late", cuts=[])
    events = exact.filter(pl.col("cause") > 0).group_by("cause").len().sort("cause")["len"].to_numpy()
    rate = events / exact.select(pl.col("left") - pl.col("late")).sum().item()
    assert model.hazards["hazard"].to_list() == pytest.approx(rate.tolist(), rel=1e-9)
    assert model.hazards["std_error"].to_list() == pytest.approx((rate / np.sqrt(events)).tolist(), rel=1e-9)


@QUICK
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=6))
def test_on_the_wave_grid_the_model_is_the_life_table(waves):
    # METHODS M3.3, to 1e-8: per wave, events of cause 1 and 2 since the last one and censored at it; 3 stay to the end.
    at_risk, free, had, rows, expected = 3 + sum(map(sum, waves)), 1.0, np.zeros(2), [], []
    for number, (first, second, censored) in enumerate(waves):
        start, end = 91.0 * number, 91.0 * (number + 1)
        rows += [(start, end, 1)] * first + [(start, end, 2)] * second + [(end, None, 0)] * censored
        had += free * np.array([first, second]) / at_risk
        free *= 1 - (first + second) / at_risk
        at_risk -= first + second + censored
        expected.append((free, *had))
    rows += [(91.0 * len(waves), None, 0)] * 3
    if not any(first + second for first, second, _ in waves):
        return
    frame = pl.DataFrame(rows, schema={"left": pl.Float64, "right": pl.Float64, "cause": pl.Int64}, orient="row")
    cuts, times = [91.0 * number for number in range(1, len(waves))], [91.0 * n for n in range(1, len(waves) + 1)]
    model = interval_censored(frame, **NAMED, event="cause", cuts=cuts)
    assert model.survival(times)["estimate"].to_list() == pytest.approx([each[0] for each in expected], abs=1e-8)
    shares = model.cumulative_incidence(times)
    for cause in model.causes:
        found = shares.filter(pl.col("cause") == cause)["estimate"].to_list()
        assert found == pytest.approx([each[cause] for each in expected], abs=1e-8)
