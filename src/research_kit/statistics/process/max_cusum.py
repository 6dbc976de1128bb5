"""Whether, and since when, a series has another level: no time of change being given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.process.chart_table import autocorrelation
from research_kit.statistics.process.series import Floats, periods_of, series_of

FEWEST = 24  # METHODS 4.5
PERMUTATIONS = 9_999
_VALUES_AT_A_TIME = 2_000_000


def max_cusum(
    values: ArrayLike,
    *,
    rng: np.random.Generator,
    periods: Sequence[Any] | pl.Series | None = None,
    permutations: int = PERMUTATIONS,
) -> pl.DataFrame:
    """The period since which the level of a series differs most from before, and how often chance does the same.

    Parameters
    ----------
    values
        One value per period (month), in order of time; at least 24. For shares of unequal n give standardised values.
    rng
        Source of every random number.
    periods
        What each period is called. None: 1, 2, ...
    permutations
        How many orders are drawn, at least 99.

    Returns
    -------
    One row: `change` (the first period of the new level), `before`, `after` (how many periods), `mean_before`,
    `mean_after`, `difference`, `statistic` (the largest cumulative sum of deviations from the mean, over the standard
    deviation times the root of the number of periods), `p_value` (share of orders, the one seen included, with as large
    a statistic), `autocorrelation` (about the two means: above 0.4 the p-value is too small, orders not being alike).

    Raises
    ------
    EstimateError
        There are fewer than 24 values, all are equal, one is unknown or not finite, or an argument is out of range.

    Notes
    -----
    The p-value belongs behind an alarm rule; it is not shown. The difference is that of the split which shows the
    largest: it overstates the change, and has no interval.

    References
    ----------
    Page ES (1955). Biometrika 42:523-527. doi:10.1093/biomet/42.3-4.523
    Antoch J, Huskova M (2001). Stat Probab Lett 53:37-46. doi:10.1016/S0167-7152(01)00009-8
    """
    given = series_of(values, name="values", least=FEWEST)
    named = periods_of(periods, given.size)
    spread = _spread(given, permutations)
    deviations = given - given.mean()
    largest, place = _largest(deviations[None, :])
    split = int(place[0]) + 1
    scale = spread * np.sqrt(given.size)
    as_large = _as_large(deviations, float(largest[0]), int(permutations), rng)
    first, second = given[:split], given[split:]
    within = np.concatenate([first - first.mean(), second - second.mean()])
    return pl.DataFrame(
        {
            "change": named[split : split + 1],
            "before": [split],
            "after": [given.size - split],
            "mean_before": [float(first.mean())],
            "mean_after": [float(second.mean())],
            "difference": [float(second.mean() - first.mean())],
            "statistic": [float(largest[0]) / scale],
            "p_value": [(1 + as_large) / (1 + permutations)],
            "autocorrelation": pl.Series([autocorrelation(within)], dtype=pl.Float64),
        }
    )


def _spread(given: Floats, permutations: int) -> float:
    """The standard deviation of the values; refuses values that are all equal, and too few orders."""
    if isinstance(permutations, bool) or not isinstance(permutations, (int, np.integer)) or permutations < 99:
        raise EstimateError(f"permutations is {permutations!r}; it must be a whole number of at least 99.")
    spread = float(given.std(ddof=1))
    if spread <= 1e-12 * max(1e-300, float(np.abs(given).max())):
        raise EstimateError(f"All {given.size} values are equal: there is no change to look for.")
    return spread


def _largest(deviations: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """The largest absolute cumulative sum of each row, and where it is reached."""
    sums = np.abs(np.cumsum(deviations[:, :-1], axis=1))
    place = np.argmax(sums, axis=1)
    return sums[np.arange(len(sums)), place], place


def _as_large(deviations: Floats, largest: float, permutations: int, rng: np.random.Generator) -> int:
    at_once = max(1, _VALUES_AT_A_TIME // deviations.size)
    noise = 1e-9 * largest
    found = 0
    for done in range(0, permutations, at_once):
        drawn = np.tile(deviations, (min(at_once, permutations - done), 1))
        found += int((_largest(rng.permuted(drawn, axis=1))[0] >= largest - noise).sum())
    return found
