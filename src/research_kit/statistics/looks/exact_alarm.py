"""Alarms from a handful of events, where intervals from the normal curve cannot be trusted."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.proportions.counts_of_n import counts_of_n
from research_kit.statistics.proportions.newcombe import two_samples

Floats = NDArray[np.float64]

FEW_EVENTS = 5
"""Fewer events than this, and the exact test decides (METHODS 8)."""

_TIES = 1 + 1e-7


def exact_gap_alarm(events_1: ArrayLike, n_1: ArrayLike, events_2: ArrayLike, n_2: ArrayLike, z: float) -> pl.DataFrame:
    """Whether two shares differ beyond the alarm limit by Fisher's exact test.

    Parameters
    ----------
    events_1, n_1, events_2, n_2
        Counts, 0 <= events <= n: numbers, or arrays or columns of one length.
    z
        The alarm limit in standard errors, from `alarm_z` or `look_plan`; the test is at the level 2Φ(−z).

    Returns
    -------
    One row per pair of shares: `p_value` (two-sided, never for the board), `level`, `alarm`; null where an n is null.

    Raises
    ------
    EstimateError
        A count is negative, no whole number or exceeds its n, lengths differ, or z is not positive.

    References
    ----------
    Fisher RA (1934). Statistical Methods for Research Workers, 5th ed. Oliver & Boyd. (R: `fisher.test`.)
    """
    (x, n), (y, m) = two_samples(counts_of_n(events_1, n_1), counts_of_n(events_2, n_2))
    p_values = np.array([_fisher(*each) for each in zip(x, n, y, m, strict=True)])
    return _decided(p_values, alarm_level(z))


def exact_share_alarm(events: ArrayLike, n: ArrayLike, target: float, z: float) -> pl.DataFrame:
    """Whether a share differs from a target beyond the alarm limit by the exact binomial test.

    Parameters
    ----------
    events, n
        Counts, 0 <= events <= n: numbers, or arrays or columns of one length.
    target
        The share aimed at, strictly between 0 and 1.
    z
        As `exact_gap_alarm`.

    Returns
    -------
    One row per share: `p_value` (two-sided, never for the board), `level`, `alarm`; null where n is null.

    Raises
    ------
    EstimateError
        A count is negative, no whole number or exceeds its n, lengths differ, or target or z is out of range.

    References
    ----------
    Clopper CJ, Pearson ES (1934). Biometrika 26:404-413. doi:10.1093/biomet/26.4.404 (R: `binom.test`.)
    """
    if not is_number(target) or not 0 < target < 1:
        raise EstimateError(f"target is {target!r}; it must be a share strictly between 0 and 1, e.g. 0.40.")
    p_values = np.array([_binomial(*each, target) for each in zip(*counts_of_n(events, n), strict=True)])
    return _decided(p_values, alarm_level(z))


def alarm_level(z: float) -> float:
    """The two-sided level that belongs to an alarm limit: 2Φ(−z)."""
    if not is_number(z) or not 0 < z < np.inf:
        raise EstimateError(f"z is {z!r}; the alarm limit must be a positive number of standard errors, e.g. 2.70.")
    return float(2 * ndtr(-z))


def alarm_confidence(z: float) -> float:
    """The confidence of the alarm bar, for estimators that ask for one: 0.993 for 2.70.

    Parameters
    ----------
    z
        As `exact_gap_alarm`.

    Returns
    -------
    A float between 0 and 1.

    Raises
    ------
    EstimateError
        z is not positive.

    References
    ----------
    METHODS, section 8.
    """
    return 1 - alarm_level(z)


def _fisher(x: float, n: float, y: float, m: float) -> float:
    from scipy.stats import hypergeom

    if np.isnan(x + y):
        return float("nan")
    total = int(x + y)
    possible = np.arange(max(0, total - int(m)), min(total, int(n)) + 1)
    return _as_unlikely(hypergeom.pmf(possible, int(n + m), total, int(n)), int(x) - int(possible[0]))


def _binomial(x: float, n: float, target: float) -> float:
    from scipy.stats import binom

    if np.isnan(x):
        return float("nan")
    return _as_unlikely(binom.pmf(np.arange(int(n) + 1), int(n), target), int(x))


def _as_unlikely(chances: Floats, seen: int) -> float:
    """The chance of all that is as unlikely as what was seen, or more."""
    return float(min(1.0, chances[chances <= chances[seen] * _TIES].sum()))


def _decided(p_values: Floats, level: float) -> pl.DataFrame:
    columns = pl.DataFrame({"p_value": p_values, "level": np.full(p_values.size, level)}).fill_nan(None)
    return columns.with_columns(alarm=pl.col("p_value") <= level)
