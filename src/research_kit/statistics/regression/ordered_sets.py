"""Risk sets of rows in the order of time: for events at so many different times that few fall together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.regression.event_times import EventTimes
from research_kit.statistics.regression.partial_likelihood import Moments, spared
from research_kit.statistics.regression.tie_sums import TieSums
from research_kit.statistics.regression.units import Units

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_AT_ONCE = 4_096  # units whose terms stay in the processor's cache


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tied:
    """Event times with several events, the units that have them, and the first of these at each time."""

    places: Ints
    units: Ints
    starts: Ints


@dataclass(frozen=True, kw_only=True)
class OrderedSets:
    """Sums over risk sets, taken from the last time to the first while the units run by.

    Only the hazards are held for every event time. A unit's share of the score is its terms times the hazard it has
    lived through, as its share of the second moments is; the sums of the terms at every event time, which the
    information needs squared, are used where they arise.
    """

    times: EventTimes
    units: Units  # by ascending `last`; nobody enters late

    @cached_property
    def starts(self) -> Ints:
        """The first unit of each event time, and the number of units."""
        return np.append(np.flatnonzero(np.diff(self.units.last, prepend=-1)), len(self.units.last))

    @cached_property
    def tied(self) -> _Tied:
        """Who has the event together with others."""
        dying = self.units.dying
        units = dying[self.times.events[self.units.last[dying]] > 1]
        last = self.units.last[units]
        starts = np.flatnonzero(np.diff(last, prepend=-1))
        return _Tied(places=last[starts], units=units, starts=starts)

    @cached_property
    def strata(self) -> list[slice]:
        """The units of each stratum."""
        edges = [*self.starts[self.times.starts].tolist(), len(self.units.last)]
        return [slice(*pair) for pair in pairwise(edges)]

    @cached_property
    def event_terms(self) -> Floats:
        """Event times x terms: the weighted sum of the terms over those with the event."""
        units, dying = self.units, self.units.dying
        starts = np.flatnonzero(np.diff(units.last[dying], prepend=-1))
        return np.add.reduceat(units.matrix(dying) * units.weights[dying, None], starts, axis=0)

    @cached_property
    def event_total(self) -> Floats:
        """The same, summed over the event times."""
        mass = np.zeros(len(self.units.last))
        mass[self.units.dying] = self.units.weights[self.units.dying]
        return self.units.summed_terms(mass)

    def moments(self, beta: Floats) -> OrderedMoments:
        """Sums over the risk sets."""
        return OrderedMoments(sets=self, hazard=self.units.relative_hazard(beta))

    def second_moment(self, moments: Moments, at_risk: Floats, dying: Floats) -> Floats:
        """Sum over event times of hazard x terms x terms."""
        return self.units.summed_products(self.lived(moments.hazard, at_risk, dying))

    def lived(self, hazard: Floats, at_risk: Floats, dying: Floats) -> Floats:
        """For each unit its hazard times a factor summed over the event times it is at risk, less what ties spare."""
        mass: Floats = self.times.until(at_risk)[self.units.last]
        mass[self.tied.units] -= dying[self.units.last[self.tied.units]]
        mass *= hazard
        return mass

    def terms_onwards(self, hazard: Floats) -> Iterator[tuple[slice, Floats]]:
        """From the last event times to the first, some at a time: hazard x terms summed over those at risk."""
        for stratum in reversed(self.strata):
            later = np.zeros(self.units.terms)
            for start in reversed(range(stratum.start, stratum.stop, _AT_ONCE)):
                units = slice(start, min(start + _AT_ONCE, stratum.stop))
                places = slice(*np.searchsorted(self.starts[:-1], [units.start, units.stop]).tolist())
                weighed = self.units.matrix(units)
                weighed *= hazard[units, None]
                weighed[-1] += later
                onwards = weighed[::-1].cumsum(axis=0)[::-1]
                later = onwards[0]
                yield places, onwards.take(self.starts[places] - start, axis=0)


@dataclass(frozen=True, kw_only=True)
class OrderedMoments:
    """The sums at one set of coefficients; those of the terms are made when asked for."""

    sets: OrderedSets
    hazard: Floats

    @cached_property
    def hazard_at_risk(self) -> Floats:
        """Summed hazard of those at risk, at every event time."""
        onwards = np.empty(len(self.hazard))
        for stratum in self.sets.strata:
            np.cumsum(self.hazard[stratum][::-1], out=onwards[stratum][::-1])
        return onwards[self.sets.starts[:-1]]

    @cached_property
    def hazard_dying(self) -> Floats:
        """Summed hazard of those with the event where there are several, else 0."""
        summed = np.zeros(len(self.sets.times.time))
        summed[self.sets.tied.places] = self._tied_sums[:, 0]
        return summed

    @cached_property
    def at_risk(self) -> Floats:
        """Event times x (1 + terms)."""
        summed = np.empty((len(self.sets.times.time), 1 + self.sets.units.terms))
        summed[:, 0] = self.hazard_at_risk
        for places, terms in self.sets.terms_onwards(self.hazard):
            summed[places, 1:] = terms
        return summed

    @cached_property
    def dying(self) -> Floats:
        """Event times x (1 + terms), 0 where a single one has the event."""
        summed = np.zeros((len(self.sets.times.time), 1 + self.sets.units.terms))
        summed[self.sets.tied.places] = self._tied_sums
        return summed

    @cached_property
    def _tied_sums(self) -> Floats:
        tied, units = self.sets.tied, self.sets.units
        with_one = np.column_stack([np.ones(len(tied.units)), units.matrix(tied.units)])
        weighed = self.hazard[tied.units, None] * with_one
        return np.add.reduceat(weighed, tied.starts, axis=0) if len(tied.starts) else weighed

    def first(self, at_risk: Floats, dying: Floats) -> Floats:
        """Sum over event times of hazard x terms."""
        return self.sets.units.summed_terms(self.sets.lived(self.hazard, at_risk, dying))

    def squared(self, sums: TieSums) -> Floats:
        """Sum over all events of the mean of the terms in the risk set multiplied by itself."""
        tied, terms = self.sets.tied.places, self.sets.units.terms
        squares, risk_of_tied = np.zeros((terms, terms)), np.empty((len(tied), terms))
        for places, risk in self.sets.terms_onwards(self.hazard):
            squares += risk.T @ (sums.square[places, None] * risk)
            here = slice(*np.searchsorted(tied, [places.start, places.stop]).tolist())
            risk_of_tied[here] = risk[tied[here] - places.start]
        return squares - spared(sums, tied, risk_of_tied, self._tied_sums[:, 1:])
