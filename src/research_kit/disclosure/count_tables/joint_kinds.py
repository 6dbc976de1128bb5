"""Tables of the same people, crossed: how many have each combination of all traits is not told, and nobody is less.

By age and gender, by age and place: sums of the rows do not say all. There must be people, so and so many of each age,
gender and place, who add up to both tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, product
from math import prod

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.count_tables.cell_table import OTHERS, Cell
from research_kit.disclosure.count_tables.families import Family, numbered
from research_kit.disclosure.count_tables.splits import nested
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum
from research_kit.disclosure.linked.narrowing import Places

Texts = NDArray[np.str_]

_MANY = 2_000  # combinations: with more, the sums of the rows have to do
_REST = ""  # stands for every value without a row


def numbered_jointly(family: Family) -> tuple[dict[Cell, int], LinkedCounts]:
    """Every cell with its number, and the sums; behind the cells, the combinations of all traits that they sum up."""
    numbers, linked = numbered(family)
    values = _values(numbers)
    told_crossed = any(len(cell) == len(values) for cell in numbers)
    if told_crossed or prod(map(len, values.values())) > _MANY or nested(family.tables):
        return numbers, linked
    kinds = np.array(list(product(*values.values())))
    columns = dict(zip(values, kinds.T, strict=True))
    found = {cell: _places(cell, columns, len(kinds)) + linked.size for cell in numbers}
    sums = [Sum(numbers[cell], tuple(places.tolist())) for cell, places in found.items()]
    return numbers, LinkedCounts(size=linked.size + len(kinds), sums=(*linked.sums, *sums))


def _places(cell: Cell, columns: Mapping[str, Texts], kinds: int) -> Places:
    """The combinations that a cell is the sum of."""
    own = np.ones(kinds, dtype=np.bool_)
    for name, value in cell:
        own &= _fits(columns[name], value)
    return np.flatnonzero(own)


def _values(cells: dict[Cell, int]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for name, value in chain.from_iterable(cells):
        found.setdefault(name, set()).add(_REST if value.startswith(OTHERS) else value)
    return {name: sorted(found[name]) for name in sorted(found)}


def _fits(column: Texts, value: str) -> NDArray[np.bool_]:
    if value.startswith(OTHERS):
        return np.isin(column, value.removeprefix(OTHERS).split("|"), invert=True)
    return np.isin(column, [value])
