"""The hazards (and coefficients) of greatest likelihood: some steps of EM, then Newton's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.intervals.contributions import Contributions, evenly_spread
from research_kit.statistics.intervals.interval_likelihood import Likelihood, likelihood, second_derivative

Floats = NDArray[np.float64]

_EM_STEPS = 4
_MOST_STEPS = 100
_DECREMENT = 1e-10  # Newton's: twice what the log-likelihood could still gain
_VANISHED = 1e-2  # expected events of a hazard that goes to zero
_SHORTEST_STEP = 2.0**-20

_FLAT = 1e-3
"""Least curvature of the log-likelihood per expected event, in any direction of the log hazards.

It is 1 with exact times, about .5 with quarterly waves and .05 with 60 % of them missed; where it goes to 0 the search
slides on for ever.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Maximum:
    """Where the search ended. Hazards in the order of `Pieces.hazards`."""

    log_hazard: Floats
    coefficients: Floats
    value: float
    mass: Floats
    exposure: Floats
    information: Floats  # minus the second derivative, by log hazards and then coefficients
    iterations: int
    converged: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A point of the search: what is estimated, and the likelihood by hazards instead of cells."""

    told: Contributions
    membership: Floats
    log_hazard: Floats
    coefficients: Floats
    found: Likelihood

    @classmethod
    def at(cls, told: Contributions, membership: Floats, log_hazard: Floats, coefficients: Floats) -> _Place:
        hazard = _by_cell(told, membership, log_hazard)
        with np.errstate(over="ignore", invalid="ignore"):
            return cls(told, membership, log_hazard, coefficients, likelihood(told, hazard, coefficients))

    def moved_to(self, log_hazard: Floats, coefficients: Floats) -> _Place:
        return _Place.at(self.told, self.membership, log_hazard, coefficients)

    @property
    def mass(self) -> Floats:
        return np.asarray(self.found.mass.ravel() @ self.membership)

    @property
    def exposure(self) -> Floats:
        return np.asarray(self.found.exposure.ravel() @ self.membership)

    @property
    def score(self) -> Floats:
        by_hazard = self.mass - np.exp(self.log_hazard) * self.exposure
        return np.concatenate([by_hazard, self.found.term_score])

    @property
    def information(self) -> Floats:
        cells, terms = len(self.membership), len(self.coefficients)
        reach = np.zeros((cells + terms, len(self.log_hazard) + terms))
        reach[:cells, : len(self.log_hazard)] = self.membership
        reach[cells:, len(self.log_hazard) :] = np.eye(terms)
        hazard = _by_cell(self.told, self.membership, self.log_hazard)
        return np.asarray(-(reach.T @ second_derivative(self.told, hazard, self.coefficients) @ reach))

    @property
    def expected_hazard(self) -> Floats:
        """One step of EM, which never lowers the likelihood: expected events by expected time at risk."""
        return np.asarray(np.log(self.mass / self.exposure))


def maximise(told: Contributions, membership: Floats, longest: float) -> Maximum:
    """The greatest likelihood, or wherever the search had to stop: then `converged` is false.

    The first steps are those of EM, as for any events that are partly known (Dempster, Laird & Rubin 1977).

    Parameters
    ----------
    told
        The participants' contributions by cells.
    membership
        Causes x cells, flattened, by hazards: 1 where a hazard is at work.
    longest
        The largest time observed: a hazard above a million events in it has run away.
    """
    mass, exposure = (each.ravel() @ membership for each in evenly_spread(told))
    here = _Place.at(told, membership, np.log(mass / exposure), np.zeros(told.design.shape[1]))
    converged, steps = False, 0
    while not converged and steps < _MOST_STEPS and not _is_lost(here, longest):
        steps += 1
        here, converged = _moved(here, by_em=steps <= _EM_STEPS)
    information = here.information
    return Maximum(
        log_hazard=here.log_hazard,
        coefficients=here.coefficients,
        value=here.found.value,
        mass=here.mass,
        exposure=here.exposure,
        information=information,
        iterations=steps,
        converged=converged and not _is_flat(information, here.mass),
    )


def _is_flat(information: Floats, mass: Floats) -> bool:
    scale = np.sqrt(mass)
    by_event = information[: len(mass), : len(mass)] / np.outer(scale, scale)
    return not bool(np.linalg.eigvalsh(by_event)[0] > _FLAT)


def _is_lost(here: _Place, longest: float) -> bool:
    is_running = bool((here.log_hazard > np.log(1e6 / longest)).any())
    return is_running or bool((here.mass < _VANISHED).any()) or not np.isfinite(here.found.value)


def _by_cell(told: Contributions, membership: Floats, log_hazard: Floats) -> Floats:
    return np.asarray((membership @ np.exp(log_hazard)).reshape(told.exact.shape))


def _moved(here: _Place, *, by_em: bool) -> tuple[_Place, bool]:
    """One step, and whether it was so small that the search is over."""
    direction = None if by_em else _newton(here)
    if direction is None:
        return here.moved_to(here.expected_hazard, here.coefficients), False
    is_last = float(here.score @ direction) < _DECREMENT
    hazards, step = len(here.log_hazard), 1.0
    while step >= _SHORTEST_STEP:
        moves = step * np.clip(direction, -5, 5)
        there = here.moved_to(here.log_hazard + moves[:hazards], here.coefficients + moves[hazards:])
        if is_last or there.found.value >= here.found.value:
            return there, is_last
        step /= 2
    return here, is_last


def _newton(here: _Place) -> Floats | None:
    """Newton's direction; None where the likelihood is not concave."""
    try:
        root = np.linalg.cholesky(here.information)
    except np.linalg.LinAlgError:
        return None
    return np.asarray(np.linalg.solve(root.T, np.linalg.solve(root, here.score)))
