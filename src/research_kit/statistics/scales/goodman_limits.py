"""Goodman: shares of several categories, with limits that hold for all of them at once."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.proportions.counts_of_n import counts_of_n

Floats = NDArray[np.float64]


def goodman_limits(counts: ArrayLike, confidence: float = 0.95) -> pl.DataFrame:
    """Share in each of several categories, with limits that hold for all categories together.

    Parameters
    ----------
    counts
        People per category, at least two categories of which everybody is in one: whole numbers, >= 0.
    confidence
        Of all the intervals together, strictly between 0 and 1.

    Returns
    -------
    One row per category, in the order given: `n` (all), `events` (in the category), `estimate`, `lower`, `upper`.

    Raises
    ------
    EstimateError
        There are fewer than two categories, nobody is in any, or a count is missing, negative or no whole number.

    Notes
    -----
    Each interval is Wilson's with the chi-square quantile at 1 - (1 - confidence) / categories, as R's
    `DescTools::MultinomCI(method = "goodman")` and statsmodels' `multinomial_proportions_confint`.

    References
    ----------
    Goodman LA (1965). Technometrics 7:247-254. doi:10.1080/00401706.1965.10490252
    """
    tail_probability(confidence)
    whole, _ = counts_of_n(counts, counts)
    if whole.size < 2 or not np.isfinite(whole).all() or whole.sum() == 0:
        raise EstimateError(
            f"{whole.size} categories with {np.nansum(whole):g} people, {int(np.isnan(whole).sum())} of them unknown: "
            "simultaneous limits need the counts of at least 2 categories and somebody in them."
        )
    lower, upper = limits_of(whole[None, :], confidence)
    total = whole.sum()
    return pl.DataFrame(
        {
            "n": np.full(whole.size, total).astype(np.int64),
            "events": whole.astype(np.int64),
            "estimate": whole / total,
            "lower": lower[0],
            "upper": upper[0],
        }
    )


def limits_of(counts: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Goodman's limits for tables of counts, one row per table, one column per category; every row has somebody."""
    n = counts.sum(axis=1, keepdims=True)
    quantile = chdtri(1, (1 - confidence) / counts.shape[1])
    half = np.sqrt(quantile * (quantile + 4 * counts * (n - counts) / n))
    lower = (quantile + 2 * counts - half) / (2 * (n + quantile))
    upper = (quantile + 2 * counts + half) / (2 * (n + quantile))
    return np.where(counts == 0, 0.0, lower), np.where(counts == n, 1.0, upper)
