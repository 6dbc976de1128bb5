"""Aalen-Johansen: the share that has had an event of one cause, while others may come first."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betaincinv

from research_kit.counts import LifeTable
from research_kit.statistics.confidence import normal_quantile, tail_probability
from research_kit.statistics.survival.approximate_variance import warn_if_approximate
from research_kit.statistics.survival.course import Course, course, share
from research_kit.statistics.survival.empty_risk_set import warn_if_emptied
from research_kit.statistics.survival.incidence_variance import incidence_variance, squared_weights
from research_kit.statistics.survival.pointwise_limits import Limits, normal_limits, require_interval

Floats = NDArray[np.float64]
INTERVALS = ("log-log", "log", "plain")


def cumulative_incidence(
    life_table: LifeTable,
    interval: Literal["log-log", "log", "plain"] = "log-log",
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Share that has had an event of each cause by each time, when an event of another cause may come first.

    Parameters
    ----------
    life_table
        From `rk.counts.life_table`, event codes 1...K.
    interval
        Scale of the normal approximation, applied to the incidence itself.
    confidence
        Coverage of the pointwise two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per group, cause and time of the life table: `by`..., `cause`, `time`, `at_risk`, `events` (of the cause),
    `estimate`, `std_error`, `lower`, `upper`.

    Raises
    ------
    EstimateError
        The interval is unknown or confidence is outside (0, 1).

    Warns
    -----
    EmptyRiskSetWarning
        As `kaplan_meier`: with late entry, nobody was left at risk before others came under observation.
    ApproximateVarianceWarning
        As `kaplan_meier`: with sampling weights and late entry together the standard error is an approximation.

    Notes
    -----
    Ties of different causes are exact: all causes share the risk set of their time. (lifelines separates tied times
    at random.) The variance is Greenwood's type: equal to etm's and, without late entry, to the infinitesimal
    jackknife of R's `survfit`; cmprsk's (Aalen's) is a few percent from it. With weights that are not all whole
    numbers it is the robust one. Whole-number weights are counts of participants here and in `kaplan_meier`; R's
    `survfit` treats them so for one event, but as sampling weights for several.
    With interval `log-log`, before the first event of a cause the lower limit is 0 and the upper that of Clopper and
    Pearson for 0 of those then at risk; R gives none. Limits are null where the scale is undefined: `log-log` and the
    estimate 1, `log` and the estimate 0.

    References
    ----------
    Aalen OO, Johansen S (1978). Scand J Stat 5:141-150.
    Marubini E, Valsecchi MG (1995). Analysing Survival Data from Clinical Trials and Observational Studies. Wiley.
    """
    require_interval(interval, INTERVALS)
    along = course(life_table)
    warn_if_emptied(life_table, along)
    warn_if_approximate(life_table)
    frames = [_one_cause(life_table, along, cause, interval, confidence) for cause in life_table.causes]
    return pl.concat(frames).sort("_group", "cause", "time").drop("_group")


def _one_cause(life_table: LifeTable, along: Course, cause: int, interval: str, confidence: float) -> pl.DataFrame:
    events = life_table.events_of(cause)
    estimate = along.incidence(events)
    variance = incidence_variance(along, events, squared_weights(life_table, cause))
    std_error = np.where(estimate > 0, np.sqrt(variance), 0.0)  # before the first event rounding would leave something
    lower, upper = normal_limits(interval, estimate, std_error, normal_quantile(confidence))
    if interval == "log-log":
        lower, upper = _before_first_event(life_table, estimate, (lower, upper), tail_probability(confidence))
    estimates = {"estimate": estimate, "std_error": std_error, "lower": lower, "upper": upper}
    named = "events" if len(life_table.causes) == 1 else f"events_{cause}"
    counts = life_table.table.select(
        *life_table.by, pl.lit(cause, dtype=pl.Int64).alias("cause"), "time", "at_risk", pl.col(named).alias("events")
    )
    group = np.repeat(np.arange(len(along.starts)), np.diff(along.starts, append=len(estimate)))
    return counts.hstack(pl.DataFrame(estimates).fill_nan(None)).with_columns(_group=pl.Series(group))


def _before_first_event(life_table: LifeTable, estimate: Floats, limits: Limits, tail: float) -> Limits:
    """Clopper and Pearson's limits for 0 of n; n is the effective number if there are sampling weights."""
    at_risk = life_table.column("at_risk").astype(np.float64)
    if life_table.weighting == "fractional":
        at_risk = share(at_risk**2, life_table.column("at_risk_squared_weights").astype(np.float64))
    none_yet = estimate == 0
    highest = betaincinv(1.0, np.maximum(at_risk, 1e-9), 1 - tail)
    return np.where(none_yet, 0.0, limits[0]), np.where(none_yet, highest, limits[1])
