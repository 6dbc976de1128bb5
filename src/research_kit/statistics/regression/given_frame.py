"""A frame handed to a fitted model, whatever its engine, as polars."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl

from research_kit.counts.engines import read
from research_kit.errors import CountsError, EstimateError


def given_frame(frame: Any) -> pl.DataFrame:
    """The frame as polars; refused if it is none."""
    if isinstance(frame, pl.DataFrame):
        return frame
    try:
        known = read(frame)
    except CountsError:
        raise EstimateError(
            f"`frame` is {_called(frame)}, not a frame. Give one with the covariates of the model: polars, pandas, "
            "pyarrow, or a DuckDB relation."
        ) from None
    collected = known.collect(backend="polars") if isinstance(known, nw.LazyFrame) else known
    return pl.DataFrame(collected.to_polars())


def _called(value: Any) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"
