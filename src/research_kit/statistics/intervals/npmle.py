"""The masses of greatest likelihood on the maximal intervals, by EM and iterative convex minorant in turn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.intervals.maximal_intervals import Runs

Floats = NDArray[np.float64]

OPTIMALITY = 1e-9
"""Largest violation of the optimality conditions that is accepted."""

_MOST_ROUNDS = 20_000
_LEAST_MASS = 1e-13
_SHORTEST_STEP = 2.0**-30


def greatest_likelihood(runs: Runs) -> Floats:
    """The mass on each maximal interval; sums to 1, exactly 0 where the likelihood wants none.

    Notes
    -----
    One round is a step of EM (Turnbull's self-consistency), which is safe but slow, and one of iterative convex
    minorant: a weighted isotonic regression of the cumulated mass, which sets masses to zero exactly
    (Wellner & Zhan 1997). Nothing is larger than the number of distinct intervals, since sums over runs are
    differences of cumulated sums.

    Raises
    ------
    EstimateError
        The optimality conditions are not met to `OPTIMALITY` after 20,000 rounds.
    """
    mass = np.full(runs.supports, 1 / runs.supports)
    violation = np.inf
    for _ in range(_MOST_ROUNDS):
        gradient = runs.gradient(runs.probability(mass))
        violation = largest_violation(gradient, mass)
        if violation <= OPTIMALITY:
            return mass
        mass = _minorant_step(runs, mass * gradient)
    raise EstimateError(
        f"Turnbull's estimate of {runs.supports:,} masses did not meet the optimality conditions: the largest "
        f"violation is {violation:.1e}, more than {OPTIMALITY:.0e}. Join times that hardly differ (e.g. whole days)."
    )


def largest_violation(gradient: Floats, mass: Floats) -> float:
    """How far the Karush-Kuhn-Tucker conditions are from true.

    They say (Gentleman & Geyer 1994): the gradient per participant is at most 1 everywhere, and 1 wherever there is
    mass. The log-likelihood is then at most (participants x violation) below the greatest there is.
    """
    at_mass = np.abs(gradient[mass > 0] - 1)
    return float(max(np.max(gradient, initial=0.0) - 1, np.max(at_mass, initial=0.0)))


def _minorant_step(runs: Runs, mass: Floats) -> Floats:
    """Newton with the diagonal of the Hessian in the cumulated mass F, kept rising by isotonic regression."""
    if runs.supports == 1:
        return np.ones(1)
    cumulated = np.cumsum(mass)[:-1]
    aimed = _aimed(runs, cumulated, runs.probability(mass))
    before, step = _log_likelihood(runs, cumulated), 1.0
    while step >= _SHORTEST_STEP:
        tried = cumulated + step * (aimed - cumulated)
        if _log_likelihood(runs, tried) >= before:
            return _masses(tried)
        step /= 2
    return mass


def _aimed(runs: Runs, cumulated: Floats, probability: Floats) -> Floats:
    from scipy.optimize import isotonic_regression

    slope, curvature = runs.n / probability, runs.n / probability**2
    size = runs.supports + 1
    rise = np.bincount(runs.stop, slope, size) - np.bincount(runs.start, slope, size)
    weight = np.bincount(runs.stop, curvature, size) + np.bincount(runs.start, curvature, size)
    inner = slice(1, -1)  # F is 0 before the first and 1 after the last maximal interval
    fitted = isotonic_regression(cumulated + rise[inner] / weight[inner], weights=weight[inner]).x
    return np.asarray(np.clip(fitted, 0, 1))


def _masses(cumulated: Floats) -> Floats:
    mass = np.diff(cumulated, prepend=0.0, append=1.0)
    mass[mass < _LEAST_MASS] = 0
    return np.asarray(mass / mass.sum())


def _log_likelihood(runs: Runs, cumulated: Floats) -> float:
    whole = np.concatenate([[0.0], cumulated, [1.0]])
    probability = whole[runs.stop] - whole[runs.start]
    return float(runs.n @ np.log(probability)) if probability.min() > 0 else -np.inf
