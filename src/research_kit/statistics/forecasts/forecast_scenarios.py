"""What would have to happen, where there is too little to forecast from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from research_kit.errors import EstimateError

LEAST_MATURE = 20
LEAST_QUARTERS = 4


def can_be_forecast(mature: int, quarters: int) -> bool:
    """Whether there is enough to forecast from: 20 people followed long enough, and 4 quarters.

    Parameters
    ----------
    mature, quarters
        People followed to the horizon, and quarters since the first was enrolled.

    Returns
    -------
    A boolean; where false, `forecast_scenarios` is shown.

    Raises
    ------
    Nothing.

    References
    ----------
    METHODS, section 9 (M9.2).
    """
    return mature >= LEAST_MATURE and quarters >= LEAST_QUARTERS


def forecast_scenarios(
    attained: int, to_come: int, *, target: float, shares: Sequence[float] = (0.2, 0.3, 0.4, 0.5, 0.6)
) -> pl.DataFrame:
    """How many would have reached the goal in the end, if these shares of those to come did: no forecast.

    Parameters
    ----------
    attained
        How many have reached the goal, >= 0.
    to_come
        How many are still to be followed, or enrolled, >= 0.
    target
        The number aimed at.
    shares
        Of those to come, between 0 and 1, rising.

    Returns
    -------
    One row per share: `share`, `estimate` (final number), `reaches` (the target), `needed_share` (of those to come, the
    same in each row; null if there is nobody to come; over 1 if it cannot be reached any more).

    Raises
    ------
    EstimateError
        A number is negative, or a share lies outside 0 to 1.

    References
    ----------
    METHODS, section 9 (M9.2).
    """
    given = np.asarray(shares, dtype=np.float64)
    if attained < 0 or to_come < 0:
        raise EstimateError(f"attained is {attained!r} and to_come {to_come!r}; neither can be negative.")
    outside = int((~((given >= 0) & (given <= 1))).sum())
    if outside or given.ndim != 1:
        raise EstimateError(f"{outside} of {given.size} shares lie outside 0 to 1.")
    needed = max(0.0, (target - attained) / to_come) if to_come else None
    final = attained + given * to_come
    return pl.DataFrame({"share": given, "estimate": final}).with_columns(
        reaches=pl.col("estimate") >= target - 1e-9, needed_share=pl.lit(needed, dtype=pl.Float64)
    )
