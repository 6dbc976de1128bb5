"""The coefficients at which a partial likelihood is largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.design import Covariate, columns_of, require_independent, said_of, term_names
from research_kit.statistics.regression.partial_likelihood import Point, RiskSets, evaluate
from research_kit.statistics.regression.tie_sums import Ties

Floats = NDArray[np.float64]

_MOST_STEPS = 50
_MOST_HALVINGS = 30
_NEAR = 1e-12  # squared distance to the maximum, in standard errors, from which one more step is exact to rounding
_RUNS_AWAY = 1e-3  # a last step of this size, in standard deviations of the term, has no end


@dataclass(frozen=True, kw_only=True)
class Fit:
    """The maximum, the point without effects, and the number of steps between them."""

    null: Point
    best: Point
    covariance: Floats  # of the centred and scaled coefficients
    steps: int


def maximise(sets: RiskSets, ties: Ties, covariates: Sequence[Covariate]) -> Fit:
    """Newton's method from zero, halving steps that do not improve; refuses what has no finite maximum.

    Raises
    ------
    EstimateError
        Terms that cannot be told apart, or a coefficient that grows without end; names their columns.
    """
    null = evaluate(sets, ties, np.zeros(len(term_names(covariates))))
    require_independent(null.information, covariates)
    point = null
    for step_number in range(1, _MOST_STEPS + 1):
        step = _step(point, covariates)
        distance = float(step @ point.score)
        point = _improved(point, step, ties, covariates)
        if distance <= _NEAR:
            _require_end(step, covariates)
            return Fit(null=null, best=point, covariance=_inverse(point, covariates), steps=step_number)
    raise EstimateError(_no_end(covariates, step))


def _step(point: Point, covariates: Sequence[Covariate]) -> Floats:
    return _inverse(point, covariates) @ point.score


def _inverse(point: Point, covariates: Sequence[Covariate]) -> Floats:
    information = point.information
    spread = np.sqrt(np.clip(np.diag(information), 0, None))
    if not (np.isfinite(information).all() and (spread > 0).all()):
        raise EstimateError(_no_end(covariates, np.where(spread > 0, 0.0, 1.0)))
    try:
        inverse = np.linalg.inv(information / np.outer(spread, spread))
    except np.linalg.LinAlgError:
        raise EstimateError(_no_end(covariates, np.abs(point.beta))) from None
    return np.asarray(inverse / np.outer(spread, spread))


def _improved(point: Point, step: Floats, ties: Ties, covariates: Sequence[Covariate]) -> Point:
    """The point after a step, halved until the likelihood does not fall by more than rounding."""
    lowest = point.log_likelihood - 1e-12 * (1 + abs(point.log_likelihood))
    for _ in range(_MOST_HALVINGS):
        reached = evaluate(point.sets, ties, point.beta + step)
        if reached.log_likelihood >= lowest:  # false for NaN
            return reached
        step = step / 2
    raise EstimateError(_no_end(covariates, step))


def _require_end(step: Floats, covariates: Sequence[Covariate]) -> None:
    if np.abs(step).max() > _RUNS_AWAY:
        raise EstimateError(_no_end(covariates, step))


def _no_end(covariates: Sequence[Covariate], step: Floats) -> str:
    size = np.abs(step)
    running = size >= max(_RUNS_AWAY, size.max() / 10)
    columns = columns_of(covariates, running if running.any() else None)
    said = said_of(columns, "grows", "grow")
    return (
        f"The coefficient{'' if len(columns) == 1 else 's'} of {said} without end: the likelihood has no finite "
        "maximum, because a level (or a combination of covariates) separates those with the event from those without. "
        "Use `firth_cox`, join levels, or leave the covariate out."
    )
