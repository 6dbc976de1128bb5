"""Which counts nobody may find out: of few people, and of nobody or everybody by what is nobody's business."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.disclosure.count_tables.cell_table import Cell
from research_kit.disclosure.count_tables.family import Family
from research_kit.disclosure.policy import Policy

_ZERO_CELLS = 3  # times k: a sensitive trait of everybody, or of nobody, tells of a group smaller than this


def unsafe_cells(family: Family, counts: Mapping[Cell, int], policy: Policy) -> set[Cell]:
    """The cells of a family that are withheld for their own sake, those in no row included."""
    return _small(family, counts) | _telling(family, counts, policy)


def true_counts(family: Family) -> dict[Cell, int]:
    """The count of every cell, those in no row included."""
    counts = dict(family.counts)
    for split in family.splits:
        *parts, last = split.parts
        if last not in counts:
            counts[last] = counts[split.whole] - sum(counts[part] for part in parts)
    return counts


def _small(family: Family, counts: Mapping[Cell, int]) -> set[Cell]:
    """Groups of 1 to k-1 people, those in no row included."""
    return {cell for cell, k in family.k.items() if 0 < counts[cell] < k}


def _telling(family: Family, counts: Mapping[Cell, int], policy: Policy) -> set[Cell]:
    """Groups of nobody, or of everybody, by a trait that is nobody's business."""
    found: set[Cell] = set()
    for split in family.splits:
        whole = counts[split.whole]
        if split.dimension in policy.protected:
            parts = [part for part in split.parts if 0 < whole < _ZERO_CELLS * family.k[part]]
            found |= {part for part in parts if counts[part] in (0, whole)}
    return found
