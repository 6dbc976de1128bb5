"""Restricted mean: average time without the event, or lost to one cause, during the first tau."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.counts import LifeTable
from research_kit.statistics.survival.area import LARGE_SAMPLE, group_means, multiplier


def restricted_mean(
    life_table: LifeTable, *, tau: float, cause: int | None = None, confidence: float = 0.95
) -> pl.DataFrame:
    """Average time without the event during the first `tau`, or, for a cause, average time after an event of it.

    Parameters
    ----------
    life_table
        From `rk.counts.life_table`.
    tau
        The horizon, > 0, on the time scale of the life table. Fix it at planning.
    cause
        None: the area under Kaplan-Meier, the event being that of any cause. A code: the area under the cumulative
        incidence of that cause, e.g. months in work won, or months lost to it (Andersen 2013).
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per group: `by`..., `tau`, `estimate`, `std_error` (R's), `std_error_small_sample` (times
    sqrt(m / (m - 1)), m = events up to tau, of the cause if one is given), `df` = m - 1, `lower`, `upper`.

    Raises
    ------
    EstimateError
        tau is not a positive number, or confidence is outside (0, 1).

    Warns
    -----
    EmptyRiskSetWarning
        With late entry: nobody was left at risk before tau, and others came under observation afterwards. Then
        `std_error` is R's, but says nothing: `std_error_small_sample`, `df` and the limits are null.
    ApproximateVarianceWarning
        As `kaplan_meier`: with sampling weights and late entry together the standard error is an approximation.

    Notes
    -----
    The interval uses `std_error_small_sample`, with the normal quantile from 30 events on and Student's t with `df`
    below. With fewer than two events `std_error_small_sample`, `df` and the limits are null.
    Beyond a group's last time the curve is carried forward at its last value, as `summary(survfit, rmean = tau)` in R
    does; choose tau so that people are still at risk. lifelines' `return_variance` is the variance of min(T, tau),
    not of the estimate. With sampling weights the variance is the robust one; R keeps Greenwood's there.

    References
    ----------
    Klein JP, Moeschberger ML (2003). Survival Analysis, 2nd ed., section 4.5. Springer.
    Andersen PK (2013). Stat Med 32:5278-5285. doi:10.1002/sim.5903
    """
    means = group_means(life_table, tau=tau, cause=cause)
    corrected = means.corrected_std_error
    margin = corrected * multiplier(means.df, means.events >= LARGE_SAMPLE, confidence)
    columns = pl.DataFrame(
        {
            "tau": np.full(len(means.estimate), float(tau)),
            "estimate": means.estimate,
            "std_error": means.std_error,
            "std_error_small_sample": corrected,
            "df": means.df,
            "lower": means.estimate - margin,
            "upper": means.estimate + margin,
        }
    ).fill_nan(None)
    return life_table.groups.hstack(columns) if life_table.by else columns
