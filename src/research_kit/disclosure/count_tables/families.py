"""Which tables count the same people, and how their cells add up.

A cell with a null in a dimension is the sum over the values of that dimension listed in the same table. Cells with
the same (dimension, value) pairs are the same people in every table, unless the tables contradict each other: events
beside participants. Tables with rows for the same groups are linked only if a count that they show is the same; one
without such rows is linked by what its rows add up to. Whoever is in a total and in no row listed for it is a group
too, and so is everybody outside a target group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from research_kit.disclosure.count_tables.cell_table import OTHERS, Cell, CellTable
from research_kit.disclosure.linked.intruder import is_possible
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum

Counts = dict[Cell, int]


@dataclass(frozen=True, slots=True)
class Split:
    """A whole and its parts by the values of one dimension."""

    dimension: str
    whole: Cell
    parts: tuple[Cell, ...]


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


def families(tables: Sequence[CellTable]) -> tuple[Family, ...]:
    """Tables that share a group of people, agree on every count they share, and can all be true, together."""
    groups: list[list[CellTable]] = []
    for table in tables:
        joined = [group for group in groups if _same_people(group, table)]
        merged = [each for group in joined for each in group]
        if not all(_agree(one, other) for at, one in enumerate(merged) for other in merged[:at]):
            joined, merged = joined[:1], joined[0]
        groups = [group for group in groups if group not in joined] + [[*merged, table]]
    return tuple(family for group in groups for family in _that_can_be_true(group))


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
    sharing = any(_with_wholes(each).keys() & _with_wholes(table).keys() for each in group)
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
    return alike or not any((cell in ours) != (cell in theirs) and _somebody(cell, ours, theirs) for cell in shared)


def _somebody(cell: Cell, *counts: Counts) -> bool:
    return any(own.get(cell, 0) > 0 for own in counts)


def _family(tables: Sequence[CellTable]) -> Family:
    tables = sorted(tables, key=lambda table: table.name)
    k: Counts = {}
    for table in tables:
        for cell, least in zip(table.cells, table.k, strict=True):
            k[cell] = max(least, k.get(cell, 0))
    found = [(table, split) for table in tables for split in _splits(table)]
    published = {cell: n for table in tables for cell, n in told(table).items()}
    counts = _added_up([split for _, split in found], published)
    splits = dict.fromkeys(each for table in tables for each in _completed(table, _of(table, found), counts))
    for split in splits:
        for part in split.parts:
            k.setdefault(part, max(k.get(each, 0) for each in split.parts))
    return Family(tuple(tables), counts, tuple(sorted(splits, key=_placed)), k)


def _of(table: CellTable, found: Iterable[tuple[CellTable, Split]]) -> list[Split]:
    return [split for each, split in found if each is table]


def _placed(split: Split) -> tuple[object, ...]:
    return split.dimension, _ordered(split.whole), [sorted(part) for part in split.parts]


def _with_wholes(table: CellTable) -> dict[Cell, None]:
    """The cells of a table and every whole that they add up to, listed or not."""
    cells = dict.fromkeys(table.cells)
    for dimension in table.dimensions:
        cells |= dict.fromkeys(rest for cell in tuple(cells) if (rest := _without(cell, dimension)) != cell)
    return cells


def _without(cell: Cell, dimension: str) -> Cell:
    return frozenset(pair for pair in cell if pair[0] != dimension)


def _splits(table: CellTable) -> list[Split]:
    """Every whole that the rows of a table add up to, with its parts."""
    cells = _with_wholes(table)
    parts: dict[tuple[str, Cell], list[Cell]] = {}
    for cell in cells:
        for dimension, _ in cell:
            parts.setdefault((dimension, _without(cell, dimension)), []).append(cell)
    return [Split(dimension, whole, tuple(sorted(own, key=sorted))) for (dimension, whole), own in parts.items()]


def _added_up(splits: Sequence[Split], published: Counts) -> Counts:
    """The published counts, and the least that a whole without a row can be by the parts that have one."""
    counts = dict(published)
    for split in sorted(splits, key=lambda split: -len(split.whole)):
        parts = [counts.get(part) for part in split.parts]
        if split.whole not in published and None not in parts:
            total = sum(part for part in parts if part is not None)
            counts[split.whole] = max(total, counts.get(split.whole, 0))
    return counts


def _completed(table: CellTable, splits: Sequence[Split], counts: Counts) -> list[Split]:
    """The splits of a table with those outside a target group, or in no row, as a part of their own."""
    missing = {split: _missing(split, counts) for split in splits}
    incomplete = {split.dimension for split, rest in missing.items() if rest is not None and rest > 0}
    found = []
    for split, rest in missing.items():
        lone = len(split.parts) == 1 and split.whole not in table.cells
        if rest is not None and rest < 0:
            continue  # the groups overlap, or the whole counts something else
        if split.dimension in table.targets:
            found.append(_with_outside(split))
        elif rest != 0 and (lone or split.dimension in incomplete):
            found.append(_with_others(split))
        else:
            found.append(split)
    return found


def _missing(split: Split, counts: Counts) -> int | None:
    """How many of the whole are in no part; None where it cannot be told."""
    parts = [counts.get(part) for part in split.parts]
    total, whole = sum(part or 0 for part in parts), counts.get(split.whole)
    if whole is None:
        return None
    return whole - total if None not in parts or total > whole else None


def _values(split: Split) -> list[str]:
    return sorted(value for part in split.parts for name, value in part if name == split.dimension)


def _with_outside(split: Split) -> Split:
    missing = {"true", "false"} - set(_values(split))
    return split if not missing else _with(split, missing.pop())


def _with_others(split: Split) -> Split:
    return _with(split, OTHERS + "|".join(_values(split)))


def _with(split: Split, value: str) -> Split:
    return Split(split.dimension, split.whole, (*split.parts, split.whole | {(split.dimension, value)}))
