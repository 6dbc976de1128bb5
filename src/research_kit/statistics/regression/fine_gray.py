"""Fine-Gray regression: how covariates go with the share that has had one of several events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.columns import Columns
from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.regression.column_names import listed
from research_kit.statistics.regression.design import (
    Covariate,
    design_matrix,
    read_covariates,
    require_independent,
    term_names,
)
from research_kit.statistics.regression.fine_gray_likelihood import Fitted, likelihood, score_residuals
from research_kit.statistics.regression.fine_gray_newton import maximise
from research_kit.statistics.regression.fine_gray_risk import SubdistributionRisk, subdistribution_risk
from research_kit.statistics.regression.follow_up_rows import follow_up_rows, require_events
from research_kit.statistics.regression.regression_model import coefficient_table
from research_kit.statistics.regression.runaway_terms import without_rounding

Floats = NDArray[np.float64]

_EVENTS_PER_TERM = 2  # of the cause: there must be more than so many


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FineGrayModel:
    """A fitted Fine-Gray model.

    Attributes
    ----------
    coefficients
        One row per term: `term, estimate, std_error, robust_std_error, lower, upper`, log subdistribution hazard
        ratios. Both errors are the sandwich of Fine and Gray.
    covariance
        Its covariance matrix, terms x terms.
    log_likelihood, log_likelihood_null
        Weighted partial likelihood at the estimate, and with all coefficients 0.
    baseline
        One row per time of the cause: `time, events, hazard, cumulative_hazard` of the subdistribution with all
        covariates 0; the hazards are null where 0 lies so far from the covariates that no number holds them.
    at_centre
        The cumulative hazard at these times for somebody at the `centre`, the mean of each term: what predictions
        start from, wherever the covariates lie.
    diagnostics
        `rows`, `events` (of the cause), `competing_events`, `censored`, `terms`, `events_per_term`, `steps`,
        `largest_score` (0 at the maximum), and `inverse_information_std_error`, one per term, which leaves out that
        the weights are estimated.
    """

    coefficients: pl.DataFrame
    covariance: Floats
    log_likelihood: float
    log_likelihood_null: float
    baseline: pl.DataFrame
    at_centre: Floats
    centre: Floats
    diagnostics: dict[str, Any]
    covariates: tuple[Covariate, ...]
    cause: int
    confidence: float
    method: str = "Fine-Gray regression, Breslow ties"

    def to_polars(self) -> pl.DataFrame:
        """The coefficients."""
        return self.coefficients

    def __repr__(self) -> str:
        return f"<{self.method}: {self.coefficients.height} terms, cause {self.cause}. Not for release.>"


def fine_gray(
    frame: Any,
    *,
    duration: str,
    event: str,
    covariates: Sequence[str],
    cause: int = 1,
    entry: str | None = None,
    confidence: float = 0.95,
) -> FineGrayModel:
    """Log subdistribution hazard ratios: how covariates go with the share that has had this event by each time.

    For prediction only: who has had another event stays in the risk set, so a ratio is no rate of anything people go
    through, and a covariate that only speeds up the other events lowers it. For why, fit `cox` to each cause by itself
    (the other causes censor).

    Parameters
    ----------
    frame
        One row per participant; any frame that `rk.counts.life_table` takes.
    duration
        Column: time from index to the event or the end of observation, >= 0.
    event
        Column: 0 = censored, 1...K = cause of the event.
    covariates
        Columns: numbers and booleans are terms; text and categories one term per level but the first.
    cause
        The event studied; the others compete with it.
    entry
        Must be None: late entry is refused.
    confidence
        Coverage of the two-sided normal intervals.

    Returns
    -------
    A frozen `FineGrayModel`; `.coefficients` has `term, estimate, std_error, robust_std_error, lower, upper`.

    Raises
    ------
    EstimateError
        Columns or rows that cannot be used, no more than two events of the cause per term, late entry, terms that
        cannot be told apart, or a fit without a finite maximum.

    Notes
    -----
    As `crr` of R's cmprsk: weights from the Kaplan-Meier curve of censoring, one for all; Breslow ties; the sandwich
    that allows for estimated weights stands both in `std_error` and `robust_std_error`, since the inverse information
    is no standard error here. Times equal up to floating-point noise are one time. Where durations of 0 occur, `crr`
    takes the probability of being uncensored after them for that before; here it is 1 before time 0.

    References
    ----------
    Fine JP, Gray RJ (1999). J Am Stat Assoc 94:496-509. doi:10.1080/01621459.1999.10474144
    """
    normal_quantile(confidence)
    if entry is not None:
        raise EstimateError(
            f"`entry` is {entry!r}: Fine-Gray regression is not offered for late entry, where the weights would also "
            "need the distribution of entry. Fit `cox` with `entry=` to each cause, the other causes censoring."
        )
    rows = follow_up_rows(frame, Columns(duration=duration, event=event), listed(covariates))
    _require_cause(rows, cause, event)
    known = read_covariates(rows, covariates)
    _require_events_for(len(term_names(known)), rows, cause)
    return _fitted_model(rows, known, cause, confidence)


def _require_cause(rows: pl.DataFrame, cause: int, event: str) -> None:
    found = sorted(set(rows["_event"].unique().to_list()) - {0})
    if isinstance(cause, bool) or cause not in found:
        raise EstimateError(
            f"Nobody of {rows.height:,} has cause {cause!r} in {event!r}; causes found: {', '.join(map(str, found))}."
            if found
            else f"0 of {rows.height:,} rows have an event in {event!r}: everybody is censored. Check its "
            "codes (0 = censored, 1...K = cause); if they are right, there is nothing to fit: give counts only."
        )
    require_events(int((rows["_event"] == cause).sum()), rows.height, event)


def _require_events_for(terms: int, rows: pl.DataFrame, cause: int) -> None:
    """Refuse so few events that the residuals, of which the sandwich is made, cannot vary about their mean of zero."""
    events = int((rows["_event"] == cause).sum())
    if events <= _EVENTS_PER_TERM * terms:
        raise EstimateError(
            f"{events} of {rows.height:,} rows have an event of cause {cause}, for {terms} "
            f"{'term' if terms == 1 else 'terms'}: the sandwich error is far too small with so few. At least "
            f"{_EVENTS_PER_TERM * terms + 1} are needed. Leave covariates out, join levels, or fit `firth_cox` to the "
            "cause."
        )


def _fitted_model(
    rows: pl.DataFrame, covariates: tuple[Covariate, ...], cause: int, confidence: float
) -> FineGrayModel:
    terms, design = term_names(covariates), design_matrix(rows, covariates)
    centre, ranges = design.mean(axis=0), np.ptp(design, axis=0)
    risk = subdistribution_risk(rows, (design - centre) / ranges, cause)
    null = likelihood(risk, np.zeros(len(terms)))
    require_independent(without_rounding(null.information, len(risk.time)), covariates)
    scaled, fitted, steps = maximise(risk, covariates)
    estimate = scaled / ranges
    inverse: Floats = np.asarray(np.linalg.inv(fitted.information)) / ranges  # score as scaled, coefficients as given
    residuals = score_residuals(risk, fitted) @ inverse
    covariance = residuals.T @ residuals
    table = coefficient_table(terms, estimate, covariance, robust_covariance=covariance, confidence=confidence)
    at_centre = fitted.hazard * np.exp(-(risk.design @ scaled).max())  # what `relative` is measured from
    return FineGrayModel(
        coefficients=table,
        covariance=covariance,
        log_likelihood=fitted.log_likelihood,
        log_likelihood_null=null.log_likelihood,
        baseline=_baseline(risk, at_centre, float(centre @ estimate)),
        at_centre=np.cumsum(at_centre),
        centre=centre,
        diagnostics=_diagnostics(risk, fitted, np.sqrt(np.diag(inverse) / ranges)) | {"steps": steps},
        covariates=covariates,
        cause=cause,
        confidence=confidence,
    )


def _baseline(risk: SubdistributionRisk, at_centre: Floats, effect_of_centre: float) -> pl.DataFrame:
    """The hazard with all covariates 0, null where it is beyond what a number can hold."""
    with np.errstate(over="ignore", under="ignore"):
        hazard = at_centre * np.exp(-effect_of_centre)
        if not (np.isfinite(hazard.sum()) and (hazard > 0).all()):
            hazard = np.full(len(hazard), np.nan)
    table = pl.DataFrame(
        {
            "time": risk.event_times,
            "events": risk.events.astype(np.int64),
            "hazard": hazard,
            "cumulative_hazard": np.cumsum(hazard),
        }
    )
    return table.with_columns(pl.col("hazard", "cumulative_hazard").fill_nan(None))


def _diagnostics(risk: SubdistributionRisk, fitted: Fitted, std_error: Floats) -> dict[str, Any]:
    events = int(risk.had.sum())
    return {
        "rows": len(risk.time),
        "events": events,
        "competing_events": int(risk.other.sum()),
        "censored": int(risk.censored.sum()),
        "terms": len(std_error),
        "events_per_term": events / len(std_error),
        "largest_score": float(np.abs(fitted.score).max()),
        "inverse_information_std_error": std_error.tolist(),
    }
