"""The intervals that can carry mass: those that begin where some participant's begins and end where one ends first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """All end points as whole numbers: 2 r for the r-th distinct time itself, 2 r + 1 for what follows right after it.

    So (left, right] runs from 2 r(left) + 1 to 2 r(right), and a time known exactly from 2 r to 2 r.
    """

    times: Floats

    @classmethod
    def through(cls, *times: Floats) -> Line:
        """The line through all finite times given."""
        return cls(times=np.unique(np.concatenate([each[np.isfinite(each)] for each in times])))

    def places(self, left: Floats, right: Floats) -> tuple[Places, Places]:
        """First and last place of intervals (left, right]; infinity comes after every time."""
        first = 2 * np.searchsorted(self.times, left) + (left < right)
        return first.astype(np.int64), 2 * np.searchsorted(self.times, right).astype(np.int64)

    def times_of(self, first: Places, last: Places) -> tuple[Floats, Floats]:
        """The other way round: left and right end of each."""
        times = np.append(self.times, np.inf)
        return times[first // 2], times[last // 2]


def maximal_intervals(first: Places, last: Places) -> tuple[Places, Places]:
    """The innermost overlaps: wherever, going up the line, a beginning is followed at once by an end.

    Parameters
    ----------
    first, last
        Places of the participants' intervals, as `Line.places` gives them.

    Returns
    -------
    First and last place of each, in order. Peto (1973) and Turnbull (1976): only these can carry mass.
    """
    # At one place a beginning comes before an end: both sides are closed on this line.
    ends = np.unique(np.concatenate([2 * first, 2 * last + 1]))
    place, is_end = ends // 2, ends % 2 == 1
    innermost = np.flatnonzero(~is_end[:-1] & is_end[1:])
    return place[innermost], place[innermost + 1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Runs:
    """Distinct participants' intervals as runs of supporting intervals: `start` (included) to `stop` (not included)."""

    start: Places
    stop: Places
    n: Floats
    supports: int

    @property
    def participants(self) -> float:
        """How many there are (the sum of the weights)."""
        return float(self.n.sum())

    def probability(self, mass: Floats) -> Floats:
        """The mass inside each participant's interval."""
        upto = np.concatenate([[0.0], np.cumsum(mass)])
        return np.asarray(upto[self.stop] - upto[self.start])

    def gradient(self, probability: Floats) -> Floats:
        """What a little mass on each supporting interval adds to the log-likelihood, per participant: 1 at the best."""
        return self.held_by(self.n / probability) / self.participants

    def held_by(self, values: Floats) -> Floats:
        """For each supporting interval the sum of the values of those runs that hold it."""
        begin = np.bincount(self.start, values, self.supports + 1)
        end = np.bincount(self.stop, values, self.supports + 1)
        return np.asarray(np.cumsum(begin - end)[:-1])


def run_bounds(first: Places, last: Places, supports: tuple[Places, Places]) -> tuple[Places, Places]:
    """For each participant's interval the supporting intervals inside it: from `start` up to but without `stop`."""
    start = np.searchsorted(supports[0], first, side="left")
    stop = np.searchsorted(supports[1], last, side="right")
    return start.astype(np.int64), np.maximum(start, stop).astype(np.int64)


def runs_of(first: Places, last: Places, supports: tuple[Places, Places], n: Floats) -> Runs:
    """Each participant's interval as the run of supporting intervals inside it; equal runs are added up."""
    start, stop = run_bounds(first, last, supports)
    size = len(supports[0]) + 1
    distinct, which = np.unique(start * size + stop, return_inverse=True)
    added = np.bincount(which, n, len(distinct)).astype(np.float64)
    return Runs(start=distinct // size, stop=distinct % size, n=added, supports=size - 1)
