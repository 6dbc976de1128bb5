"""Participants observed in intervals (start, stop]: read from any frame, checked, and put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from research_kit.counts.times import joined_equal_times
from research_kit.errors import EstimateError

_WRITTEN_BY_US = ("time", "state", "at_risk", "events", "tau", "estimate", "std_error", "lower", "upper")


@dataclass(frozen=True, kw_only=True)
class IntervalColumns:
    """The columns to read, by role. Without `start` an interval begins where the participant's previous one ends."""

    id: str
    stop: str
    start: str | None
    by: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def named(self) -> tuple[str, ...]:
        """Every column read, once."""
        start = () if self.start is None else (self.start,)
        return tuple(dict.fromkeys((*self.by, self.id, *start, self.stop, *self.others)))


def read_intervals(frame: Any, columns: IntervalColumns) -> pl.DataFrame:
    """The rows in the order of participant and time.

    Returns
    -------
    `by`..., the other columns by their names, `_person` (0, 1, ...), `_start`, `_stop`, and `_gap`: whether the
    participant was out of observation just before this interval, as everybody is before the first.

    Raises
    ------
    EstimateError
        A column is missing or of another type; rows without participant or time, that end before they start, that
        overlap; participants in several groups. The message says how many.
    """
    rows = _collected(frame, columns)
    _require_rows(rows, columns)
    ordered = rows.with_columns(_numbers(rows, columns)).sort(columns.id, "_stop", maintain_order=True)
    ordered = ordered.with_columns(_person=pl.col(columns.id).rle_id().cast(pl.Int64))
    ordered = _with_starts(ordered, columns)
    _require_one_group(ordered, columns)
    return ordered.select(*columns.by, *_other_names(columns), "_person", "_start", "_stop", "_gap")


def _other_names(columns: IntervalColumns) -> list[str]:
    return [name for name in dict.fromkeys(columns.others) if name not in columns.by]


def _collected(frame: Any, columns: IntervalColumns) -> pl.DataFrame:
    try:
        known = nw.from_native(frame)
    except TypeError as fault:
        raise EstimateError(
            f"Cannot read a {type(frame).__module__}.{type(frame).__name__}. Give a frame: polars (eager or lazy), "
            "pandas, pyarrow, or a DuckDB relation."
        ) from fault
    _require_columns(list(known.collect_schema()), columns)
    native = known.lazy().select(*columns.named).collect(backend="polars").to_native()
    return native if isinstance(native, pl.DataFrame) else pl.DataFrame(native)


def _require_columns(available: list[str], columns: IntervalColumns) -> None:
    missing = [name for name in columns.named if name not in available]
    if missing:
        raise EstimateError(f"The frame has no column {', '.join(map(repr, missing))}. It has: {', '.join(available)}.")
    taken = [name for name in columns.by if name in _WRITTEN_BY_US or name.startswith("_")]
    if taken:
        raise EstimateError(f"`by` column {', '.join(map(repr, taken))} has the name of a result column. Rename it.")


def _require_rows(rows: pl.DataFrame, columns: IntervalColumns) -> None:
    if not rows.height:
        raise EstimateError("The frame has no rows: nobody was observed. Check the filters before this call.")
    refuse(rows, pl.col(columns.id).is_null(), f"have no participant in {columns.id!r}. Fix or exclude them.")
    for name in (columns.start, columns.stop):
        if name is not None:
            _require_times(rows, name)
    if columns.start is not None:
        never = pl.col(columns.stop) <= pl.col(columns.start)
        refuse(rows, never, f"end in {columns.stop!r} at or before their start in {columns.start!r}. Fix them.")
    else:
        refuse(rows, pl.col(columns.stop) <= 0, f"end in {columns.stop!r} at or before time 0. Fix or exclude them.")


def _require_times(rows: pl.DataFrame, name: str) -> None:
    dtype = rows.schema[name]
    if not dtype.is_numeric() and dtype != pl.Null:
        raise EstimateError(
            f"Column {name!r} holds {str(dtype).partition('(')[0]}, not a number of days (or months). Convert it first."
        )
    unknown = pl.col(name).is_null() | ~pl.col(name).cast(pl.Float64).is_finite()
    refuse(rows, unknown, f"have no finite time in {name!r}. Null is not a time: fix or exclude them.")
    refuse(rows, pl.col(name) < 0, f"have a negative time in {name!r}. Time runs from index.")


def _numbers(rows: pl.DataFrame, columns: IntervalColumns) -> list[pl.Series]:
    """The times as numbers, those equal up to floating-point noise written alike."""
    named = {"_start": columns.start, "_stop": columns.stop}
    told = {role: rows[name] for role, name in named.items() if name is not None}
    whole = all(column.dtype.is_integer() for column in told.values())
    times = joined_equal_times(*(each.cast(pl.Int64 if whole else pl.Float64).to_numpy() for each in told.values()))
    return [pl.Series(role, values) for role, values in zip(told, times, strict=True)]


def _with_starts(ordered: pl.DataFrame, columns: IntervalColumns) -> pl.DataFrame:
    before = pl.col("_stop").shift(1).over("_person")
    if columns.start is None:
        return ordered.with_columns(_start=before.fill_null(0), _gap=before.is_null())
    never = pl.col("_stop") <= pl.col("_start")
    refuse(ordered, never, f"last no longer than floating-point noise, {columns.start!r} to {columns.stop!r}.")
    overlapping = (before > pl.col("_start")).fill_null(False)
    refuse(ordered, overlapping, "begin before the participant's previous interval ends. Cut them where they meet.")
    return ordered.with_columns(_gap=(before < pl.col("_start")).fill_null(True))


def _require_one_group(ordered: pl.DataFrame, columns: IntervalColumns) -> None:
    if not columns.by:
        return
    groups = ordered.select(*columns.by, "_person").unique()
    people = ordered["_person"].n_unique()
    several = groups.group_by("_person").len().filter(pl.col("len") > 1).height
    if several:
        raise EstimateError(
            f"{several:,} of {people:,} participants are in several groups of {', '.join(map(repr, columns.by))}. "
            "Groups are those at index: give each participant one."
        )


def refuse(rows: pl.DataFrame, fault: pl.Expr, sentence: str) -> None:
    """Stop if any row meets the condition, saying how many do and never which."""
    concerned = rows.filter(fault).height
    if concerned:
        raise EstimateError(f"{concerned:,} of {rows.height:,} rows {sentence}")


def each_group(rows: pl.DataFrame, by: tuple[str, ...]) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """Each group's one-row frame of `by` values and its rows, sorted, null last."""
    if not by:
        return [(pl.DataFrame(), rows)]
    named = list(by)
    groups = rows.select(named).unique().sort(named, nulls_last=True).with_row_index("_group")
    numbered = rows.join(groups, on=named, how="left", nulls_equal=True, validate="m:1", maintain_order="left")
    parts = numbered.partition_by("_group", as_dict=True, maintain_order=True, include_key=False)
    return [(groups[place : place + 1].select(named), parts[(place,)]) for place in range(groups.height)]
