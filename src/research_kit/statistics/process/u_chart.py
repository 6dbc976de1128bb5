"""A rate period by period, with its control limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from research_kit.statistics.process.chart_table import ChartOptions, chart_table
from research_kit.statistics.process.counted_limits import Counted, Overdispersion, checked_overdispersion
from research_kit.statistics.process.series import counts_of_exposure


def u_chart(
    events: ArrayLike,
    exposure: ArrayLike,
    *,
    overdispersion: Overdispersion = "flag",
    periods: Sequence[Any] | pl.Series | None = None,
    baseline: int | None = None,
    phases: Sequence[Any] | pl.Series | None = None,
    rules: Sequence[str] | str | None = None,
) -> pl.DataFrame:
    """Events per unit of exposure period by period, within three sigmas of the rate of all periods together.

    Parameters
    ----------
    events, exposure
        One value per period, in order of time: how many events, and the time (or places, or people) they could happen
        in, > 0. With an exposure of 1 for all it is the c chart.
    overdispersion, periods, baseline, phases, rules
        As for `p_chart`.

    Returns
    -------
    As `p_chart`; `limits` is `poisson` or `laney`.

    Raises
    ------
    EstimateError
        There are fewer than two periods; an exposure is 0 or negative; events are negative or no whole numbers; a value
        is unknown; lengths differ; or an option is out of range.

    Notes
    -----
    The lower limit is cut at 0. Events of one person count severally, and come in clusters: read `sigma_z`.

    References
    ----------
    Montgomery DC (2013). Introduction to Statistical Quality Control, 7th ed., section 7.3. Wiley.
    Laney DB (2002). Qual Eng 14:531-537. doi:10.1081/QEN-120003555
    """
    counted, size = counts_of_exposure(events, exposure, name="exposure", allow_more=True)
    rates = Counted(
        events=counted,
        size=size,
        variance=lambda centre: centre,
        most=np.inf,
        family="poisson",
        overdispersion=checked_overdispersion(overdispersion),
    )
    options = ChartOptions(periods=periods, baseline=baseline, phases=phases, rules=rules)
    return chart_table(counted / size, rates.limits, options)
