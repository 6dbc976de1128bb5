"""From the chance of being exposed to weights, and how they move with the chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.weighting.propensity import Propensity

Floats = NDArray[np.float64]
ESTIMANDS = ("ATT", "ATE")


@dataclass(frozen=True, kw_only=True, eq=False)
class ExposureWeights:
    """A weight per row, and its derivative by the linear predictor (0 where truncated)."""

    weight: Floats
    slope: Floats


def exposure_weights(fit: Propensity, *, estimand: str, stabilised: bool, truncate: Any) -> ExposureWeights:
    """Weights for everybody (ATE) or for the exposed (ATT), truncated at quantiles within each group."""
    require_estimand(estimand)
    limits = truncation_limits(truncate)
    odds = np.exp(fit.linear)
    if estimand == "ATT":
        weight, slope = np.where(fit.exposed, 1.0, odds), np.where(fit.exposed, 0.0, odds)
    else:
        weight, slope = np.where(fit.exposed, 1 + 1 / odds, 1 + odds), np.where(fit.exposed, -1 / odds, odds)
    if stabilised:
        factor = _stabilising(fit, estimand)
        weight, slope = weight * factor, slope * factor
    return _truncated(fit, weight, slope, limits)


def require_estimand(estimand: str) -> None:
    """Refuse what is no estimand."""
    if estimand not in ESTIMANDS:
        raise EstimateError(
            f"estimand is {estimand!r}; it is one of ATT (those exposed, had they not been) and ATE (everybody)."
        )


def truncation_limits(truncate: Any) -> tuple[float, float] | None:
    """The two quantiles, checked."""
    if truncate is None:
        return None
    pair = tuple(truncate) if isinstance(truncate, (tuple, list)) else ()
    is_pair = len(pair) == 2 and all(is_number(each) for each in pair)
    if not is_pair or not 0 <= pair[0] < pair[1] <= 1:
        raise EstimateError("`truncate` must be two quantiles between 0 and 1, e.g. (0.01, 0.99), or None.")
    return float(pair[0]), float(pair[1])


def _stabilising(fit: Propensity, estimand: str) -> Floats:
    """The share of each group for everybody; for the exposed, what makes the others' mean weight 1."""
    share = fit.exposed.mean()
    if estimand == "ATE":
        return np.asarray(np.where(fit.exposed, share, 1 - share))
    return np.asarray(np.where(fit.exposed, 1.0, (1 - share) / share))


def _truncated(fit: Propensity, weight: Floats, slope: Floats, limits: tuple[float, float] | None) -> ExposureWeights:
    if limits is None:
        return ExposureWeights(weight=weight, slope=slope)
    cut = weight.copy()
    for group in (fit.exposed, ~fit.exposed):
        cut[group] = np.clip(weight[group], *np.quantile(weight[group], limits))
    return ExposureWeights(weight=cut, slope=np.where(cut == weight, slope, 0.0))
