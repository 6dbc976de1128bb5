"""Who has been followed long enough for a plain share: a rule of the calendar, not of days (METHODS 2)."""

from __future__ import annotations

from datetime import date

import polars as pl


def is_mature(cut: date, months: int = 12) -> pl.Expr:
    """Whether the index date lies at least that many calendar months before the cut."""
    return pl.col("index_on") <= pl.lit(cut).dt.offset_by(f"-{months}mo")


def days_of(months: int = 12) -> pl.Expr:
    """The days of that many calendar months from the index date: 365 for most years."""
    return (pl.col("index_on").dt.offset_by(f"{months}mo") - pl.col("index_on")).dt.total_days()
