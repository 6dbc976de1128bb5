"""A family: tables that count the same people, and how their cells add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from research_kit.disclosure.count_tables.cell_table import Cell, CellTable
from research_kit.disclosure.count_tables.splits import Counts, Split, completed, least_counts, nested, splits_of
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum


@dataclass(frozen=True, slots=True)
class Family:
    """Tables that count the same people, and the splits of their cells."""

    tables: tuple[CellTable, ...]
    counts: Mapping[Cell, int]  # published, or following from what is published by adding up
    splits: tuple[Split, ...]
    k: Mapping[Cell, int]
    is_crossed: bool = True  # whether there can be people with all traits who add up to what is published

    @property
    def listed(self) -> frozenset[Cell]:
        """Every cell that has a row."""
        return frozenset(cell for table in self.tables for cell in table.cells)

    def told(self) -> Counts:
        """The published counts."""
        return {cell: n for table in self.tables for cell, n in told(table).items()}


def family_of(tables: Sequence[CellTable]) -> Family:
    """Tables taken together as counts of the same people."""
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


def _placed(split: Split) -> tuple[object, ...]:
    return split.dimension, _ordered(split.whole), [sorted(part) for part in split.parts]
