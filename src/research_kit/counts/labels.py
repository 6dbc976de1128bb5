"""What the groups of a life table are called: labels that every engine writes alike."""

from __future__ import annotations

import polars as pl

_WIDER = (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32)


def plain_labels(groups: pl.DataFrame) -> pl.DataFrame:
    """The same labels as text, Enum, truth values, dates or 64-bit numbers.

    Engines differ in the widths of whole numbers they know (Spark has none without a sign) and in whether they keep
    categories; an `Enum` is left alone, because its order is part of what it says.
    """
    return groups.with_columns(plain_label(column) for column in groups.get_columns())


def plain_label(column: pl.Series) -> pl.Series:
    """One column of `plain_labels`."""
    if column.dtype == pl.Categorical:
        return column.cast(pl.String)
    return column.cast(pl.Int64) if column.dtype in _WIDER else column
