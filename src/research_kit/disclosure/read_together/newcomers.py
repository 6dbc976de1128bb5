"""Those who came between a release and another one, read round after round from the numbers of both.

What was safe stays safe while less and less is told, and is not asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from research_kit.disclosure.linked.linked_counts import Floats, Statements
from research_kit.disclosure.linked.narrowing import Block, Places, blocks, narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline, PossibleWorlds, holds
from research_kit.disclosure.linked.search import Search, asked_of
from research_kit.disclosure.read_together.free_moves import FreeMoves
from research_kit.disclosure.read_together.rising_counts import Flags, RisingCounts
from research_kit.disclosure.read_together.second_cells import WorldsApart, hidden_for, priced
from research_kit.disclosure.read_together.told_numbers import Interval
from research_kit.errors import DisclosureError

_NOISE = 1e-6  # of a solver


@dataclass(frozen=True, slots=True)
class Past:
    """What one other release told of the counts of this one: numbers, and the limits that follow from all of them.

    `is_later`: it reports on a later quarter, which was published before this one was made anew. `room`: of counts of
    which it is known too closely how many came, without this release, within how many numbers that is.
    """

    told: Mapping[int, float]
    lower: Floats
    upper: Floats
    is_later: bool = False
    room: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Came:
    """Limits of how many came to each count; `counted`: where there are any. `apart`: read on their own."""

    lower: Floats
    upper: Floats
    counted: Flags
    apart: Flags


Ends = dict[int, Interval] | None
"""Place in a block -> the limits of a count that lies too closely; None where the block contradicts itself."""

Answers = dict[bytes, Ends]
"""By question (`_question`): what was asked before."""


class Newcomers:
    """Who came since one other release, or until a later one, as an intruder reads it.

    Where the numbers contradict each other somebody left, unseen in any of them: then the quantities concerned are
    read on their own, and one that still does is left to the comparison of its own numbers.

    Parameters
    ----------
    other
        What the other release told.
    counts
        The counts that nobody leaves.
    answers
        Of questions that were asked before, beside this release or others: often they are the same.
    """

    def __init__(self, other: Past, counts: RisingCounts, answers: Answers | None = None) -> None:
        self.other = other
        self._counts = counts
        self._told = np.fromiter(other.told, dtype=np.intp, count=len(other.told))
        self._numbers = np.fromiter(other.told.values(), dtype=float, count=len(other.told))
        self._room = np.full(counts.quantity.size, np.inf)
        self._room[list(other.room)] = list(other.room.values())
        self._read: Came | None = None
        self._asked_before: tuple[Flags, Floats, Floats] | None = None
        self.close: dict[int, Interval] = {}
        self._safe = np.zeros(counts.quantity.size, dtype=bool)
        self._answers = {} if answers is None else answers
        self._free = FreeMoves()
        self._world: Floats | None = None

    def too_close(self, now: tuple[Floats, Floats], deadline: Deadline) -> dict[int, Interval]:
        """The counts to which few came by what is known `now`, as nearly as fewer than k numbers, with these."""
        came = self._came(now)
        while True:
            least = np.where(came.lower == came.upper, self._counts.least, self._counts.k)
            found, wrong = self._asked(came, least, deadline)
            if not wrong.any():
                self.close = {at: ends for at, ends in found.items() if ends[1] >= 1 and ends[0] < least[at]}
                return self.close
            came = self._without(came, wrong)

    def second_cells(
        self, prices: Mapping[int, float], given: tuple[Floats, Floats], *, seconds: float
    ) -> tuple[dict[int, set[int]], tuple[int, ...]]:
        """The numbers told that go so that those found last have room, each with those that it goes for; and the rest.

        Parameters
        ----------
        prices
            What it costs to hide each count that is told.
        given
            The limits of each count if nothing of it were told.
        seconds
            The time box.
        """
        came, deadline = self._read, Deadline(seconds)
        if came is None or not self.close:
            return {}, ()
        known = self._counts.sums(self._counts.sums_of(came.counted, came.apart))
        block = Block(np.arange(came.lower.size), known, came.lower, came.upper)
        told = self._limits_untold(came, given), priced(prices, came.lower.size)
        wanted = {at: int(min(self._counts.k, self._room[at])) for at in self.close}
        if self._have_room(wanted, block, told, deadline):
            return {}, ()
        self._world = _any_world(block, deadline)
        if self._world is None:
            return {}, tuple(self.close)
        programs = WorldsApart(known.matrix, self._world, *told, self._counts.quantity)
        found = hidden_for(programs, list(wanted), wanted, deadline)
        self._free = FreeMoves(programs.found)
        return found

    def _limits_untold(self, came: Came, given: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """How many can have come to each count if nothing of it were told."""
        free = self._came(given)
        return np.where(came.counted, free.lower, 0.0), np.where(came.counted, free.upper, 0.0)

    def _have_room(
        self, wanted: Mapping[int, int], block: Block, told: tuple[tuple[Floats, Floats], Floats], deadline: Deadline
    ) -> bool:
        """Whether it shows without asking for everything again that nothing need be hidden for these counts."""
        near = Block(block.columns, block.statements, block.lower - _NOISE, block.upper + _NOISE)
        if self._world is None or not holds(near, self._world):
            return False
        programs = WorldsApart(block.statements.matrix, self._world, *told, self._counts.quantity)
        return self._free.leave_room(programs, wanted, deadline)

    def _came(self, now: tuple[Floats, Floats]) -> Came:
        """How many came between the two, as far as the numbers of either release limit it."""
        then, is_later = (self.other.lower, self.other.upper), self.other.is_later
        early, late = (now, then) if is_later else (then, now)
        fell = np.zeros(self._safe.size, dtype=bool)
        own = now[0][self._told] > self._numbers if is_later else now[1][self._told] < self._numbers
        fell[self._told] = own
        counted = self._counts.rises & ~self._counts.of_the_same(fell)
        lower, upper = np.maximum(late[0] - early[1], 0.0), late[1] - early[0]
        apart = np.zeros(counted.size, dtype=bool)
        return Came(np.where(counted, lower, 0.0), np.where(counted, upper, 0.0), counted, apart)

    def _without(self, came: Came, wrong: Flags) -> Came:
        """The quantities of what cannot all be true read on their own; not at all where they are already."""
        gone = self._counts.of_the_same(wrong & came.apart)
        apart = came.apart | self._counts.of_the_same(wrong)
        return Came(np.where(gone, 0.0, came.lower), np.where(gone, 0.0, came.upper), came.counted & ~gone, apart)

    def _asked(self, came: Came, least: Floats, deadline: Deadline) -> tuple[dict[int, Interval], Flags]:
        """Of those not known to be safe, what lies too closely; and what cannot all be true."""
        kept = self._counts.sums_of(came.counted, came.apart)
        known = self._counts.sums(kept)
        lower, upper = narrowed(known, came.lower, came.upper)
        if (lower > upper).any():
            return {}, lower > upper
        self._read, part = came, _parts(known, lower < upper)
        self._forget(part, kept, (lower, upper))
        near = came.counted & (came.upper >= 1) & (came.upper < np.inf) & (came.lower < least)
        width = np.minimum(least, self._room)
        asked = near & (width > 0) & ~self._safe
        narrow = asked & (upper - lower < width)
        found = {int(at): (float(lower[at]), float(upper[at])) for at in np.flatnonzero(narrow)}
        left = {int(at): int(width[at]) for at in np.flatnonzero(asked & ~narrow)}
        in_question = np.isin(part, part[list(left)])
        parts = blocks(known, lower, np.where(in_question, upper, lower)) if left else ()
        more, wrong = _searched(parts, left, deadline, self._answers)
        if not wrong.size:
            self._safe[list(left.keys() - more.keys())] = True
        flags = np.zeros(asked.size, dtype=bool)
        flags[wrong] = True
        return found | more, flags

    def _forget(self, part: Places, kept: Flags, limits: tuple[Floats, Floats]) -> None:
        """What was safe stays so where no count of its block, or of a sum with one, is known more closely now."""
        before, self._asked_before = self._asked_before, (kept, *limits)
        if before is None:
            return
        more = (limits[0] > before[1]) | (limits[1] < before[2])
        more |= self._counts.in_sums(kept & (~before[0] | self._counts.sums_with(more)))
        self._safe &= ~(more | np.isin(part, part[more]))


def _any_world(block: Block, deadline: Deadline) -> Floats | None:
    """How many may have come to each count."""
    limited = Block(block.columns, block.statements, *narrowed(block.statements, block.lower, block.upper))
    return PossibleWorlds(limited).furthest(np.zeros(block.lower.size), deadline).at


def _parts(known: Statements, is_open: Flags) -> Places:
    """For each count a number of the block that it is in: the same for counts not yet known that hang together."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    entries = known.matrix.tocoo()
    kept, sums = is_open[entries.coords[1]], known.lower.size
    ends = entries.coords[0][kept], sums + entries.coords[1][kept]
    size = sums + is_open.size
    graph = csr_array((np.ones(ends[0].size), ends), shape=(size, size))
    found: Places = connected_components(graph, directed=False)[1][sums:].astype(np.intp)
    return found


def _searched(
    found: Sequence[Block], left: Mapping[int, int], deadline: Deadline, answers: Answers
) -> tuple[dict[int, Interval], Places]:
    """The counts that cannot be moved by their k, with their limits; and those of blocks that contradict themselves.

    `answers` has what was asked before, and takes what is asked now.
    """
    close: dict[int, Interval] = {}
    wrong: list[Places] = []
    for block, asked in asked_of(found, left):
        question = _question(block, asked)
        ends = answers[question] if question in answers else _ends(block, asked, deadline)
        if not deadline.over():
            answers[question] = ends
        if ends is None:
            wrong.append(block.columns)
        else:
            close |= {int(block.columns[place]): interval for place, interval in ends.items()}
    return close, np.concatenate([np.empty(0, dtype=np.intp), *wrong])


def _ends(block: Block, asked: Mapping[int, int], deadline: Deadline) -> Ends:
    try:
        return Search(block, None, deadline).too_close(asked)
    except DisclosureError:
        return None


def _question(block: Block, asked: Mapping[int, int]) -> bytes:
    """The same for the same question about the same block, and for no other."""
    known = block.statements
    sums = known.matrix.indptr, known.matrix.indices, known.matrix.data, known.lower, known.upper
    parts = (block.columns, block.lower, block.upper, *sums, np.array(list(asked.items())))
    found = blake2b()
    for each in parts:
        found.update(f"{each.dtype} {each.shape} ".encode())
        found.update(np.ascontiguousarray(each).tobytes())
    return found.digest()
