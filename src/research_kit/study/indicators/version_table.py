"""The versions of indicators as a frame, and which of them a value belongs to."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from research_kit.study.indicators.registry import Indicator

_SCHEMA = {
    "indicator": pl.String, "version": pl.Int64, "from_on": pl.Date, "until_on": pl.Date, "is_first": pl.Boolean,
    "measure": pl.String, "counts": pl.String, "range_lo": pl.Float64, "range_hi": pl.Float64,
}  # fmt: skip
_TOLD = ("version", "measure", "counts", "range_lo", "range_hi")


def version_table(indicators: Iterable[Indicator]) -> pl.DataFrame:
    """One row per indicator and version: its days, what it measures, whom it counts, and the range of a score."""
    rows = [
        (
            one.code, v.version, v.from_on, v.until_on, v == one.versions[0], v.measure, v.counts,
            *(v.range or (None, None)),
        )
        for one in indicators
        for v in one.versions
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("indicator", "from_on")


def with_version(values: pl.DataFrame, indicators: Iterable[Indicator]) -> pl.DataFrame:
    """The values with the version of their indicator; null where none was in force, or it changed within the period.

    A period in which an indicator was followed for the first time belongs to its first version.

    Parameters
    ----------
    values
        One row per value: `indicator`, and the days `first_on` and `last_on` of its period.
    """
    versions = version_table(indicators).sort("from_on")
    ordered = values.with_row_index("_order").sort("last_on")
    placed = ordered.join_asof(
        versions, left_on="last_on", right_on="from_on", by="indicator", check_sortedness=False
    )  # fmt: skip
    in_force = (pl.col("from_on") <= pl.col("first_on")) | pl.col("is_first")
    in_force &= (pl.col("until_on") > pl.col("last_on")).fill_null(True)
    told = [pl.when(in_force).then(name).alias(name) for name in _TOLD]
    return placed.with_columns(told).drop("from_on", "until_on", "is_first").sort("_order").drop("_order")
