"""Which ways to divide people leave nobody out, as far as pages show: all groups of one, and their sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from research_kit.reporting.read_back.statements import Group, Key, Statement

Division = tuple[str, ...]
"""A dimension and its values."""

_ON_THE_WAY = ("referred", "accepted", "lost before accepted", "lost before enrolled")
"""Numbers of people of whom some never take part: who is a participant says nothing of these."""


class Divisions:
    """What the numbers of participants, and of people referred, show of each division, quarter by quarter.

    Parameters
    ----------
    statements
        Of all pages.
    """

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._adds_up: dict[tuple[str, Division], set[str]] = defaultdict(set)
        self._leaves_out: dict[tuple[str, Division], set[str]] = defaultdict(set)
        people = {one.key: one.n for one in statements if one.key.what in ("n", "referred") and one.n is not None}
        quarters = {(key.quarter, key.what) for key in people}
        for parent, dimension, children in splits({one.key.group for one in statements} | {()}):
            for quarter, what in quarters:
                numbers = [people.get(Key(quarter, group, what)) for group in (parent, *children)]
                if None not in numbers:
                    adds_up = numbers[0] == sum(n for n in numbers[1:] if n is not None)
                    found = self._adds_up if adds_up else self._leaves_out
                    found[what, division_of(dimension, children)].add(quarter)

    def leave_nobody_out(self, division: Division, quarter: str, what: str) -> bool:
        """Whether a reader takes the groups of a division for everybody, of those that `what` counts in a quarter.

        Of groups that may overlap he does until the last quarter in which they were everybody; and later, unless some
        quarter shows others. That all participants are in such a group says nothing of those who never took part.
        """
        of = "referred" if what.startswith(_ON_THE_WAY) else "n"
        if not overlaps(division[0]):
            return bool(self._adds_up.get((of if self._is_shown(of, division) else "n", division)))
        shown = self._adds_up.get((of, division), set())
        return any(each >= quarter for each in shown) or bool(shown and not self._leaves_out.get((of, division)))

    def _is_shown(self, of: str, division: Division) -> bool:
        return bool(self._adds_up.get((of, division)) or self._leaves_out.get((of, division)))


def division_of(dimension: str, children: Sequence[Group]) -> Division:
    """The division of a group into these."""
    return (dimension, *(dict(child)[dimension] for child in children))


def overlaps(dimension: str) -> bool:
    """Whether somebody may be in several groups of a dimension, or in none."""
    return dimension == "part" or dimension.startswith("target")


def splits(groups: Iterable[Group]) -> Iterator[tuple[Group, str, list[Group]]]:
    """Each group that others divide, by which dimension, and they."""
    known = sorted(set(groups))
    found: dict[tuple[Group, str], list[Group]] = {}
    for group in known:
        for dimension, _ in group:
            parent = tuple(pair for pair in group if pair[0] != dimension)
            if parent in known:
                found.setdefault((parent, dimension), []).append(group)
    for (parent, dimension), children in found.items():
        yield parent, dimension, children
