"""Areas under the curves of a life table up to a horizon, with their standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from research_kit.counts import LifeTable
from research_kit.counts.segments import total_from_here_on
from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, normal_quantile, tail_probability
from research_kit.statistics.survival.approximate_variance import warn_if_approximate
from research_kit.statistics.survival.course import Course, course, share
from research_kit.statistics.survival.empty_risk_set import warn_if_emptied
from research_kit.statistics.survival.incidence_variance import functional_variance, squared_weights

Floats = NDArray[np.float64]
LARGE_SAMPLE = 30  # events from which the normal quantile is used (METHODS M3.4)


@dataclass(frozen=True, kw_only=True)
class GroupMeans:
    """The restricted mean of each group: one value per group.

    `events` are those up to the horizon; `emptied` where the risk set was empty before it and filled again.
    """

    estimate: Floats
    std_error: Floats
    events: Floats
    emptied: NDArray[np.bool_]

    @property
    def df(self) -> Floats:
        """Events - 1; NaN if no spread can be judged: fewer than two events, or an emptied risk set."""
        return np.where((self.events >= 2) & ~self.emptied, self.events - 1, np.nan)

    @property
    def corrected_std_error(self) -> Floats:
        """With the small-sample factor m / (m - 1) on the variance."""
        return np.asarray(self.std_error * np.sqrt(self.events / self.df))


def group_means(life_table: LifeTable, *, tau: float, cause: int | None) -> GroupMeans:
    """Area under Kaplan-Meier (cause None) or under one cumulative incidence, up to tau, for every group.

    Notes
    -----
    A unit change of hazard j at u <= tau moves the area under F_k by
    S(u-) 1(j=k) (tau - u) - p(u) int_u^tau (F_k(t) - F_k(u)) dt, with p(u) = S(u-) / S(u); the variance then is that
    of `incidence_variance`. For the event of any cause it is Greenwood's sum A^2 d / (r (r - d)), A the area under S
    from u to tau, a term with r = d being 0.
    """
    if not (is_number(tau) and np.isfinite(tau) and tau > 0):
        raise EstimateError(f"tau is {tau!r}; it must be a positive number on the time scale of the life table.")
    along = course(life_table)
    events = life_table.events_of(cause)
    emptied = warn_if_emptied(life_table, along, until=tau)
    warn_if_approximate(life_table)
    reached = (along.time <= tau).astype(np.float64)
    incidence = along.incidence(events)
    area = incidence * _widths(along, tau)
    ahead = np.maximum(tau - along.time, 0)
    later = total_from_here_on(area, along.starts) - incidence * ahead
    elsewhere = -share(along.event_free_before, along.event_free) * later * reached
    effect = (along.event_free_before * ahead + elsewhere, elsewhere)
    variance = functional_variance(along, events, squared_weights(life_table, cause), effect)
    total = np.add.reduceat(area, along.starts)
    return GroupMeans(
        estimate=total if cause is not None else tau - total,
        std_error=np.sqrt(variance[np.append(along.starts[1:], len(variance)) - 1]),
        events=np.add.reduceat(events * reached, along.starts),
        emptied=emptied,
    )


def multiplier(df: Floats, large: NDArray[np.bool_], confidence: float) -> Floats:
    """The normal quantile for large samples, Student's t otherwise; NaN without degrees of freedom."""
    student = -stdtrit(df, tail_probability(confidence))
    return np.where(large, normal_quantile(confidence), student)


def _widths(along: Course, tau: float) -> Floats:
    """How long each row's value lasts, up to tau; the last row of a group lasts until tau."""
    until = np.append(along.time[1:], tau)
    until[along.starts[1:] - 1] = tau
    return np.asarray(np.maximum(np.minimum(until, tau) - np.minimum(along.time, tau), 0))
