"""Which rows of a table a claim is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from research_kit.results.finding import Claim, codes_of


def is_claimed(claim: Claim, by: Iterable[str]) -> pl.Expr:
    """Whether a row is that of a claim, in a table that is split by these columns."""
    codes = codes_of(claim.group)
    said = {name: getattr(claim, name) or None for name in ("outcome", "cause", "compared_with")}
    wanted: dict[str, Any] = {"statistic": claim.statistic, "time": claim.time, **said}
    wanted |= {name: codes.get(name) for name in by}
    return pl.all_horizontal(pl.col(name).eq_missing(pl.lit(value)) for name, value in wanted.items())
