"""An intruder of its own, who has kept every report: which lives of how many people fit all of them together?

A life is a combination of traits, a quarter of joining and, where a published number fell, a quarter of leaving. It
shares no code with the package, and works on the published tables alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import polars as pl
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from tests.simulation.disclosure.random_sets import LEVELS, TARGETS

Tables = Mapping[str, pl.DataFrame]
Cell = tuple[str, tuple[tuple[str, object], ...]]  # the table, and what its row says of the people in it
Bounds = tuple[float, float]


class Lives:
    """Everybody who could be behind all reports on some tables: how many had each life."""

    def __init__(self, reports: Sequence[Tables], names: Sequence[str]) -> None:
        values: dict[str, tuple[object, ...]] = {**LEVELS, **dict.fromkeys(TARGETS, (True, False))}
        used = {column for name in names for column in reports[0][name].columns if column in values}
        self._traits = [name for name in values if name in used]
        self._kinds = list(product(*(values[name] for name in self._traits)))
        self._told = [(at, cell, n) for at, report in enumerate(reports) for cell, n in told_anew(report, names)]
        self._spells = self._possible_spells(len(reports), self._falls())
        if not self._fits():
            self._spells = self._possible_spells(len(reports), range(1, len(reports) + 1))
        self._close()

    def _falls(self) -> set[int]:
        """The quarters in which somebody must have left."""
        last: dict[Cell, tuple[int, int]] = {}
        found: set[int] = set()
        for at, cell, n in self._told:
            since, before = last.get(cell, (at, n))
            found |= set(range(since + 1, at + 1)) if n < before else set()
            last[cell] = at, n
        return found

    def _possible_spells(self, reports: int, leaving: Sequence[int] | set[int]) -> list[tuple[int, int]]:
        ends = sorted({*leaving, reports})
        return [(start, end) for start in range(reports) for end in ends if start < end]

    def _close(self) -> None:
        rows = {self._who(at, cell).tobytes(): (self._who(at, cell), n) for at, cell, n in self._told}
        width = len(self._kinds) * len(self._spells)
        self._matrix = csr_array(np.array([who for who, _ in rows.values()]).reshape(-1, width))
        self._counts = np.array([n for _, n in rows.values()], dtype=float)

    def _fits(self) -> bool:
        self._close()
        return bool(self._solve(np.zeros(self._matrix.shape[1]), whole=False).status == 0)

    def _who(self, at: int, cell: Cell) -> np.ndarray:
        places = [(self._traits.index(name), value) for name, value in cell[1]]
        kinds = np.array([all(kind[place] == value for place, value in places) for kind in self._kinds])
        spells = np.array([start <= at < end for start, end in self._spells])
        return np.outer(kinds, spells).ravel().astype(float)

    def count(self, at: int, cell: Cell, *, since: int | None = None, whole: bool = False) -> Bounds:
        """The least and the most people a cell can be about in a report, or how many more than `since` another."""
        who = self._who(at, cell) - (0 if since is None else self._who(since, cell))
        return self._least(who, whole=whole), -self._least(-who, whole=whole)

    def _least(self, who: np.ndarray, *, whole: bool) -> float:
        found = self._solve(who, whole=whole)
        if found.status == 3 or (found.status == 4 and not whole):
            return -np.inf
        assert found.status == 0, found.message
        return float(found.fun)

    def _solve(self, who: np.ndarray, *, whole: bool):
        if whole:
            rows = LinearConstraint(self._matrix, self._counts, self._counts)
            return milp(who, constraints=rows, integrality=np.ones(who.size), bounds=(0, np.inf))
        return linprog(who, A_eq=self._matrix, b_eq=self._counts, bounds=(0, None), method="highs")


def told_anew(report: Tables, names: Sequence[str]) -> list[tuple[Cell, int]]:
    """What a report tells of its own quarter: not withheld, and not carried from an earlier one."""
    found = []
    for name in names:
        for row in report[name].iter_rows(named=True):
            if row["n"] is not None and row.get("as_of") is None:
                found.append((cell_of(name, row), int(row["n"])))
    return found


def cell_of(name: str, row: Mapping[str, object]) -> Cell:
    """The people that a row of a table is about."""
    traits = [(each, row[each]) for each in (*LEVELS, *TARGETS) if row.get(each) is not None]
    return "events" if name == "events" else "people", tuple(traits)
