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


@dataclass(frozen=True, kw_only=True, slots=True)
class Moments:
    """At every event time, over those at risk and those with the event: summed hazard, then summed hazard x terms."""

    at_risk: Floats  # event times x (1 + terms)
    dying: Floats  # may be 0 where a single one has the event: the share taken out for it is 0
    hazard: Any  # of each unit or pattern, kept for the second moment


class RiskSets(Protocol):
    """What the likelihood needs to know of the data."""

    @property
    def times(self) -> EventTimes:
        """The event times."""

    @property
    def event_terms(self) -> Floats:
        """Event times x terms: the weighted sum of the terms over those with the event."""

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
        return self.weighted_information(np.ones(len(self.sums.log)))

    def weighted_information(self, factor: Floats) -> Floats:
        """The information of every event time multiplied by a factor, summed."""
        sums, risk, dying = self.sums, self.moments.at_risk[:, 1:], self.moments.dying[:, 1:]
        spread = self.sets.second_moment(self.moments, factor * sums.inverse, factor * sums.shared_inverse)
        information: Floats = spread - risk.T @ ((factor * sums.square)[:, None] * risk)
        tied = np.flatnonzero(sums.shared_inverse)
        if len(tied):
            risk, dying = risk[tied], dying[tied]
            crossed = risk.T @ ((factor * sums.shared_square)[tied, None] * dying)
            of_dying = dying.T @ ((factor * sums.twice_shared_square)[tied, None] * dying)
            information += crossed + crossed.T - of_dying
        return (information + information.T) / 2

    @property
    def expected_terms(self) -> Floats:
        """Event times x terms: what the events would sum to if the model drew them from the risk sets."""
        expected: Floats = self.sums.inverse[:, None] * self.moments.at_risk[:, 1:]
        return expected - self.sums.shared_inverse[:, None] * self.moments.dying[:, 1:]

    @cached_property
    def score(self) -> Floats:
        """The first derivatives."""
        sums, moments = self.sums, self.moments
        expected = sums.inverse @ moments.at_risk[:, 1:] - sums.shared_inverse @ moments.dying[:, 1:]
        return np.asarray(self.sets.event_terms.sum(axis=0) - expected)


def evaluate(sets: RiskSets, ties: Ties, beta: Floats) -> Point:
    """The partial likelihood at `beta`; its log is NaN where a hazard is too large to compute."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        moments = sets.moments(beta)
        sums = ties.sums(moments.at_risk[:, 0], moments.dying[:, 0])
        log_likelihood = float(sets.event_terms.sum(axis=0) @ beta - sums.log.sum())
    return Point(beta=beta, log_likelihood=log_likelihood, moments=moments, sums=sums, sets=sets)
