"""Pointwise limits of a curve between 0 and 1, on the scale where the normal approximation is made."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]
Limits = tuple[Floats, Floats]


def require_interval(interval: str, offered: tuple[str, ...]) -> None:
    """Refuse an interval that is not offered, naming those that are."""
    if interval not in offered:
        raise EstimateError(f"interval {interval!r} is not offered here. Choose one of: {', '.join(offered)}.")


def normal_limits(interval: str, estimate: Floats, std_error: Floats, z: float) -> Limits:
    """Lower and upper limits, NaN where the scale is not defined.

    Notes
    -----
    As R's `survfit`: `log-log` has no limits where the estimate is 0 or 1, `log` none where it is 0; `plain` and
    `log` are cut off at 0 and 1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return _SCALES[interval](estimate, std_error * z)


def _plain(estimate: Floats, margin: Floats) -> Limits:
    return np.maximum(estimate - margin, 0), np.minimum(estimate + margin, 1)


def _log(estimate: Floats, margin: Floats) -> Limits:
    positive = np.where(estimate > 0, estimate, np.nan)
    factor = np.exp(margin / positive)
    return positive / factor, np.minimum(positive * factor, 1)


def _log_log(estimate: Floats, margin: Floats) -> Limits:
    inside = np.where((estimate > 0) & (estimate < 1), estimate, np.nan)
    power = np.exp(margin / np.abs(inside * np.log(inside)))
    return inside**power, inside ** (1 / power)


_SCALES: dict[str, Callable[[Floats, Floats], Limits]] = {"log-log": _log_log, "log": _log, "plain": _plain}
