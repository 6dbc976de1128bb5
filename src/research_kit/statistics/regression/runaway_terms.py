"""Terms whose effect has no finite estimate, or none at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.design import Covariate, columns_of, said_of

Floats = NDArray[np.float64]
_RUNAWAY = 20.0
"""A rate more than e to this power (half a billion times) as high at one end of a term's range as at the other."""


def require_finite(coefficients: Floats, covariates: Sequence[Covariate]) -> None:
    """Refuse coefficients that run away, of terms that reach over a range of 1; names their columns."""
    away = ~(np.abs(coefficients) < _RUNAWAY)
    if away.any():
        columns = columns_of(covariates, away)
        said = said_of(columns, "has no finite estimate: it separates", "have no finite estimate: they separate")
        raise EstimateError(
            f"The effect{'' if len(columns) == 1 else 's'} of {said} who has the event from who has not (a level "
            "without events?). Merge levels, leave the term out, or use Firth's penalised fit (`firth_cox`, "
            "`firth_grouped_hazard`)."
        )


def without_rounding(information: Floats, draws: int) -> Floats:
    """The information of terms that reach over a range of 1, with what rounding left of nothing set to 0."""
    return np.where(np.abs(information) > 1e-12 * draws, information, 0.0)
