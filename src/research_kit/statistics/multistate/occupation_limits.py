"""Limits of an occupation, also where nobody, or everybody, is in the state."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, logit

from research_kit.statistics.confidence import normal_quantile, tail_probability
from research_kit.statistics.survival.pointwise_limits import normal_limits, require_interval

Floats = NDArray[np.float64]
Interval = Literal["logit", "log-log", "log", "plain"]
INTERVALS = ("logit", "log-log", "log", "plain")
_ROUNDING = 1e-12  # a sum of shares that should be 1 may miss it by so much


def occupation_limits(
    estimate: Floats, std_error: Floats, observed: Floats, *, interval: str, confidence: float
) -> tuple[Floats, Floats]:
    """Lower and upper limits; on the logit and log-log scales those of Clopper and Pearson at 0 and 1.

    Notes
    -----
    Where the estimate is 0 (1) the limits are those of 0 (all) of the `observed` participants
    (Clopper & Pearson 1934).
    """
    require_interval(interval, INTERVALS)
    z = normal_quantile(confidence)
    if interval in ("log", "plain"):
        return normal_limits(interval, estimate, std_error, z)
    lower, upper = (
        _logit(estimate, std_error * z) if interval == "logit" else normal_limits(interval, estimate, std_error, z)
    )
    farthest = betaincinv(1.0, np.maximum(observed, 1e-9), 1 - tail_probability(confidence))
    none, everybody = estimate <= _ROUNDING, estimate >= 1 - _ROUNDING
    lower = np.where(none, 0.0, np.where(everybody, 1 - farthest, lower))
    return lower, np.where(none, farthest, np.where(everybody, 1.0, upper))


def _logit(estimate: Floats, margin: Floats) -> tuple[Floats, Floats]:
    inside = np.where((estimate > 0) & (estimate < 1), estimate, np.nan)
    width = margin / (inside * (1 - inside))
    return expit(logit(inside) - width), expit(logit(inside) + width)
