"""Time between rare events, with control limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from research_kit.errors import EstimateError
from research_kit.statistics.process.chart_table import ChartOptions, Limits, chart_table
from research_kit.statistics.process.series import series_of
from research_kit.statistics.process.stretches import Stretch
from research_kit.statistics.process.xmr_chart import moving_range_limits

POWER = 3.6  # an exponential time to the power 1 / 3.6 is nearly normal (Nelson 1994)


def t_chart(
    between: ArrayLike,
    *,
    periods: Sequence[Any] | pl.Series | None = None,
    baseline: int | None = None,
    phases: Sequence[Any] | pl.Series | None = None,
    rules: Sequence[str] | str | None = None,
) -> pl.DataFrame:
    """Time between one rare event and the next, within limits drawn where such times are nearly normal.

    Parameters
    ----------
    between
        One value per event, in order of time: the time since the one before, > 0.
    periods, baseline, phases, rules
        As for `p_chart`, one value being one event.

    Returns
    -------
    One row per event, in units of time: `period`, `value`, `centre`, `lower_limit`, `upper_limit`, `signal`, `rule`,
    `autocorrelation` (of the transformed times), `status`, `reason` as `p_chart`. A value above the limits says that
    events have become rarer.

    Raises
    ------
    EstimateError
        There are fewer than two values, a value is unknown, 0 or negative, or an option is out of range.

    Notes
    -----
    The limits of `xmr_chart` for the times to the power 1 / 3.6, raised to 3.6 again; a limit below 0 is 0.
    Several events on one day have no time between them: count cases instead (`g_chart`).

    References
    ----------
    Nelson LS (1994). J Qual Technol 26:239-240. doi:10.1080/00224065.1994.11979533
    Montgomery DC (2013). Introduction to Statistical Quality Control, 7th ed., section 7.3.5. Wiley.
    """
    times = series_of(between, name="between")
    at_once = int((times <= 0).sum())
    if at_once:
        raise EstimateError(f"{at_once} of {times.size} times between events are 0 or less. Use `g_chart`.")
    nearly_normal = times ** (1 / POWER)

    def limits(stretch: Stretch) -> Limits:
        drawn = moving_range_limits(nearly_normal[stretch.rows], stretch.basis_points)
        return Limits(
            centre=drawn.centre**POWER,
            lower=np.maximum(drawn.lower, 0.0) ** POWER,
            upper=drawn.upper**POWER,
            standardised=drawn.standardised,
        )

    return chart_table(times, limits, ChartOptions(periods=periods, baseline=baseline, phases=phases, rules=rules))
