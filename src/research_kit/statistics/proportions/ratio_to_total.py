"""A group's share of the results against its share of the people."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.proportions.counts_of_n import Floats, counts_of_n
from research_kit.statistics.proportions.koopman import koopman
from research_kit.statistics.proportions.newcombe import two_samples


def ratio_to_total(
    events: ArrayLike, n: ArrayLike, all_events: ArrayLike, all_n: ArrayLike, confidence: float = 0.95
) -> pl.DataFrame:
    """A group's share among those who reached the goal, divided by its share among all, itself included.

    Parameters
    ----------
    events, n
        People of the group who reached the goal, and all people of the group: 0 <= events <= n.
    all_events, all_n
        The same of everybody, the group included: events <= all_events, n <= all_n, and no more others than there are.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per group: `estimate` (also the group's share with the goal over everybody's), `std_error` (of the
    logarithm), `lower`, `upper`; null where nobody reached the goal, or the group is
    everybody.

    Raises
    ------
    EstimateError
        A count is no count, lengths differ, or the group is no part of all.

    Notes
    -----
    The group is in both the numerator and the denominator: with a of n and t of N, the variance of the logarithm is
    (1 − a/n) / a + (1 − t/N) / t − 2 (1 − a/n) / t (delta method for four counts of N people). Limits stay within 0 and
    N / n, what is possible. Where nobody of the group reached the goal, or nobody else did, they are those of Koopman's
    ratio to the others, R, turned into one to all: R / (w R + 1 − w), w = n / N.

    References
    ----------
    Agresti A (2013). Categorical Data Analysis, 3rd ed., section 16.1 (delta method for multinomial counts). Wiley.
    Koopman PAR (1984). Biometrics 40:513-517. doi:10.2307/2531405
    """
    (a, size), (total, everybody) = two_samples(counts_of_n(events, n), counts_of_n(all_events, all_n))
    outside = int(((a > total) | (size > everybody) | (total - a > everybody - size)).sum())
    if outside:
        raise EstimateError(
            f"{outside} of {a.size} groups are no part of all: all_events and all_n must include the group itself."
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        known = (total > 0) & (size > 0) & (size < everybody)
        estimate = np.where(known, (a / size) / (total / everybody), np.nan)
        rest = 1 - a / size
        variance = rest / a + (1 - total / everybody) / total - 2 * rest / total
        std_error = np.where(known & (a > 0) & (a < total), np.sqrt(np.maximum(variance, 0)), np.nan)
        factor = np.exp(normal_quantile(confidence) * std_error)
        low, high = _from_ratio_to_others(koopman(a, size, total - a, everybody - size, confidence), size / everybody)
    inside = np.isfinite(std_error)
    lower = np.where(inside, estimate / factor, low)
    upper = np.where(inside, np.minimum(estimate * factor, everybody / size), high)
    columns = {"estimate": estimate, "std_error": std_error}
    limits = {"lower": np.where(known, lower, np.nan), "upper": np.where(known, upper, np.nan)}
    return pl.DataFrame(columns | limits).fill_nan(None)


def _from_ratio_to_others(others: pl.DataFrame, part: Floats) -> tuple[Floats, Floats]:
    """Limits of the ratio to all, from those to the others; without an upper limit there, what is possible."""
    low = others["lower"].cast(pl.Float64).to_numpy()
    high = others["upper"].cast(pl.Float64).fill_null(np.inf).fill_nan(np.inf).to_numpy()
    return low / (part * low + 1 - part), 1 / (part + (1 - part) / high)
