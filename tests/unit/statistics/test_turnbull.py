"""Turnbull's estimate: small cases by hand, and what is refused."""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from research_kit.errors import CountsError, EstimateError
from research_kit.statistics.intervals import npmle
from research_kit.statistics.intervals.turnbull import turnbull
from research_kit.statistics.intervals.turnbull_optimality import turnbull_optimality

INF = float("inf")

# (0,1], twice (0,2], twice (1,3], (2,3]: as in Gentleman & Geyer (1994). The likelihood is p1 (p1+p2)^2 (p2+p3)^2 p3.
SIX = pl.DataFrame({"left": [0, 0, 0, 1, 1, 2], "right": [1, 2, 2, 3, 3, 3]})
NAMED = {"left": "left", "right": "right"}


def test_overlapping_intervals_by_hand():
    found = turnbull(SIX, **NAMED)
    assert found.columns == ["left", "right", "probability", "survival"]
    assert found["left"].to_list() == [0, 1, 2]
    assert found["right"].to_list() == [1, 2, 3]
    assert found["probability"].to_list() == pytest.approx([1 / 3, 1 / 3, 1 / 3], abs=1e-8)
    assert found["survival"].to_list() == pytest.approx([2 / 3, 1 / 3, 0], abs=1e-8)


def test_a_self_consistent_estimate_that_is_not_the_greatest_is_found_out():
    # EM may stay at (1/2, 0, 1/2); the gradient in the middle is 4 / (1/2) / 6 = 4/3 there.
    stuck = pl.DataFrame({"left": [0.0, 2.0], "right": [1.0, 3.0], "probability": [0.5, 0.5]})
    found = turnbull_optimality(SIX, stuck, **NAMED).row(0, named=True)
    assert found["largest_violation"] == pytest.approx(1 / 3, abs=1e-12)
    assert found["log_likelihood"] == pytest.approx(6 * np.log(0.5), abs=1e-12)
    assert found["participants"] == 6


def test_the_estimate_itself_passes():
    found = turnbull_optimality(SIX, turnbull(SIX, **NAMED), **NAMED).row(0, named=True)
    assert found["largest_violation"] < 1e-8
    assert found["log_likelihood"] == pytest.approx(2 * np.log(1 / 3) + 4 * np.log(2 / 3), abs=1e-9)


def test_an_estimate_that_leaves_somebody_without_mass_has_no_likelihood():
    early = pl.DataFrame({"left": [0.0], "right": [1.0], "probability": [1.0]})
    found = turnbull_optimality(SIX, early, **NAMED).row(0, named=True)
    assert found["log_likelihood"] == -INF
    assert found["largest_violation"] == INF


def test_right_censoring_after_the_last_event_leaves_mass_without_an_end():
    frame = pl.DataFrame({"left": [1.0, 5.0, 6.0], "right": [2.0, None, INF]})
    found = turnbull(frame, **NAMED)
    assert found["left"].to_list() == [1, 6]
    assert found["right"].to_list() == [2, None]
    assert found["probability"].to_list() == pytest.approx([1 / 3, 2 / 3], abs=1e-9)
    assert found["survival"].to_list() == pytest.approx([2 / 3, 0], abs=1e-9)


def test_intervals_that_meet_do_not_overlap():
    # (0, 2] and (2, 4] share nothing; lifelines' closed intervals would share the 2.
    found = turnbull(pl.DataFrame({"left": [0, 2], "right": [2, 4]}), **NAMED)
    assert found.select("left", "right").rows() == [(0, 2), (2, 4)]
    assert found["probability"].to_list() == pytest.approx([0.5, 0.5])


def test_an_exact_time_lies_in_the_interval_that_ends_there_and_not_in_the_one_that_begins():
    # {2} is inside (1, 2] but not inside (2, 3].
    ends = turnbull(pl.DataFrame({"left": [1, 2], "right": [2, 2]}), **NAMED)
    assert ends.rows() == [(2, 2, 1, 0)]
    begins = turnbull(pl.DataFrame({"left": [2, 2], "right": [3, 2]}), **NAMED)
    assert begins.select("left", "right").rows() == [(2, 2), (2, 3)]


def test_a_censoring_at_the_time_of_an_event_comes_after_it():
    # As in a life table: both are at risk at 2, one has the event.
    found = turnbull(pl.DataFrame({"left": [2, 2], "right": [2, None]}), **NAMED)
    assert found["probability"].to_list() == pytest.approx([0.5, 0.5])
    assert found["right"].to_list() == [2, None]


def test_one_participant():
    assert turnbull(pl.DataFrame({"left": [3], "right": [5]}), **NAMED).rows() == [(3, 5, 1, 0)]


def test_all_censored_leaves_everything_after_the_last_time():
    found = turnbull(
        pl.DataFrame({"left": [3, 5], "right": [None, None]}, schema_overrides={"right": pl.Float64}), **NAMED
    )
    assert found.rows() == [(5, None, 1, 0)]


def test_times_equal_up_to_rounding_are_one_time():
    frame = pl.DataFrame({"left": [0.0, 0.1 + 0.2], "right": [0.3, 1.0]})
    assert turnbull(frame, **NAMED).select("left", "right").rows() == [(0.0, 0.3), (0.3, 1.0)]


def test_groups_are_estimated_apart_and_null_is_one():
    frame = pl.concat([SIX.with_columns(site=pl.lit(site, dtype=pl.String)) for site in ("b", None, "a")])
    found = turnbull(frame, **NAMED, by=["site"])
    alone = turnbull(SIX, **NAMED)
    assert found["site"].to_list() == [None] * 3 + ["a"] * 3 + ["b"] * 3
    for part in found.partition_by("site", include_key=False):
        assert_frame_equal(part, alone)
    optimality = turnbull_optimality(frame, found, **NAMED)
    assert optimality["site"].to_list() == [None, "a", "b"]
    assert optimality["largest_violation"].max() < 1e-8


def test_a_weight_is_that_many_participants():
    weighted = pl.DataFrame({"left": [0, 0, 1, 2, 0], "right": [1, 2, 3, 3, 9], "w": [1, 2, 2, 1, 0]})
    assert_frame_equal(turnbull(weighted, **NAMED, weight="w"), turnbull(SIX, **NAMED))


@pytest.mark.parametrize(
    "native",
    [
        lambda f: f,
        lambda f: f.lazy(),
        lambda f: f.to_pandas(),
        lambda f: f.to_arrow(),
        lambda f: duckdb.from_arrow(f.to_arrow()),
    ],
)
def test_any_frame_will_do(native):
    frame = pl.DataFrame({"left": [1.0, 5.0, 0.0], "right": [2.0, None, 3.0]})
    assert_frame_equal(turnbull(native(frame), **NAMED), turnbull(frame, **NAMED))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"left": [1.0, 3.0], "right": [2.0, 2.0]}, "1 of 2 rows have 'left' after 'right'"),
        ({"left": [-1.0, 3.0], "right": [2.0, 4.0]}, "1 of 2 rows have a negative time in 'left'"),
        ({"left": [None, 3.0], "right": [2.0, 4.0]}, "1 of 2 rows have no finite time in 'left'"),
        ({"left": [INF, 3.0], "right": [None, 4.0]}, "1 of 2 rows have no finite time in 'left'"),
        ({"left": [1.0, 3.0], "right": [float("nan"), 4.0]}, "1 of 2 rows have NaN in 'right'"),
        ({"left": ["1", "3"], "right": [2.0, 4.0]}, "Column 'left' holds String, not numbers"),
        ({"left": [1.0], "end": [2.0]}, "no column 'right'. It has: left, end"),
        ({"left": [], "right": []}, "no rows"),
    ],
)
def test_what_is_no_interval_is_refused_with_the_number_of_rows(rows, sentence):
    with pytest.raises(CountsError, match=sentence):
        turnbull(pl.DataFrame(rows), **NAMED)


@pytest.mark.parametrize(
    ("by", "sentence"),
    [(["left"], "'left' is named twice, is read"), (["site", "site"], "'site'"), ("survival", "name")],
)
def test_groups_that_collide_with_the_result_are_refused(by, sentence):
    frame = SIX.with_columns(site=1, survival=1)
    with pytest.raises(CountsError, match=sentence):
        turnbull(frame, **NAMED, by=by)


def test_one_column_for_both_ends_is_refused():
    """It would make an event at its last day of everybody who was not seen to have one."""
    with pytest.raises(CountsError, match="`left` and `right` are the same column, 'days'"):
        turnbull(pl.DataFrame({"days": [1.0, 2.0, 3.0]}), left="days", right="days")


@pytest.mark.parametrize("weights", [[1.0, -1.0], [1.0, None], [1.0, INF]])
def test_unusable_weights_are_refused(weights):
    frame = pl.DataFrame({"left": [0, 1], "right": [1, 2], "w": weights})
    with pytest.raises(CountsError, match="1 of 2 rows have a null, infinite or negative weight in 'w'"):
        turnbull(frame, **NAMED, weight="w")


def test_weights_that_are_all_zero_are_refused():
    with pytest.raises(CountsError, match="All weights in 'w' are 0"):
        turnbull(SIX.with_columns(w=0), **NAMED, weight="w")


def test_an_estimate_of_other_columns_or_groups_is_refused():
    with pytest.raises(EstimateError, match="no column 'probability'"):
        turnbull_optimality(SIX, SIX, **NAMED)
    with pytest.raises(CountsError, match="no column 'site'"):
        turnbull_optimality(SIX, turnbull(SIX.with_columns(site=1), **NAMED, by="site"), **NAMED)
    estimate = turnbull(SIX.with_columns(site=pl.lit("a")), **NAMED, by="site")
    with pytest.raises(EstimateError, match="no rows for a group"):
        turnbull_optimality(SIX.with_columns(site=pl.lit("b")), estimate, **NAMED)


def test_an_estimate_short_of_the_greatest_is_an_error_and_no_number(monkeypatch):
    monkeypatch.setattr(npmle, "_MOST_ROUNDS", 1)
    with pytest.raises(EstimateError, match="did not meet the optimality conditions"):
        turnbull(pl.DataFrame({"left": [0, 0, 1, 2, 0], "right": [1, 2, 3, 5, 4]}), **NAMED)
