"""Moves from one world to another that need nothing hidden: found once, they show again that there is room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from research_kit.disclosure.linked.linked_counts import Floats
from research_kit.disclosure.linked.narrowing import Places
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.read_together.second_cells import WorldsApart, far_enough, hidden_for

Moves = tuple[Places, Floats]
"""Which counts move, and by how many in either of two worlds (2 rows)."""


class FreeMoves:
    """Moves found for one release, tried again when less is told.

    Parameters
    ----------
    found
        Per pair of worlds by how many each count moves (2 rows).
    """

    def __init__(self, found: Iterable[Floats] = ()) -> None:
        self._moves = [_moves(each) for each in found]

    def leave_room(self, programs: WorldsApart, secrets: Mapping[int, int], deadline: Deadline) -> bool:
        """Whether each can lie its k apart with nothing more hidden: by these moves, or by others found now."""
        left = self._left(programs, secrets) if self._moves else list(secrets)
        if len(left) == len(secrets):
            return False
        hidden, rest = hidden_for(programs, left, secrets, deadline)
        self._moves += [_moves(each) for each in programs.found]
        return not hidden and not rest

    def _left(self, programs: WorldsApart, secrets: Mapping[int, int]) -> list[int]:
        """Those that the moves which are possible, and need nothing hidden, do not show their k apart."""
        self._moves = [each for each in self._moves if programs.is_free(*each)]
        seen = np.zeros((2, programs.size))
        for places, moves in self._moves:
            seen[0, places] = np.minimum(seen[0, places], moves.min(axis=0))
            seen[1, places] = np.maximum(seen[1, places], moves.max(axis=0))
        apart = set(far_enough(seen, secrets, secrets))
        return [each for each in secrets if each not in apart]


def _moves(of_all: Floats) -> Moves:
    places = np.flatnonzero(of_all.any(axis=0))
    return places, of_all[:, places]
