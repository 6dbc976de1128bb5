"""The periods that indicators are told for: `2011`, `2011-Q2` or `2011-04`, as first and last day."""

from __future__ import annotations

import polars as pl

PERIOD = r"^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"


def with_period_days(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `first_on` and `last_on` of their `period`; null where that is written otherwise.

    Parameters
    ----------
    rows
        One row per value: `period`, as text.
    """
    known = pl.col("period").str.contains(PERIOD)
    year = pl.col("period").str.head(4).cast(pl.Int32, strict=False)
    quarter = pl.col("period").str.extract(r"-Q([1-4])$").cast(pl.Int32)
    month = pl.coalesce(pl.col("period").str.extract(r"-(\d\d)$").cast(pl.Int32), 3 * quarter - 2, pl.lit(1))
    months = pl.when(quarter.is_not_null()).then(3).when(pl.col("period").str.len_chars() == 4).then(12).otherwise(1)
    first = pl.when(known).then(pl.date(year, month, 1))
    return rows.with_columns(first_on=first).with_columns(
        last_on=pl.col("first_on").dt.offset_by(pl.format("{}mo", months)).dt.offset_by("-1d")
    )
