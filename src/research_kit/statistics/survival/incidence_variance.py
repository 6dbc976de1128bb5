"""The variance of a cumulative incidence, of Greenwood's type, and its robust form for sampling weights.

Notation: at row u, r at risk, hazards h_j of the causes with sum h, S(u-) event-free before. A unit change of h_j
moves F_k(t) by b_j(u, t) = S(u-) 1(j=k) - p(u) (F_k(t) - F_k(u)), where p(u) = S(u-) / S(u). A participant i with
weight w_i moves h_j by w_i (dN_ij - Y_i h_j) / r, so

    Var F_k(t) = sum_i w_i^2 (sum_u sum_j b_j(u, t) (dN_ij(u) - Y_i(u) h_j(u)) / r(u))^2.

With weights 1 products of different times cancel and the multinomial covariance (diag(h) - h h') / r remains:
Greenwood's type. With other weights they do not cancel; whoever is at risk at v > u had no event at u, so the
products need the sums of squared weights at v only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.counts import LifeTable
from research_kit.counts.segments import previous_row
from research_kit.statistics.survival.course import Course, share

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class SquaredWeights:
    """Sums of squared weights at each row: at risk, with any event, with the event of interest."""

    at_risk: Floats
    events: Floats
    events_of_cause: Floats
    robust: bool


def squared_weights(life_table: LifeTable, cause: int | None) -> SquaredWeights:
    """As the life table has them for sampling weights; otherwise every participant weighs 1."""
    robust = life_table.weighting == "fractional"
    events_of = life_table.squared_weights_of if robust else life_table.events_of
    at_risk = "at_risk_squared_weights" if robust else "at_risk"
    return SquaredWeights(
        at_risk=life_table.column(at_risk).astype(np.float64),
        events=events_of(None),
        events_of_cause=events_of(cause),
        robust=robust,
    )


def incidence_variance(along: Course, events: Floats, weights: SquaredWeights) -> Floats:
    """Var F_k(t) at every row t, for the cause with these `events`.

    Notes
    -----
    b_j is linear in F_k(t), so the variance is a quadratic in F_k(t) whose coefficients are running sums. F is
    measured from its last value in the group, which keeps the quadratic free of cancellation in the tail.
    """
    incidence = along.incidence(events)
    remaining = incidence - _last_of_group(incidence, along)
    slope = -share(along.event_free_before, along.event_free)
    level = -slope * remaining
    at_cause, elsewhere = (along.event_free_before + level, slope), (level, slope)
    constant, linear, quadratic = _squares(along, events, weights, at_cause=at_cause, elsewhere=elsewhere)
    variance = constant + linear * remaining + quadratic * remaining**2
    return np.maximum(variance, 0)


def functional_variance(
    along: Course, events: Floats, weights: SquaredWeights, effect: tuple[Floats, Floats]
) -> Floats:
    """Variance, summed up to each row, of a functional with given `effect` of the hazards: (of the cause, others)."""
    none = np.zeros_like(along.hazard)
    constant, _, _ = _squares(along, events, weights, at_cause=(effect[0], none), elsewhere=(effect[1], none))
    return np.maximum(constant, 0)


Line = tuple[Floats, Floats]  # constant + slope x
Parabola = tuple[Floats, Floats, Floats]


def _squares(along: Course, events: Floats, weights: SquaredWeights, *, at_cause: Line, elsewhere: Line) -> Parabola:
    """The running variance as a quadratic in x, when both effects are lines in x."""
    other_hazard = along.hazard - along.cause_hazard(events)
    other_events = weights.events - weights.events_of_cause
    mean = _plus(_scaled(at_cause, along.cause_hazard(events)), _scaled(elsewhere, other_hazard))
    drawn = _plus(_scaled(at_cause, weights.events_of_cause), _scaled(elsewhere, other_events))
    at_event = _add(
        _times(_scaled(at_cause, weights.events_of_cause), at_cause),
        _times(_scaled(elsewhere, other_events), elsewhere),
    )
    centred = _plus(drawn, _scaled(mean, -weights.at_risk))
    # sum w^2 (b - mean)^2 over events + sum w^2 mean^2 over the others at risk
    same_time = _add(at_event, _times(_scaled(mean, -np.ones_like(along.hazard)), _plus(drawn, centred)))
    squares = tuple(along.running_total(part * _inverse(along.at_risk) ** 2) for part in same_time)
    if not weights.robust:
        return squares[0], squares[1], squares[2]
    return _add((squares[0], squares[1], squares[2]), _different_times(along, mean, centred))


def _different_times(along: Course, mean: Line, centred: Line) -> Parabola:
    """Twice the sum of products of u < v: -mean(u) / r(u) x centred(v) / r(v)."""
    per_head = _inverse(along.at_risk)
    before = [previous_row(along.running_total(part * per_head), along.starts, 0.0) for part in mean]
    product = _times((before[0], before[1]), _scaled(centred, -2 * per_head))
    return (along.running_total(product[0]), along.running_total(product[1]), along.running_total(product[2]))


def _last_of_group(values: Floats, along: Course) -> Floats:
    ends = np.append(along.starts[1:], len(values))
    return np.repeat(values[ends - 1], ends - along.starts)


def _inverse(values: Floats) -> Floats:
    return share(np.ones_like(values), values)


def _scaled(line: Line, factor: Floats) -> Line:
    return line[0] * factor, line[1] * factor


def _plus(one: Line, other: Line) -> Line:
    return one[0] + other[0], one[1] + other[1]


def _add(one: Parabola, other: Parabola) -> Parabola:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _times(one: Line, other: Line) -> Parabola:
    return one[0] * other[0], one[0] * other[1] + one[1] * other[0], one[1] * other[1]
