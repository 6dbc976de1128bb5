"""The ratio of two shares."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.proportions.counts_of_n import Floats, counts_of_n
from research_kit.statistics.proportions.newcombe import two_samples

_HALVINGS = 100
_WIDEST = 40.0  # on the log scale: ratios from 4e-18 to 2e17


def koopman(
    events_1: ArrayLike, n_1: ArrayLike, events_2: ArrayLike, n_2: ArrayLike, confidence: float = 0.95
) -> pl.DataFrame:
    """Ratio of two independent shares (first over second), with Koopman's score interval.

    Parameters
    ----------
    events_1, n_1, events_2, n_2
        Counts, 0 <= events <= n: numbers, or arrays or columns of one length.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per pair of shares: `estimate`, `lower`, `upper`. If nobody in the second group has the event, `estimate`
    and `upper` are null: there is no finite ratio and no upper limit. Without any event everything is null.

    Raises
    ------
    EstimateError
        A count is negative, no whole number or exceeds its n, lengths differ, or confidence is outside (0, 1).

    References
    ----------
    Koopman PAR (1984). Biometrics 40:513-517. doi:10.2307/2531405
    """
    first, second = two_samples(counts_of_n(events_1, n_1), counts_of_n(events_2, n_2))
    (x, n), (y, m) = first, second
    critical = normal_quantile(confidence) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        known = (n > 0) & (m > 0) & (x + y > 0)
        estimate = np.where(known & (y > 0), (x / n) / (y / m), np.nan)

        def excess(log_ratio: Floats) -> Floats:
            return _score(np.exp(log_ratio), first, second) - critical

        lower = np.where(x > 0, np.exp(_crossing(excess, estimate, -_WIDEST)), 0.0)
        upper = np.where(y > 0, np.exp(_crossing(excess, estimate, _WIDEST)), np.nan)
    columns = {"estimate": estimate, "lower": np.where(known, lower, np.nan), "upper": np.where(known, upper, np.nan)}
    return pl.DataFrame(columns).fill_nan(None)


def _score(ratio: Floats, first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Floats:
    """Koopman's U: chi-square distance of the counts from the nearest shares with this ratio."""
    (x, n), (y, m) = first, second
    b = ratio * (n + y) + x + m
    share = (b - np.sqrt(b**2 - 4 * ratio * (n + m) * (x + y))) / (2 * (n + m))
    return (x - n * share) ** 2 / (n * share * (1 - share)) * (1 + n * (ratio - share) / (m * (1 - share)))


def _crossing(excess: Callable[[Floats], Floats], estimate: Floats, limit: float) -> Floats:
    """Where the excess turns positive between the estimate (or the other end, if it is 0 or absent) and `limit`."""
    inside = np.where(estimate > 0, np.log(np.where(estimate > 0, estimate, 1.0)), -limit)
    outside = np.full_like(inside, limit)
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        beyond = excess(middle) > 0
        inside, outside = np.where(beyond, inside, middle), np.where(beyond, middle, outside)
    return inside
