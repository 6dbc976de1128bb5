"""Naive suppression, to compare with: a table in which a split has an unsafe cell loses the whole split, and so on."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def naive(tables: Mapping[str, pl.DataFrame], k: int) -> dict[str, pl.Series]:
    """Per table, which rows go: wherever cells that add up include an unsafe one, all of them with anybody in."""
    return {name: _naive(table, k) for name, table in tables.items()}


def _naive(table: pl.DataFrame, k: int) -> pl.Series:
    dimensions = [name for name in table.columns if name != "n"]
    is_target = [pl.col(name) for name in dimensions if table.schema[name] == pl.Boolean]
    level = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int8) for name in dimensions)
    split = pl.concat_str([pl.col(name).is_not_null() for name in dimensions], separator="|") if dimensions else level
    small = pl.col("n").is_between(1, k - 1)
    total = table.filter(level == 0)["n"].sum() if dimensions else 0
    outside = (total - pl.col("n")).is_between(1, k - 1) if is_target else pl.lit(False)
    goes = ((small | outside).any().over(split) & (level > 0) & (pl.col("n") > 0)) | small
    return table.select(goes=goes)["goes"]
