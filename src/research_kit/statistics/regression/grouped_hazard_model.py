"""What a regression on grouped times hands over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.regression.design import Covariate
from research_kit.statistics.regression.grouped_hazard_fit import GroupedFit
from research_kit.statistics.regression.regression_model import coefficient_table

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GroupedHazardModel:
    """A fitted regression on grouped times.

    Attributes
    ----------
    coefficients
        One row per term: `term, estimate, std_error, robust_std_error` (null without clusters), `lower, upper`.
    baseline
        One row per interval: `interval, at_risk, events, estimate, std_error, robust_std_error, lower, upper`, the
        intercept on the link's scale with all covariates 0. `at_risk` counts who left during the interval by the part
        of it they were observed.
    covariance
        Of the intercepts and then the terms, robust if there are clusters.
    log_likelihood, log_likelihood_null, deviance
        As of one 0/1 row per participant and interval; null: intercepts only.
    diagnostics
        `rows`, `events`, `intervals`, `patterns` (distinct rows fitted), `terms`, `events_per_term`, `clusters`,
        `steps`, `largest_score`, and `sparse_terms`: those with a log ratio over the term's range above 10 or an error
        of it above 5, for which Firth's fit is to be preferred.
    """

    coefficients: pl.DataFrame
    baseline: pl.DataFrame
    covariance: Floats
    log_likelihood: float
    log_likelihood_null: float
    deviance: float
    diagnostics: dict[str, Any]
    covariates: tuple[Covariate, ...]
    link: str
    confidence: float

    @property
    def method(self) -> str:
        """As the methods section names it."""
        return f"grouped-time hazard regression, {self.link} link"

    def to_polars(self) -> pl.DataFrame:
        """The coefficients."""
        return self.coefficients

    def __repr__(self) -> str:
        return f"<{self.method}: {self.coefficients.height} terms, {self.baseline.height} intervals. Not for release.>"


def grouped_model(
    fit: GroupedFit, *, robust: Floats | None, link: str, confidence: float, seen: dict[str, int | None]
) -> GroupedHazardModel:
    """The model of a fit, on the scale of the covariates as given; `seen` are the counts of rows and clusters."""
    turn, size = fit.design.unscaled, len(fit.design.intervals)
    covariance = turn @ fit.covariance @ turn.T
    sandwich = None if robust is None else turn @ robust @ turn.T
    table = coefficient_table(
        fit.design.names, turn @ fit.coefficients, covariance, robust_covariance=sandwich, confidence=confidence
    )
    return GroupedHazardModel(
        coefficients=table[size:],
        baseline=_baseline(fit, table[:size]),
        covariance=covariance if sandwich is None else sandwich,
        log_likelihood=fit.log_likelihood,
        log_likelihood_null=fit.log_likelihood_null,
        deviance=-2 * fit.log_likelihood,
        diagnostics=seen | _diagnostics(fit),
        covariates=fit.design.covariates,
        link=link,
        confidence=confidence,
    )


def _baseline(fit: GroupedFit, intercepts: pl.DataFrame) -> pl.DataFrame:
    design = fit.design
    counts = pl.DataFrame(
        {
            "interval": design.intervals,
            "at_risk": design.per_interval(design.exposure),
            "events": design.per_interval(design.events).astype(np.int64),
        }
    )
    return counts.hstack(intercepts.drop("term"))


def _diagnostics(fit: GroupedFit) -> dict[str, Any]:
    design, size = fit.design, len(fit.design.intervals)
    events = int(design.events.sum())
    score = fit.link.score(fit.eta, design.trials, design.events) @ design.matrix
    spread = np.sqrt(np.diag(fit.covariance))[size:]
    sparse = (np.abs(fit.coefficients[size:]) > 10) | (spread > 5)
    return {
        "events": events,
        "intervals": size,
        "patterns": len(design.trials),
        "terms": len(design.terms),
        "events_per_term": events / len(design.terms),
        "steps": fit.steps,
        "largest_score": float(np.abs(score).max()),
        "sparse_terms": [name for name, few in zip(design.terms, sparse, strict=True) if few],
    }
