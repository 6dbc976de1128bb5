"""Models of the headline's hazard that allow for what people brought with them at the start (METHODS M3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.results import Thresholds
from research_kit.statistics import cox, firth_cox, interval_censored, restricted_cubic_spline
from research_kit.statistics.intervals.interval_model import IntervalModel
from research_kit.statistics.regression.cox_at import cox_at
from research_kit.statistics.regression.cox_model import CoxModel
from research_kit.statistics.regression.design import read_covariates, term_names
from research_kit.statistics.regression.restricted_cubic_spline import nonlinearity_test

FEW_PER_TERM, UNSTABLE = "FEW_PER_TERM", "UNSTABLE"
PH_REJECTED = 0.01
LINE_REJECTED = 0.05
_ROLES: dict[str, Any] = {"duration": "days", "event": "cause", "entry": "entry"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Adjustment:
    """Models of the headline's cause, and of all that competes with it, with the same covariates; and of whom.

    `firth` says whether Firth's correction was due; `strata` are the covariates allowed for by strata, because their
    ratio changed over time; `not_proportional` those compared whose ratio did.
    """

    people: pl.DataFrame = field(repr=False)
    work: CoxModel
    other: CoxModel | None
    hazard_ratios: pl.DataFrame
    firth: bool
    strata: tuple[str, ...] = ()
    not_proportional: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class IntervalAdjustment:
    """A model of the headline's starts as intervals; what competes with it is the same for everybody."""

    people: pl.DataFrame = field(repr=False)
    work: IntervalModel
    hazard_ratios: pl.DataFrame
    not_proportional: tuple[str, ...] = ()


def fit_adjusted_intervals(
    people: pl.DataFrame, *, covariates: Sequence[str], limits: Thresholds
) -> IntervalAdjustment | str:
    """The model where starts are known as intervals (`left`, `right`), or the reason why there is none.

    Maximum likelihood alone: Firth's correction and the test of proportional hazards are not there for intervals, so
    the least number of events per term is that of maximum likelihood.
    """
    if _events_per_term(people, 1, covariates) < limits.ml_events_per_parameter:
        return FEW_PER_TERM
    seen = people.with_columns(right=pl.when(pl.col("cause") > 0).then("right"), entry=pl.col("entry").clip(0.0))
    try:
        model = interval_censored(
            seen, left="left", right="right", event="cause", entry="entry", covariates=list(covariates)
        )
    except EstimateError:
        return UNSTABLE
    return IntervalAdjustment(people=seen, work=model, hazard_ratios=_hazard_ratios(model.coefficients))


def fit_adjusted(
    people: pl.DataFrame, *, compared: Sequence[str], allowed_for: Sequence[str], limits: Thresholds
) -> Adjustment | str:
    """The models, or the reason why there are none.

    Parameters
    ----------
    people
        One row per participant: `days`, `cause` (0 = none seen, 1 = the headline's, 2 = another), `entry`, and the
        covariates without missing values.
    compared
        The covariates whose groups are compared.
    allowed_for
        The other covariates.
    limits
        The thresholds: events per term for maximum likelihood, and for Firth's correction.

    Notes
    -----
    A number that is allowed for (age) acts along a restricted cubic spline with three knots where the straight line
    is rejected (p < .05) and the events suffice. A covariate whose hazard ratio changes over time (p < .01) becomes a
    stratum; of one that is compared there is then no single ratio.
    """
    people, allowed_for = _with_curves(people, compared, allowed_for, limits)
    names = (*compared, *allowed_for)
    fitted = _model(people, 1, names, (), limits)
    if isinstance(fitted, str):
        return fitted
    rejected = _not_proportional(fitted.model, names)
    strata = tuple(name for name in rejected if name in allowed_for and has_levels(people, name))
    if strata:
        names = tuple(name for name in names if name not in strata)
        fitted = _model(people, 1, names, strata, limits)
        if isinstance(fitted, str):
            return fitted
    return Adjustment(
        people=people,
        work=fitted.model,
        other=_others(people, names, strata, limits),
        hazard_ratios=_hazard_ratios(fitted.coefficients),
        firth=fitted.firth,
        strata=strata,
        not_proportional=tuple(name for name in rejected if name in compared),
    )


def _with_curves(
    people: pl.DataFrame, compared: Sequence[str], allowed_for: Sequence[str], limits: Thresholds
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The covariates, with a curve in place of each number that a straight line does not fit."""
    names = tuple(allowed_for)
    for name in [one for one in allowed_for if people.schema[one].is_numeric()]:
        try:
            curve = restricted_cubic_spline(people[name].to_numpy(), name=name)
        except EstimateError:  # too few different values for three knots
            continue
        bent = people.hstack(curve)
        replaced = tuple(part for one in names for part in (curve.columns if one == name else [one]))
        straight = _by_maximum_likelihood(people, 1, (*compared, *names), (), limits)
        curved = _by_maximum_likelihood(bent, 1, (*compared, *replaced), (), limits)
        p_value = nonlinearity_test(straight, curved).p_value if straight and curved else None
        if p_value is not None and p_value < LINE_REJECTED:
            people, names = bent, replaced
    return people, names


class _Fitted(NamedTuple):
    model: CoxModel
    coefficients: pl.DataFrame
    firth: bool


def has_levels(people: pl.DataFrame, name: str) -> bool:
    """Whether a covariate has levels, so that it can be a stratum."""
    return not people.schema[name].is_numeric()


def _model(
    people: pl.DataFrame, cause: int, names: Sequence[str], strata: Sequence[str], limits: Thresholds
) -> _Fitted | str:
    """A model by maximum likelihood or with Firth's correction; or why there is none."""
    if _events_per_term(people, cause, names) < limits.firth_events_per_parameter:
        return FEW_PER_TERM
    model = _by_maximum_likelihood(people, cause, names, strata, limits)
    if model is not None:
        return _Fitted(model, model.coefficients, firth=False)
    return _with_firth(people, cause, names, strata)


def _by_maximum_likelihood(
    people: pl.DataFrame, cause: int, names: Sequence[str], strata: Sequence[str], limits: Thresholds
) -> CoxModel | None:
    """The model, where the events suffice and no group is without any (else Firth's correction is due)."""
    if _events_per_term(people, cause, names) < limits.ml_events_per_parameter:
        return None
    try:
        model = cox(people, **_ROLES, covariates=list(names), strata=list(strata), cause=cause)
    except EstimateError:  # a level without events, or a coefficient without end
        return None
    return None if model.diagnostics.is_separated else model


def _events_per_term(people: pl.DataFrame, cause: int, names: Sequence[str]) -> float:
    return people.filter(pl.col("cause") == cause).height / len(term_names(read_covariates(people, names)))


def _with_firth(people: pl.DataFrame, cause: int, names: Sequence[str], strata: Sequence[str]) -> _Fitted | str:
    asked: dict[str, Any] = {**_ROLES, "covariates": list(names), "strata": list(strata)}
    only = people.with_columns(cause=(pl.col("cause") == cause).cast(pl.Int64))
    try:
        firth = firth_cox(only, **asked)
        estimate = firth.coefficients["estimate"].to_numpy()
        model = cox_at(only, **asked, coefficients=estimate, covariance=firth.covariance, cause=1)
    except EstimateError:  # terms that others determine, or no maximum
        return UNSTABLE
    return _Fitted(model, firth.coefficients, firth=True)


def _others(people: pl.DataFrame, names: Sequence[str], strata: Sequence[str], limits: Thresholds) -> CoxModel | None:
    """The hazard of everything that competes; the same for everybody where its events are too few for a model."""
    if not people.filter(pl.col("cause") == 2).height:
        return None
    fitted = _model(people, 2, names, strata, limits)
    if not isinstance(fitted, str):
        return fitted.model
    terms = len(term_names(read_covariates(people, names)))
    nothing: dict[str, Any] = {"coefficients": np.zeros(terms), "covariance": np.zeros((terms, terms))}
    return cox_at(people, **_ROLES, covariates=list(names), strata=list(strata), cause=2, **nothing)


def _not_proportional(model: CoxModel, names: Sequence[str]) -> tuple[str, ...]:
    tests = model.diagnostics.proportional_hazards.filter(pl.col("p_value") < PH_REJECTED)["term"].to_list()
    return tuple(name for name in names if any(term == name or term.startswith(f"{name}=") for term in tests))


def _hazard_ratios(coefficients: pl.DataFrame) -> pl.DataFrame:
    """For the researcher's appendix: `term, hazard_ratio, lower, upper`."""
    return coefficients.select("term", *(pl.col(source).exp().alias(name) for name, source in _RATIOS.items()))


_RATIOS = {"hazard_ratio": "estimate", "lower": "lower", "upper": "upper"}
