"""Counting rows on the engine that holds them: polars, pandas, pyarrow, DuckDB, Spark, or another.

The engine groups and adds up; only counts come back. This is the general path: any type of column, late entry and
weights. `dense` is its fast path for polars.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl

from research_kit.counts.column_types import has_objects, require_numbers
from research_kit.counts.columns import Columns
from research_kit.errors import CountsError


def read(frame: Any) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """The frame, whatever its engine, behind one interface."""
    try:
        known: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(frame)
    except TypeError as fault:
        raise CountsError(
            f"Cannot count a {type(frame).__module__}.{type(frame).__name__}. Give a frame: polars (eager or lazy), "
            "pandas, pyarrow, a DuckDB relation, or a Spark frame."
        ) from fault
    return known


def count_rows(frame: Any, columns: Columns) -> pl.DataFrame:
    """One row per distinct combination of the columns read, with how many rows have it.

    Returns
    -------
    The `by` columns, `_time`, `_event`, `_entry` (if there is late entry), `_records` (rows) and, if weighted,
    `_weight` and `_squared` (sums), `_bad_weights` and `_broken_weights` (rows whose weight is unusable; is no whole
    number).
    """
    prepared = read(frame)
    require_numbers(prepared, columns)
    if not has_objects(prepared, columns):
        return _grouped(prepared, columns)
    try:
        return _grouped(prepared, columns)
    except Exception as fault:  # the engine's own message would print a value
        raise CountsError(
            f"A column of mixed Python objects cannot be counted ({type(fault).__name__}), among "
            f"{', '.join(map(repr, columns.named))}. Give each of them one type before `life_table`."
        ) from None


def _grouped(prepared: nw.DataFrame[Any] | nw.LazyFrame[Any], columns: Columns) -> pl.DataFrame:
    keys = {f"_by_{place}": name for place, name in enumerate(columns.by)}
    keys |= {"_time": columns.duration, "_event": columns.event}
    if columns.entry is not None:
        keys["_entry"] = columns.entry
    levels = _listed_levels(prepared, keys)
    selected = [
        (nw.col(name).cast(nw.String()) if alias in levels else nw.col(name)).alias(alias)
        for alias, name in keys.items()
    ]
    sums = [nw.len().alias("_records")]
    if columns.weight is not None:
        prepared = prepared.with_columns(nw.col(columns.weight).cast(nw.Float64()).alias("_weight"))
        selected += _weight_columns()
        sums += [nw.col(name).sum() for name in ("_weight", "_squared", "_bad_weights", "_broken_weights")]
    counted = prepared.select(*selected).group_by(*keys).agg(*sums)
    collected = _collected(counted).cast({alias: pl.Enum(known) for alias, known in levels.items() if known})
    return collected.rename({f"_by_{place}": name for place, name in enumerate(columns.by)})


def _listed_levels(prepared: nw.DataFrame[Any] | nw.LazyFrame[Any], keys: dict[str, str]) -> dict[str, list[str]]:
    """The group columns that an engine other than polars keeps as a list of categories, and their order if it has one.

    They are grouped as text: Arrow dictionaries lose the rows without a value, and no engine hands the order over.
    """
    if prepared.implementation.is_polars():
        return {}
    schema = prepared.collect_schema()
    kinds = {alias: schema[name] for alias, name in keys.items() if alias.startswith("_by_")}
    return {
        alias: list(dtype.categories) if isinstance(dtype, nw.Enum) else []
        for alias, dtype in kinds.items()
        if dtype in (nw.Categorical, nw.Enum)
    }


def _weight_columns() -> list[nw.Expr]:
    weight = nw.col("_weight")
    usable = (weight.is_finite() & (weight >= 0)).fill_null(False)
    sound = nw.when(usable).then(weight).otherwise(0.0)
    return [
        sound.alias("_weight"),
        (sound * sound).alias("_squared"),
        (~usable).cast(nw.Int64()).alias("_bad_weights"),
        (sound != sound.floor()).cast(nw.Int64()).alias("_broken_weights"),
    ]


def _collected(counted: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> pl.DataFrame:
    """The counts as a polars frame: they are few, the rows stay where they are."""
    if isinstance(counted, nw.LazyFrame):
        native = counted.to_native()
        if isinstance(native, pl.LazyFrame):
            return native.collect(engine="streaming")
        return counted.collect(backend="polars").to_native()  # type: ignore[no-any-return]
    return counted.to_polars()
