"""The interval-censored estimate: closed forms, pieces, degenerate input, and what is refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import CountsError, EstimateError
from research_kit.statistics.intervals.interval_censored import interval_censored

NAMED = {"left": "left", "right": "right"}


def frame_of(left, right, **others):
    return pl.DataFrame(
        {"left": left, "right": right, **others}, schema_overrides={"left": pl.Float64, "right": pl.Float64}
    )


# Three exact events (10, 40, 50 days), two censored (30, 70): D / sum of t = 3 / 200.
EXACT = frame_of([10, 40, 50, 30, 70], [10, 40, 50, None, None])


def test_one_piece_with_exact_dates_is_events_by_time():
    # METHODS M3.3: lambda = D / sum of t, with standard error lambda / sqrt(D).
    model = interval_censored(EXACT, **NAMED, cuts=[])
    row = model.hazards.row(0, named=True)
    assert row["hazard"] == pytest.approx(3 / 200, rel=1e-12)
    assert row["std_error"] == pytest.approx(3 / 200 / np.sqrt(3), rel=1e-12)
    assert (row["events_mass"], row["exposure"]) == pytest.approx((3, 200), rel=1e-12)
    assert (row["cause"], row["start"], row["end"]) == (1, 0, None)
    factor = np.exp(1.959963984540054 / np.sqrt(3))
    assert (row["lower"], row["upper"]) == pytest.approx((0.015 / factor, 0.015 * factor), rel=1e-9)
    assert model.log_likelihood == pytest.approx(3 * np.log(0.015) - 3, rel=1e-12)


def test_late_entry_takes_time_away():
    late = EXACT.with_columns(late=pl.Series([0, 10, 20, 0, 20]))
    model = interval_censored(late, **NAMED, entry="late", cuts=[])
    assert model.hazards["hazard"].item() == pytest.approx(3 / 150, rel=1e-12)


def test_two_causes_with_exact_dates():
    model = interval_censored(EXACT.with_columns(cause=pl.Series([1, 2, 1, 0, 0])), **NAMED, event="cause", cuts=[])
    assert model.causes == (1, 2)
    assert model.hazards["hazard"].to_list() == pytest.approx([2 / 200, 1 / 200], rel=1e-12)
    # F1(t) = 2/3 (1 - exp(-3 t / 200)).
    share = model.cumulative_incidence(50)["estimate"].to_list()
    free = np.exp(-0.75)
    assert share == pytest.approx([2 / 3 * (1 - free), 1 / 3 * (1 - free)], rel=1e-12)


def test_an_exact_time_on_a_boundary_lies_in_the_piece_that_ends_there():
    model = interval_censored(EXACT, **NAMED, cuts=[40])
    assert model.hazards["events_mass"].to_list() == pytest.approx([2, 1])
    assert model.hazards["exposure"].to_list() == pytest.approx([10 + 30 + 3 * 40, 10 + 30])


def wave_grid():
    """40 at risk; waves at 91 and 182 days: 12 events and 4 censored, then 9 and 3, then 15 known to be without."""
    left = [0] * 12 + [91] * 4 + [91] * 9 + [182] * 15
    right = [91] * 12 + [None] * 4 + [182] * 9 + [None] * 15
    return frame_of(left, right)


def test_on_the_wave_grid_it_is_the_life_table():
    # METHODS M3.3: S = product of 1 - d / n, here (1 - 12/40) (1 - 9/24), with Greenwood's variance.
    model = interval_censored(wave_grid(), **NAMED, cuts=[91])
    free = model.survival([91, 182])
    assert free["estimate"].to_list() == pytest.approx([0.7, 0.7 * 15 / 24], abs=1e-12)
    greenwood = np.sqrt(np.cumsum([12 / (40 * 28), 9 / (24 * 15)]))
    assert free["std_error"].to_list() == pytest.approx((np.array([0.7, 0.4375]) * greenwood).tolist(), rel=1e-9)


def test_a_wide_interval_is_shared_by_the_hazards_on_both_sides():
    # One of 60 missed the wave at 91: its event lies in (0, 182].
    frame = pl.concat([wave_grid(), frame_of([0] * 20, [182] * 20)])
    model = interval_censored(frame, **NAMED, cuts=[91])
    first, second = model.hazards["hazard"]
    early, late = 1 - np.exp(-91 * first), np.exp(-91 * first) * (1 - np.exp(-91 * second))
    assert model.hazards["events_mass"].to_list() == pytest.approx(
        [12 + 20 * early / (early + late), 9 + 20 * late / (early + late)], rel=1e-6
    )


def test_pieces_are_quarters_with_five_events_each():
    rng = np.random.default_rng(33)
    days = rng.exponential(500, 120)
    frame = frame_of(np.minimum(days, 900), np.where(days <= 900, days, np.nan)).with_columns(
        pl.col("right").fill_nan(None)
    )
    model = interval_censored(frame, **NAMED)
    assert model.hazards["start"][0] == 0
    assert all(start % 91.3125 == 0 for start in model.hazards["start"])
    assert model.hazards["events_mass"].min() >= 5
    assert model.hazards["end"].to_list() == [*model.hazards["start"].to_list()[1:], None]
    assert model.diagnostics.pieces + model.diagnostics.pieces_merged == 10


def test_fewer_than_five_events_make_one_piece():
    assert interval_censored(EXACT, **NAMED, piece_length=10).hazards.height == 1


def test_each_cause_has_pieces_of_its_own():
    days = np.arange(1, 41) * 10.0
    cause = np.where(np.arange(40) % 4 == 0, 2, 1)  # in quarters 6, 7, 7, 7, 3 of cause 1 and 3, 2, 2, 2, 1 of cause 2
    model = interval_censored(frame_of(days, days, cause=cause), **NAMED, event="cause")
    by_cause = model.hazards.group_by("cause", maintain_order=True).agg(pl.len(), pl.col("events_mass").min())
    assert by_cause["len"].to_list() == [4, 2]
    assert by_cause["events_mass"].min() >= 5


def test_a_piece_that_intervals_leave_empty_is_merged():
    # By even spreading each quarter seems to hold events, but the wide intervals are all explained by the first.
    left = [0.0] * 20 + [0.0] * 12 + [183.0] * 40
    right = [10.0] * 20 + [182.0] * 12 + [None] * 40
    model = interval_censored(frame_of(left, right), **NAMED, piece_length=91)
    assert model.hazards["events_mass"].min() >= 5 - 1e-6
    assert model.diagnostics.converged


def test_a_cause_that_does_not_occur_has_no_row():
    model = interval_censored(EXACT.with_columns(cause=pl.Series([1, 3, 1, 0, 0])), **NAMED, event="cause", cuts=[])
    assert model.causes == (1, 3)
    assert model.hazards["cause"].to_list() == [1, 3]
    assert model.cumulative_incidence(30)["cause"].to_list() == [1, 3]


def test_a_piece_without_events_has_hazard_zero_and_no_row():
    model = interval_censored(EXACT, **NAMED, cuts=[20, 30])
    assert model.hazards["start"].to_list() == [0, 30]
    assert model.survival(20)["estimate"].item() == pytest.approx(model.survival(30)["estimate"].item(), rel=1e-14)


def test_cuts_can_differ_between_causes():
    frame = EXACT.with_columns(cause=pl.Series([1, 2, 1, 0, 0]))
    model = interval_censored(frame, **NAMED, event="cause", cuts={1: [20], 2: []})
    assert model.hazards.select("cause", "start").rows() == [(1, 0), (1, 20), (2, 0)]


def test_diagnostics_tell_how_the_times_are_known():
    left = [5, 0, 0, 91, 100, 100, 100, 91]
    right = [5, 91, 182, 182, None, None, None, 182]
    checks = interval_censored(frame_of(left, right), **NAMED, cuts=[]).diagnostics
    shares = (checks.share_exact, checks.share_interval, checks.share_right_censored)
    assert shares == pytest.approx((1 / 8, 4 / 8, 3 / 8))
    assert checks.share_of_events_interval == pytest.approx(4 / 5)
    assert checks.median_interval == 91
    assert checks.share_of_intervals_long == pytest.approx(1 / 4)  # 182 days: a wave was missed
    assert checks.converged
    assert checks.hessian_positive_definite
    assert (checks.participants, checks.events, checks.pieces, checks.condition_number) == (8, 5, 1, 1)


def test_a_binary_covariate_with_exact_dates_is_the_ratio_of_rates():
    # Rates 2/50 and 1/150; variance of the log ratio 1/2 + 1/1.
    frame = frame_of([10, 40, 50, 30, 70], [10, 40, 50, None, None], arm=["a", "a", "b", "b", "b"])
    model = interval_censored(frame, **NAMED, cuts=[], covariates=["arm"])
    row = model.coefficients.row(0, named=True)
    assert row["term"] == "arm=b"
    assert row["estimate"] == pytest.approx(np.log((1 / 150) / (2 / 50)), rel=1e-9)
    assert row["std_error"] == pytest.approx(np.sqrt(1.5), rel=1e-9)


def test_a_covariate_acts_on_the_first_cause_alone():
    frame = EXACT.with_columns(cause=pl.Series([1, 2, 1, 0, 1 * 0]), x=pl.Series([0, 1, 1, 0, 1]))
    model = interval_censored(frame, **NAMED, event="cause", cuts=[], covariates=["x"])
    assert model.hazards.filter(pl.col("cause") == 2)["hazard"].item() == pytest.approx(1 / 200, rel=1e-12)
    # Cause 1: one of 40 days at x = 0, one of 160 at x = 1.
    assert model.coefficients["estimate"].item() == pytest.approx(np.log((1 / 160) / (1 / 40)), rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "names", "sentence"),
    [
        ({"right": [1, 40, 50, None, None]}, {}, "1 of 5 rows have 'left' after 'right'"),
        ({"left": [None, 40, 50, 30, 70]}, {}, "1 of 5 rows have no finite time in 'left'"),
        ({"left": [-1, 40, 50, 30, 70]}, {}, "1 of 5 rows have a negative time in 'left'"),
        ({"cause": [1, 1, 1, 0, None]}, {"event": "cause"}, "1 of 5 rows have no event code in 'cause'"),
        ({"cause": [1, 1, 1, 0, 1.5]}, {"event": "cause"}, "1 of 5 rows have a code in 'cause'"),
        ({"cause": [1, 1, 1, 0, 2]}, {"event": "cause"}, "1 of 5 rows have an event in 'cause' but no end in 'right'"),
        ({"cause": [1, 0, 0, 0, 0]}, {"event": "cause"}, "2 of 5 rows are censored in 'cause' but have an end"),
        ({"late": [0, 0, 0, 30, 0]}, {"entry": "late"}, "1 of 5 rows have an entry in 'late' at or after 'left'"),
        ({"late": [0, 0, 0, None, 0]}, {"entry": "late"}, "1 of 5 rows have no finite entry in 'late'"),
        ({"late": [0, 0, 0, -1, 0]}, {"entry": "late"}, "1 of 5 rows have a negative entry in 'late'"),
        ({}, {"entry": "late"}, "no column 'late'"),
    ],
)
def test_unusable_rows_are_refused_with_their_number(changes, names, sentence):
    frame = EXACT.with_columns(**{name: pl.Series(values, strict=False) for name, values in changes.items()})
    with pytest.raises(CountsError, match=sentence):
        interval_censored(frame, **NAMED, **names)


def test_somebody_first_seen_at_a_wave_may_have_the_event_by_the_next():
    frame = frame_of([91, 0, 91, 150], [182, 91, 182, None], late=[91, 0, 0, 0])
    assert interval_censored(frame, **NAMED, entry="late", cuts=[]).diagnostics.events == 3


def test_nobody_with_an_event_is_an_error():
    with pytest.raises(EstimateError, match="None of 2 participants had an event"):
        interval_censored(frame_of([5, 6], [None, None]), **NAMED)


def test_a_hazard_without_bound_is_an_error():
    # Everybody had the event before the first wave: it may have been at once.
    with pytest.raises(EstimateError, match="did not converge"):
        interval_censored(frame_of([0] * 6, [91] * 6), **NAMED)
    two_causes = frame_of([0] * 7, [71, 79, 105, 97, 118, 92, None], cause=[1, 1, 1, 2, 1, 2, 0])
    with pytest.raises(EstimateError, match="a hazard goes to zero or without bound"):
        interval_censored(two_causes, **NAMED, event="cause")


def test_a_covariate_that_separates_is_an_error():
    frame = frame_of([10, 40, 50, 30, 70, 80], [10, 40, 50, None, None, None], x=[1, 1, 1, 0, 0, 0])
    with pytest.raises(EstimateError, match="Covariate 'x' tells events from non-events"):
        interval_censored(frame, **NAMED, cuts=[], covariates=["x"])


def test_a_covariate_that_another_determines_is_an_error():
    frame = EXACT.with_columns(x=pl.Series([1, 2, 3, 4, 6]), y=pl.Series([2, 4, 6, 8, 12]))
    with pytest.raises(EstimateError, match=r"'y' is constant .* or is determined"):
        interval_censored(frame, **NAMED, cuts=[], covariates=["x", "y"])


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"cuts": [30, 20]}, "`cuts` must be finite times > 0 in rising order"),
        ({"cuts": [0, 20]}, "`cuts` must be finite"),
        ({"cuts": {2: [20]}}, "`cuts` has nothing for cause 1"),
        ({"piece_length": 0}, "`piece_length` is 0"),
        ({"piece_length": 1e-3}, "`piece_length` makes 50,000 pieces"),
        ({"confidence": 95}, "confidence is 95"),
    ],
)
def test_arguments_out_of_range_are_refused(names, sentence):
    with pytest.raises(EstimateError, match=sentence):
        interval_censored(EXACT, **NAMED, **names)


def test_participants_with_weight_zero_are_left_out():
    frame = pl.concat([EXACT.with_columns(w=2), frame_of([5], [5]).with_columns(w=0)])
    model = interval_censored(frame, **NAMED, weight="w", cuts=[])
    assert model.hazards["hazard"].item() == pytest.approx(3 / 200, rel=1e-12)
    assert model.diagnostics.participants == 10


def test_of_a_single_event_there_is_a_hazard_but_no_effect():
    frame = frame_of([20, 40, 50], [20, None, None])
    model = interval_censored(frame, **NAMED, cuts=[])
    assert model.hazards["hazard"].item() == pytest.approx(1 / 110, rel=1e-12)
    with pytest.raises(EstimateError, match=r"1 of 3 participants had an event: .* fewer than 2. Leave the covariates"):
        interval_censored(frame.with_columns(x=pl.Series([0, 1, 0])), **NAMED, covariates=["x"])
