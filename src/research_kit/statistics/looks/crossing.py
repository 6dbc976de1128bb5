"""The chance that a growing body of data crosses a boundary, look by look: recursive numerical integration."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]

_FEWEST_NODES = 32
_NODES_PER_STEP = 3.0  # nodes for each standard deviation of the next step; with 6 the chances agree to 1e-10
_IN_A_PANEL = 16
_TAIL = 9.0  # standard deviations beyond which nothing is looked for: 1e-19


def crossing_chances(information: Floats, lower: Floats, upper: Floats, drift: float = 0.0) -> tuple[Floats, Floats]:
    """The chance of falling below `lower`, and of rising above `upper`, at each look for the first time.

    Parameters
    ----------
    information
        At each look, rising; the unit is that of the drift.
    lower, upper
        Boundaries of z at each look; infinite where there is none.
    drift
        Mean of z at information 1: z at information I is normal with mean drift √I and variance 1.

    Returns
    -------
    Two arrays, one value for each look.

    Notes
    -----
    z√I is a sum of independent normal steps. Its density among those who have crossed nothing is carried from look to
    look by Gauss-Legendre quadrature, with nodes as close as the next step is short.

    References
    ----------
    Armitage P, McPherson CK, Rowe BC (1969). J R Stat Soc A 132:235-244. doi:10.2307/2343787
    Jennison C, Turnbull BW (2000). Group Sequential Methods with Applications to Clinical Trials, chapter 19.
    """
    root = np.sqrt(information)
    steps = np.diff(information, prepend=0.0)
    below, above = np.empty_like(steps), np.empty_like(steps)
    place, mass = np.zeros(1), np.ones(1)
    grids = _grids(information, np.maximum(lower, drift * root - _TAIL), np.minimum(upper, drift * root + _TAIL))
    for look, (nodes, weights) in enumerate(grids):
        deviation = np.sqrt(steps[look])
        mean = place + drift * steps[look]
        below[look] = mass @ ndtr((lower[look] * root[look] - mean) / deviation)
        above[look] = mass @ ndtr((mean - upper[look] * root[look]) / deviation)
        distance = (nodes[:, None] - mean) / deviation
        place, mass = nodes, weights * (np.exp(-(distance**2) / 2) @ mass) / (deviation * np.sqrt(2 * np.pi))
    return below, above


def _grids(information: Floats, lower: Floats, upper: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Nodes and weights for the density at each look, between its boundaries."""
    root = np.sqrt(information)
    following = np.sqrt(np.append(np.diff(information), information[-1]))
    for look in range(len(information)):
        low, high = lower[look] * root[look], max(lower[look], upper[look]) * root[look]
        number = _FEWEST_NODES + int(np.ceil(_NODES_PER_STEP * (high - low) / following[look]))
        nodes, weights = _unit_grid(number)
        yield low + (high - low) * nodes, (high - low) * weights


def _unit_grid(number: int) -> tuple[Floats, Floats]:
    """Nodes and weights between 0 and 1: sixteen in each of so many equal panels that there are `number` or more."""
    panels = -(-number // _IN_A_PANEL)
    nodes, weights = _gauss_legendre()
    starts = np.arange(panels)[:, None]
    return ((starts + nodes) / panels).ravel(), np.tile(weights, panels) / panels


@lru_cache(maxsize=1)
def _gauss_legendre() -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(_IN_A_PANEL)
    return (nodes + 1) / 2, weights / 2
