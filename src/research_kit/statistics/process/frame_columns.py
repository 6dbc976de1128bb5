"""Columns of a frame, whatever its engine, checked by name and type before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.regression.given_frame import given_frame


def columns_of(frame: Any, needed: Sequence[str], by: Sequence[str] | str, *, written: Sequence[str]) -> pl.DataFrame:
    """The columns needed and those of `by`, as polars; refuses a missing one and `by` names the result would write."""
    groups = names_of(by)
    read = given_frame(frame)
    missing = [name for name in dict.fromkeys((*groups, *needed)) if name not in read.columns]
    if missing:
        raise EstimateError(
            f"The frame has no column {', '.join(map(repr, missing))}. It has: {', '.join(read.columns)}."
        )
    taken = [name for name in groups if name in written or name.startswith("_")]
    if taken:
        raise EstimateError(f"`by` column {', '.join(map(repr, taken))} has the name of a result column. Rename it.")
    if not read.height:
        raise EstimateError("The frame has no rows. Check the filters before this call.")
    return read.select(list(dict.fromkeys((*groups, *needed))))


def names_of(by: Sequence[str] | str) -> list[str]:
    """The columns whose crossing makes the groups, each once."""
    return [by] if isinstance(by, str) else list(dict.fromkeys(by))


def require_numbers(rows: pl.DataFrame, name: str, *, negative: bool = False) -> None:
    """Refuses a column that holds no finite numbers, or negative ones."""
    dtype = rows.schema[name]
    if not dtype.is_numeric() and dtype != pl.Null:
        raise EstimateError(f"Column {name!r} holds {str(dtype).partition('(')[0]}, not numbers. Convert it first.")
    number = pl.col(name).cast(pl.Float64)
    refuse(rows, number.is_null() | ~number.is_finite(), f"have no finite number in {name!r}. Null is not 0.")
    if not negative:
        refuse(rows, number < 0, f"have a negative number in {name!r}.")


def refuse(rows: pl.DataFrame, faulty: pl.Expr, what: str) -> None:
    """An error that says how many rows are faulty, if any is."""
    count = rows.select(faulty.fill_null(False).sum()).item()
    if count:
        raise EstimateError(f"{count} of {rows.height} rows {what} Fix or exclude them.")
