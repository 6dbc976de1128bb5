"""An intruder of its own, who shares no code with the package: how many people have each combination of traits?

Where the package links the published cells by their sums, this one asks whether there is a population, person by
person, that fits every published number: stronger, and slower. It works on the protected tables alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
import polars as pl
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from tests.simulation.disclosure.random_sets import LEVELS, TARGETS

Bounds = tuple[float, float]


class Population:
    """Everybody who could be behind the published tables: how many of each combination of traits."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        values: dict[str, tuple[object, ...]] = {**LEVELS, **dict.fromkeys(TARGETS, (True, False))}
        used = {name for table in tables.values() for name in table.columns if name in values}
        self._names = [name for name in values if name in used]
        self._events = "events" in tables
        traits = [values[name] for name in self._names] + ([(True, False)] if self._events else [])
        self._kinds = list(product(*traits))
        known = [(self._who(name, row), row["n"]) for name, row in _rows(tables) if row["n"] is not None]
        self._matrix = csr_array(np.array([who for who, _ in known], dtype=float).reshape(-1, len(self._kinds)))
        self._told = np.array([n for _, n in known], dtype=float)

    def _who(self, table: str, row: Mapping[str, object]) -> list[bool]:
        wanted = [(at, row[name]) for at, name in enumerate(self._names) if row.get(name) is not None]
        if table == "events":
            wanted.append((len(self._names), True))
        return [all(kind[at] == value for at, value in wanted) for kind in self._kinds]

    def bounds(self, table: str, row: Mapping[str, object], *, whole: bool = False) -> Bounds:
        """The least and the most people that a row can be about; infinite where nothing limits them."""
        who = np.array(self._who(table, row), dtype=float)
        return self._least(who, whole=whole), -self._least(-who, whole=whole)

    def _least(self, who: np.ndarray, *, whole: bool) -> float:
        if whole:
            rows = LinearConstraint(self._matrix, self._told, self._told)
            found = milp(who, constraints=rows, integrality=np.ones(who.size), bounds=(0, np.inf))
        else:
            found = linprog(who, A_eq=self._matrix, b_eq=self._told, bounds=(0, None), method="highs")
        if found.status == 3 or (found.status == 4 and not whole):
            return -np.inf
        assert found.status == 0, found.message
        return float(found.fun)


def _rows(tables: Mapping[str, pl.DataFrame]) -> list[tuple[str, dict[str, object]]]:
    return [(name, row) for name, table in tables.items() for row in table.iter_rows(named=True)]
