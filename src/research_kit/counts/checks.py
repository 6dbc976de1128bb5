"""What makes a count impossible, said with how many rows it concerns and never with a participant's value."""

from __future__ import annotations

import polars as pl

from research_kit.counts.columns import Columns
from research_kit.counts.times import joined_equal_times
from research_kit.errors import CountsError

_MOST_CAUSES = 100


def checked(counted: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The counts with `_time` and `_entry` as numbers and `_event` as codes 0...K; refuses what cannot be counted."""
    rows = int(counted["_records"].sum()) if counted.height else 0
    if not rows:
        raise CountsError("The frame has no rows: nobody to follow. Check the filters before `life_table`.")
    as_numbers = {name: _numbers(counted, name, said) for name, said in _numeric_columns(columns).items()}
    counted = counted.with_columns(**as_numbers)
    for condition, sentence in _faults(columns):
        concerned = int(counted.filter(condition.fill_null(True))["_records"].sum())
        if concerned:
            raise CountsError(f"{concerned:,} of {rows:,} rows {sentence}")
    if columns.weight is not None:
        _check_weights(counted, rows, columns.weight)
    if columns.entry is not None:
        _check_entries(counted, rows, columns)
    return counted.with_columns(pl.col("_event").cast(pl.Int64), *[_exact(counted, name) for name in _times(counted)])


def _numeric_columns(columns: Columns) -> dict[str, str]:
    named = {"_time": f"duration column {columns.duration!r}", "_event": f"event column {columns.event!r}"}
    return named | ({"_entry": f"entry column {columns.entry!r}"} if columns.entry is not None else {})


def _numbers(counted: pl.DataFrame, name: str, said: str) -> pl.Expr:
    dtype = counted.schema[name]
    if dtype == pl.Null or dtype.is_decimal():
        return pl.col(name).cast(pl.Float64)
    if dtype == pl.Boolean and name == "_event":
        return pl.col(name).cast(pl.Int64)
    if not dtype.is_numeric():
        wanted = "true and false, or codes 0...K" if name == "_event" else "a number of days (or months)"
        raise CountsError(
            f"The {said} holds {str(dtype).partition('(')[0]}, not {wanted}. Convert it before `life_table`."
        )
    return pl.col(name)


def _faults(columns: Columns) -> list[tuple[pl.Expr, str]]:
    """Conditions no row may meet, in the order they are reported."""
    time, event, entry = pl.col("_time"), pl.col("_event"), pl.col("_entry")
    faults = [
        (~_finite(time), f"have no finite duration in {columns.duration!r}. Null is not a time: fix or exclude them."),
        (time < 0, f"have a negative duration in {columns.duration!r}. Check that exit is not before index."),
        (~_finite(event), f"have no event code in {columns.event!r}. Unknown is not 'censored': fix or exclude them."),
        (event < 0, f"have a negative event code in {columns.event!r}; codes are 0 = censored, 1...K = cause."),
        (event % 1 != 0, f"have an event code in {columns.event!r} that is no whole number."),
        (event > _MOST_CAUSES, f"have an event code above {_MOST_CAUSES} in {columns.event!r}; codes are 0, 1...K."),
    ]
    if columns.entry is not None:
        late = f"have an entry in {columns.entry!r} at or after their duration in {columns.duration!r}"
        faults += [
            (
                ~_finite(entry),
                f"have no finite entry in {columns.entry!r}. Write 0 for who was followed from the start.",
            ),
            (entry >= time, f"{late}: they were never at risk. Fix or exclude them."),
        ]
    return faults


def _finite(column: pl.Expr) -> pl.Expr:
    return column.is_not_null() & column.is_finite()


def _check_weights(counted: pl.DataFrame, rows: int, weight: str) -> None:
    unusable = int(counted["_bad_weights"].sum())
    if unusable:
        raise CountsError(f"{unusable:,} of {rows:,} rows have a null, infinite or negative weight in {weight!r}.")
    if not counted["_weight"].sum() > 0:
        raise CountsError(f"All weights in {weight!r} are 0: nobody counts.")


def _check_entries(counted: pl.DataFrame, rows: int, columns: Columns) -> None:
    """Entry before exit, also when the two differ by floating-point noise only."""
    time, entry = joined_equal_times(counted["_time"].to_numpy(), counted["_entry"].to_numpy())
    never = int(counted["_records"].to_numpy()[entry >= time].sum())
    if never:
        raise CountsError(
            f"{never:,} of {rows:,} rows have an entry in {columns.entry!r} at or after their duration in "
            f"{columns.duration!r}: they were never at risk. Fix or exclude them."
        )


def _times(counted: pl.DataFrame) -> list[str]:
    return [name for name in ("_time", "_entry") if name in counted.columns]


def _exact(counted: pl.DataFrame, name: str) -> pl.Expr:
    """Whole-number types as Int64, all others as Float64: the only two types of time in a life table."""
    return pl.col(name).cast(pl.Int64 if counted.schema[name].is_integer() else pl.Float64)
