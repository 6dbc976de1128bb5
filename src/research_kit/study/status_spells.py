"""Status spells: their start and end as intervals of possible days, from whichever way they were delivered."""

from __future__ import annotations

import polars as pl

from research_kit.study.dates import widened


def with_possible_days(spells: pl.DataFrame) -> pl.DataFrame:
    """The spells with `start_lo`, `start_hi`, `end_lo`, `end_hi` and `precision`, and `start` where it is one day.

    Parameters
    ----------
    spells
        One row is a delivered spell. Besides its own columns, `_start_lo`, `_start_hi`, `_start_precision` and
        `_end_lo`, `_end_hi` hold what was read from the columns `start` and `end`.
    """
    return _with_precision(_with_start(spells)).with_columns(
        end_lo=pl.coalesce("end_lo", "_end_lo"), end_hi=pl.coalesce("end_hi", "_end_hi")
    )


def _with_start(spells: pl.DataFrame) -> pl.DataFrame:
    """Delivered bounds, or the days read from `start`; a day said to be known to the month only is the whole month.

    A start that nothing is known of is not later than the day it was recorded.
    """
    is_part = pl.col("precision").is_in(["month", "quarter"]) & pl.col("_start_precision").eq_missing("day")
    earliest, latest = widened(pl.coalesce("start_lo", "_start_lo"), pl.col("precision"))
    return spells.with_columns(
        start_lo=pl.when(is_part).then(earliest).otherwise(pl.coalesce("start_lo", "_start_lo")),
        start_hi=pl.when(is_part).then(latest).otherwise(pl.coalesce("start_hi", "_start_hi", "recorded_at")),
    )


def _with_precision(spells: pl.DataFrame) -> pl.DataFrame:
    """As said by the partner, unless it says day of what is an interval; else as read, else unknown."""
    is_day = (pl.col("start_lo") == pl.col("start_hi")).fill_null(False)
    read = pl.when(is_day).then(pl.lit("day")).otherwise(pl.coalesce("_start_precision", pl.lit("unknown")))
    is_believed = is_day | (pl.col("precision") != "day")
    said = pl.when(is_believed).then("precision")
    return spells.with_columns(precision=pl.coalesce(said, read)).with_columns(
        start=pl.when(is_day & (pl.col("precision") == "day")).then("start_lo")
    )
