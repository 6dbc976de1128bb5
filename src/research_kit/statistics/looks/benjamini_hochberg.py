"""Leads among many comparisons."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number


def benjamini_hochberg(p_values: ArrayLike, rate: float = 0.10) -> pl.DataFrame:
    """Which of many comparisons are leads, when at most a share `rate` of the leads may be due to chance on average.

    Parameters
    ----------
    p_values
        One for each comparison, between 0 and 1; null where it could not be made (it does not count).
    rate
        The share of false leads (false discovery rate), strictly between 0 and 1.

    Returns
    -------
    One row per comparison, in the order given: `p_value`, `adjusted` (the smallest rate at which it is a lead), `lead`.

    Raises
    ------
    EstimateError
        A p-value lies outside 0 to 1, or rate outside (0, 1).

    References
    ----------
    Benjamini Y, Hochberg Y (1995). J R Stat Soc B 57:289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    given: Any = p_values.to_list() if isinstance(p_values, pl.Series) else p_values
    values = np.atleast_1d(np.asarray(given, dtype=np.float64))
    outside = int(((values < 0) | (values > 1)).sum())
    if outside:
        raise EstimateError(f"{outside} of {values.size} p-values lie outside 0 to 1.")
    if not is_number(rate) or not 0 < rate < 1:
        raise EstimateError(f"rate is {rate!r}; it must lie strictly between 0 and 1, e.g. 0.10.")
    made = np.flatnonzero(~np.isnan(values))
    order = made[np.argsort(-values[made], kind="stable")]  # largest first
    rank = np.arange(made.size, 0, -1)
    adjusted = np.full(values.shape, np.nan)
    adjusted[order] = np.minimum.accumulate(np.minimum(values[order] * (made.size / rank), 1.0))
    return (
        pl.DataFrame({"p_value": values, "adjusted": adjusted})
        .fill_nan(None)
        .with_columns(lead=pl.col("adjusted") <= rate)
    )
