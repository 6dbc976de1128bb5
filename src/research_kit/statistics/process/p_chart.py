"""A share period by period, with its control limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from numpy.typing import ArrayLike

from research_kit.statistics.process.chart_table import ChartOptions, chart_table
from research_kit.statistics.process.counted_limits import Counted, Overdispersion, checked_overdispersion
from research_kit.statistics.process.series import counts_of_exposure


def p_chart(
    events: ArrayLike,
    n: ArrayLike,
    *,
    overdispersion: Overdispersion = "flag",
    periods: Sequence[Any] | pl.Series | None = None,
    baseline: int | None = None,
    phases: Sequence[Any] | pl.Series | None = None,
    rules: Sequence[str] | str | None = None,
) -> pl.DataFrame:
    """Share with the event period by period, within three sigmas of the share of all periods together.

    Parameters
    ----------
    events, n
        One value per period, in order of time: how many had the event, of how many (one `n` will do if all are alike).
    overdispersion
        `"flag"`: binomial limits; `sigma_z` and `reason` tell if the shares vary more (or less) than chance between
        people can explain. `"adjust"`: then Laney's limits. `"always"`: Laney's limits (as `laney_p_chart`).
    periods
        What each period is called, e.g. its quarter. None: 1, 2, ...
    baseline
        Take the limits from so many first points, and keep them for the rest (frozen limits). None: from all.
    phases
        A label per period. Limits are drawn anew where it changes: only when a decision to do so was recorded.
    rules
        Which patterns signal: `outside` (one point outside the limits), `trend` (6 in a row rising or falling), `run`
        (8 in a row on one side of the centre), `two_of_three` (2 of 3 beyond two sigmas on one side). The last two are
        off in stretches of 12 points or fewer. None: `outside` and `trend` with 12 points or fewer, `outside` alone
        with more, as published charts are read.

    Returns
    -------
    One row per period: `period`, `value`, `centre`, `lower_limit`, `upper_limit`, `signal` (true where a pattern is
    complete), `rule` (which, separated by commas), `sigma_z` (the spread between neighbouring shares, in binomial
    sigmas), `limits` (`binomial` or `laney`), `autocorrelation` (of each point with the next; limits are too narrow
    above 0.4), `status` and `reason`.
    `status` is `insufficient` with fewer than 8 points to take limits from (a run chart: the centre is the median and
    there are no limits), or where a period has fewer than 5 expected with, or without, the event (pool periods, or use
    `g_chart`); `preliminary` with 8 to 11; else `ok`. `reason` says why, and whether the shares are `overdispersed`,
    `underdispersed` or `autocorrelated`.

    Raises
    ------
    EstimateError
        There are fewer than two periods; an `n` is 0 or negative; events are negative, no whole numbers or more than
        `n`; a value is unknown; lengths differ; or an option is out of range.

    Notes
    -----
    Limits are cut at 0 and 1. A point on a limit is not outside it. Points on the centre line, and values equal to the
    one before, neither count nor break a pattern (Provost and Murray 2011).
    `false_signal_risk` says how often a chart signals when nothing has changed.

    References
    ----------
    Montgomery DC (2013). Introduction to Statistical Quality Control, 7th ed., section 7.2. Wiley.
    Provost LP, Murray SK (2011). The Health Care Data Guide. Jossey-Bass.
    Laney DB (2002). Qual Eng 14:531-537. doi:10.1081/QEN-120003555
    """
    counted, size = counts_of_exposure(events, n, name="n")
    shares = Counted(
        events=counted,
        size=size,
        variance=lambda centre: centre * (1 - centre),
        most=1.0,
        family="binomial",
        overdispersion=checked_overdispersion(overdispersion),
    )
    options = ChartOptions(periods=periods, baseline=baseline, phases=phases, rules=rules)
    return chart_table(counted / size, shares.limits, options)
