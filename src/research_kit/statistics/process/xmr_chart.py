"""Single values period by period, with limits from their moving range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from research_kit.statistics.process.chart_table import SIGMAS, ChartOptions, Limits, chart_table, moving_range_sigma
from research_kit.statistics.process.series import Floats, series_of
from research_kit.statistics.process.stretches import Stretch

MOVING_RANGE_LIMIT = 3.267


def xmr_chart(
    values: ArrayLike,
    *,
    periods: Sequence[Any] | pl.Series | None = None,
    baseline: int | None = None,
    phases: Sequence[Any] | pl.Series | None = None,
    rules: Sequence[str] | str | None = None,
) -> pl.DataFrame:
    """Single values (such as a median wait) period by period, within limits taken from how much neighbours differ.

    Parameters
    ----------
    values
        One value per period, in order of time.
    periods, baseline, phases, rules
        As for `p_chart`.

    Returns
    -------
    One row per period: `period`, `value`, `centre` (mean), `lower_limit`, `upper_limit` (mean -/+ 3 / 1.128 times the
    mean moving range), `signal`, `rule`, `moving_range` (from the value before; null at the first of a phase),
    `moving_range_centre`, `moving_range_limit` (3.267 times the mean moving range), `moving_range_signal`,
    `autocorrelation`, `status` and `reason` as `p_chart`.

    Raises
    ------
    EstimateError
        There are fewer than two values, one is unknown or not finite, or an option is out of range.

    Notes
    -----
    Below 8 values the limits are computed, but `status` is `insufficient`: they are not to be drawn (`run_chart` is).
    The constants are those printed in tables of control charts, 1.128 and 3.267; the exact expected moving range is
    2 / sqrt(pi) = 1.12838 sigmas.

    References
    ----------
    Montgomery DC (2013). Introduction to Statistical Quality Control, 7th ed., section 6.4. Wiley.
    """
    given = series_of(values, name="values")

    def limits(stretch: Stretch) -> Limits:
        return moving_range_limits(given[stretch.rows], stretch.basis_points)

    options = ChartOptions(periods=periods, baseline=baseline, phases=phases, rules=rules)
    return chart_table(given, limits, options)


def moving_range_limits(value: Floats, basis_points: int) -> Limits:
    """The limits of one stretch, taken from its first points."""
    basis = value[:basis_points]
    centre, sigma = float(basis.mean()), moving_range_sigma(basis)
    ranges = np.append(np.nan, np.abs(np.diff(value)))
    mean_range = float(np.abs(np.diff(basis)).mean())
    level = np.full(value.shape, centre)
    return Limits(
        centre=level,
        lower=level - SIGMAS * sigma,
        upper=level + SIGMAS * sigma,
        standardised=(value - centre) / sigma if sigma > 0 else np.full(value.shape, np.nan),
        columns={
            "moving_range": ranges,
            "moving_range_centre": mean_range,
            "moving_range_limit": MOVING_RANGE_LIMIT * mean_range,
            "moving_range_signal": np.nan_to_num(ranges) > MOVING_RANGE_LIMIT * mean_range,
        },
    )
