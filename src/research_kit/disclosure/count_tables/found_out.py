"""The intruder of `linked.intruder`, for many releases: the same answers, with less asked of the integer program."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from research_kit.disclosure.linked.intruder import Exposed
from research_kit.disclosure.linked.linked_counts import (
    Floats,
    LinkedCounts,
    Told,
    known_limits,
    require_possible,
    statements,
)
from research_kit.disclosure.linked.narrowing import Places, blocks, narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline, Furthest
from research_kit.disclosure.linked.search import Search, asked_of, of_block

_NOTHING = 1e-9


def known_narrowed(linked: LinkedCounts, told: Told) -> tuple[Floats, Floats]:
    """What plain arithmetic says of each count, sum by sum."""
    return narrowed(statements(linked), *known_limits(linked.size, told))


def found_out(
    linked: LinkedCounts, told: Told, secrets: Mapping[int, int], *, world: Floats | None, seconds: float
) -> tuple[Exposed, ...]:
    """The secrets (variable -> k) whose interval is shorter than k, as `linked.intruder.exposed` finds them."""
    known, deadline = statements(linked), Deadline(seconds)
    lower, upper = narrowed(known, *known_limits(linked.size, told))
    require_possible(lower, upper, known)
    found = {
        each: (float(lower[each]), float(upper[each])) for each, k in secrets.items() if upper[each] - lower[each] < k
    }
    left = {each: k for each, k in secrets.items() if each not in found}
    for block, asked in asked_of(blocks(known, lower, upper), left) if left else ():
        own = None if world is None else of_block(world, block)
        ends = _Search(block, own, deadline).too_close(asked)
        found |= {int(block.columns[place]): interval for place, interval in ends.items()}
    return tuple(Exposed(each, *found[each]) for each in secrets if each in found)


class _Search(Search):
    """As `Search`, for counts that nothing limits: what is told later than the last release, or never.

    Random directions are tried by the relaxation alone: over many releases a whole answer to them may take long.
    """

    def _far(self, places: Places, signs: Floats, needed: Floats) -> None:  # noqa: ARG002 -- as far as may be
        direction = np.zeros(self._least.size)
        direction[places] = signs
        self._seen(self._worlds.world(self._worlds.furthest(direction, self._deadline).at))

    def _furthest(self, place: int, sign: float, *, whole: bool) -> float:
        worlds, direction = self._worlds, np.zeros(self._least.size)
        direction[place] = sign
        limit = float(worlds.block.upper[place] if sign > 0 else -worlds.block.lower[place])
        reached = self._most[place] if sign > 0 else -self._least[place]
        if reached >= limit or self._deadline.over():
            return limit
        found = worlds.furthest(direction, self._deadline)
        world = self._seen(worlds.world(found.at))
        end = limit if self._is_open(direction, found) else min(limit, float(np.floor(found.bound + 1e-6)))
        if whole and world is None:
            found = worlds.furthest_whole(direction, self._deadline)
            self._seen(worlds.world(found.at))
            own = found.at is not None and found.at[place] < worlds.upper[place] - 0.5
            end = min(end, float(np.floor(found.bound + 1e-6))) if own else end
        return end + 0.0  # no minus zero

    def _is_open(self, direction: Floats, found: Furthest) -> bool:
        """Whether the answer leans on what only stands for "as many as you like"."""
        if found.at is None or found.prices is None:
            return True
        known, upper = self._worlds.block.statements, self._worlds.upper
        stands_for = upper < self._worlds.block.upper
        worth = direction - known.matrix.T @ found.prices
        return bool((stands_for & (worth > _NOTHING)).any())
