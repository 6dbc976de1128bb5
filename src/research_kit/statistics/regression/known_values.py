"""Whether a frame holds what a fitted model can predict for: its covariates, with values it has seen the like of."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.regression.design import Covariate


def require_known_values(covariates: Sequence[Covariate], frame: pl.DataFrame) -> None:
    """Refuse missing columns, missing values and levels that no participant of the fit had."""
    missing = [each.name for each in covariates if each.name not in frame.columns]
    if missing:
        raise EstimateError(
            f"The frame has no column {', '.join(map(repr, missing))}, which the model needs. "
            f"It has: {', '.join(frame.columns)}."
        )
    for each in covariates:
        unusable = _unusable(each, frame[each.name])
        if unusable:
            raise EstimateError(
                f"{unusable:,} of {frame.height:,} rows have no value in {each.name!r} that the model knows"
                + (f" (one of its {len(each.levels)} levels)." if each.levels else " (finite numbers).")
            )


def _unusable(covariate: Covariate, column: pl.Series) -> int:
    if covariate.levels:
        return int((~column.cast(pl.String).is_in(list(covariate.levels)).fill_null(False)).sum())
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        return len(column)
    return int((~column.cast(pl.Float64).is_finite().fill_null(False)).sum())
