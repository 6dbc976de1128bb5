"""Risk sets counted by distinct pattern of covariates: the cost grows with patterns and times, not with rows."""

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


@dataclass(frozen=True, kw_only=True)
class PatternSets:
    """At every event time, how many (or which weight) of each pattern are at risk and have the event."""

    times: EventTimes
    table: Floats  # patterns x terms, centred and scaled
    at_risk: Floats  # event times x patterns
    dying: Floats

    @cached_property
    def event_terms(self) -> Floats:
        """Event times x terms: the sum of the terms over those with the event."""
        return product(self.dying, self.table)

    @cached_property
    def event_total(self) -> Floats:
        """The same, summed over the event times."""
        return np.asarray(self.event_terms.sum(axis=0))

    @cached_property
    def _with_one(self) -> Floats:
        return np.column_stack([np.ones(len(self.table)), self.table])

    def moments(self, beta: Floats) -> KeptMoments:
        """Sums over the risk sets."""
        hazard = np.exp(self.table @ beta)
        weighed = hazard[:, None] * self._with_one
        return KeptMoments(at_risk=product(self.at_risk, weighed), dying=product(self.dying, weighed), hazard=hazard)

    def second_moment(self, moments: Moments, at_risk: Floats, dying: Floats) -> Floats:
        """Sum over event times of hazard x terms x terms."""
        mass = moments.hazard * (at_risk @ self.at_risk - dying @ self.dying)
        return np.asarray(self.table.T @ (mass[:, None] * self.table))


def count_patterns(units: Units, times: EventTimes) -> PatternSets:
    """The risk sets of units whose terms are all those of their pattern; exact for whole weights."""
    shape = (len(times.time), len(units.table))
    cell = units.last * shape[1] + units.pattern

    def counted(chosen: slice | NDArray[np.int64], cells: NDArray[np.int64]) -> NDArray[Any]:
        weight = None if units.weight is None else units.weight[chosen]
        summed: NDArray[Any] = np.bincount(cells, weights=weight, minlength=shape[0] * shape[1]).reshape(shape)
        return summed

    left = counted(slice(None), cell)
    if len(units.late):
        at_risk = times.onwards(left - counted(units.late, units.before * shape[1] + units.pattern[units.late]))
    else:
        at_risk = times.onwards(left)
    dying = counted(units.dying, cell[units.dying])
    if units.weight is not None:
        at_risk = np.maximum(at_risk, dying)
        at_risk[times.all_have_it] = dying[times.all_have_it]
    return PatternSets(
        times=times, table=units.table, at_risk=at_risk.astype(np.float64), dying=dying.astype(np.float64)
    )
