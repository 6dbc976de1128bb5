"""What a fitted Cox model hands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.statistics.regression.baseline import baseline_hazard, predicted_survival
from research_kit.statistics.regression.concordance import concordance
from research_kit.statistics.regression.cox_data import CoxData
from research_kit.statistics.regression.cox_diagnostics import CoxDiagnostics
from research_kit.statistics.regression.influence import shifts
from research_kit.statistics.regression.model_tests import ModelTest
from research_kit.statistics.regression.newton import Fit
from research_kit.statistics.regression.proportional_hazards import proportional_hazards_test

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class CoxModel:
    """A fitted Cox model: log hazard ratios with intervals, and what is needed to defend them. Not for release.

    `coefficients` has one row per term: `term, estimate, std_error, robust_std_error, lower, upper`. `covariance` is
    the one the limits use: robust where clusters or weights are given, else `model_covariance`.
    """

    coefficients: pl.DataFrame
    log_likelihood: float
    log_likelihood_null: float
    covariance: Floats = field(repr=False)
    model_covariance: Floats = field(repr=False)
    terms: tuple[str, ...]
    n: int  # rows
    events: int
    ties: str
    confidence: float
    likelihood_ratio: ModelTest
    score: ModelTest
    wald: ModelTest
    data: CoxData = field(repr=False)
    fit: Fit = field(repr=False)

    def to_polars(self) -> pl.DataFrame:
        """The coefficients."""
        return self.coefficients

    @cached_property
    def diagnostics(self) -> CoxDiagnostics:
        """What is checked of every fit; the costly checks run when first asked for."""
        return CoxDiagnostics(model=self)

    @cached_property
    def concordance(self) -> float:
        """Of pairs whose order is known, the share in which who has the event first had the higher hazard."""
        return concordance(self.fit.best, self.data)

    def proportional_hazards(self, transform: str = "km") -> pl.DataFrame:
        """Test of each term against a hazard ratio that changes with time: `term, statistic, df, p_value`."""
        return proportional_hazards_test(self.fit.best, self.terms, self.data.timeline, transform=transform)

    def influence(self) -> Floats:
        """How far each participant (cluster, or set of equal rows) moves each coefficient. Internal: never printed."""
        return shifts(self.fit, self.data.units)[0] / self.data.terms.scale

    def baseline(self) -> pl.DataFrame:
        """Hazard where all covariates are 0: the `strata`, then `time, hazard, cumulative_hazard`."""
        return baseline_hazard(self.fit.best, self.data)

    def predict(self, frame: pl.DataFrame, times: ArrayLike | Sequence[float]) -> pl.DataFrame:
        """Share without the event at given times, for every row of a frame: `row, time, survival`."""
        return predicted_survival(self.fit.best, self.data, frame, times)

    def __repr__(self) -> str:
        return (
            f"<CoxModel: {len(self.terms)} terms, {self.n:,} rows, {self.events:,} events, {self.ties} ties. "
            "Not for release.>"
        )
