"""A curve as it comes from `kaplan_meier` or `cumulative_incidence`, taken apart into its groups."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError

_NEEDED = ("time", "at_risk", "events", "estimate", "std_error", "lower", "upper")


def keys_of(curve: pl.DataFrame) -> list[str]:
    """The columns that tell the groups (and causes) of a curve apart: those before `time`."""
    if not isinstance(curve, pl.DataFrame):
        raise EstimateError(
            f"This is a {type(curve).__name__}, not a curve. "
            "Give the frame that `kaplan_meier` or `cumulative_incidence` returned."
        )
    missing = [name for name in _NEEDED if name not in curve.columns]
    if missing:
        raise EstimateError(
            f"This is not a curve: it lacks {', '.join(missing)}. "
            "Give the frame that `kaplan_meier` or `cumulative_incidence` returned."
        )
    return curve.columns[: curve.columns.index("time")]


def is_incidence(curve: pl.DataFrame) -> bool:
    """True if the curve rises from 0 (cumulative incidence), False if it falls from 1 (Kaplan-Meier)."""
    return "cause" in curve.columns


def starts_of(curve: pl.DataFrame) -> NDArray[np.int64]:
    """The first row of each group (and cause)."""
    keys = keys_of(curve)
    if not keys or not curve.height:
        return np.zeros(min(1, curve.height), dtype=np.int64)
    group = curve.select(pl.struct(keys).rle_id().alias("_group"))["_group"].to_numpy()
    return np.flatnonzero(np.diff(group.astype(np.int64), prepend=-1))


def values_of(curve: pl.DataFrame, name: str) -> NDArray[np.float64]:
    """A column of the curve as numbers, NaN for null."""
    return curve[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def each_group(curve: pl.DataFrame) -> list[slice]:
    """The rows of one group (and cause) after the other."""
    starts = starts_of(curve).tolist()
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], curve.height], strict=False)]
