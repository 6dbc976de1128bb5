"""The one estimate of an analysis, whatever hands it over."""

from __future__ import annotations

from typing import Protocol

import polars as pl

from research_kit.errors import EstimateError


class HasEffect(Protocol):
    """A model of this package with one effect."""

    @property
    def effect(self) -> pl.DataFrame:
        """One row: `estimate`, `lower`, `upper`."""


Estimate = pl.DataFrame | HasEffect


def estimate_of(found: Estimate) -> dict[str, float]:
    """Its estimate and limits."""
    table = found if isinstance(found, pl.DataFrame) else getattr(found, "effect", None)
    if (
        not isinstance(table, pl.DataFrame)
        or table.height != 1
        or not {"estimate", "lower", "upper"} <= set(table.columns)
    ):
        raise EstimateError("The estimator must give one row with `estimate`, `lower` and `upper`.")
    return {name: table[name][0] for name in ("estimate", "lower", "upper")}
