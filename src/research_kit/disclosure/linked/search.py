"""The intruder at work in one connected block: which counts can be moved, and how far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from research_kit.disclosure.linked.held_counts import parts_beside, together
from research_kit.disclosure.linked.linked_counts import Floats, Statements, require_possible
from research_kit.disclosure.linked.narrowing import Block, Places, blocks, narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline, Direction, PossibleWorlds, holds
from research_kit.disclosure.linked.rounding import rounded
from research_kit.errors import DisclosureError

_SCATTERED = 24  # worlds sought in directions drawn at random before counts are asked for one by one
_WORTH = 2  # counts that one of these must settle, or they end
_ENOUGH = 6  # counts in question that make this worth while
_LARGE = 1_000  # counts of a block that is asked in parts first
_HELD = (1 / 50, 1 / 300)  # shares of its counts that are held for that, one after the other


def too_close(
    known: Statements,
    limits: tuple[Floats, Floats],
    secrets: Mapping[int, int],
    *,
    world: Floats | None,
    deadline: Deadline,
) -> dict[int, tuple[float, float]]:
    """Of the secrets (count -> k), those whose interval is shorter than k, with the interval.

    `limits` is what is told of each count. A secret not shown to be safe in time is among them.
    """
    lower, upper = narrowed(known, *limits)
    require_possible(lower, upper, known)
    found = {
        each: (float(lower[each]), float(upper[each])) for each, k in secrets.items() if upper[each] - lower[each] < k
    }
    left = {each: k for each, k in secrets.items() if each not in found}
    for block, asked in asked_of(blocks(known, lower, upper), left) if left else ():
        own = None if world is None else of_block(world, block)
        ends = Search(block, own, deadline).too_close(asked)
        found |= {int(block.columns[place]): interval for place, interval in ends.items()}
    return found


def asked_of(found: Sequence[Block], wanted: Mapping[int, int]) -> Iterator[tuple[Block, dict[int, int]]]:
    """The blocks with statements in which something is asked for: place in the block -> k."""
    for block in found:
        columns = block.columns.tolist()
        asked = {place: wanted[column] for place, column in enumerate(columns) if column in wanted}
        if asked and block.statements.lower.size:
            yield block, asked


def of_block(world: Floats, block: Block) -> Floats:
    """The counts of one block in a world that is said to agree with everything told."""
    own: Floats = world[block.columns]
    if not holds(block, own):
        raise DisclosureError(
            f"The counts given as true contradict what is told of them: {block.columns.size} counts tied by "
            f"{block.statements.lower.size} statements. Every number told must be one of these counts."
        )
    return own


class Search:
    """The worlds of one block that were found so far: a count that differs by k between two of them is safe.

    Only worlds in whole numbers prove that a count is safe. The relaxation is asked first: its answers are whole in
    most blocks, and where even it leaves no room there is none.
    """

    def __init__(self, block: Block, world: Floats | None, deadline: Deadline) -> None:
        largest = 0.0 if world is None else float(world.max(initial=0.0))
        self._worlds = PossibleWorlds(block, largest=largest)
        self._deadline = deadline
        self._is_known = world is not None
        self._found: list[Floats] = []
        self._least = np.full(block.columns.size, np.inf)
        self._most = np.full(block.columns.size, -np.inf)
        if world is not None:
            self._seen(world)

    def too_close(self, secrets: Mapping[int, int]) -> dict[int, tuple[float, float]]:
        """Of the counts (place in the block -> k), those that cannot be moved by k, with their limits."""
        if self._is_known and self.block.columns.size >= _LARGE:
            self._scatter_in_parts(secrets)
        if len(secrets) >= _ENOUGH:
            self._scatter(secrets)
        found = {}
        for place, k in secrets.items():
            ends = self._ends(place, k)
            if ends is not None:
                found[place] = ends
        return found

    @property
    def block(self) -> Block:
        """The block that is searched."""
        return self._worlds.block

    def far(self, places: Iterable[int], sign: float) -> Floats | None:
        """One world in which these counts are all large (sign 1) or small (-1), if the relaxation gives one."""
        direction = np.zeros(self._least.size)
        direction[list(places)] = sign
        return self._seen(self._worlds.world(self._worlds.furthest(direction, self._deadline).at))

    def offer(self, candidates: Floats) -> None:
        """What may be worlds, one row each: those that are widen what is known to be possible."""
        for world in candidates[self._worlds.are_worlds(candidates)]:
            if (world < self._least).any() or (world > self._most).any():
                self._seen(world)

    def extremes(self) -> Floats:
        """The worlds found in which some count is smallest or largest, one row each."""
        worlds = np.array(self._found).reshape(-1, self._least.size)
        if not len(worlds):
            return worlds
        own: Floats = worlds[np.union1d(worlds.argmin(axis=0), worlds.argmax(axis=0))]
        return own

    def ends(self, place: int) -> tuple[float, float]:
        """The least and the most that one count can be."""
        return 0.0 - self._furthest(place, -1.0, whole=True), self._furthest(place, 1.0, whole=True)

    def _ends(self, place: int, k: int) -> tuple[float, float] | None:
        """The limits of a count that cannot be moved by k; None if it can."""
        lower, upper = self._worlds.block.lower[place], self._worlds.block.upper[place]
        for whole in (False, True):
            for sign in (1.0, -1.0):
                if self._most[place] - self._least[place] >= k:
                    return None
                end = self._furthest(place, sign, whole=whole)
                lower, upper = (lower, min(upper, end)) if sign > 0 else (max(lower, -end), upper)
                if upper - lower < k:
                    return self._tightened(place, lower, upper)
        return None if self._most[place] - self._least[place] >= k else (float(lower), float(upper))

    def _tightened(self, place: int, lower: float, upper: float) -> tuple[float, float]:
        """Both ends of a count that is known to lie in a short interval."""
        if self._least[place] > lower:
            lower = max(lower, -self._furthest(place, -1.0, whole=True))
        if self._most[place] < upper:
            upper = min(upper, self._furthest(place, 1.0, whole=True))
        return float(lower), float(upper)

    def _furthest(self, place: int, sign: float, *, whole: bool) -> float:
        """The most of sign x count: as far as whole numbers go, or (not `whole`) a limit that may be too wide."""
        worlds = self._worlds
        direction = np.zeros(self._least.size)
        direction[place] = sign
        limit = worlds.block.upper[place] if sign > 0 else -worlds.block.lower[place]
        if self._reached(place, sign) >= limit or self._deadline.over():
            return float(limit)
        found = worlds.furthest(direction, self._deadline)
        self._seen_near(found.at, direction)
        is_endless = worlds.leans_on_cap(direction, found)  # then in whole numbers too
        if whole and self._reached(place, sign) < np.floor(found.bound + 1e-6):
            found = worlds.furthest_whole(direction, self._deadline)
            self._seen(worlds.world(found.at))
        end = float(limit) if is_endless else min(float(limit), float(np.floor(found.bound + 1e-6)))
        return end + 0.0  # no minus zero

    def _reached(self, place: int, sign: float) -> float:
        """The most of sign x count in the worlds found."""
        return float(self._most[place] if sign > 0 else -self._least[place])

    def _scatter_in_parts(self, secrets: Mapping[int, int]) -> None:
        """Worlds of the small parts that a large block falls into where a few of its counts are held as they are."""
        true = self._found[0]
        for share in _HELD:
            left = {place: k for place, k in secrets.items() if self._most[place] - self._least[place] < k}
            if len(left) < _ENOUGH:
                return
            found = []
            for part, asked in asked_of(parts_beside(self.block, true, share), left):
                search = Search(part, true[part.columns], self._deadline)
                search._scatter(asked)
                found.append((part.columns, search._found))
            self.offer(together(true, found))

    def _scatter(self, secrets: Mapping[int, int]) -> None:
        """Worlds in random directions: each moves many counts at once, none further than it needs."""
        rng = np.random.default_rng(len(secrets))
        places, needed = np.array(list(secrets)), np.array(list(secrets.values()), dtype=float)
        left = 2 * places.size
        for turn in range(_SCATTERED):
            narrow = self._most[places] - self._least[places] < needed
            if not narrow.any() or left - narrow.sum() < _WORTH or self._deadline.over():
                return
            left = narrow.sum() if turn else left
            signs = np.full(places.size, 1.0 - 2 * turn) if turn < 2 else rng.choice([-1.0, 1.0], places.size)
            self._far(places[narrow], signs[narrow], needed[narrow])

    def _far(self, places: Places, signs: Floats, needed: Floats) -> None:
        """One world in which these counts lie as far in the direction of their signs as may be."""
        direction = np.zeros(self._least.size)
        direction[places] = signs
        world = self._seen_near(self._worlds.furthest(direction, self._deadline).at, direction)
        if world is None and self._is_known:
            lower, upper = np.full(direction.size, -np.inf), np.full(direction.size, np.inf)
            lower[places], upper[places] = self._most[places] - needed, self._least[places] + needed
            self._seen(self._worlds.far_whole(direction, (lower, upper), self._deadline))

    def _seen_near(self, at: Floats | None, direction: Direction) -> Floats | None:
        """The answer of the relaxation if it is a world, else one beside it, if there is one."""
        world = self._worlds.world(at)
        if world is None and at is not None:
            world = rounded(self.block, at, direction, self._deadline)
        return self._seen(world)

    def _seen(self, world: Floats | None) -> Floats | None:
        if world is not None:
            self._found.append(world)
            self._least = np.minimum(self._least, world)
            self._most = np.maximum(self._most, world)
        return world
