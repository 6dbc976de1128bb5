"""Reading intervals in which an event happened: one row per distinct interval, with how many participants have it."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from research_kit.counts.engines import read
from research_kit.counts.times import joined_equal_times
from research_kit.errors import CountsError
from research_kit.statistics.intervals.interval_columns import IntervalColumns

_MOST_CAUSES = 100


def read_intervals(frame: Any, columns: IntervalColumns) -> pl.DataFrame:
    """The distinct intervals of a frame, or an error that says how many rows cannot be used and why.

    Parameters
    ----------
    frame
        One row per participant: polars (eager or lazy), or any frame narwhals supports. It is grouped where it lies.
    columns
        The columns to read.

    Returns
    -------
    One row per distinct combination: the carried columns, `_left`, `_right` (infinite: no event was seen), `_event`
    (0 = none, 1...K = cause; without an event column 1 for whoever has a right end), `_entry` (0 without a column),
    `_n` (participants, or their weights added up). Sorted, so that the order of the frame's rows does not matter.

    Raises
    ------
    CountsError
        A column is missing or holds no numbers, the frame has no rows, or rows hold what is no interval.
    """
    known = read(frame)
    columns.require(known.collect_schema())
    counted = _as_numbers(_grouped(known, columns), columns)
    rows = int(counted["_records"].sum()) if counted.height else 0
    if not rows:
        raise CountsError("The frame has no rows: nobody to follow. Check the filters before this estimate.")
    for condition, sentence in _faults(columns):
        concerned = int(counted.filter(condition.fill_null(False))["_records"].sum())
        if concerned:
            raise CountsError(f"{concerned:,} of {rows:,} rows {sentence}")
    used = counted.filter(pl.col("_n") > 0).drop("_records", "_unusable")
    if not used.height:
        raise CountsError(f"All weights in {columns.weight!r} are 0: nobody counts.")
    return _without_noise(used).sort("_left", "_right", "_event", "_entry", *columns.carried)


def _grouped(known: nw.DataFrame[Any] | nw.LazyFrame[Any], columns: IntervalColumns) -> pl.DataFrame:
    """One row per distinct combination of what is read, counted by the engine that holds the rows."""
    keys = {f"_carried_{place}": name for place, name in enumerate(columns.carried)} | columns.times
    selected = [nw.col(name).alias(alias) for alias, name in keys.items()]
    sums = [nw.len().alias("_records")]
    if columns.weight is not None:
        weight = nw.col(columns.weight).cast(nw.Float64())
        usable = (weight.is_finite() & (weight >= 0)).fill_null(False)
        selected += [nw.when(usable).then(weight).otherwise(0.0).alias("_n"), (~usable).alias("_unusable")]
        sums += [nw.col("_n").sum(), nw.col("_unusable").sum()]
    counted = known.select(*selected).group_by(*keys).agg(*sums)
    collected = counted.collect(backend="polars") if isinstance(counted, nw.LazyFrame) else counted
    frame: pl.DataFrame = collected.to_polars()
    if columns.weight is None:
        frame = frame.with_columns(_n=pl.col("_records"), _unusable=pl.lit(0))
    return frame.rename({f"_carried_{place}": name for place, name in enumerate(columns.carried)})


def _as_numbers(counted: pl.DataFrame, columns: IntervalColumns) -> pl.DataFrame:
    """Every time as Float64; a right end that is null is infinite; nobody entered late without an entry column."""
    numbers = counted.with_columns(pl.col(*columns.times, "_n").cast(pl.Float64))
    numbers = numbers.with_columns(pl.col("_right").fill_null(float("inf")))
    if columns.event is None:
        numbers = numbers.with_columns(_event=pl.col("_right").is_finite().cast(pl.Float64))
    return numbers if columns.entry is not None else numbers.with_columns(_entry=pl.lit(0.0))


def _faults(columns: IntervalColumns) -> list[tuple[pl.Expr, str]]:
    """Conditions no row may meet, in the order they are reported."""
    left, right = pl.col("_left"), pl.col("_right")
    lies = f"{columns.left!r} after {columns.right!r}"
    return [
        (_unknown(left), f"have no finite time in {columns.left!r}. Write 0 for who was not seen without the event."),
        (left < 0, f"have a negative time in {columns.left!r}. Check that it is not before the index date."),
        (right.is_nan(), f"have NaN in {columns.right!r}. Write null for who has not been seen to have the event."),
        (left > right, f"have {lies}: no time lies in such an interval. Check the order of the dates."),
        (pl.col("_unusable") > 0, f"have a null, infinite or negative weight in {columns.weight!r}."),
        *(_event_faults(columns) if columns.event is not None else []),
        *(_entry_faults(columns) if columns.entry is not None else []),
    ]


def _event_faults(columns: IntervalColumns) -> list[tuple[pl.Expr, str]]:
    event, ends, name = pl.col("_event"), pl.col("_right").is_finite(), repr(columns.event)
    is_code = (event >= 0) & (event <= _MOST_CAUSES) & (event % 1 == 0)
    return [
        (_unknown(event), f"have no event code in {name}. Unknown is not 'censored': fix or exclude them."),
        (~is_code, f"have a code in {name} that is none of 0 = censored, 1...K = cause (at most {_MOST_CAUSES})."),
        ((event > 0) & ~ends, f"have an event in {name} but no end in {columns.right!r}: give the day it was known."),
        ((event == 0) & ends, f"are censored in {name} but have an end in {columns.right!r}: write null there."),
    ]


def _entry_faults(columns: IntervalColumns) -> list[tuple[pl.Expr, str]]:
    entry, left, name = pl.col("_entry"), pl.col("_left"), repr(columns.entry)
    is_interval = pl.col("_right").is_finite() & (left < pl.col("_right"))
    never = (entry > left) | ((entry == left) & (entry > 0) & ~is_interval)
    return [
        (_unknown(entry), f"have no finite entry in {name}. Write 0 for who was followed from the start."),
        (entry < 0, f"have a negative entry in {name}. Write 0 for who was followed from the start."),
        (never, f"have an entry in {name} at or after {columns.left!r}: they were never at risk. Fix or exclude them."),
    ]


def _unknown(column: pl.Expr) -> pl.Expr:
    return column.is_null() | ~column.is_finite().fill_null(True)


def _without_noise(rows: pl.DataFrame) -> pl.DataFrame:
    """Times that differ only by floating-point noise as one time (the rule of life tables)."""
    left, right, entry = (rows[name].to_numpy() for name in ("_left", "_right", "_entry"))
    ends = np.isfinite(right)
    joined_left, joined_right, joined_entry = joined_equal_times(left, right[ends], entry)
    right = right.copy()
    right[ends] = joined_right
    return rows.with_columns(_left=joined_left, _right=right, _entry=joined_entry)
