"""From a linear predictor to the share of those at risk who have the event in an interval, and its derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]
Curve = Callable[[Floats], Floats]


@dataclass(frozen=True, kw_only=True)
class GroupedLink:
    """p(eta), through functions of eta that keep their digits when p is near 0 or 1.

    `log_free` is log(1 - p) and `rate` minus its derivative; `log_had` is log p and `had_slope` its derivative;
    `weight_slope` is the derivative of the log of `weight`.
    """

    log_free: Curve
    rate: Curve
    log_had: Curve
    had_slope: Curve
    weight_slope: Curve
    hazards_add: bool

    def counted(self, persons: Floats, part: Floats) -> tuple[Floats, Floats]:
        """Trials and offset of who was observed in part of an interval: where hazards add up, log(part) is exact."""
        return (persons, np.log(part)) if self.hazards_add else (persons * part, np.zeros_like(part))

    def weight(self, eta: Floats) -> Floats:
        """Expected information on eta per person at risk: (dp / d eta)² / (p (1 - p))."""
        return self.rate(eta) * self.had_slope(eta)

    def log_likelihood(self, eta: Floats, trials: Floats, events: Floats) -> float:
        """Of each row's trials by themselves, without the number of their orders (as of 0/1 rows)."""
        return float((events * self.log_had(eta)).sum() + ((trials - events) * self.log_free(eta)).sum())

    def score(self, eta: Floats, trials: Floats, events: Floats) -> Floats:
        """Its derivative by each row's eta."""
        return np.asarray(events * self.had_slope(eta) - (trials - events) * self.rate(eta))


def _per_free(hazard: Floats) -> Floats:
    """hazard / (exp(hazard) - 1): how much log p rises with the log of the hazard."""
    return np.asarray(-hazard * np.exp(-hazard) / np.expm1(-hazard))


def _share(eta: Floats) -> Floats:
    return np.asarray(np.exp(-np.logaddexp(0, -eta)))


_LINKS = {
    "cloglog": GroupedLink(
        log_free=lambda eta: -np.exp(eta),
        rate=np.exp,
        log_had=lambda eta: np.asarray(np.log(-np.expm1(-np.exp(eta)))),
        had_slope=lambda eta: _per_free(np.exp(eta)),
        weight_slope=lambda eta: np.asarray(2 + np.exp(eta) / np.expm1(-np.exp(eta))),
        hazards_add=True,
    ),
    "logit": GroupedLink(
        log_free=lambda eta: np.asarray(-np.logaddexp(0, eta)),
        rate=_share,
        log_had=lambda eta: np.asarray(-np.logaddexp(0, -eta)),
        had_slope=lambda eta: _share(-eta),
        weight_slope=lambda eta: 1 - 2 * _share(eta),
        hazards_add=False,
    ),
}


def grouped_link(name: Any) -> GroupedLink:
    """The link of that name."""
    if not isinstance(name, str) or name not in _LINKS:
        raise EstimateError(f"link is {name!r}; choose one of {', '.join(_LINKS)}.")
    return _LINKS[name]
