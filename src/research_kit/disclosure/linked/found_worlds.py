"""Worlds found while proposals are attacked: each may agree with the next proposal too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.linked_counts import Floats

_KEPT = 400  # worlds: the oldest are forgotten
_SLACK = 1e-7  # how far a world that is not in whole numbers may be outside a limit


class Found:
    """The worlds found so far, and the least and the most of each count in those within the limits of a proposal."""

    def __init__(self, true: Floats) -> None:
        self._true = true
        self._all: list[Floats] = []
        self._is_whole: list[bool] = []
        self.within(true, true)

    def within(self, lower: Floats, upper: Floats) -> None:
        """From now on, limits are these."""
        self._least, self._most = self._true.copy(), self._true.copy()
        self._least_whole, self._most_whole = self._true.copy(), self._true.copy()
        if self._all:
            worlds, is_whole = np.array(self._all), np.array(self._is_whole)
            agrees = ((worlds >= lower - _SLACK) & (worlds <= upper + _SLACK)).all(axis=1)
            self._widen(worlds[agrees], is_whole[agrees])

    def add(self, world: Floats, whole: Floats | None) -> None:
        """A world within the limits; `whole`: the same in whole numbers, if it is one."""
        self._all.append(world if whole is None else whole)
        self._is_whole.append(whole is not None)
        del self._all[:-_KEPT], self._is_whole[:-_KEPT]
        self._widen(self._all[-1][None, :], np.array(self._is_whole[-1:]))

    def width(self, place: int) -> float:
        """How far a count moves between these worlds."""
        return float(self._most[place] - self._least[place])

    def widths(self, places: NDArray[np.intp]) -> Floats:
        """The same of many."""
        return self._most[places] - self._least[places]

    def whole_width(self, place: int) -> float:
        """How far it moves between those in whole numbers."""
        return float(self._most_whole[place] - self._least_whole[place])

    def _widen(self, worlds: Floats, is_whole: NDArray[np.bool_]) -> None:
        whole = worlds[is_whole]
        self._least = np.minimum(self._least, worlds.min(axis=0, initial=np.inf))
        self._most = np.maximum(self._most, worlds.max(axis=0, initial=-np.inf))
        self._least_whole = np.minimum(self._least_whole, whole.min(axis=0, initial=np.inf))
        self._most_whole = np.maximum(self._most_whole, whole.max(axis=0, initial=-np.inf))
