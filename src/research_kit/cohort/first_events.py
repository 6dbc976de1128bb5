"""From candidate starts to one exit per person: the first event, or the last day known without one."""

from __future__ import annotations

import polars as pl


def first_exits(starts: pl.DataFrame, limits: pl.DataFrame) -> pl.DataFrame:
    """Per person the first event, or censoring; in days from index.

    Parameters
    ----------
    starts
        One row per start after index: `pid, cause, precision, lo_days, hi_days, middle_days`.
    limits
        One row per person: `pid, index_on`; `cut_days`, the cut; `still_days`, until when an event counts; and
        `without_days`, until when the person is known to be without one.

    Returns
    -------
    One row per person: `pid, index_on, duration_days, event` (0 = censored), `left_days, right_days` (the event lies
    in (left, right]; both that day where the day is known; right null where censored), `interval_days,
    start_precision`.
    """
    exits = limits.join(_first(starts), on="pid", how="left", validate="1:1", maintain_order="left")
    is_over = pl.col("hi_days") <= pl.col("cut_days")  # an interval that is not over may still be corrected
    happened = ((pl.col("event_days") <= pl.col("still_days")) & is_over).fill_null(False)
    without = pl.min_horizontal("without_days", "still_days").clip(lower_bound=0)
    known_day = pl.col("lo_days") == pl.col("hi_days")
    left = pl.when(known_day).then("hi_days").otherwise(pl.col("lo_days") - 1)
    return exits.select(
        "pid",
        "index_on",
        duration_days=pl.when(happened).then("event_days").otherwise(without),
        event=pl.when(happened).then("cause").otherwise(0).cast(pl.Int64),
        left_days=pl.when(happened).then(left).otherwise(without),
        right_days=pl.when(happened).then("hi_days"),
        interval_days=pl.when(happened).then(pl.col("hi_days") - pl.col("lo_days") + 1).cast(pl.Int64),
        start_precision=pl.when(happened).then("precision"),
    )


def _first(starts: pl.DataFrame) -> pl.DataFrame:
    """The first start after index, at the midpoint of the days on which it may lie; ties go to the first cause."""
    ordered = starts.sort("pid", "middle_days", "cause", "hi_days")
    return ordered.unique("pid", keep="first", maintain_order=True).select(
        "pid", "cause", "precision", "lo_days", "hi_days", event_days="middle_days"
    )
