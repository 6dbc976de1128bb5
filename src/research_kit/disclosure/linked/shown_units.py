"""What may be shown or hidden, and the problems that follow: one for each set of counts that hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from research_kit.disclosure.linked.linked_counts import (
    Floats,
    LinkedCounts,
    Statements,
    Told,
    known_limits,
    require_possible,
    statements,
)
from research_kit.disclosure.linked.narrowing import Block, Places, blocks, narrowed
from research_kit.disclosure.linked.search import of_block


@dataclass(frozen=True, slots=True)
class Unit:
    """Counts that are shown or hidden as one, such as a row of a table, and how many people they concern."""

    variables: tuple[int, ...]
    people: float
    totals: int = 0  # of how many sums it is the whole: totals are what readers look at first, and go last


@dataclass(frozen=True, slots=True)
class Problem:
    """Some of the units may go so that the secrets of one block are safe."""

    block: Block  # its limits are those when every one of the units is hidden
    world: Floats  # the true counts of the block
    units: tuple[int, ...]  # their numbers, in order
    totals: Floats
    people: Floats
    covers: tuple[tuple[int, ...], ...]  # per count of the block: which of the units (by place) show it
    secrets: Mapping[int, int]  # place in the block -> k

    def openness(self, hidden: Floats) -> Floats:
        """How open each count is when units are hidden (1), shown (0), or (in a relaxation) between."""
        places, starts, covered = _covering(self.covers)
        found = np.ones(len(self.covers))
        if places.size:
            found[covered] = np.minimum.reduceat(hidden[places], starts)
        return found

    def price(self) -> Floats:
        """What each unit costs: fewest totals first, then fewest units."""
        return 1.0 + self.totals * (len(self.units) + 1)

    def limits(self, openness: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """The intruder's limits of each count when it is that open."""
        above = np.where(openness > 0, upper - self.world, 0.0)  # nothing times infinity is nothing here
        return self.world + openness * (self.block.lower - self.world), self.world + openness * above


@lru_cache(maxsize=64)
def _covering(covers: tuple[tuple[int, ...], ...]) -> tuple[Places, Places, Places]:
    """The units of all covers in a row, where each cover begins, and the counts that have one."""
    sizes = np.fromiter(map(len, covers), dtype=np.intp, count=len(covers))
    places = np.fromiter(chain.from_iterable(covers), dtype=np.intp, count=int(sizes.sum()))
    return places, (np.cumsum(sizes) - sizes)[sizes > 0], np.flatnonzero(sizes)


@dataclass(frozen=True, slots=True)
class Showing:
    """Everything that is decided already, and the units still to decide."""

    known: Statements
    lower: Floats  # limits of each count if all units still to decide were hidden
    upper: Floats
    world: Floats
    units: tuple[Unit, ...]
    open_units: tuple[int, ...]  # those still to decide

    def settled(self, secrets: Mapping[int, int]) -> list[int]:
        """Secrets that nothing left to decide can protect."""
        return [each for each, k in secrets.items() if self.upper[each] - self.lower[each] < k]

    def problems(self, secrets: Mapping[int, int]) -> Iterator[Problem]:
        """One for each block with a secret that can still be protected."""
        ties = [self.units[each].variables for each in self.open_units]
        settled = set(self.settled(secrets))
        covered: dict[int, list[int]] = {}
        for unit in self.open_units:
            for variable in self.units[unit].variables:
                covered.setdefault(variable, []).append(unit)
        for block in blocks(self.known, self.lower, self.upper, ties):
            columns = block.columns.tolist()
            own = {at: secrets[each] for at, each in enumerate(columns) if each in secrets and each not in settled}
            if own:
                yield self._problem(block, own, [covered.get(each, []) for each in columns])

    def _problem(self, block: Block, secrets: Mapping[int, int], covered: list[list[int]]) -> Problem:
        units = sorted({unit for cover in covered for unit in cover})
        place = {unit: at for at, unit in enumerate(units)}
        covers = tuple(tuple(place[unit] for unit in cover) for cover in covered)
        totals = np.array([self.units[unit].totals for unit in units], dtype=float)
        people = np.array([self.units[unit].people for unit in units], dtype=float)
        return Problem(block, of_block(self.world, block), tuple(units), totals, people, covers, secrets)


def showing(
    linked: LinkedCounts,
    world: Floats,
    units: tuple[Unit, ...],
    *,
    told: Told,
    decided: tuple[frozenset[int], frozenset[int]],
) -> Showing:
    """What is told for good and the units `decided`: those hidden in any case, and those never hidden."""
    hidden, never = decided
    known = statements(linked)
    lower, upper = known_limits(linked.size, told)
    shown = np.array(sorted({each for unit in never - hidden for each in units[unit].variables}), dtype=np.int64)
    lower[shown] = upper[shown] = world[shown]
    of_block(world, Block(np.arange(linked.size), known, lower, upper))
    lower, upper = narrowed(known, lower, upper)
    require_possible(lower, upper, known)
    left = tuple(each for each in range(len(units)) if each not in hidden and each not in never)
    return Showing(known, lower, upper, world, units, left)
