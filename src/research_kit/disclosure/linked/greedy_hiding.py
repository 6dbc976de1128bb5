"""When there is no time for the optimum: hide beside every unsafe count until each sum leaves it room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import pairwise

import numpy as np

from research_kit.disclosure.linked.linked_counts import Floats
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.linked.shown_units import Problem

Attacked = Callable[[Floats], Mapping[int, tuple[float, float]]]
"""From which units are hidden to the secrets that are then found."""


def greedy(problem: Problem, attacked: Attacked, deadline: Deadline) -> Floats:
    """Units to hide: no hidden count stands alone in a sum, and what is still found gets one more beside it.

    Everything, if the time is up before nothing is found.
    """
    sums = _Sums(problem)
    hidden = np.zeros(len(problem.units))
    found: Collection[int] = attacked(hidden)
    while found and not deadline.over():
        before = hidden.sum()
        for place in sorted(found):
            for row in sums.with_count(place):
                sums.one_more(row, hidden)
        sums.none_alone(hidden)
        if hidden.sum() == before:
            return np.ones(len(problem.units))
        found = attacked(hidden)
    return hidden if not found else np.ones(len(problem.units))


class _Sums:
    """The statements of a problem, by row and by count."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        matrix = problem.block.statements.matrix
        starts, columns = matrix.indptr.tolist(), matrix.indices.tolist()
        self._rows = [columns[start:end] for start, end in pairwise(starts)]
        self._of_count: dict[int, list[int]] = {}
        for row, members in enumerate(self._rows):
            for place in members:
                self._of_count.setdefault(place, []).append(row)

    def with_count(self, place: int) -> list[int]:
        """The statements about a count."""
        return self._of_count.get(place, [])

    def one_more(self, row: int, hidden: Floats) -> list[int]:
        """Hide the cheapest count of a statement that is still shown: no total, and the fewest people."""
        shown = [place for place in self._rows[row] if not self._is_open(place, hidden)]
        if not shown:
            return []
        place = min(shown, key=self._price)
        hidden[list(self._problem.covers[place])] = 1.0
        return [place]

    def none_alone(self, hidden: Floats) -> None:
        """Wherever one count alone is hidden among those of a statement, a second one goes."""
        todo = list(range(len(self._rows)))
        while todo:
            row = todo.pop()
            if sum(self._is_open(place, hidden) for place in self._rows[row]) == 1:
                todo += [other for place in self.one_more(row, hidden) for other in self.with_count(place)]

    def _is_open(self, place: int, hidden: Floats) -> bool:
        return all(hidden[unit] > 0 for unit in self._problem.covers[place])

    def _price(self, place: int) -> tuple[float, float, int]:
        cover = list(self._problem.covers[place])
        return float(self._problem.totals[cover].sum()), float(self._problem.people[cover].sum()), place
