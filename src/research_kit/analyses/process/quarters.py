"""The calendar quarters of a project that are over (METHODS M4.3: periods are calendar quarters)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import polars as pl

from research_kit.analyses.incidence_curves import DAYS_PER_MONTH


def quarters_until(first: date, cut: date) -> pl.DataFrame:
    """The quarters from that of the first day to the last one that is over at the cut.

    Returns
    -------
    `quarter` (2010-Q3), `from_on`, `to_on` (the first day after it) and `time`, months from the first day to its end.
    """
    starts = pl.date_range(first.replace(month=3 * ((first.month - 1) // 3) + 1, day=1), cut, "1q", eager=True)
    table = pl.DataFrame({"from_on": starts}).with_columns(to_on=pl.col("from_on").dt.offset_by("1q"))
    over = table.filter(pl.col("to_on") <= cut + timedelta(days=1))
    name = pl.format("{}-Q{}", pl.col("from_on").dt.year(), pl.col("from_on").dt.quarter())
    return over.with_columns(quarter=name, time=(pl.col("to_on") - first).dt.total_days() / DAYS_PER_MONTH)


def in_quarters(rows: pl.DataFrame, day: str, quarters: pl.DataFrame) -> pl.DataFrame:
    """The rows whose day lies in one of the quarters, with its name in `quarter`."""
    spans = quarters.select("quarter", _from="from_on", _to="to_on").sort("_from")
    dated = rows.sort(day).join_asof(spans, left_on=day, right_on="_from")
    return dated.filter((pl.col(day) < pl.col("_to")).fill_null(False)).drop("_from", "_to")


def pooled(quarters: pl.DataFrame, sizes: Sequence[float], is_enough: Callable[[float], bool]) -> pl.DataFrame:
    """The quarters, one that is too small pooled with the next; at the end, with the one before (METHODS M4.3).

    Parameters
    ----------
    quarters
        As `quarters_until` gives them.
    sizes
        What each quarter is counted out of.
    is_enough
        Whether so much is enough for a period.

    Returns
    -------
    The same columns; a pooled period has the name and the end of its last quarter.
    """
    period, periods, so_far = 0, [], 0.0
    for size in sizes:
        periods.append(period)
        so_far += size
        if is_enough(so_far):
            period, so_far = period + 1, 0.0
    merged = quarters.with_columns(_period=pl.Series(periods, dtype=pl.Int64))
    last = pl.col("_period").clip(upper_bound=max(period - 1, 0))
    spans = merged.group_by(last, maintain_order=True).agg(
        pl.col("from_on").first(), pl.col("to_on", "quarter", "time").last()
    )
    return spans.select(quarters.columns)
