"""The curves that fitted hazards make, with their derivatives by every log hazard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.intervals.exponential_piece import earlier, later, log_phi, slope
from research_kit.statistics.intervals.pieces import Pieces, lengths

Floats = NDArray[np.float64]

_NODES = 16
"""Gauss-Legendre points per cell: exact to rounding for the exponentials of a cell."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """Values at some times, and their derivatives by the log hazards (rows: times)."""

    value: Floats
    derivative: Floats

    def std_error(self, covariance: Floats) -> Floats:
        """By the delta method."""
        variance = np.einsum("ti,ij,tj->t", self.derivative, covariance, self.derivative)
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)))

    def weighted(self, weights: Floats) -> Estimated:
        """One sum over the times."""
        return Estimated(np.atleast_1d(weights @ self.value), (weights @ self.derivative)[None])


@dataclass(frozen=True, slots=True)
class FittedHazards:
    """Hazards by piece, in the order of `Pieces.hazards`."""

    pieces: Pieces
    log_hazard: Floats

    def survival(self, times: Floats) -> Estimated:
        """The share without any event by each time."""
        inside = lengths(np.zeros(len(times)), times, self.pieces.cells)
        by_cell = self.by_cell()
        value = np.exp(-inside @ by_cell.sum(axis=0))
        derivative = -value[:, None, None] * by_cell * inside[:, None]
        return Estimated(value, self._by_hazard(derivative))

    def incidence(self, cause: int, times: Floats) -> Estimated:
        """The share that has had an event of a cause (counted from 0) by each time, while others may come first."""
        inside = lengths(np.zeros(len(times)), times, self.pieces.cells)
        by_cell = self.by_cell()
        x = inside * by_cell.sum(axis=0)
        chance = by_cell[cause] * inside * np.exp(log_phi(x) - earlier(x))
        moved = chance * inside * slope(x) - inside * later(chance)
        derivative = by_cell * moved[:, None]
        derivative[:, cause] += chance
        return Estimated(chance.sum(axis=1), self._by_hazard(derivative))

    def area(self, tau: float, cause: int | None) -> Estimated:
        """The area up to tau under the incidence of a cause; of the share without any event if it is None."""
        node, weight = np.polynomial.legendre.leggauss(_NODES)
        bounds = np.append(self.pieces.cells[self.pieces.cells < tau], tau)
        half = np.diff(bounds) / 2
        times = ((bounds[:-1] + half)[:, None] + half[:, None] * node).ravel()
        curve = self.survival(times) if cause is None else self.incidence(cause, times)
        return curve.weighted((half[:, None] * weight).ravel())

    def by_cell(self) -> Floats:
        """The hazards, causes x cells."""
        return (self.pieces.membership @ np.exp(self.log_hazard)).reshape(len(self.pieces.starts), -1)

    def _by_hazard(self, derivative: Floats) -> Floats:
        return np.asarray(derivative.reshape(len(derivative), -1) @ self.pieces.membership)
