"""What a proposal lacks, in the intruder's own words: cuts from the dual values of the attacking programs.

The most less the least that a secret can be, given how open each count is, is at most a weighted sum of the openness
(weak duality). That sum must reach k. Weights above k are cut down to it: one open count with that much room suffices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.linked_counts import Floats
from research_kit.disclosure.linked.possible_worlds import Deadline, PossibleWorlds
from research_kit.disclosure.linked.shown_units import Problem

_SHORT = 1e-6  # people by which an interval may fall short of k: the solver's rounding noise
_NOTHING = 1e-9
_MANY = 60  # cuts at once


@dataclass(frozen=True, slots=True)
class Cut:
    """`weights` x openness of each count must reach 1, for one secret (its place in the block)."""

    secret: int
    weights: Floats


class Attack:
    """The attacking programs of one problem, kept warm."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._always_open = np.array([not cover for cover in problem.covers])
        self._worlds = PossibleWorlds(problem.block, largest=float(problem.world.max(initial=0.0)))

    def cuts(self, openness: Floats, secrets: Mapping[int, int], deadline: Deadline) -> list[Cut]:
        """One cut per secret that the relaxation bounds too closely when the counts are that open; none if all pass.

        When many are found the rest is not asked. TimeoutError when the time is up.
        """
        worlds = self._worlds
        worlds.limit(*self._problem.limits(openness, worlds.upper))
        least, most = self._problem.world.copy(), self._problem.world.copy()
        found: list[Cut] = []
        for place, k in secrets.items():
            if len(found) >= _MANY:
                break
            if most[place] - least[place] >= k - _SHORT:
                continue
            bound, weights, constant = 0.0, np.zeros(least.size), 0.0
            for sign in (1.0, -1.0):
                reached, at, own = self._furthest(place, sign, deadline)
                least, most = np.minimum(least, at), np.maximum(most, at)
                bound, weights, constant = bound + reached, weights + own[0], constant + own[1]
            if bound < k - _SHORT and constant < k:
                found.append(Cut(place, _strengthened(weights, k - constant, self._always_open)))
        return found

    def _furthest(self, place: int, sign: float, deadline: Deadline) -> tuple[float, Floats, tuple[Floats, float]]:
        """How far a secret moves from the truth, where, and what that says of any openness: weights and a constant."""
        direction = np.zeros(self._problem.world.size)
        direction[place] = sign
        found = self._worlds.furthest(direction, deadline)
        if found.at is None or found.prices is None:
            raise TimeoutError
        moved = found.bound - sign * self._problem.world[place]
        return moved, found.at, self._weights(direction, found.prices)

    def _weights(self, direction: Floats, prices: Floats) -> tuple[Floats, float]:
        problem, known = self._problem, self._problem.block.statements
        prices = np.where(np.isinf(np.where(prices > 0, known.upper, known.lower)), 0.0, prices)
        told = known.matrix @ problem.world
        slack = np.where(prices > 0, known.upper, known.lower) - told
        constant = float((prices * np.where(prices != 0, slack, 0.0)).sum())
        reduced = direction - known.matrix.T @ prices
        room = np.where(reduced > 0, self._worlds.upper, problem.block.lower) - problem.world
        return np.where(np.abs(reduced) > _NOTHING, reduced * room, 0.0), constant


def _strengthened(weights: Floats, needed: float, always_open: NDArray[np.bool_]) -> Floats:
    """What is open in any case counts towards the need."""
    rest = needed - float(weights[always_open].sum())
    own = np.where(always_open, 0.0, np.minimum(weights, rest) / rest)
    return np.where(own > _NOTHING, own, 0.0)
