"""Covariates of the hazard of cause 1: on a common scale while fitting, and back on their own afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.design import (
    Covariate,
    columns_of,
    design_matrix,
    read_covariates,
    require_independent,
    said_of,
    term_names,
)
from research_kit.statistics.regression.regression_model import coefficient_table

Floats = NDArray[np.float64]

_LARGEST_EFFECT, _LARGEST_ERROR = 10.0, 5.0
"""METHODS M3.5: a log hazard ratio or a standard error beyond these is a sign of separation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """The terms of the covariates, centred and scaled to standard deviation 1: rows x terms."""

    covariates: tuple[Covariate, ...]
    design: Floats
    centre: Floats
    scale: Floats
    extent: Floats  # the range of each term on its own scale

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the terms."""
        return tuple(term_names(self.covariates))

    def of(self, frame: pl.DataFrame) -> Floats:
        """The terms of other participants."""
        return np.asarray((design_matrix(frame, self.covariates) - self.centre) / self.scale)

    def table(self, coefficients: Floats, covariance: Floats, confidence: float) -> pl.DataFrame:
        """The coefficients on the covariates' own scale."""
        own = covariance / np.outer(self.scale, self.scale)
        return coefficient_table(self.names, coefficients / self.scale, own, confidence=confidence)

    def require_finite(self, coefficients: Floats) -> None:
        """Refuse effects so large, over the range of the term, that events and terms are separated."""
        self._refuse(np.abs(coefficients), _LARGEST_EFFECT)

    def require_told(self, covariance: Floats) -> None:
        """Refuse effects so unsure, over the range of the term, that events and terms are nearly separated."""
        self._refuse(np.sqrt(np.diag(covariance)), _LARGEST_ERROR)

    def _refuse(self, values: Floats, largest: float) -> None:
        beyond = values / self.scale * self.extent > largest
        if beyond.any():
            columns = columns_of(self.covariates, beyond)
            raise EstimateError(
                f"{'Covariate' if len(columns) == 1 else 'Covariates'} {said_of(columns, 'tells', 'tell')} events from "
                "non-events (almost) completely, so that no ratio of it has a finite estimate. Leave it out, or join "
                "levels that have hardly any events."
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """The estimated effects on the terms' common scale, with the covariance of the log hazards and the effects."""

    terms: Terms
    estimate: Floats
    covariance: Floats


def read_terms(rows: pl.DataFrame, covariates: Sequence[str]) -> Terms:
    """The terms of the covariates named, for the rows `read_intervals` gives."""
    if not len(covariates):
        none = np.zeros(0)
        return Terms(covariates=(), design=np.zeros((rows.height, 0)), centre=none, scale=none, extent=none)
    n = rows["_n"].to_numpy()
    read = read_covariates(rows, covariates, rows=int(n.sum()), counts=rows["_n"])
    design = design_matrix(rows, read)
    centre = n @ design / n.sum()
    products = ((design - centre) * n[:, None]).T @ (design - centre)
    require_independent(products, read)
    scale = np.sqrt(np.diag(products) / n.sum())
    extent = np.ptp(design, axis=0)
    return Terms(covariates=read, design=(design - centre) / scale, centre=centre, scale=scale, extent=extent)
