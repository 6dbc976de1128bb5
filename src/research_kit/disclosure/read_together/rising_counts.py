"""The counts that nobody leaves from one release to the next, and the sums among them.

How many came to each is a count of its own, and these add up as the counts do.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.linked_counts import Floats, Statements, known_limits, statements
from research_kit.disclosure.linked.narrowing import Places, narrowed
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.read_together.told_counts import Network, least_counts
from research_kit.disclosure.read_together.told_numbers import Interval
from research_kit.disclosure.statements.declared import at_a_time

_MAY_FALL = (
    "unknown",
    "not_known",
    "/followed@",
    "lost",
    "without",
    "not ",
    "less ",
    "none of",
    "all_started",
)
"""People may leave these from one release to the next: who is followed is, later on, known of."""

Flags = NDArray[np.bool_]


class RisingCounts:
    """The counts of a network that nobody leaves, the sums among them, and the k of each."""

    def __init__(self, net: Network, policy: Policy) -> None:
        self.known = statements(net.linked)
        names = {name: at for at, name in enumerate(dict.fromkeys(cell.quantity for cell in net.cells))}
        self.quantity: Places = np.array([names[cell.quantity] for cell in net.cells], dtype=np.intp)
        self.rises: Flags = np.array([rises(name) for name in names], dtype=bool)[self.quantity]
        least = least_counts({cell.group for cell in net.cells}, policy)
        self.least = np.array([least[cell.group] for cell in net.cells], dtype=float)
        self.k = policy.k
        entries = self.known.matrix.tocoo()
        self._rows, self._columns = entries.coords[0], entries.coords[1]
        one = np.zeros(self.known.lower.size, dtype=np.intp)
        one[self._rows] = self.quantity[self._columns]
        self._is_of_one = ~self._any(self.quantity[self._columns] != one[self._rows])

    def limits(self, told: Mapping[int, Interval]) -> tuple[Floats, Floats]:
        """What follows from numbers told, for every count."""
        return narrowed(self.known, *known_limits(self.quantity.size, told))

    def sums_of(self, counted: Flags, apart: Flags) -> Flags:
        """Which sums are among these counts; of those `apart`, the sums of one quantity over groups alone."""
        return ~self.sums_with(~counted) & (self._is_of_one | ~self.sums_with(apart))

    def sums(self, kept: Flags) -> Statements:
        """Some of the sums."""
        return Statements(self.known.matrix[np.flatnonzero(kept)], self.known.lower[kept], self.known.upper[kept])

    def sums_with(self, counts: Flags) -> Flags:
        """The sums in which one of these counts is."""
        return self._any(counts[self._columns])

    def in_sums(self, kept: Flags) -> Flags:
        """The counts that are in one of these sums."""
        entries = kept[self._rows]
        found: Flags = np.bincount(self._columns, weights=entries, minlength=self.quantity.size) > 0
        return found

    def of_the_same(self, counts: Flags) -> Flags:
        """All counts of the quantities of some."""
        found: Flags = np.isin(self.quantity, self.quantity[counts])
        return found

    def _any(self, entries: Flags) -> Flags:
        found: Flags = np.bincount(self._rows, weights=entries, minlength=self.known.lower.size) > 0
        return found


def rises(quantity: str) -> bool:
    """Whether nobody leaves those it counts."""
    return not at_a_time(quantity) and not any(part in quantity for part in _MAY_FALL)
