"""Cases between rare events, with control limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from scipy.special import ndtr

from research_kit.errors import EstimateError
from research_kit.statistics.process.chart_table import SIGMAS, ChartOptions, Limits, chart_table
from research_kit.statistics.process.series import series_of
from research_kit.statistics.process.stretches import Stretch


def g_chart(
    between: ArrayLike,
    *,
    interval: Literal["sigma", "probability"] = "sigma",
    periods: Sequence[Any] | pl.Series | None = None,
    baseline: int | None = None,
    phases: Sequence[Any] | pl.Series | None = None,
    rules: Sequence[str] | str | None = None,
) -> pl.DataFrame:
    """Cases between one rare event and the next, within limits of the geometric distribution.

    Parameters
    ----------
    between
        One value per event, in order of time: how many cases without the event came since the one before (0, 1, ...).
    interval
        `"sigma"`: three standard deviations about the mean, as usually printed. `"probability"`: as rare a point on
        either side as three sigmas of a normal value (0.135 %).
    periods, baseline, phases, rules
        As for `p_chart`, one value being one event.

    Returns
    -------
    One row per event: `period`, `value`, `centre` (mean), `lower_limit`, `upper_limit`, `signal`, `rule`, `median` (the
    line runs are counted about, since the distribution is skewed), `autocorrelation`, `status`, `reason` as `p_chart`.
    A value above the limits says that events have become rarer.

    Raises
    ------
    EstimateError
        There are fewer than two values, a value is unknown, negative or no whole number, or an option is out of range.

    Notes
    -----
    With sigma limits a stable series is above the upper limit once in some 55 events, and never below the lower one.

    References
    ----------
    Benneyan JC (2001). Health Care Manag Sci 4:305-318. doi:10.1023/A:1011846412909
    Kaminsky FC, Benneyan JC, Davis RD, Burke RJ (1992). J Qual Technol 24:63-69. doi:10.1080/00224065.1992.12015229
    """
    counted = series_of(between, name="between")
    broken = int(((counted < 0) | (np.floor(counted) != counted)).sum())
    if broken:
        raise EstimateError(f"{broken} of {counted.size} values of `between` are no whole numbers from 0 on.")
    if interval not in ("sigma", "probability"):
        raise EstimateError(f"interval is {interval!r}; choose 'sigma' or 'probability'.")
    drawn = _sigma_limits if interval == "sigma" else _probability_limits

    def limits(stretch: Stretch) -> Limits:
        value, mean = counted[stretch.rows], float(counted[stretch.basis].mean())
        lower, upper = drawn(mean)
        shape, sigma = value.shape, np.sqrt(mean * (mean + 1))
        return Limits(
            centre=np.full(shape, mean),
            lower=np.full(shape, lower),
            upper=np.full(shape, upper),
            standardised=(value - mean) / sigma if sigma > 0 else np.full(shape, np.nan),
            middle=np.full(shape, _quantile(0.5, mean)),
            columns={"median": _quantile(0.5, mean)},
        )

    return chart_table(counted, limits, ChartOptions(periods=periods, baseline=baseline, phases=phases, rules=rules))


def _sigma_limits(mean: float) -> tuple[float, float]:
    width = SIGMAS * np.sqrt(mean * (mean + 1))
    return max(0.0, mean - width), mean + width


def _probability_limits(mean: float) -> tuple[float, float]:
    tail = float(ndtr(-SIGMAS))
    return _quantile(tail, mean), _quantile(1 - tail, mean)


def _quantile(probability: float, mean: float) -> float:
    """The least number of cases before an event not exceeded with the probability; 1 in (mean + 1) has it."""
    if mean <= 0:
        return 0.0
    return float(max(0.0, np.ceil(np.log1p(-probability) / np.log(mean / (mean + 1)) - 1 - 1e-12)))
