"""How the cells of a table add up: every whole with its parts, those in no row of it included.

A cell without its value in one dimension is the sum over the values of that dimension. Some dimensions divide only
some people (only those accepted are enrolled or not): their values add up to these, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from research_kit.disclosure.count_tables.cell_table import OTHERS, Cell, CellTable

Counts = dict[Cell, int]


@dataclass(frozen=True, slots=True)
class Split:
    """A whole and its parts by the values of one dimension."""

    dimension: str
    whole: Cell
    parts: tuple[Cell, ...]


def nested(tables: Sequence[CellTable]) -> dict[str, Cell]:
    """The dimensions that divide only some of the people in these tables, and what those have in common."""
    cells = frozenset(chain.from_iterable(table.cells for table in tables))
    everybody = frozenset.intersection(*cells) if cells else frozenset()
    names = {name for cell in cells for name, _ in cell}
    within = {name: _divided(cells, name) - everybody for name in sorted(names)}
    return {name: cell for name, cell in within.items() if cell}


def _divided(cells: Iterable[Cell], dimension: str) -> Cell:
    """What all those have in common whom a dimension divides."""
    own = [cell for cell in cells if any(name == dimension for name, _ in cell)]
    return _without(frozenset.intersection(*own), dimension) if own else frozenset()


def with_wholes(table: CellTable, within: Mapping[str, Cell]) -> dict[Cell, None]:
    """The cells of a table and every whole that they add up to, listed or not."""
    cells, new = dict.fromkeys(table.cells), list(table.cells)
    while new:
        wholes = dict.fromkeys(_without(cell, name) for cell in new for name, _ in cell)
        new = [cell for cell in wholes if cell not in cells and _makes_sense(cell, within)]
        cells |= dict.fromkeys(new)
    return cells


def _makes_sense(cell: Cell, within: Mapping[str, Cell]) -> bool:
    return all(within.get(name, cell) <= cell for name, _ in cell)


def _without(cell: Cell, dimension: str) -> Cell:
    return frozenset(pair for pair in cell if pair[0] != dimension)


def splits_of(table: CellTable, within: Mapping[str, Cell]) -> list[Split]:
    """Every whole that the rows of a table add up to, with its parts."""
    cells = with_wholes(table, within)
    parts: dict[tuple[str, Cell], list[Cell]] = {}
    for cell in cells:
        for dimension, _ in cell:
            if (whole := _without(cell, dimension)) in cells:
                parts.setdefault((dimension, whole), []).append(cell)
    return [Split(dimension, whole, tuple(sorted(own, key=sorted))) for (dimension, whole), own in parts.items()]


def least_counts(splits: Iterable[Split], published: Counts) -> Counts:
    """The published counts, and the least that a whole without a row can be by the parts that have one."""
    counts = dict(published)
    for split in sorted(splits, key=lambda split: -len(split.whole)):
        parts = [counts.get(part) for part in split.parts]
        if split.whole not in published and None not in parts:
            total = sum(part for part in parts if part is not None)
            counts[split.whole] = max(total, counts.get(split.whole, 0))
    return counts


def completed(table: CellTable, splits: Sequence[Split], counts: Counts, published: Counts) -> list[Split]:
    """The splits of a table with those outside a target group, or in no row, as a part of their own."""
    missing = {split: _missing(split, counts) for split in splits}
    incomplete = {split.dimension for split, rest in missing.items() if rest is not None and rest > 0}
    within = {dimension: _divided(table.cells, dimension) for dimension in table.dimensions}
    found = []
    for split, rest in missing.items():
        lone = len(split.parts) == 1 and split.whole not in table.cells
        known = rest == 0 and split.whole in published
        if rest is not None and rest < 0:
            continue  # the groups overlap, or the whole counts something else
        if split.dimension in table.targets:
            found.append(_with_outside(split))
        elif not known and (lone or split.dimension in incomplete or not within[split.dimension] <= split.whole):
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
