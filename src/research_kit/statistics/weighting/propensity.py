"""The chance of being in the exposed group, given what was known at the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit

from research_kit.errors import EstimateError
from research_kit.statistics.regression.column_names import listed
from research_kit.statistics.regression.design import (
    Covariate,
    columns_of,
    design_matrix,
    read_covariates,
    require_independent,
    said_of,
)
from research_kit.statistics.regression.grouped_hazard_links import grouped_link
from research_kit.statistics.weighting.binomial_climb import binomial_climb
from research_kit.statistics.weighting.exposure_column import is_exposed, require_column

Floats = NDArray[np.float64]
_FLAT = 50.0
"""A log odds ratio per standard deviation, or an error of one, above this: the likelihood is flat."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Propensity:
    """Per row: whether exposed, the terms with a leading 1, and the linear predictor of the logistic regression."""

    exposed: NDArray[np.bool_]
    terms: Floats
    linear: Floats

    @property
    def share(self) -> Floats:
        """The chance of being exposed."""
        return np.asarray(expit(self.linear))


def fit_propensity(frame: pl.DataFrame, *, exposure: str, covariates: Sequence[str]) -> Propensity:
    """Logistic regression of the exposure on the covariates.

    Raises
    ------
    EstimateError
        Columns that cannot be used, or covariates that separate the exposed from the others.
    """
    exposed = is_exposed(frame, exposure)
    names = listed(covariates)
    for name in names:
        require_column(frame, name)
    if exposure in names:
        raise EstimateError(f"Covariate {exposure!r} is also the exposure: leave it out.")
    read = read_covariates(frame, names)
    matrix = design_matrix(frame, read)
    return Propensity(
        exposed=exposed,
        terms=np.column_stack([np.ones(frame.height), matrix]),
        linear=_linear_predictor(matrix, exposed, read),
    )


def _linear_predictor(matrix: Floats, exposed: NDArray[np.bool_], covariates: Sequence[Covariate]) -> Floats:
    """Fitted with terms of mean 0 and spread 1, where no coefficient and no error is large unless it runs away."""
    centred = matrix - matrix.mean(axis=0)
    spread = centred.std(axis=0)
    terms = np.column_stack([np.ones(len(matrix)), centred / spread])
    require_independent(terms[:, 1:].T @ terms[:, 1:], covariates)
    link, ones = grouped_link("logit"), np.ones(len(matrix))
    start = np.zeros(terms.shape[1])
    start[0] = np.log(exposed.mean() / (1 - exposed.mean()))
    counts = (ones, exposed.astype(np.float64), np.zeros(len(matrix)))
    try:
        found = binomial_climb(terms, counts, link, start, near=1e-20)
        information = (terms * link.weight(terms @ found)[:, None]).T @ terms
        error = np.sqrt(np.diag(np.linalg.inv(information)))
    except (EstimateError, np.linalg.LinAlgError):
        raise EstimateError(_separated(columns_of(covariates))) from None
    flat = ~((error < _FLAT) & (np.abs(found) < _FLAT))[1:]
    if flat.any():
        raise EstimateError(_separated(columns_of(covariates, flat)))
    return np.asarray(terms @ found)


def _separated(columns: Sequence[str]) -> str:
    return (
        f"{said_of(columns, 'separates', 'separate')} the exposed from the others: some participants have nobody to be "
        "compared with, and no weight is finite. Merge levels, leave the term out, or restrict both groups to where "
        "they overlap."
    )
