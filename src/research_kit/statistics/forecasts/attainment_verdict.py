"""Whether a target is reached, as far as can be told."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number

Direction = Literal["at_least", "at_most"]

ABOVE, BELOW, UNTOLD = "above", "below", "cannot_be_told"


def attainment_verdict(
    shares: pl.DataFrame, *, target: float, lower: str = "alarm_lower", upper: str = "alarm_upper"
) -> pl.DataFrame:
    """Whether each estimate lies above or below a target, or this cannot be told, by its whole interval.

    Parameters
    ----------
    shares
        One row per estimate, with the limits of its interval. Other columns are carried through unchanged.
    target
        In the unit of the limits.
    lower, upper
        Columns: the alarm limits while a project runs; the 95 % limits in the final report.

    Returns
    -------
    The same rows with `target` and `verdict`: `"above"` (the lower limit is at or over the target), `"below"` (the
    upper limit is under it) or `"cannot_be_told"`; null where a limit is null.

    Raises
    ------
    EstimateError
        A column is missing, or target is no finite number.

    References
    ----------
    METHODS, section 9 (M9.1). Jennison C, Turnbull BW (1989). J R Stat Soc B 51:305-361.
    """
    missing = [name for name in (lower, upper) if name not in shares.columns]
    if missing:
        raise EstimateError(f"The frame has no column {missing[0]!r}. It has: {', '.join(shares.columns)}.")
    if not is_number(target) or not np.isfinite(target):
        raise EstimateError(f"target is {target!r}; it must be a number in the unit of the limits, e.g. 0.40.")
    verdict = (
        pl.when(pl.col(lower).is_null() | pl.col(upper).is_null())
        .then(None)
        .when(pl.col(lower) >= target)
        .then(pl.lit(ABOVE))
        .when(pl.col(upper) < target)
        .then(pl.lit(BELOW))
        .otherwise(pl.lit(UNTOLD))
    )
    return shares.with_columns(target=pl.lit(float(target)), verdict=verdict)


def is_reached(verdict: str | None, direction: Direction = "at_least") -> bool | None:
    """Whether a verdict means that the target is met: above for a target to reach, below for one not to exceed."""
    if verdict not in (ABOVE, BELOW):
        return None
    return (verdict == ABOVE) == (direction == "at_least")
