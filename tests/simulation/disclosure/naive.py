"""Naive suppression, to compare with: a table in which a split has an unsafe cell loses the whole split, and so on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

Shown = tuple[pl.Series, pl.Series]


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


def naive_over_time(releases: Sequence[Mapping[str, pl.DataFrame]], k: int) -> list[dict[str, Shown]]:
    """Per release and table, which rows are told anew and which are carried.

    A split with an unsafe cell goes, as in one release; one with a cell that has changed by 1 to k-1 people since the
    split was last told is carried, whole.
    """
    last: dict[str, pl.Series] = {}
    found = []
    for tables in releases:
        shown: dict[str, Shown] = {}
        for name, table in tables.items():
            before = last.get(name, pl.Series([None] * table.height, dtype=pl.Int64))
            changed = (table["n"] - before).abs().is_between(1, k - 1).fill_null(False)
            names = [each for each in table.columns if each != "n"]
            split = pl.concat_str([pl.col(each).is_not_null() for each in names], separator="|")
            stays = table.select(pl.Series(changed).alias("_c"), split.alias("_s")).select(
                pl.col("_c").any().over("_s")
            )
            goes = _naive(table, k) | stays["_c"]
            shown[name] = ~goes, goes & before.is_not_null()
            last[name] = pl.select(pl.when(~goes).then(table["n"]).otherwise(before))[:, 0]
        found.append(shown)
    return found
