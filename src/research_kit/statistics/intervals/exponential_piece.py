"""A stretch of constant hazard: the chance of an event in it, and how that chance moves with the hazard.

With phi(x) = (1 - exp(-x)) / x, an event rate of `own` among all hazards `total` has within a stretch of length w the
chance own x w x phi(total x w). All three functions are exact to rounding at x = 0 too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SMALL = 0.05
"""Below this a power series is more exact than the formula, whose terms cancel."""


def log_phi(x: Floats) -> Floats:
    """Log of (1 - exp(-x)) / x, for x >= 0."""
    large = np.where(x < _SMALL, 1.0, x)
    series = x * (-1 / 2 + x * (1 / 24 - x**2 / 2880 + x**4 / 181440))
    return np.where(x < _SMALL, series, np.log(-np.expm1(-large) / large))


def slope(x: Floats) -> Floats:
    """First derivative of `log_phi`: 1 / (exp(x) - 1) - 1 / x."""
    large = np.where(x < _SMALL, 1.0, x)
    series = -1 / 2 + x * (1 / 12 - x**2 / 720 + x**4 / 30240)
    return np.where(x < _SMALL, series, np.exp(-large) / -np.expm1(-large) - 1 / large)


def curvature(x: Floats) -> Floats:
    """Second derivative of `log_phi`: 1 / x^2 - exp(x) / (exp(x) - 1)^2."""
    large = np.where(x < _SMALL, 1.0, x)
    series = 1 / 12 - x**2 / 240 + x**4 / 6048
    return np.where(x < _SMALL, series, 1 / large**2 - np.exp(-large) / np.expm1(-large) ** 2)


def later(values: Floats) -> Floats:
    """For each piece (column) the sum over the pieces after it."""
    return np.asarray(np.cumsum(values[:, ::-1], axis=1)[:, ::-1] - values)


def earlier(values: Floats) -> Floats:
    """For each piece (column) the sum over the pieces before it."""
    return np.asarray(np.cumsum(values, axis=1) - values)
