"""A Cox model at coefficients that come from elsewhere, so that shares can be predicted from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from research_kit.errors import EstimateError
from research_kit.statistics.regression.cox import model_of
from research_kit.statistics.regression.cox_columns import cox_columns
from research_kit.statistics.regression.cox_data import read_data
from research_kit.statistics.regression.cox_model import CoxModel
from research_kit.statistics.regression.design import columns_of
from research_kit.statistics.regression.newton import Fit
from research_kit.statistics.regression.partial_likelihood import evaluate
from research_kit.statistics.regression.tie_sums import Ties


def cox_at(
    frame: Any,
    *,
    coefficients: ArrayLike,
    covariance: ArrayLike,
    duration: str,
    event: str,
    covariates: Sequence[str],
    entry: str | None = None,
    ties: str = "efron",
    strata: Sequence[str] | str = (),
    cause: int | None = None,
) -> CoxModel:
    """The baseline hazard, and with it predicted shares, that belong to given log hazard ratios.

    Parameters
    ----------
    frame, duration, event, covariates, entry, ties, strata, cause
        As for `cox`.
    coefficients
        One log hazard ratio per term, in the order of the terms; e.g. those of `firth_cox`, or zeros for a hazard that
        is the same for everybody.
    covariance
        Of these, terms x terms; zeros where they are taken as known.

    Returns
    -------
    A `CoxModel` at these coefficients. Its likelihood-based tests are about them, not about a maximum.

    Raises
    ------
    EstimateError
        As `cox`; or the coefficients do not fit the terms.
    """
    roles = {"duration": duration, "event": event, "covariates": covariates, "entry": entry}
    columns = cox_columns({**roles, "strata": strata, "cluster": None, "weight": None, "cause": cause})
    data = read_data(frame, columns)
    beta, spread = np.asarray(coefficients, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    terms = len(data.terms.names)
    if beta.shape != (terms,) or spread.shape != (terms, terms):
        raise EstimateError(
            f"{beta.size} coefficients and a covariance of shape {spread.shape} were given; there are {terms} terms, "
            f"of {', '.join(columns_of(data.terms.covariates))}."
        )
    rule = Ties(events=data.times.events, mean_weight=data.times.weight / data.times.events, method=ties)
    scale = data.terms.scale
    fit = Fit(
        null=evaluate(data.sets, rule, np.zeros(terms)),
        best=evaluate(data.sets, rule, beta * scale),
        covariance=spread * np.outer(scale, scale),
        steps=0,
    )
    return model_of(data, fit, ties=ties, confidence=0.95)
