"""What is checked with every interval-censored fit, and how well the times are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.intervals.contributions import Observations
from research_kit.statistics.intervals.fitted_pieces import Fit

Floats = NDArray[np.float64]

_MISSED = 1.5
"""An interval longer than this many pieces holds at least one wave that was missed, waves being one piece apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IntervalDiagnostics:
    """Shares are of all participants, but `share_of_events_interval` and `share_of_intervals_long` as named.

    Attributes
    ----------
    participants, events
        Numbers (sums of weights).
    share_exact, share_interval, share_right_censored
        How the participants' times are known; they add up to 1.
    share_of_events_interval
        Of the events, those known only as an interval, of whatever length. (METHODS 3.0 asks for this model when more
        than 0.10 are wider than 31 days; whether to take narrower ones at their midpoint is decided before.)
    median_interval
        Median length of the intervals; None without any.
    share_of_intervals_long
        Of the intervals, those longer than 1.5 `piece_length`: with waves one piece apart, at least one was missed.
    pieces, pieces_merged
        Hazards estimated, and how many pieces were merged away.
    condition_number
        Of the information, scaled to a unit diagonal.
    hessian_positive_definite, converged
        Always true: what does not converge is an error.
    iterations
        Steps of EM and Newton.
    """

    participants: float
    events: float
    share_exact: float
    share_interval: float
    share_right_censored: float
    share_of_events_interval: float
    median_interval: float | None
    share_of_intervals_long: float | None
    pieces: int
    pieces_merged: int
    condition_number: float
    hessian_positive_definite: bool
    converged: bool
    iterations: int


def diagnose(observed: Observations, fit: Fit, *, condition_number: float, piece_length: float) -> IntervalDiagnostics:
    """The diagnostics of a fit."""
    n, exact, interval = observed.n, observed.is_exact, observed.is_interval
    participants, events = float(n.sum()), float(n[exact | interval].sum())
    length, weight = (observed.right - observed.left)[interval], n[interval]
    return IntervalDiagnostics(
        participants=participants,
        events=events,
        share_exact=float(n[exact].sum()) / participants,
        share_interval=float(weight.sum()) / participants,
        share_right_censored=1 - events / participants,
        share_of_events_interval=float(weight.sum()) / events,
        median_interval=_weighted_median(length, weight) if len(length) else None,
        share_of_intervals_long=_share(length > _MISSED * piece_length, weight) if len(length) else None,
        pieces=len(fit.pieces.hazards),
        pieces_merged=fit.pieces_offered - len(fit.pieces.hazards),
        condition_number=condition_number,
        hessian_positive_definite=True,
        converged=fit.maximum.converged,
        iterations=fit.maximum.iterations,
    )


def _weighted_median(values: Floats, weight: Floats) -> float:
    order = np.argsort(values)
    upto = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(upto, upto[-1] / 2)])


def _share(condition: NDArray[np.bool_], weight: Floats) -> float:
    return float(weight[condition].sum() / weight.sum())
