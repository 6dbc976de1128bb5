"""Parquet files."""

from __future__ import annotations

import io

import polars as pl

from research_kit.study.checks.fault_log import FaultLog, Place


def read_parquet(content: bytes, place: Place, *, log: FaultLog) -> pl.DataFrame | None:
    """The table of a Parquet file; None where it cannot be read."""
    try:
        return pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):  # a damaged file makes polars panic
        log.add("unreadable", place, format="Parquet")
        return None
