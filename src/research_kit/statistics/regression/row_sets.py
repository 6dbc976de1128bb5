"""Risk sets summed row by row: for covariates too fine to be counted by pattern."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.regression.event_times import EventTimes
from research_kit.statistics.regression.matrix_product import product
from research_kit.statistics.regression.partial_likelihood import KeptMoments, Moments
from research_kit.statistics.regression.units import Units

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Flow:
    """Units that leave, enter or have the event: at which event time, and in which cell of event times x patterns."""

    cell: Ints
    place: Ints
    values: Floats  # columns x units


@dataclass(frozen=True, kw_only=True)
class RowSets:
    """One pass over the rows adds up their hazards (and hazards x values) by event time and pattern.

    Only sums of the terms are accumulated over time. The second moments need no sums by time: a row's share of
    them is its terms squared times the hazard it has lived through, so one product of matrices gives them all.
    """

    times: EventTimes
    units: Units

    @cached_property
    def event_terms(self) -> Floats:
        """Event times x terms: the sum of the terms over those with the event."""
        dying = self.units.dying
        return self._by_time(self._flow(self.units.last[dying], dying), self.units.weights[dying])[:, 1:]

    @cached_property
    def event_total(self) -> Floats:
        """The same, summed over the event times."""
        return np.asarray(self.event_terms.sum(axis=0))

    @cached_property
    def _tied(self) -> Ints:
        """Those with the event whose own sums matter: they are tied, or nobody else is at risk."""
        matters = (self.times.events > 1) | self.times.all_have_it
        dying = self.units.dying
        return dying[matters[self.units.last[dying]]]

    @cached_property
    def _leaving(self) -> _Flow:
        return self._flow(self.units.last, slice(None))

    @cached_property
    def _entering(self) -> _Flow:
        return self._flow(self.units.before, self.units.late)

    @cached_property
    def _dying(self) -> _Flow:
        return self._flow(self.units.last[self._tied], self._tied)

    def _flow(self, place: Ints, chosen: slice | Ints) -> _Flow:
        units = self.units
        patterns = len(units.table)
        cell = place if patterns == 1 else place * patterns + units.pattern[chosen]
        return _Flow(cell=cell, place=place, values=units.values.T[:, chosen])

    def moments(self, beta: Floats) -> KeptMoments:
        """Sums over the risk sets."""
        units, times = self.units, self.times
        hazard = units.relative_hazard(beta)
        moving = self._by_time(self._leaving, hazard)
        if len(units.late):
            moving -= self._by_time(self._entering, hazard[units.late])
        at_risk = times.onwards(moving)
        dying = self._by_time(self._dying, hazard[self._tied])
        at_risk[times.all_have_it] = dying[times.all_have_it]  # what subtracting leaves of nobody else
        return KeptMoments(at_risk=at_risk, dying=dying, hazard=hazard)

    def _by_time(self, flow: _Flow, hazard: Floats) -> Floats:
        """Event times x (1 + terms): the hazard, and hazard x terms, summed over a flow of units."""
        units, times, patterns = self.units, len(self.times.time), len(self.units.table)
        by_cell: Any = np.bincount(flow.cell, weights=hazard, minlength=times * patterns)
        by_pattern: Floats = by_cell.reshape(times, patterns)
        summed = np.empty((times, 1 + units.terms), order="F")
        summed[:, 0] = by_pattern.sum(axis=1)
        summed[:, 1:] = product(by_pattern, units.table) if patterns > 1 else 0.0
        for column, values in zip(units.columns.tolist(), flow.values, strict=True):
            summed[:, 1 + column] += np.bincount(flow.place, weights=hazard * values, minlength=times)
        return summed

    def second_moment(self, moments: Moments, at_risk: Floats, dying: Floats) -> Floats:
        """Sum over event times of hazard x terms x terms."""
        units, until = self.units, self.times.until(at_risk)
        mass = until[units.last]
        mass[units.late] -= until[units.before]
        mass[self._tied] -= dying[units.last[self._tied]]
        mass *= moments.hazard
        return units.summed_products(mass)
