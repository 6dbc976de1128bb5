"""When a person was born, as her personal number says it."""

from __future__ import annotations

import polars as pl

_COORDINATION = 60
"""What is added to the day in the number of a person who is not registered as living in Sweden."""


def with_birth(rows: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """The rows with `birth_date` and `birth_year`, whichever of them the table has, where it is not delivered.

    `numbers`: the twelve digits of each row's person; null where there are none.
    """
    year, month, day = (numbers.str.slice(at, many).cast(pl.Int32) for at, many in ((0, 4), (4, 2), (6, 2)))
    parts = pl.DataFrame({"year": year, "month": month, "day": day})
    born = parts.select(
        birth_date=pl.date("year", "month", pl.col("day") % _COORDINATION), birth_year=pl.col("year").cast(pl.Int32)
    )
    return rows.with_columns(rows[name].fill_null(born[name]) for name in born.columns if name in rows.columns)
