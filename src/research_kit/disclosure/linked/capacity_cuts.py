"""What a proposal lacks, in the intruder's own words: cuts from the dual values of the attacking programs.

The most less the least that a secret can be, given how open each count is, is at most a weighted sum of the openness
(weak duality). That sum must reach k. Weights above k are cut down to it: one open count with that much room suffices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.found_worlds import Found
from research_kit.disclosure.linked.linked_counts import Floats, small_or_sparse
from research_kit.disclosure.linked.possible_worlds import Deadline, Furthest, PossibleWorlds
from research_kit.disclosure.linked.search import too_close
from research_kit.disclosure.linked.shown_units import Problem

_SHORT = 1e-6  # people by which an interval may fall short of k: the solver's rounding noise
_NOTHING = 1e-9
_MANY = 60  # cuts at once
_SCATTERED = 12  # directions for many secrets at once, before they are asked one by one
_ENOUGH = 6  # secrets in question that make this worth while
_WORTH = 2  # secrets that each of them must settle


Limits = dict[int, tuple[float, float]]
"""Place of a count in the block -> the least and the most it can be."""


@dataclass(frozen=True, slots=True)
class Cut:
    """`weights` x openness of each count must reach 1, for one secret (its place in the block)."""

    secret: int
    weights: Floats


class Attack:
    """The attacking programs of one problem, kept warm, and the worlds that they found.

    A world that agrees with one proposal agrees with many others: what it shows of a secret need not be asked again.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._always_open = np.array([not cover for cover in problem.covers])
        self._worlds = PossibleWorlds(problem.block, largest=float(problem.world.max(initial=0.0)))
        self._matrix = small_or_sparse(problem.block.statements.matrix)
        self._told = self._matrix @ problem.world
        self._found = Found(problem.world)

    def cuts(self, openness: Floats, secrets: Mapping[int, int], deadline: Deadline) -> list[Cut]:
        """One cut per secret that the relaxation bounds too closely when the counts are that open; none if all pass.

        When many are found the rest is not asked. TimeoutError when the time is up.
        """
        limits = self.problem.limits(openness, self._worlds.upper)
        self._worlds.limit(*limits)
        self._found.within(*limits)
        self._scatter(secrets, deadline)
        found: list[Cut] = []
        for place, k in secrets.items():
            if len(found) >= _MANY:
                break
            if self._found.width(place) >= k - _SHORT:
                continue
            cut = self._cut(place, k, deadline)
            if cut is not None:
                found.append(cut)
        return found

    def _cut(self, place: int, k: int, deadline: Deadline) -> Cut | None:
        """What would have to be open for one secret; None if it has room."""
        bound, weights, constant = 0.0, np.zeros(self.problem.world.size), 0.0
        for sign in (1.0, -1.0):
            reached, own = self._furthest(place, sign, deadline)
            if self._found.width(place) >= k - _SHORT:
                return None
            bound, weights, constant = bound + reached, weights + own[0], constant + own[1]
        if bound < k - _SHORT and constant < k:
            return Cut(place, _strengthened(weights, k - constant, self._always_open))
        return None

    def close(self, hidden: Floats, secrets: Mapping[int, int], deadline: Deadline) -> Limits:
        """The secrets that whole numbers bound too closely when these units are hidden, with their limits."""
        problem, openness = self.problem, self.problem.openness(hidden)
        limits = problem.limits(openness, problem.block.upper)
        self._found.within(*limits)
        left = {place: k for place, k in secrets.items() if self._found.whole_width(place) < k}
        if not left:
            return {}
        return too_close(problem.block.statements, limits, left, world=problem.world, deadline=deadline)

    def _scatter(self, secrets: Mapping[int, int], deadline: Deadline) -> None:
        """Move many secrets at once, as long as that shows several of them to be safe."""
        places, needed = np.array(list(secrets)), np.array(list(secrets.values())) - _SHORT
        rng = np.random.default_rng(len(secrets))
        for turn in range(_SCATTERED):
            left = places[self._found.widths(places) < needed]
            if left.size < _ENOUGH or deadline.over():
                return
            direction = np.zeros(self.problem.world.size)
            direction[left] = 1.0 - 2 * turn if turn < 2 else rng.choice([-1.0, 1.0], left.size)
            self._asked(direction, deadline)
            if turn and left.size - (self._found.widths(places) < needed).sum() < _WORTH:
                return

    def _asked(self, direction: Floats, deadline: Deadline) -> Furthest:
        found = self._worlds.furthest(direction, deadline)
        if found.at is not None:
            self._found.add(found.at, self._worlds.world(found.at))
        return found

    def _furthest(self, place: int, sign: float, deadline: Deadline) -> tuple[float, tuple[Floats, float]]:
        """How far a secret moves from the truth, and what that says of any openness: weights and a constant."""
        direction = np.zeros(self.problem.world.size)
        direction[place] = sign
        found = self._asked(direction, deadline)
        if found.at is None or found.prices is None:
            raise TimeoutError
        moved = found.bound - sign * self.problem.world[place]
        return moved, self._weights(direction, found.prices)

    def _weights(self, direction: Floats, prices: Floats) -> tuple[Floats, float]:
        problem, known = self.problem, self.problem.block.statements
        prices = np.where(np.isinf(np.where(prices > 0, known.upper, known.lower)), 0.0, prices)
        slack = np.where(prices > 0, known.upper, known.lower) - self._told
        constant = float((prices * np.where(prices != 0, slack, 0.0)).sum())
        reduced = direction - prices @ self._matrix
        room = np.where(reduced > 0, self._worlds.upper, problem.block.lower) - problem.world
        return np.where(np.abs(reduced) > _NOTHING, reduced * room, 0.0), constant


def _strengthened(weights: Floats, needed: float, always_open: NDArray[np.bool_]) -> Floats:
    """What is open in any case counts towards the need."""
    rest = needed - float(weights[always_open].sum())
    own = np.where(always_open, 0.0, np.minimum(weights, rest) / rest)
    return np.where(own > _NOTHING, own, 0.0)
