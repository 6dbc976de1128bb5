"""What an intruder worked out from earlier releases, he knows still: limits of counts, kept from attack to attack.

Releases are attacked again and again, each time with one more. Nothing that follows from some of the statements is
less true beside further ones. What is kept changes no answer; it spares the search for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.count_tables.everything_published import Publication
from research_kit.disclosure.linked.intruder import Exposed
from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts, Told, known_limits

_KEPT = 8  # attacks


@dataclass(frozen=True, slots=True)
class _WorkedOut:
    linked: LinkedCounts
    told: Told
    lower: Floats
    upper: Floats
    worlds: Floats  # one row each: whole counts that agree with everything; nobody's if not a number

    def holds_for(self, linked: LinkedCounts, told: Told) -> bool:
        """Whether everything it follows from is among these statements."""
        mine = self.linked
        if mine.size > linked.size or mine.ratios or mine.sums != linked.sums[: len(mine.sums)]:
            return False
        return self.told.items() <= told.items()


_kept: deque[_WorkedOut] = deque(maxlen=_KEPT)


def known_before(linked: LinkedCounts, told: Told) -> tuple[Floats, Floats]:
    """The limits of each count by what is told of it, and by what was worked out from a part of all this."""
    lower, upper = known_limits(linked.size, told)
    for each in _kept:
        if each.holds_for(linked, told):
            own = slice(0, each.linked.size)
            lower[own], upper[own] = np.maximum(lower[own], each.lower), np.minimum(upper[own], each.upper)
    return lower, upper


def worlds_before(published: Publication, base: Floats, is_known: NDArray[np.bool_]) -> Floats:
    """The worlds found for a part of all this, carried on to the rest as one known world goes on: they may hold.

    A count that is not told goes on from its earlier one with as many people more, or with the same in all of them.
    """
    fitting = [each for each in _kept if each.holds_for(published.linked, published.told)]
    if not fitting:
        return np.empty((0, base.size))
    before = max(fitting, key=lambda each: each.linked.size)
    moved = np.zeros((len(before.worlds), base.size))
    moved[:, : before.linked.size] = before.worlds - base[: before.linked.size]
    moved[:, is_known] = 0.0
    further = moved.copy()
    for new, old in published.follows.items():
        if new >= before.linked.size and not is_known[new]:
            further[:, new] = further[:, old]
    for each in (moved, further):
        _changed(each, published, before.linked.size)
    found: Floats = base + np.concatenate([moved, further])
    return found


def _changed(moved: Floats, published: Publication, first: int) -> None:
    """The changes to counts that are moved, from a number of count on."""
    for old, new, change, both in published.changes:
        if change >= first:
            moved[:, change] = moved[:, new] - moved[:, old]
            if both is not None:
                moved[:, both] = moved[:, new]


def remember(published: Publication, limits: tuple[Floats, Floats], found: Sequence[Exposed], worlds: Floats) -> None:
    """Keep the limits and the worlds that follow from these statements."""
    lower, upper = limits[0].copy(), limits[1].copy()
    for each in found:
        lower[each.variable], upper[each.variable] = each.lower, each.upper
    _kept.append(_WorkedOut(published.linked, dict(published.told), lower, upper, worlds))
