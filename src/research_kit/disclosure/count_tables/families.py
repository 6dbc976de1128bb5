"""Which tables count the same people, and how their cells add up.

A cell with a null in a dimension is the sum over the values of that dimension listed in the same table. Cells with
the same (dimension, value) pairs are the same people in every table, unless the tables contradict each other: events
beside participants. Tables with rows for the same groups are linked only if a count that they show is the same; one
without such rows is linked by what its rows add up to. Whoever is in a total and in no row listed for it is a group
too, and so is everybody outside a target group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from research_kit.disclosure.count_tables.cell_table import Cell, CellTable
from research_kit.disclosure.count_tables.splits import (
    Counts,
    Split,
    completed,
    least_counts,
    nested,
    splits_of,
    with_wholes,
)
from research_kit.disclosure.linked.intruder import is_possible
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum


@dataclass(frozen=True, slots=True)
class Family:
    """Tables that count the same people, and the splits of their cells."""

    tables: tuple[CellTable, ...]
    counts: Mapping[Cell, int]  # published, or following from what is published by adding up
    splits: tuple[Split, ...]
    k: Mapping[Cell, int]

    @property
    def listed(self) -> frozenset[Cell]:
        """Every cell that has a row."""
        return frozenset(cell for table in self.tables for cell in table.cells)

    def told(self) -> Counts:
        """The published counts."""
        return {cell: n for table in self.tables for cell, n in told(table).items()}


Apart = frozenset[tuple[str, str]]
"""Names of tables, in their order, that count different things."""


def families(tables: Sequence[CellTable], apart: Apart = frozenset()) -> tuple[Family, ...]:
    """Tables that share a group of people, agree on every count they share, and can all be true, together."""
    groups: list[list[CellTable]] = []
    for table in tables:
        possible = [group for group in groups if not any(_pair(each, table) in apart for each in group)]
        joined = [group for group in possible if _same_people(group, table)]
        merged = [each for group in joined for each in group]
        pairs = [(one, other) for at, one in enumerate(merged) for other in merged[:at]]
        if not all(_pair(*pair) not in apart and _agree(*pair) for pair in pairs):
            joined, merged = joined[:1], joined[0]
        groups = [group for group in groups if group not in joined] + [[*merged, table]]
    return tuple(family for group in groups for family in _that_can_be_true(group))


def families_over_time(releases: Sequence[Sequence[CellTable]]) -> list[tuple[Family, ...]]:
    """The families of each release: tables that count different things in one of them do so in all."""
    found = [_families(tuple(tables)) for tables in releases]
    apart = frozenset(chain.from_iterable(_pairs(each)[0] for each in found))
    return [
        _families(tuple(tables), apart) if _pairs(each)[1] & apart else each
        for tables, each in zip(releases, found, strict=True)
    ]


@lru_cache(maxsize=256)
def _families(tables: tuple[CellTable, ...], apart: Apart = frozenset()) -> tuple[Family, ...]:
    """The same releases are asked for again and again while the next one is protected."""
    return families(tables, apart)


def _pairs(found: Sequence[Family]) -> tuple[Apart, Apart]:
    """The pairs of tables of different families, and those of the same."""
    placed = [(table.name, at) for at, family in enumerate(found) for table in family.tables]
    pairs = [
        ((min(one, other), max(one, other)), a == b) for i, (one, a) in enumerate(placed) for other, b in placed[:i]
    ]
    return frozenset(p for p, same in pairs if not same), frozenset(p for p, same in pairs if same)


def _pair(one: CellTable, other: CellTable) -> tuple[str, str]:
    return min(one.name, other.name), max(one.name, other.name)


def _that_can_be_true(tables: Sequence[CellTable]) -> Iterator[Family]:
    """One family, or several where what is shown of the tables cannot be true of the same people."""
    together = _family(tables)
    if len(tables) == 1 or _is_possible(together):
        yield together
        return
    found: list[list[CellTable]] = []
    for table in tables:
        fitting = [group for group in found if _is_possible(_family([*group, table]))]
        if fitting:
            fitting[0].append(table)
        else:
            found.append([table])
    yield from map(_family, found)


def _is_possible(family: Family) -> bool:
    numbers, linked = numbered(family)
    return is_possible(linked, {numbers[cell]: (n, n) for cell, n in family.told().items()})


def told(table: CellTable) -> Counts:
    """The counts that a table publishes."""
    return {cell: n for cell, n in zip(table.cells, table.counts, strict=True) if n is not None}


def numbered(family: Family) -> tuple[dict[Cell, int], LinkedCounts]:
    """Every cell with its number, in an order that does not depend on that of tables or rows; and the sums."""
    parts = {part for split in family.splits for part in split.parts}
    cells = family.listed | parts | {split.whole for split in family.splits}
    numbers = {cell: at for at, cell in enumerate(sorted(cells, key=_ordered))}
    sums = tuple(Sum(numbers[each.whole], tuple(numbers[part] for part in each.parts)) for each in family.splits)
    return numbers, LinkedCounts(size=len(numbers), sums=sums)


def _ordered(cell: Cell) -> tuple[int, list[tuple[str, str]]]:
    return len(cell), sorted(cell)


def _same_people(group: Sequence[CellTable], table: CellTable) -> bool:
    within = nested([*group, table])
    own = with_wholes(table, within).keys()
    sharing = any(with_wholes(each, within).keys() & own for each in group)
    return sharing and all(_agree(table, each) for each in group)


def _agree(one: CellTable, other: CellTable) -> bool:
    """Whether nothing speaks against two tables counting the same people.

    A count that both publish must be the same in both. Where no group of people is shown to be the same, none may be
    shown in one and withheld in the other: what is withheld of the same people is withheld in both.
    """
    ours, theirs = told(one), told(other)
    if any(theirs.get(cell, n) != n for cell, n in ours.items()):
        return False
    shared = set(one.cells) & set(other.cells)
    alike = any(ours.get(cell, 0) > 0 and cell in theirs for cell in shared)
    return alike or not any((cell in ours) != (cell in theirs) for cell in shared)


def _family(tables: Sequence[CellTable]) -> Family:
    tables = sorted(tables, key=lambda table: table.name)
    k: Counts = {}
    for table in tables:
        for cell, least in zip(table.cells, table.k, strict=True):
            k[cell] = max(least, k.get(cell, 0))
    within = nested(tables)
    found = {table.name: splits_of(table, within) for table in tables}
    published = {cell: n for table in tables for cell, n in told(table).items()}
    counts = least_counts(chain.from_iterable(found.values()), published)
    splits = dict.fromkeys(each for table in tables for each in completed(table, found[table.name], counts, published))
    for split in splits:
        for part in split.parts:
            k.setdefault(part, max(k.get(each, 0) for each in split.parts))
    return Family(tuple(tables), counts, tuple(sorted(splits, key=_placed)), k)


def _placed(split: Split) -> tuple[object, ...]:
    return split.dimension, _ordered(split.whole), [sorted(part) for part in split.parts]
