"""The score of each group in Gray's test, and the variance of the scores, within one stratum.

Notation of Gray (1988): F is the incidence of the cause, S the event-free share, both of a group or pooled; a group's
risk set for the cause, R = Y (1 - F(t-)) / S(t-), also holds those who have had another event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.counts.tally import distinct
from research_kit.errors import EstimateError
from research_kit.statistics.survival.course import share

Floats = NDArray[np.float64]
Leaving = tuple[NDArray[Any], Floats, Floats, Floats]
_ROUNDING = 1e-12  # what sums of shares leave of nothing


def stratum_scores(leaving: Leaving, group: NDArray[Any], groups: int, rho: float) -> tuple[Floats, Floats]:
    """Score per group and variance groups x groups, from who leaves when, by group (parallel arrays)."""
    courses = _courses(leaving, group, groups)
    pooled = _pooled(courses, rho)
    of_groups = courses.at_risk * share(1 - courses.incidence_before, courses.free_before)
    drawn = courses.events.sum(axis=0)
    expected = of_groups * share(drawn, of_groups.sum(axis=0))
    score = (pooled.weight * (courses.events - expected)).sum(axis=1)
    variance = np.zeros((groups, groups))
    for each in range(groups):
        variance += _spread_by(each, courses, pooled)
    return score, variance


@dataclass(frozen=True, kw_only=True)
class _Courses:
    """What happens to each group: groups x times with an event of any cause; `..._before` is just before the time."""

    at_risk: Floats
    events: Floats
    others: Floats
    free_before: Floats
    free: Floats
    incidence_before: Floats


def _courses(leaving: Leaving, group: NDArray[Any], groups: int) -> _Courses:
    times, place = distinct(leaving[0])
    shape = (groups, len(times))
    events, others, censored = (_matrix(group, place, values, shape) for values in leaving[1:])
    left = events + others + censored
    at_risk = left[:, ::-1].cumsum(axis=1)[:, ::-1]
    free = np.cumprod(1 - share(events + others, at_risk), axis=1)
    free_before = np.hstack([np.ones((groups, 1)), free[:, :-1]])
    incidence = np.cumsum(free_before * share(events, at_risk), axis=1)
    incidence_before = np.hstack([np.zeros((groups, 1)), incidence[:, :-1]])
    some = (events + others).sum(axis=0) > 0
    kept = (at_risk, events, others, free_before, free, incidence_before)
    names = ("at_risk", "events", "others", "free_before", "free", "incidence_before")
    return _Courses(**{name: values[:, some] for name, values in zip(names, kept, strict=True)})


def _matrix(row: NDArray[Any], column: NDArray[Any], values: Floats, shape: tuple[int, int]) -> Floats:
    summed = np.bincount(row * shape[1] + column, weights=values, minlength=shape[0] * shape[1])
    return summed.astype(np.float64).reshape(shape)


@dataclass(frozen=True, kw_only=True)
class _Pooled:
    """The groups together, if they have one incidence: per time, and each group's part of those not yet censored."""

    uncensored: Floats  # sum of Y / S(t-): whom the cause can still be seen in
    part: Floats  # groups x times: its share of them
    weight: Floats  # (1 - F(t-)) to the power rho
    rate: Floats  # the step of the cumulative hazard of F
    beyond: Floats  # 1 - F(t)


def _pooled(courses: _Courses, rho: float) -> _Pooled:
    own = share(courses.at_risk, courses.free_before)
    uncensored = own.sum(axis=0)
    step = share(courses.events.sum(axis=0), uncensored)
    incidence = np.cumsum(step)
    before = 1 - np.concatenate([[0.0], incidence[:-1]])[: len(step)]
    before[np.abs(before) < _ROUNDING] = 0.0
    part = share(own, np.broadcast_to(uncensored, own.shape))
    rate = np.divide(step, before, out=np.zeros_like(step), where=before != 0)
    weight = _weight(before, step > 0, rho)
    return _Pooled(uncensored=uncensored, part=part, weight=weight, rate=rate, beyond=1 - incidence)


def _weight(before: Floats, is_compared: NDArray[np.bool_], rho: float) -> Floats:
    """(1 - F(t-)) to the power rho at the times of the cause, elsewhere 0.

    F is a sum over groups and passes 1 where nobody is censored and one group runs out first: below 0 only whole
    powers exist.
    """
    has_no_power = (before < 0) if rho % 1 else np.zeros(len(before), dtype=np.bool_)
    undefined = is_compared & (has_no_power | ((before == 0) & (rho < 0)))
    if undefined.any():
        raise EstimateError(
            f"At {int(undefined.sum()):,} of {int(is_compared.sum()):,} event times the share pooled over the groups "
            f"has reached or passed 1, where the power rho = {rho:g} of what is left is undefined. Use rho=0."
        )
    return np.power(before, rho, out=np.zeros_like(before), where=is_compared)


def _spread_by(group: int, courses: _Courses, pooled: _Pooled) -> Floats:
    """What the events of one group add to the variance of all groups' scores."""
    present = courses.at_risk[group] > 0
    to_scores = -pooled.part * pooled.part[group]
    to_scores[group] += pooled.part[group]
    to_scores *= pooled.weight * pooled.uncensored * present  # a_ik(t) of the paper
    accumulated = np.cumsum(to_scores * pooled.rate, axis=1)
    to_come = accumulated[:, -1:] - accumulated
    drift = share(pooled.beyond, courses.free[group])
    of_cause, of_others = _event_variances(group, courses, pooled)
    by_cause = to_scores + (1 - drift) * to_come
    by_others = drift * to_come
    return np.asarray((by_cause * of_cause) @ by_cause.T + (by_others * of_others) @ by_others.T)


def _event_variances(group: int, courses: _Courses, pooled: _Pooled) -> tuple[Floats, Floats]:
    """Variance of the step of a group's incidence, and of its hazard of the other events, at each time."""
    at_risk, free_before = courses.at_risk[group], courses.free_before[group]
    together, others = courses.events.sum(axis=0), courses.others[group]
    own_scale = pooled.uncensored * free_before
    of_cause = _untied(together, own_scale) * free_before * share(together, pooled.uncensored * at_risk)
    return of_cause, _untied(others, at_risk) * free_before**2 * share(others, at_risk**2)


def _untied(events: Floats, at_risk: Floats) -> Floats:
    """What tied events leave of the variance: 1 - (d - 1) / (Y - 1)."""
    return 1 - share(np.maximum(events - 1, 0), np.maximum(at_risk - 1, 0))
