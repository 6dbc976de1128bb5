"""Kaplan-Meier: the share still without the event."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts import LifeTable
from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile, tail_probability
from research_kit.statistics.survival.approximate_variance import warn_if_approximate
from research_kit.statistics.survival.beta_product import beta_product_limits
from research_kit.statistics.survival.course import Course, course
from research_kit.statistics.survival.empty_risk_set import warn_if_emptied
from research_kit.statistics.survival.incidence_variance import incidence_variance, squared_weights
from research_kit.statistics.survival.pointwise_limits import normal_limits, require_interval

Floats = NDArray[np.float64]
INTERVALS = ("log-log", "log", "plain", "beta-product")


def kaplan_meier(
    life_table: LifeTable,
    interval: Literal["log-log", "log", "plain", "beta-product"] = "log-log",
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Share still without the event at each time, by the product-limit estimator.

    Parameters
    ----------
    life_table
        From `rk.counts.life_table`. The event is that of any cause; for one of several causes use
        `cumulative_incidence`, because 1 - Kaplan-Meier of one cause overstates its share.
    interval
        `log-log`, `log` or `plain`: normal on that scale; `beta-product`: safe for few participants, wide on purpose.
    confidence
        Coverage of the pointwise two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per group and time of the life table: `by`..., `time`, `at_risk`, `events`, `censored`, `estimate`,
    `std_error` (of the estimate, Greenwood), `lower`, `upper`.

    Raises
    ------
    EstimateError
        The interval is unknown, confidence is outside (0, 1), or beta-product is asked for with sampling weights.

    Warns
    -----
    EmptyRiskSetWarning
        With late entry: the last person at risk had the event before others came under observation, so that the
        estimate is 0 from then on whatever happens to them.
    ApproximateVarianceWarning
        With sampling weights and late entry together: `std_error` and the limits are an approximation, which has been
        up to 50 % from the infinitesimal jackknife. Use `bootstrap` by participant.

    Notes
    -----
    As R's `survfit`: `std_error` is null once the estimate is 0 (0 if robust); limits are null where their scale is
    undefined (`log-log`: estimate 0 or 1; `log` and `plain`: estimate 0). `beta-product` is defined everywhere. With
    weights that are not all whole numbers the variance is the robust one (infinitesimal jackknife), as in `survfit`;
    with late entry as well, products of different times count participants who were not yet there, an approximation
    that can be far off: hence the warning.
    statsmodels and lifelines use Greenwood's formula on the weights themselves, which is right for counts only.

    References
    ----------
    Kaplan EL, Meier P (1958). J Am Stat Assoc 53:457-481. doi:10.1080/01621459.1958.10501452
    Fay MP, Brittain EH, Proschan MA (2013). Biostatistics 14:723-736. doi:10.1093/biostatistics/kxt016
    """
    require_interval(interval, INTERVALS)
    along = course(life_table)
    warn_if_emptied(life_table, along)
    warn_if_approximate(life_table)
    std_error = _std_error(life_table, along)
    if interval == "beta-product":
        lower, upper = _beta_product(life_table, along, confidence)
    else:
        lower, upper = normal_limits(interval, along.event_free, std_error, normal_quantile(confidence))
    estimates = pl.DataFrame({"estimate": along.event_free, "std_error": std_error, "lower": lower, "upper": upper})
    counts = life_table.table.select(*life_table.by, "time", "at_risk", "events", "censored")
    return counts.hstack(estimates.fill_nan(None))


def _std_error(life_table: LifeTable, along: Course) -> Floats:
    if life_table.weighting == "fractional":
        variance = incidence_variance(along, along.events, squared_weights(life_table, None))
        return np.where((along.event_free > 0) & (along.event_free < 1), np.sqrt(variance), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = along.events / (along.at_risk * (along.at_risk - along.events))
        return np.asarray(along.event_free * np.sqrt(along.running_total(terms)))


def _beta_product(life_table: LifeTable, along: Course, confidence: float) -> tuple[Floats, Floats]:
    if life_table.weighting == "fractional":
        raise EstimateError(
            "The beta-product interval counts participants; this life table has sampling weights. "
            'Use interval="log-log", or count without `weight`.'
        )
    left_after = along.at_risk - along.events - life_table.column("censored")
    return beta_product_limits(along, left_after, tail_probability(confidence))
