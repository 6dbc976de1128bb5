"""A run chart: values about their median, with no limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from scipy.special import bdtr

from research_kit.statistics.process.chart_rules import run_lengths
from research_kit.statistics.process.series import Floats, periods_of, series_of


def run_chart(values: ArrayLike, *, periods: Sequence[Any] | pl.Series | None = None) -> pl.DataFrame:
    """Values period by period about their median, and whether they stay on one side too long or cross it too seldom.

    Parameters
    ----------
    values
        One value per period, in order of time.
    periods
        What each period is called. None: 1, 2, ...

    Returns
    -------
    One row per period: `period`, `value`, `centre` (the median), `lower_limit` and `upper_limit` (null: a run chart has
    none), `signal` (true from where a run is longer than `longest_run_limit`), and of the whole chart, the same in
    every row: `useful_points` (not on the median), `longest_run`, `longest_run_limit` (round(log2 n) + 3), `crossings`
    of the median, `crossings_limit` (fewer are too few: 5 % point of the binomial), `non_random` (either is so).

    Raises
    ------
    EstimateError
        There are fewer than two values, one is unknown or not finite, or the periods are not one per value.

    Notes
    -----
    The limits of the two tests are approximate below 10 useful points, where hardly any series breaks them.

    References
    ----------
    Anhoej J, Olesen AV (2014). PLoS ONE 9:e113825. doi:10.1371/journal.pone.0113825
    """
    given = series_of(values, name="values")
    centre = float(np.median(given))
    side = np.sign(given - centre)
    lengths = run_lengths(side[None, :])[0]
    useful = side[side != 0]
    longest = int(np.round(np.log2(useful.size))) + 3 if useful.size else 0
    crossings, least = int((np.diff(useful) != 0).sum()), _least_crossings(useful)
    drawn = pl.DataFrame({"period": periods_of(periods, given.size), "value": given}).with_columns(
        centre=pl.lit(centre),
        lower_limit=pl.lit(None, dtype=pl.Float64),
        upper_limit=pl.lit(None, dtype=pl.Float64),
        signal=pl.Series(lengths > longest),
        useful_points=pl.lit(useful.size),
        longest_run=pl.lit(int(lengths.max())),
        longest_run_limit=pl.lit(longest),
        crossings=pl.lit(crossings),
        crossings_limit=pl.lit(least),
    )
    return drawn.with_columns(non_random=pl.col("signal").any() | (pl.col("crossings") < pl.col("crossings_limit")))


def _least_crossings(useful: Floats) -> int:
    """The smallest number whose binomial probability of at most so many crossings reaches 5 %."""
    chances = max(useful.size - 1, 0)
    below = bdtr(np.arange(chances + 1), chances, 0.5) if chances else np.ones(1)
    return int(np.argmax(below >= 0.05))
