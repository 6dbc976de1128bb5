"""Cox's regression for the hazard of an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.engines import read
from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.regression.cox_checks import require_comparisons, require_events_in_levels
from research_kit.statistics.regression.cox_columns import CoxColumns, cox_columns
from research_kit.statistics.regression.cox_data import CoxData, read_data
from research_kit.statistics.regression.cox_model import CoxModel
from research_kit.statistics.regression.influence import robust_covariance
from research_kit.statistics.regression.model_tests import likelihood_ratio_test, quadratic_test
from research_kit.statistics.regression.newton import Fit, maximise
from research_kit.statistics.regression.regression_model import coefficient_table
from research_kit.statistics.regression.tie_sums import Ties

Floats = NDArray[np.float64]

TIES = ("efron", "breslow")


def cox(
    frame: Any,
    *,
    duration: str,
    event: str,
    covariates: Sequence[str],
    entry: str | None = None,
    ties: str = "efron",
    strata: Sequence[str] | str = (),
    cluster: str | None = None,
    weight: str | None = None,
    cause: int | None = None,
    confidence: float = 0.95,
) -> CoxModel:
    """How much higher or lower the rate of an event is with each covariate, at every time alike.

    Parameters
    ----------
    frame
        One row per participant, or per interval (`entry`, `duration`] in which covariates are constant: polars (eager
        or lazy), or any frame narwhals supports.
    duration
        Column: time from index to the event or the end of observation (of the interval), >= 0.
    event
        Column: boolean, or whole numbers with 0 = censored and 1...K = cause of the event.
    covariates
        Columns: numbers and booleans are terms; of text, categories and enums every level but the first is one.
    entry
        Column: time at which observation (the interval) starts. At risk at t: entry < t <= duration. None: everybody
        is observed from the start.
    ties
        `efron` or `breslow`.
    strata
        Columns within whose crossing participants are compared, each with its own baseline; null is a level.
    cluster
        Column: rows with the same value are dependent (a person's intervals, a site). Asks for the robust error; a
        column unique to each row asks for it without clusters.
    weight
        Column: a weight > 0 per row; the robust error is given.
    cause
        Count only events of this cause, others censor (cause-specific hazard). None: any event.
    confidence
        Coverage of the two-sided intervals, strictly between 0 and 1.

    Returns
    -------
    A frozen `CoxModel`; `.coefficients` has `term, estimate, std_error, robust_std_error, lower, upper`, log hazard
    ratios.

    Raises
    ------
    EstimateError
        Rows without usable times, events, weights or covariates; fewer than two events, or nobody to compare with;
        terms that cannot be told apart; a coefficient without a finite estimate.

    Notes
    -----
    Equal to R's `coxph`, tied events in exactly its way. Rows alike in all covariates are counted rather than kept
    where they are few enough: the likelihood, and so every number, is that of the single rows. Times equal up to
    floating-point noise are one time (R's `timefix`). The robust error is the grouped dfbeta sandwich of R's
    `cluster()`, without small-sample factor. Unlike R, a coefficient that grows without end is an error, not a
    warning. Nothing is dropped: rows with missing values are refused.

    References
    ----------
    Cox DR (1972). J R Stat Soc B 34:187-220. doi:10.1111/j.2517-6161.1972.tb00899.x
    Efron B (1977). J Am Stat Assoc 72:557-565. doi:10.1080/01621459.1977.10480613
    Lin DY, Wei LJ (1989). J Am Stat Assoc 84:1074-1078. doi:10.1080/01621459.1989.10478874
    """
    if ties not in TIES:
        raise EstimateError(f"ties is {ties!r}; it is one of {', '.join(TIES)}.")
    tail_probability(confidence)
    roles = {"duration": duration, "event": event, "covariates": covariates, "entry": entry, "strata": strata}
    columns = cox_columns({**roles, "cluster": cluster, "weight": weight, "cause": cause})
    return fit_cox(_read(frame, columns), ties=ties, confidence=confidence)


def _read(frame: Any, columns: CoxColumns) -> CoxData:
    columns.require(read(frame).collect_schema().names())
    return read_data(frame, columns)


def fit_cox(data: CoxData, *, ties: str, confidence: float) -> CoxModel:
    """Fit data that have been read."""
    times = data.times
    require_comparisons(data)
    require_events_in_levels(data)
    rule = Ties(events=times.events, mean_weight=times.weight / times.events, method=ties)
    return model_of(data, maximise(data.sets, rule, data.terms.covariates), ties=ties, confidence=confidence)


def model_of(data: CoxData, fit: Fit, *, ties: str, confidence: float) -> CoxModel:
    """The model that a fit of these data gives."""
    terms = data.terms
    robust = robust_covariance(fit, data.units) if data.is_robust else None
    covariance = fit.covariance if robust is None else robust
    return CoxModel(
        coefficients=_coefficients(data, fit, robust, confidence),
        log_likelihood=fit.best.log_likelihood,
        log_likelihood_null=fit.null.log_likelihood,
        covariance=terms.covariance_outside(covariance),
        model_covariance=terms.covariance_outside(fit.covariance),
        terms=tuple(terms.names),
        n=data.n,
        events=int(data.times.events.sum()),
        ties=ties,
        confidence=confidence,
        likelihood_ratio=likelihood_ratio_test(fit.null.log_likelihood, fit.best.log_likelihood, len(terms.names)),
        score=quadratic_test(fit.null.score, fit.null.information),
        wald=quadratic_test(fit.best.beta, covariance),
        data=data,
        fit=fit,
    )


def _coefficients(data: CoxData, fit: Fit, robust: Floats | None, confidence: float) -> pl.DataFrame:
    terms = data.terms
    return coefficient_table(
        terms.names,
        terms.outside(fit.best.beta),
        terms.covariance_outside(fit.covariance),
        robust_covariance=None if robust is None else terms.covariance_outside(robust),
        confidence=confidence,
    )
