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
    with np.errstate(divide="ignore", invalid="ignore"):
        known = (n > 0) & (m > 0) & (x + y > 0)
        estimate = np.where(known & (y > 0), (x / n) / (y / m), np.nan)
    lower, upper = score_limits(first, second, normal_quantile(confidence) ** 2)
    columns = {"estimate": estimate, "lower": np.where(known, lower, np.nan), "upper": np.where(known, upper, np.nan)}
    return pl.DataFrame(columns).fill_nan(None)


def score_limits(first: tuple[Floats, Floats], second: tuple[Floats, Floats], critical: float) -> tuple[Floats, Floats]:
    """The ratios at which Koopman's U reaches the critical value; NaN where the second share is 0 (no upper limit)."""
    (x, n), (y, m) = first, second

    def excess(log_ratio: Floats) -> Floats:
        return _score(np.exp(log_ratio), first, second) - critical

    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.where(y > 0, (x / n) / (y / m), np.nan)
        lower = np.where(x > 0, np.exp(_crossing(excess, estimate, -_WIDEST)), 0.0)
        upper = np.where(y > 0, np.exp(_crossing(excess, estimate, _WIDEST)), np.nan)
    return lower, upper


def _score(ratio: Floats, first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Floats:
    """Koopman's U: chi-square distance of the counts from the nearest shares with this ratio.

    Written with the score of the group whose share is farther from 1: the nearest share may be 1 itself where everybody
    in a group has the event, and the chi-square of that group is then 0 / 0.
    """
    (x, n), (y, m) = first, second
    b = ratio * (n + y) + x + m
    share_1 = np.minimum(2 * ratio * (x + y) / (b + np.sqrt(np.maximum(b**2 - 4 * ratio * (n + m) * (x + y), 0))), 1)
    share_2 = np.minimum(share_1 / ratio, 1)
    score = np.where(ratio >= 1, (y - m * share_2) / (1 - share_2), (x - n * share_1) / (1 - share_1))
    distance = score**2 * ((1 - share_1) / (n * share_1) + (1 - share_2) / (m * share_2))
    return np.where((share_1 == 1) & (share_2 == 1), 0.0, distance)


def _crossing(excess: Callable[[Floats], Floats], estimate: Floats, limit: float) -> Floats:
    """Where the excess turns positive between the estimate (or the other end, if it is 0 or absent) and `limit`."""
    inside = np.where(estimate > 0, np.log(np.where(estimate > 0, estimate, 1.0)), -limit)
    outside = np.full_like(inside, limit)
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        beyond = excess(middle) > 0
        inside, outside = np.where(beyond, inside, middle), np.where(beyond, middle, outside)
    return inside
