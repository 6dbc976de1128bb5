"""The partial likelihood of a Cox model, its score and its information, from sums over risk sets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.regression.event_times import EventTimes
from research_kit.statistics.regression.tie_sums import Ties, TieSums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Moments(Protocol):
    """At every event time, over those at risk and those with the event: summed hazard, and summed hazard x terms."""

    @property
    def hazard(self) -> Any:
        """Of each unit or pattern, kept for the second moment."""

    @property
    def at_risk(self) -> Floats:
        """Event times x (1 + terms): summed hazard, then summed hazard x terms."""

    @property
    def dying(self) -> Floats:
        """The same; may be 0 where a single one has the event: the share taken out for it is 0."""

    @property
    def hazard_at_risk(self) -> Floats:
        """The first column of `at_risk`."""

    @property
    def hazard_dying(self) -> Floats:
        """The first column of `dying`."""

    def first(self, at_risk: Floats, dying: Floats) -> Floats:
        """Sum over event times of hazard x terms: of those at risk times one factor, less those with the event times
        another."""

    def squared(self, sums: TieSums) -> Floats:
        """Sum over all events, tied or not, of the mean of the terms in the risk set multiplied by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptMoments:
    """Moments that are held for every event time."""

    at_risk: Floats
    dying: Floats
    hazard: Any

    @property
    def hazard_at_risk(self) -> Floats:
        """The first column of `at_risk`."""
        return self.at_risk[:, 0]

    @property
    def hazard_dying(self) -> Floats:
        """The first column of `dying`."""
        return self.dying[:, 0]

    def first(self, at_risk: Floats, dying: Floats) -> Floats:
        """Sum over event times of hazard x terms."""
        return np.asarray(at_risk @ self.at_risk[:, 1:] - dying @ self.dying[:, 1:])

    def squared(self, sums: TieSums) -> Floats:
        """Sum over all events of the mean of the terms in the risk set multiplied by itself."""
        risk, dying = self.at_risk[:, 1:], self.dying[:, 1:]
        tied = np.flatnonzero(sums.shared_inverse)
        return risk.T @ (sums.square[:, None] * risk) - spared(sums, tied, risk[tied], dying[tied])


def spared(sums: TieSums, tied: Ints, risk: Floats, dying: Floats) -> Floats:
    """What `squared` loses because those with the event leave the risk set while they have it, at tied times only."""
    crossed = risk.T @ (sums.shared_square[tied, None] * dying)
    return np.asarray(crossed + crossed.T - dying.T @ (sums.twice_shared_square[tied, None] * dying))


class RiskSets(Protocol):
    """What the likelihood needs to know of the data."""

    @property
    def times(self) -> EventTimes:
        """The event times."""

    @property
    def event_terms(self) -> Floats:
        """Event times x terms: the weighted sum of the terms over those with the event."""

    @property
    def event_total(self) -> Floats:
        """The same, summed over the event times."""

    def moments(self, beta: Floats) -> Moments:
        """Sums over the risk sets."""

    def second_moment(self, moments: Moments, at_risk: Floats, dying: Floats) -> Floats:
        """Sum over event times of hazard x terms x terms: of those at risk times one factor, less those with the
        event times another."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """The partial likelihood at one set of coefficients (of centred and scaled terms)."""

    beta: Floats
    log_likelihood: float
    moments: Moments
    sums: TieSums
    sets: RiskSets

    @cached_property
    def information(self) -> Floats:
        """Minus the matrix of second derivatives."""
        return self._information(self.sums)

    def weighted_information(self, factor: Floats) -> Floats:
        """The information of every event time multiplied by a factor, summed."""
        return self._information(self.sums.multiplied(factor))

    def _information(self, sums: TieSums) -> Floats:
        spread = self.sets.second_moment(self.moments, sums.inverse, sums.shared_inverse)
        information: Floats = spread - self.moments.squared(sums)
        return (information + information.T) / 2

    @property
    def expected_terms(self) -> Floats:
        """Event times x terms: what the events would sum to if the model drew them from the risk sets."""
        expected: Floats = self.sums.inverse[:, None] * self.moments.at_risk[:, 1:]
        return expected - self.sums.shared_inverse[:, None] * self.moments.dying[:, 1:]

    @cached_property
    def score(self) -> Floats:
        """The first derivatives."""
        return self.sets.event_total - self.moments.first(self.sums.inverse, self.sums.shared_inverse)


def evaluate(sets: RiskSets, ties: Ties, beta: Floats) -> Point:
    """The partial likelihood at `beta`; its log is NaN where a hazard is too large to compute."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        moments = sets.moments(beta)
        sums = ties.sums(moments.hazard_at_risk, moments.hazard_dying)
        log_likelihood = float(sets.event_total @ beta - sums.log.sum())
    return Point(beta=beta, log_likelihood=log_likelihood, moments=moments, sums=sums, sets=sets)
