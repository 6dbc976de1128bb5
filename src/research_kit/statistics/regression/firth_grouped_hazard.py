"""Regression on grouped times with Firth's penalty, for few or separated events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.regression.column_names import listed
from research_kit.statistics.regression.design import read_covariates
from research_kit.statistics.regression.firth_climb import Penalised, penalised
from research_kit.statistics.regression.firth_model import FirthModel, firth_model
from research_kit.statistics.regression.firth_profile import maximise_penalised
from research_kit.statistics.regression.grouped_hazard_design import GroupedDesign, grouped_design
from research_kit.statistics.regression.grouped_hazard_links import GroupedLink, grouped_link
from research_kit.statistics.regression.person_periods import FollowUp, person_periods, read_follow_up

Floats = NDArray[np.float64]


def firth_grouped_hazard(
    frame: Any,
    *,
    event: str,
    covariates: Sequence[str],
    duration: str | None = None,
    interval: str | None = None,
    entry: str | None = None,
    exposure: str | None = None,
    link: str = "cloglog",
    confidence: float = 0.95,
) -> FirthModel:
    """Log hazard ratios from grouped times that stay finite when events are few or a group has none.

    Parameters
    ----------
    frame, event, covariates, duration, interval, entry, exposure
        As for `grouped_hazard`; intervals in which nobody or everybody has the event are allowed.
    link
        `cloglog` or `logit`. With `logit` and one interval, Firth's logistic regression.
    confidence
        Coverage of the profile limits.

    Returns
    -------
    A frozen `FirthModel`; `.coefficients` has `term, estimate, std_error, robust_std_error, lower, upper`.

    Raises
    ------
    EstimateError
        Columns or rows that cannot be used, fewer than two events, terms that cannot be told apart, or no maximum
        found.

    Notes
    -----
    Jeffreys' penalty ½ log |expected information| on the intercepts and terms together. For `logit` that is Firth's
    bias-reduced fit, as R's logistf; for `cloglog` the maximum penalised likelihood, as brglm2's `MPL_Jeffreys`. The
    limits are where twice the profile of the penalised likelihood has fallen by the chi-square quantile.

    References
    ----------
    Firth D (1993). Biometrika 80:27-38. doi:10.1093/biomet/80.1.27
    Heinze G, Schemper M (2002). Stat Med 21:2409-2419. doi:10.1002/sim.1047
    """
    normal_quantile(confidence)
    by_name = grouped_link(link)
    follow_up = FollowUp(event=event, duration=duration, interval=interval, entry=entry, exposure=exposure)
    names = listed(covariates)
    rows = read_follow_up(frame, follow_up, names)
    design = grouped_design(person_periods(rows, names), read_covariates(rows, names), by_name)
    fit = maximise_penalised(lambda values: _at(design, by_name, values), design.names)
    method = f"grouped-time hazard regression with Firth's penalty, {link} link"
    return firth_model(fit, design.ranges, method=method, confidence=confidence, rows=rows)


def _at(design: GroupedDesign, link: GroupedLink, coefficients: Floats) -> Penalised:
    """The penalised likelihood; half the leverage of a row times the slope of its log weight is the penalty's score."""
    x = design.matrix
    with np.errstate(all="ignore"):  # far out it is minus infinity, and the climb turns back
        eta = x @ coefficients + design.offset
        weight = design.trials * link.weight(eta)
        information = (x * weight[:, None]).T @ x
        value = link.log_likelihood(eta, design.trials, design.events)
        own_score = link.score(eta, design.trials, design.events)
        slope = link.weight_slope(eta)
    if not (np.isfinite(information).all() and np.isfinite(value) and np.isfinite(slope).all()):
        return penalised(-np.inf, np.full(x.shape[1], np.nan), np.eye(x.shape[1]), np.zeros(x.shape[1]))
    leverage = weight * ((x @ np.linalg.pinv(information)) * x).sum(axis=1)
    return penalised(value, x.T @ own_score, information, x.T @ (leverage * slope) / 2)
