"""Every choice of a few units to hide, best first: with few of them, that is faster than an integer program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.capacity_cuts import Attack, Cut
from research_kit.disclosure.linked.linked_counts import Floats
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.linked.shown_units import Problem

MOST = 12  # units: twice as many choices with each further one


def best_of_list(attack: Attack, secrets: Mapping[int, int], known: Sequence[Cut], deadline: Deadline) -> Floats | None:
    """The best choice that keeps every secret safe, 1 where a unit goes; None if the time was up before.

    `known`: cuts that it must satisfy.
    """
    choices = _Choices(attack.problem)
    choices.require(known)
    try:
        while not deadline.over():
            hidden = choices.best()
            cuts = attack.cuts(attack.problem.openness(hidden), secrets, deadline)
            if not cuts and not attack.close(hidden, secrets, deadline):
                return None if deadline.over() else hidden
            choices.require(cuts)
            choices.one_more(hidden)
    except (TimeoutError, ArithmeticError):  # the latter: rounding noise left nothing
        pass
    return None


class _Choices:
    """The choices that are left, by price, people and the order of the list."""

    def __init__(self, problem: Problem) -> None:
        every = _subsets(len(problem.units))
        positions = every @ np.arange(1.0, len(problem.units) + 1)
        self._problem = problem
        self._left = every[np.lexsort((positions, every @ problem.people, every @ problem.price()))]

    def best(self) -> Floats:
        """The best choice left; ArithmeticError if there is none."""
        if not len(self._left):
            raise ArithmeticError("no choice of units is left")
        first: Floats = self._left[0].copy()
        return first

    def require(self, cuts: Sequence[Cut]) -> None:
        """Leave the choices that satisfy all of these."""
        for cut in cuts:
            self._left = self._left[self._reached(cut) >= 1.0 - 1e-9]

    def one_more(self, hidden: Floats) -> None:
        """These units do not suffice: at least one of the others must go."""
        self._left = self._left[(self._left > hidden).any(axis=1)]

    def _reached(self, cut: Cut) -> Floats:
        """The weight of what each choice opens."""
        total, alone = np.zeros(len(self._left)), np.zeros(len(self._problem.units))
        for place in np.flatnonzero(cut.weights).tolist():
            cover = self._problem.covers[place]
            if len(cover) == 1:
                alone[cover[0]] += cut.weights[place]
            else:
                total += cut.weights[place] * self._left[:, list(cover)].min(axis=1, initial=1.0)
        return total + self._left @ alone


@lru_cache(maxsize=MOST + 1)
def _subsets(count: int) -> NDArray[np.float64]:
    return ((np.arange(2**count)[:, None] >> np.arange(count)) & 1).astype(float)
