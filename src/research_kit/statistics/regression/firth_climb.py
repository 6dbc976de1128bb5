"""Climbing to the maximum of a likelihood with Jeffreys' penalty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]
_MOST_STEPS = 200
_LONGEST_STEP = 2.0  # terms reach over a range of 1, so this is a ratio of e squared between its ends
_CLOSE = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Penalised:
    """A log likelihood with the penalty ½ log |information| at one value of the coefficients."""

    log_likelihood: float
    unpenalised: float
    score: Floats
    information: Floats


At = Callable[[Floats], Penalised]


def penalised(log_likelihood: float, score: Floats, information: Floats, penalty_score: Floats) -> Penalised:
    """With its penalty; minus infinity where the information is singular."""
    sign, log_determinant = np.linalg.slogdet(information)
    value = log_likelihood + 0.5 * log_determinant if sign > 0 else -np.inf
    return Penalised(
        log_likelihood=float(value) if np.isfinite(value) else -np.inf,
        unpenalised=float(log_likelihood),
        score=score + penalty_score,
        information=information,
    )


def climb(at: At, start: Floats, free: NDArray[np.bool_]) -> tuple[Floats, Penalised]:
    """The coefficients at the maximum over those that are free, and the likelihood there.

    Raises
    ------
    EstimateError
        No maximum was found.
    """
    coefficients, here = start, at(start)
    if not free.any():
        return coefficients, here
    for _ in range(_MOST_STEPS):
        step = _step(at, coefficients, here, free)
        if np.abs(step).max() < _CLOSE:
            return coefficients, here
        there, moved = _uphill(at, coefficients, here, step)
        if there is None:
            break
        coefficients, here = coefficients + moved, there
    raise EstimateError("The penalised fit did not converge. Leave out terms that overlap, or merge sparse levels.")


def _step(at: At, coefficients: Floats, here: Penalised, free: NDArray[np.bool_]) -> Floats:
    """Newton's step, by the observed curvature if it is that of a maximum, else by the information; not too long."""
    curvature = _curvature(at, coefficients, here, free)
    if not np.isfinite(curvature).all() or np.linalg.eigvalsh(curvature)[0] <= 0:
        curvature = here.information[np.ix_(free, free)]
    step = np.zeros(len(coefficients))
    if np.isfinite(here.score).all():
        step[free] = np.linalg.lstsq(curvature, here.score[free], rcond=None)[0]
    else:
        step[free] = np.nan
    longest = float(np.abs(step).max())
    return step * min(1.0, _LONGEST_STEP / longest) if longest > 0 else step


def _curvature(at: At, coefficients: Floats, here: Penalised, free: NDArray[np.bool_]) -> Floats:
    """Minus the derivatives of the penalised score, by differences."""
    columns = []
    for place in np.flatnonzero(free):
        shift = np.zeros(len(coefficients))
        shift[place] = 1e-5
        columns.append((here.score - at(coefficients + shift).score)[free] / shift[place])
    found = np.array(columns)
    return np.asarray((found + found.T) / 2)


def _uphill(at: At, start: Floats, here: Penalised, step: Floats) -> tuple[Penalised | None, Floats]:
    """The first of the full step, half of it, a quarter, ... that does not lead down; None if all do."""
    slack = 1e-12 * (1 + abs(here.log_likelihood))
    for halving in range(40):
        moved = step / 2**halving
        there = at(start + moved)
        if there.log_likelihood >= here.log_likelihood - slack:
            return there, moved
    return None, step
