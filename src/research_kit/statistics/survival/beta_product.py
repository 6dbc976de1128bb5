"""The beta-product interval for a survival curve: safe where few are left or nothing has happened yet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from research_kit.statistics.survival.course import Course

Floats = NDArray[np.float64]


def beta_product_limits(along: Course, left_after: Floats, tail: float) -> tuple[Floats, Floats]:
    """Limits of the event-free share at every row, by the method of moments.

    Parameters
    ----------
    along
        The course of every group.
    left_after
        Still under observation just after each row's time: r(t+).
    tail
        Probability left out at each end.

    Notes
    -----
    Upper limit from the product of Beta(r - d + 1, d) over the times with events; lower limit from the same product
    times Beta(r(t+), 1). Each product is replaced by the beta distribution with its mean and variance. Without
    censoring both are exact and the interval is Clopper and Pearson's. The method is for participants observed from
    the start. With late entry the lower limit can pass the estimate, in particular once the risk set has emptied and
    the estimate is 0 for good: the limits are then drawn out to the estimate, so that they always enclose it.

    References
    ----------
    Fay MP, Brittain EH, Proschan MA (2013). Biostatistics 14:723-736. doi:10.1093/biostatistics/kxt016
    """
    successes = along.at_risk - along.events + 1
    log_mean = along.running_total(np.log(successes / (successes + along.events)))
    log_spread = along.running_total(_log_second_moment_ratio(successes, along.events))
    upper = _quantile(log_mean, log_spread, 1 - tail)
    one = np.ones_like(left_after)
    with np.errstate(divide="ignore"):
        log_last = np.log(left_after / (left_after + 1))
    lower = _quantile(log_mean + log_last, log_spread + _log_second_moment_ratio(left_after, one), tail)
    lower = np.where((left_after > 0) & np.isfinite(lower), lower, 0.0)
    upper = np.where(np.isfinite(upper), upper, 0.0)  # a product too small for a number
    return np.minimum(lower, along.event_free), np.maximum(upper, along.event_free)


def _log_second_moment_ratio(a: Floats, b: Floats) -> Floats:
    """log of E[X^2] / E[X]^2 for X ~ Beta(a, b); 0 where b = 0 (X is 1)."""
    safe = np.where(a > 0, a, 1.0)
    return np.asarray(np.log1p(b / (safe * (safe + b + 1))))


def _quantile(log_mean: Floats, log_spread: Floats, probability: float) -> Floats:
    """Quantile of the beta distribution with this mean and E[X^2] / E[X]^2; 1 where the product is empty."""
    mean, relative_variance = np.exp(log_mean), np.expm1(log_spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = (1 - mean) / (mean * relative_variance) - 1
        found = betaincinv(mean * size, (1 - mean) * size, probability)
    return np.where(relative_variance > 0, found, 1.0)
