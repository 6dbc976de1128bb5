"""What a regression fitted with Firth's penalty hands over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.regression.firth_profile import PenalisedFit, profile_table, without
from research_kit.statistics.regression.regression_model import coefficient_table

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FirthModel:
    """A regression fitted with Firth's penalty.

    Attributes
    ----------
    coefficients
        One row per term: `term, estimate, std_error, robust_std_error` (null), `lower, upper`: profile penalised
        likelihood limits, null where there is none.
    log_likelihood, log_likelihood_null
        Penalised, at the estimate and with all terms 0.
    log_likelihood_unpenalised
        Without the penalty, at the penalised estimate.
    covariance
        Inverse information at the estimate, terms x terms.
    diagnostics
        `rows`, `events`, `terms`, `events_per_term`, `largest_score`, and `tests`: one row per term, `term, statistic,
        p_value` of the penalised likelihood ratio test, and the `reason` why a limit is null.
    """

    coefficients: pl.DataFrame
    covariance: Floats
    log_likelihood: float
    log_likelihood_null: float
    log_likelihood_unpenalised: float
    diagnostics: dict[str, Any]
    confidence: float
    method: str

    def to_polars(self) -> pl.DataFrame:
        """The coefficients."""
        return self.coefficients

    def __repr__(self) -> str:
        return f"<{self.method}: {self.coefficients.height} terms. Not for release.>"


def firth_model(fit: PenalisedFit, ranges: Floats, *, method: str, confidence: float, rows: pl.DataFrame) -> FirthModel:
    """The model of a fit whose last terms were divided by `ranges` (those before them are intercepts), unscaled."""
    first = len(fit.terms) - len(ranges)
    places = range(first, len(fit.terms))
    profile = profile_table(fit, places, confidence)
    covariance = fit.covariance[first:, first:] / np.outer(ranges, ranges)
    table = coefficient_table(fit.terms[first:], fit.coefficients[first:] / ranges, covariance, confidence=confidence)
    determinant = float(np.log(ranges).sum())  # of the change of scale, in the penalty
    events = int(rows["_event"].sum())
    return FirthModel(
        coefficients=table.with_columns(profile["lower"] / ranges, profile["upper"] / ranges),
        covariance=covariance,
        log_likelihood=fit.best.log_likelihood + determinant,
        log_likelihood_null=without(fit, places).log_likelihood + determinant,
        log_likelihood_unpenalised=fit.best.unpenalised,
        diagnostics={
            "rows": rows.height,
            "events": events,
            "terms": len(places),
            "events_per_term": events / len(places),
            "largest_score": float(np.abs(fit.best.score).max()),
            "tests": profile.select("term", "statistic", "p_value", "reason"),
        },
        confidence=confidence,
        method=method,
    )
