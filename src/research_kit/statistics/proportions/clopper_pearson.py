"""A share with the exact interval of Clopper and Pearson."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.proportions.counts_of_n import counts_of_n


def clopper_pearson(events: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> pl.DataFrame:
    """Share of n with the event, with the exact binomial interval: never covers less than it says.

    Parameters
    ----------
    events, n
        Counts, 0 <= events <= n: numbers, or arrays or columns of one length.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per pair: `estimate`, `lower`, `upper`; null where n is 0 or null.

    Raises
    ------
    EstimateError
        A count is negative, no whole number or exceeds its n, lengths differ, or confidence is outside (0, 1).

    References
    ----------
    Clopper CJ, Pearson ES (1934). Biometrika 26:404-413. doi:10.1093/biomet/26.4.404
    """
    numerator, denominator = counts_of_n(events, n)
    tail = tail_probability(confidence)
    size = np.where(denominator > 0, denominator, np.nan)
    rest = size - numerator
    lower = np.where(numerator > 0, betaincinv(np.maximum(numerator, 1), rest + 1, tail), 0 * size)
    upper = np.where(rest > 0, betaincinv(numerator + 1, np.maximum(rest, 1), 1 - tail), 0 * size + 1)
    return pl.DataFrame({"estimate": numerator / size, "lower": lower, "upper": upper}).fill_nan(None)
