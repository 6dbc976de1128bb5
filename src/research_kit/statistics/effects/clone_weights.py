"""Weights that let the clones that kept to a strategy stand for those censored because they did not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.effects.clones import ClonePieces, Strategy
from research_kit.statistics.effects.start_chance import StartChance
from research_kit.statistics.effects.start_months import StartMonths

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class StartCourse:
    """Hazards of starting, persons (or one row for whoever they are) x months, and their sums before each month."""

    hazard: Floats
    before: Floats

    @classmethod
    def of(cls, hazard: Floats) -> StartCourse:
        """From the hazards."""
        return cls(hazard=hazard, before=np.cumsum(hazard, axis=1) - hazard)

    def until(self, row: Ints, time: Floats) -> Floats:
        """The cumulative hazard, which rises evenly within a month and ends with the last."""
        time = np.minimum(time, self.hazard.shape[1])
        month = np.minimum(time.astype(np.int64), self.hazard.shape[1] - 1)
        return np.asarray(self.before[row, month] + (time - month) * self.hazard[row, month])

    def at(self, row: Ints, time: Floats) -> Floats:
        """The hazard in the month that ends with or holds the time."""
        month = np.clip(np.ceil(time).astype(np.int64) - 1, 0, self.hazard.shape[1] - 1)
        return np.asarray(self.hazard[row, month])


@dataclass(frozen=True, kw_only=True, eq=False)
class CloneWeights:
    """What is needed to weigh the clones of both strategies, as often as participants are drawn."""

    months: StartMonths
    chance: StartChance
    strategies: tuple[Strategy, Strategy]
    pieces: tuple[ClonePieces, ClonePieces]
    begun: Floats
    taken: Floats
    """When something else took somebody, who is followed on without the event; infinite for everybody else."""
    shut: Floats
    """Persons x months: the part of the month in which somebody was followed without a start and could not start."""
    grace: int
    without_until: int
    truncate: tuple[float, float] | None

    def of_both(self, counts: Floats | None = None) -> tuple[Floats, Floats]:
        """Stabilised, truncated weights of the pieces of both strategies; times how often each is drawn."""
        times = np.ones(len(self.begun)) if counts is None else counts
        own, usual = self._courses(times, counts)
        return self._of_start(own, usual, times), self._of_no_start(own, usual, times)

    def of_starters(self) -> Floats:
        """One weight for each who started in time: 1 on average, if the chance of starting is as it was fitted.

        Over the usual chance of those who could start, so that people who could not do not move the mean.
        """
        own, _ = self._courses(np.ones(len(self.begun)), None)
        usual = self._usual(np.ones(len(self.begun)), own.hazard.shape[1], shut=np.zeros_like(self.shut))
        person = np.flatnonzero(self.begun <= self.grace)
        begun, nobody = self.begun[person], np.zeros_like(person)
        ratio = np.exp(own.until(person, begun) - usual.until(nobody, begun))
        found = ratio * usual.at(nobody, begun) / np.maximum(own.at(person, begun), 1e-12)
        return found if self.truncate is None else np.clip(found, *np.quantile(found, self.truncate))

    def _courses(self, times: Floats, counts: Floats | None) -> tuple[StartCourse, StartCourse]:
        """The hazards of starting of each, and whoever they are."""
        own = np.zeros((len(self.begun), max(self.without_until, self.grace)))
        own[self.months.person, self.months.month] = self.chance.hazards(counts)
        return StartCourse.of(own), self._usual(times, own.shape[1], shut=self.shut)

    def _usual(self, times: Floats, months: int, *, shut: Floats) -> StartCourse:
        """The hazard of starting by month, whoever they are; those who could not start any more in it too."""
        month, weight = self.months.month, times[self.months.person]
        starts = np.bincount(month, weights=weight * self.chance.starts, minlength=months)
        at_risk = np.bincount(month, weights=weight * self.chance.part, minlength=months) + times @ shut
        share = np.divide(starts, at_risk, out=np.zeros_like(starts), where=at_risk > 0)
        return StartCourse.of(-np.log1p(-np.minimum(share, 1 - 1e-9))[None, :])

    def _of_no_start(self, own: StartCourse, usual: StartCourse, times: Floats) -> Floats:
        """The chance of not having started so far, whoever they are, over one's own."""
        pieces = self.pieces[1]
        until = np.minimum(pieces.middle, self.without_until)
        so_far = np.minimum(until, self.taken[pieces.person])
        ratio = np.exp(own.until(pieces.person, so_far) - usual.until(np.zeros_like(pieces.person), until))
        return self._truncated(ratio, times[pieces.person], pieces) * times[pieces.person]

    def _of_start(self, own: StartCourse, usual: StartCourse, times: Floats) -> Floats:
        """The chance of starting when one did (of not having started so far), whoever they are, over one's own.

        During the grace period those who start have the weight 1 / (share that starts in it), and those who have not
        yet started what is left of the chance that they do. After it only the former are left, with one weight.
        """
        pieces = self.pieces[0]
        person = pieces.person
        time = np.minimum(np.minimum(pieces.middle, self.grace), self.taken[person])
        begun, nobody = self.begun[person], np.zeros_like(person)
        has_begun = begun <= pieces.middle
        since = np.where(has_begun, np.minimum(begun, self.grace), time)
        ratio = np.exp(own.until(person, since) - usual.until(nobody, since))
        hazards = usual.at(nobody, since) / np.maximum(own.at(person, since), 1e-12)
        ratio = self._truncated(np.where(has_begun, ratio * hazards, ratio), times[person], pieces)
        left = np.exp(usual.until(nobody, time) - usual.until(nobody, np.full(len(time), float(self.grace))))
        share = -np.expm1(-usual.until(nobody[:1], np.array([float(self.grace)])))[0]
        part = np.where(has_begun, 1.0, 1 - left) / share
        after = np.where(has_begun, 1.0, 1 - left)  # left without a start: who was taken before the time was out
        return ratio * np.where(pieces.middle > self.grace, after, part) * times[person]

    def _truncated(self, ratio: Floats, times: Floats, pieces: ClonePieces) -> Floats:
        """Cut at the quantiles in each part of a month, each participant counted as often as drawn."""
        if self.truncate is None:
            return ratio
        order = np.lexsort((ratio, pieces.part))
        passed = np.concatenate([[0.0], np.cumsum(times[order])])
        starts, ends = pieces.starts, np.append(pieces.starts[1:], len(ratio))
        asked = passed[starts][:, None] + np.array(self.truncate) * (passed[ends] - passed[starts])[:, None]
        place = np.clip(np.searchsorted(passed[1:], asked), starts[:, None], ends[:, None] - 1)
        low, high = ratio[order][place].T
        return np.asarray(np.clip(ratio, low[pieces.part], high[pieces.part]))
