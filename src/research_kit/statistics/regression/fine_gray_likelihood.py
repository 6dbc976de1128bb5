"""The weighted partial likelihood of the Fine-Gray model, its derivatives, and errors that allow for the weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.regression.fine_gray_risk import SubdistributionRisk

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Everything at one value of the coefficients."""

    log_likelihood: float
    score: Floats
    information: Floats
    relative: Floats  # exp(x b) of each row
    hazard: Floats  # d / S0 at each event time
    mean: Floats  # S1 / S0: the covariates' mean over the risk set


def likelihood(risk: SubdistributionRisk, coefficients: Floats) -> Fitted:
    """Breslow's partial likelihood over the weighted risk sets, as R's crr."""
    x, predictor = risk.design, risk.design @ coefficients
    shift = float(predictor.max())
    relative = np.exp(predictor - shift)
    sums = risk.sums(np.column_stack([relative, x * relative[:, None]]))
    mean = sums[:, 1:] / sums[:, :1]
    hazard = risk.events / sums[:, 0]
    expected = relative * risk.totals(hazard[:, None])[:, 0]
    return Fitted(
        log_likelihood=float((predictor[risk.had] - shift).sum() - risk.events @ np.log(sums[:, 0])),
        score=x[risk.had].sum(axis=0) - risk.events @ mean,
        information=(x * expected[:, None]).T @ x - (mean * risk.events[:, None]).T @ mean,
        relative=relative,
        hazard=hazard,
        mean=mean,
    )


def score_residuals(risk: SubdistributionRisk, fitted: Fitted) -> Floats:
    """What each row adds to the score, also by having gone into the weights (eta + psi of Fine and Gray 1999)."""
    return _own_part(risk, fitted) + _part_through_weights(risk, fitted)


def _own_part(risk: SubdistributionRisk, fitted: Fitted) -> Floats:
    steps = np.column_stack([fitted.hazard, fitted.mean * fitted.hazard[:, None]])
    totals = risk.totals(steps)
    compensated = fitted.relative[:, None] * (risk.design * totals[:, :1] - totals[:, 1:])
    at_event = np.maximum(risk.events_until - 1, 0)
    return np.asarray(np.where(risk.had[:, None], risk.design - fitted.mean[at_event], 0.0) - compensated)


def _part_through_weights(risk: SubdistributionRisk, fitted: Fitted) -> Floats:
    """A censoring at u changes G after u, and so the weights of those who had another event before u."""
    relative, x = fitted.relative, risk.design
    weighted = risk.after_other(np.column_stack([relative, x * relative[:, None]]))[risk.first_row]
    steps = np.column_stack([fitted.hazard, fitted.mean * fitted.hazard[:, None]])
    until_before = np.searchsorted(risk.event_times, risk.time)
    later = risk.events_from_here_on(steps)[until_before]
    through = weighted[:, 1:] * later[:, :1] - weighted[:, :1] * later[:, 1:]
    own = np.where(risk.censored[:, None], through / risk.still_observed[:, None], 0.0)
    shared = np.cumsum(own / risk.still_observed[:, None], axis=0)
    last_row = np.searchsorted(risk.time, risk.time, side="right") - 1
    return np.asarray(own - shared[last_row])
