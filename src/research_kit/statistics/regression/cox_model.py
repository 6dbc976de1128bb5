"""What a fitted Cox model hands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

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

    Attributes
    ----------
    coefficients
        One row per term: `term, estimate, std_error, robust_std_error, lower, upper`, log hazard ratios.
    log_likelihood, log_likelihood_null
        Partial likelihood at the estimate, and with all coefficients 0.
    covariance, model_covariance
        Terms x terms: the one the limits use (robust where clusters or weights are given), and the inverse information.
    terms, n, events, ties, confidence
        Names of the terms; rows; rows with the event; and the arguments of the fit.
    likelihood_ratio, score, wald
        Tests that no term has an effect, each with `.statistic`, `.df`, `.p_value`. `wald` uses `covariance`; where
        that is singular, as with no more clusters than terms, its statistic and p-value are None.
    concordance
        Of pairs whose order is known, the share in which who has the event first had the higher hazard.
    diagnostics
        What is checked of every fit: `.to_polars()`.
    data, fit
        Internal: the rows as counted, and the maximum. Never printed.

    Methods
    -------
    to_polars()
        The coefficients.
    proportional_hazards(transform="km")
        One row per term and `GLOBAL`: `term, statistic, df, p_value`.
    influence()
        How far each participant (cluster) moves each coefficient. Internal: never printed.
    baseline()
        `time, hazard, cumulative_hazard` with all covariates 0, by stratum.
    predict(frame, times)
        `row, time, survival`: the share without the event, for every row of a frame.
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

    def predict(self, frame: Any, times: ArrayLike | Sequence[float]) -> pl.DataFrame:
        """Share without the event at given times, for every row of a frame: `row, time, survival`."""
        return predicted_survival(self.fit.best, self.data, frame, times)

    def __repr__(self) -> str:
        return (
            f"<CoxModel: {len(self.terms)} terms, {self.n:,} rows, {self.events:,} events, {self.ties} ties. "
            "Not for release.>"
        )
