"""A share with Wilson's interval."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.proportions.counts_of_n import counts_of_n

Floats = NDArray[np.float64]


def wilson(events: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> pl.DataFrame:
    """Share of n with the event, with Wilson's score interval (no continuity correction).

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

    Notes
    -----
    0 of n has the lower limit 0 and n of n the upper limit 1 exactly; R's `prop.test` leaves 1e-17 there.

    References
    ----------
    Wilson EB (1927). J Am Stat Assoc 22:209-212. doi:10.1080/01621459.1927.10502953
    """
    numerator, denominator = counts_of_n(events, n)
    lower, upper = wilson_limits(numerator, denominator, normal_quantile(confidence))
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = numerator / denominator
    return pl.DataFrame({"estimate": estimate, "lower": lower, "upper": upper}).fill_nan(None)


def wilson_limits(events: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    """The limits as arrays; NaN where n is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(n > 0, n, np.nan)
        centre = (events + z**2 / 2) / (size + z**2)
        half = z / (size + z**2) * np.sqrt(events * (size - events) / size + z**2 / 4)
    return np.where(events == 0, centre * 0, centre - half), np.where(events == n, centre * 0 + 1, centre + half)
