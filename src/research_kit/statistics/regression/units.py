"""Rows as a Cox model sees them: between which event times each is at risk, with which covariates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Units:
    """Rows, or sets of rows alike in everything that is modelled; event times as places in `EventTimes`.

    A unit's terms are those of its pattern, `table[pattern]`, plus its own `values` in the terms `columns`.
    """

    table: Floats  # patterns x terms, centred and scaled; 0 in the terms that `values` hold
    pattern: Ints
    values: Floats  # units x columns
    columns: Ints
    last: Ints  # last event time at which the unit is at risk
    dying: Ints  # the units that have the event, at their `last`
    late: Ints  # the units that enter after the first event time of their stratum
    before: Ints  # for each of these, the last event time before it is at risk
    weight: Floats | None  # sum over the rows of the unit; None: 1
    records: Ints | None = None  # rows of the unit; None: 1
    cluster: Ints | None = None

    @property
    def terms(self) -> int:
        """How many terms there are."""
        return int(self.table.shape[1])

    @property
    def is_valued(self) -> bool:
        """Whether some terms are held row by row."""
        return len(self.columns) > 0

    def linear_predictor(self, beta: Floats) -> Floats:
        """Log relative hazard of every unit, centred."""
        if len(self.table) == 1:
            return self.values @ beta[self.columns]
        by_pattern = (self.table @ beta)[self.pattern]
        return by_pattern + self.values @ beta[self.columns] if self.is_valued else by_pattern

    def relative_hazard(self, beta: Floats) -> Floats:
        """Relative hazard of every unit, times its weight."""
        hazard = np.exp(self.linear_predictor(beta))
        return hazard if self.weight is None else hazard * self.weight

    def matrix(self, chosen: slice | Ints) -> Floats:
        """Terms of the chosen units, centred and scaled."""
        rows = self.table.take(self.pattern[chosen], axis=0)
        if self.is_valued:
            rows[:, self.columns] += self.values[chosen]
        return rows

    def summed_terms(self, mass: Floats) -> Floats:
        """Sum over the units of mass x terms."""
        summed: Floats = self._by_pattern(mass) @ self.table
        summed[self.columns] += self.values.T @ mass
        return summed

    def summed_products(self, mass: Floats) -> Floats:
        """Sum over the units of mass x terms x terms."""
        products: Floats = self.table.T @ (self._by_pattern(mass)[:, None] * self.table)
        if self.is_valued:
            weighed = mass[:, None] * self.values
            crossed = self.table.T @ np.column_stack([self._by_pattern(each) for each in weighed.T])
            products[:, self.columns] += crossed
            products[self.columns, :] += crossed.T
            products[np.ix_(self.columns, self.columns)] += self.values.T @ weighed
        return products

    def _by_pattern(self, mass: Floats) -> Floats:
        summed: Any = np.bincount(self.pattern, weights=mass, minlength=len(self.table))
        return np.asarray(summed, dtype=np.float64)

    @cached_property
    def weights(self) -> Floats:
        """The weight of every unit as numbers."""
        return np.ones(len(self.last)) if self.weight is None else self.weight
