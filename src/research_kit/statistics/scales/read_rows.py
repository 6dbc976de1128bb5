"""A frame handed to an estimator of this folder, whatever its engine, as polars rows with the columns it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl

from research_kit.counts.engines import read
from research_kit.errors import CountsError, EstimateError


def read_rows(frame: Any, columns: Sequence[str]) -> pl.DataFrame:
    """The columns named, as polars, or an error that says which are missing; refuses a frame without rows."""
    rows = _as_polars(frame)
    missing = [name for name in columns if name not in rows.columns]
    if missing:
        raise EstimateError(
            f"The frame has no column {', '.join(map(repr, missing))}. It has: {', '.join(rows.columns)}."
        )
    if not rows.height:
        raise EstimateError("The frame has no rows: there is nothing to estimate from.")
    return rows.select(list(dict.fromkeys(columns)))


def all_columns(frame: Any) -> list[str]:
    """The names of a frame's columns."""
    return _as_polars(frame).columns


def group_names(by: Sequence[str] | str) -> list[str]:
    """The columns that make the groups, whether one or several were named."""
    return [by] if isinstance(by, str) else list(by)


def require_free(rows: pl.DataFrame, names: Sequence[str]) -> None:
    """Refuse to write over a column that is there."""
    taken = [name for name in names if name in rows.columns]
    if taken:
        raise EstimateError(f"The frame already has a column {', '.join(map(repr, taken))}: rename or drop it first.")


def refuse(rows: pl.DataFrame, is_wrong: pl.Expr, what: str) -> None:
    """An error with the number of rows that are wrong, and no value."""
    wrong = int(rows.select(is_wrong.fill_null(True).sum()).item())
    if wrong:
        raise EstimateError(f"{wrong:,} of {rows.height:,} rows {what}")


def require_flags(rows: pl.DataFrame, names: Sequence[str]) -> None:
    """Refuse flags that are not true or false, or not known: unknown is not 'no'."""
    for name in names:
        if rows.schema[name] != pl.Boolean:
            raise EstimateError(f"Column {name!r} holds {rows.schema[name]}, not true and false.")
        refuse(rows, pl.col(name).is_null(), f"have neither true nor false in {name!r}: unknown is not 'no'.")


def require_numbers(rows: pl.DataFrame, names: Sequence[str]) -> None:
    """Refuse columns that hold no numbers, or hold infinite ones; null is a missing answer."""
    for name in names:
        dtype = rows.schema[name]
        if not (dtype.is_numeric() or dtype == pl.Null):
            raise EstimateError(f"Column {name!r} holds {str(dtype).partition('(')[0]}, not numbers.")
        if dtype.is_float():
            refuse(rows, pl.col(name).is_infinite().fill_null(False), f"are infinite in {name!r}.")


def require_one_row(rows: pl.DataFrame, names: Sequence[str]) -> None:
    """Refuse rows without a key, and two rows with one key."""
    for name in names:
        refuse(rows, pl.col(name).is_null(), f"have no value in {name!r}. Fix or exclude them.")
    repeated = rows.height - rows.select(names).n_unique()
    if repeated:
        raise EstimateError(
            f"{repeated:,} of {rows.height:,} rows repeat the same {' and '.join(map(repr, names))}: give one row each."
        )


def _as_polars(frame: Any) -> pl.DataFrame:
    if isinstance(frame, pl.DataFrame):
        return frame
    try:
        known = read(frame)
    except CountsError:
        raise EstimateError(
            f"The data is of type {type(frame).__name__}, not a frame. "
            "Give polars, pandas, pyarrow, or a DuckDB relation."
        ) from None
    collected = known.collect(backend="polars") if isinstance(known, nw.LazyFrame) else known
    return pl.DataFrame(collected.to_polars())
