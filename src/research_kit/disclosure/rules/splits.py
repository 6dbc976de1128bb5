"""Which split of a table a row belongs to."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def split_of(by: Sequence[str]) -> pl.Expr:
    """Which split a row belongs to: the names of its group columns, joined."""
    parts = [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in by]
    return pl.concat_str(parts, separator="*", ignore_nulls=True) if parts else pl.lit("")
