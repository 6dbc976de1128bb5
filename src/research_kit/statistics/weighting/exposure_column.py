"""Who is in the exposed group: a column of true and false, or of 1 and 0."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]


def require_column(frame: pl.DataFrame, name: str) -> None:
    """Refuse a name that is no column of the frame."""
    if not isinstance(name, str) or name not in frame.columns:
        named = repr(name) if isinstance(name, str) else f"named by a {type(name).__name__}"
        raise EstimateError(f"The frame has no column {named}. It has: {', '.join(frame.columns)}.")


def numbers_of(frame: pl.DataFrame, name: str) -> Floats:
    """A column of finite numbers."""
    require_column(frame, name)
    column = frame[name]
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        raise EstimateError(f"Column {name!r} is of type {str(column.dtype).partition('(')[0]}: give numbers.")
    values = column.cast(pl.Float64)
    unknown = int((~values.is_finite().fill_null(False)).sum())
    if unknown:
        raise EstimateError(
            f"{unknown:,} of {frame.height:,} rows have no (finite) value in {name!r}. Exclude them and say so, or "
            "complete them with `impute_covariates`."
        )
    return np.asarray(values.to_numpy(), dtype=np.float64)


def is_exposed(frame: pl.DataFrame, name: str, *, least: int = 2) -> NDArray[np.bool_]:
    """Who is exposed, refused unless the column is 0/1 (or boolean) and both groups have `least` rows."""
    values = numbers_of(frame, name)
    other = int(((values != 0) & (values != 1)).sum())
    if other:
        raise EstimateError(f"{other:,} of {frame.height:,} rows of {name!r} are neither 0 nor 1 (false nor true).")
    exposed = values == 1
    with_it, without = int(exposed.sum()), int((~exposed).sum())
    if min(with_it, without) < least:
        raise EstimateError(
            f"{with_it:,} rows are exposed in {name!r} and {without:,} are not: a comparison needs at least {least} of "
            "each."
        )
    return np.asarray(exposed)
