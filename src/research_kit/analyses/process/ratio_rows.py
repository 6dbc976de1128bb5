"""Status and limits of numbers that people add up to: hours of hours, meetings a month, people of people."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import polars as pl

from research_kit.analyses.incidence_curves import CONFIDENCE
from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.results import Thresholds, smallest_visible_gap
from research_kit.results.status import gap_from_error
from research_kit.statistics import wilson

NOT_DEFINED = "UNSTABLE"
"""The interval cannot be told, as where more was attended than planned."""


def with_both_bars(estimate: Callable[[float], pl.DataFrame], alarm_confidence: float) -> pl.DataFrame:
    """The estimates with the limits of the description, and those of the alarm bar beside them."""
    described = estimate(CONFIDENCE)
    claimed = estimate(alarm_confidence)
    return described.with_columns(alarm_lower=claimed["lower"], alarm_upper=claimed["upper"])


def people_shares(counts: pl.DataFrame, limits: Thresholds, *, alarm_confidence: float) -> pl.DataFrame:
    """Shares of people: rows with `n` and `events` get Wilson's interval, status, and the gap that could be seen."""
    events, people = counts["events"].to_numpy(), counts["n"].to_numpy()
    both = with_both_bars(lambda confidence: wilson(events, people, confidence=confidence), alarm_confidence)
    shares = counts.hstack(both)
    gap = smallest_visible_gap(people, shares["estimate"].fill_null(0.0).to_numpy())
    visible = shares.with_columns(smallest_visible_gap=pl.Series(gap), unit=pl.lit("share"))
    return _judged(visible, limits)


def judge_ratios(rows: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Rows with `n` people, `estimate`, `std_error` and limits get status and the gap that could be seen."""
    return _judged(rows.with_columns(smallest_visible_gap=gap_from_error(sqrt(2)) * pl.col("std_error")), limits)


def _judged(rows: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """By the people of whom something is known, and by the width of what is known."""
    nothing = pl.lit(None, dtype=pl.String)
    unknown = pl.lit(0)
    if "unknown" in rows.columns:
        unknown = pl.col("unknown").fill_null(0)
    return judge(
        rows.with_columns(blocked_by=nothing, too_thin=nothing),
        {
            FEW_PEOPLE: pl.col("n") - unknown < limits.share_n,
            NOT_DEFINED: pl.col("lower").is_null() | pl.col("upper").is_null(),
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
