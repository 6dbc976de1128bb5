"""Newton's method for the Fine-Gray likelihood, which says when there is no finite maximum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.design import Covariate, columns_of, term_names
from research_kit.statistics.regression.fine_gray_likelihood import Fitted, likelihood
from research_kit.statistics.regression.fine_gray_risk import SubdistributionRisk
from research_kit.statistics.regression.runaway_terms import require_finite

Floats = NDArray[np.float64]
_MOST_STEPS = 60
_MOST_HALVINGS = 40
_CLOSE = 1e-9  # of the log ratio between the ends of a term's range
_REMEDY = "Leave out terms that overlap, or merge sparse levels."


def maximise(risk: SubdistributionRisk, covariates: Sequence[Covariate]) -> tuple[Floats, Fitted, int]:
    """The coefficients that maximise the likelihood, what it is there, and the number of steps.

    Raises
    ------
    EstimateError
        It goes on rising as some coefficients grow without limit, or no maximum was found; names the columns.
    """
    coefficients = np.zeros(len(term_names(covariates)))
    here = likelihood(risk, coefficients)
    for steps in range(1, _MOST_STEPS + 1):
        here, moved = _uphill(risk, coefficients, here, _step(here, covariates))
        coefficients = coefficients + moved
        require_finite(coefficients, covariates)
        if np.abs(moved).max() < _CLOSE:
            return coefficients, here, steps
    named = ", ".join(columns_of(covariates))
    raise EstimateError(f"The fit of {named} did not converge in {_MOST_STEPS} steps. {_REMEDY}")


def _step(here: Fitted, covariates: Sequence[Covariate]) -> Floats:
    try:
        step = np.linalg.solve(here.information, here.score)
    except np.linalg.LinAlgError:
        step = np.full(len(here.score), np.nan)
    if not np.isfinite(step).all():
        raise EstimateError(
            f"The fit stopped where the effects of {', '.join(columns_of(covariates))} cannot be told apart. {_REMEDY}"
        )
    return np.asarray(step)


def _uphill(risk: SubdistributionRisk, start: Floats, here: Fitted, step: Floats) -> tuple[Fitted, Floats]:
    """The first of the full step, half of it, a quarter, ... that does not lead down."""
    slack = 1e-12 * (1 + abs(here.log_likelihood))
    for halving in range(_MOST_HALVINGS):
        moved = step / 2**halving
        there = likelihood(risk, start + moved)
        if there.log_likelihood >= here.log_likelihood - slack:
            return there, moved
    return here, np.zeros_like(step)
