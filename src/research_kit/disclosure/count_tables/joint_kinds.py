"""Tables of the same people, crossed: how many have each combination of traits is not told, and nobody is less.

By age and gender, by age and place: sums of the rows do not say all. There must be people, so and so many of each age,
gender and place, who add up to both tables. Not every trait has to be crossed with every other for that: where two
crossings agree on what they share, there are people for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, combinations, product
from math import prod

from research_kit.disclosure.count_tables.cell_table import OTHERS, Cell
from research_kit.disclosure.count_tables.crossed_traits import Traits, crossed_traits
from research_kit.disclosure.count_tables.family import Family, numbered
from research_kit.disclosure.count_tables.splits import nested
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum

_MANY = 2_000  # combinations of all traits: with more, the sums of the rows have to do
_REST = "\x00rest"  # stands for every value without a row: no column can hold it

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number of every cell, the number of every kind of people, and the sums; a cell of one kind is that kind."""

    cells: dict[Cell, int]
    linked: LinkedCounts
    kinds: dict[Cell, int] = field(default_factory=dict)


def numbered_jointly(family: Family) -> Numbered:
    """Every cell with its number, and the sums; behind the cells, the kinds of people that they sum up.

    Whole numbers of the cells agree with these sums if and only if there are people with all traits who add up to
    them.
    """
    numbers, linked = numbered(family)
    values = _values(numbers)
    if not (family.is_crossed and values) or prod(map(len, values.values())) > _MANY or nested(family.tables):
        return Numbered(numbers, linked)
    return _jointly(tuple(numbers), linked)


@lru_cache(maxsize=64)
def _jointly(cells: tuple[Cell, ...], linked: LinkedCounts) -> Numbered:
    """The same cells are numbered again and again, release by release."""
    together = _Together(cells, linked)
    crossed = crossed_traits({_traits(cell) for cell in cells})
    for traits in crossed:
        together.number(traits)
    for one, other in combinations(crossed, 2):
        shared = one & other
        together.number(shared)
        for kind in _kinds(frozenset(), shared, together.values):
            together.add_up(together.kinds[kind], kind, one)
            together.add_up(together.kinds[kind], kind, other)
    for cell in cells:
        together.add_up(together.numbers[cell], cell, next(each for each in crossed if _traits(cell) <= each))
    return together.numbered()


class _Together:
    """Numbers the kinds behind the cells, and adds them up."""

    def __init__(self, cells: Sequence[Cell], linked: LinkedCounts) -> None:
        self.values = _values(cells)
        self.numbers = {cell: at for at, cell in enumerate(cells)}
        self.kinds: dict[Cell, int] = {}
        self._cells, self._size, self._sums = cells, linked.size, dict.fromkeys(linked.sums)
        self._splits: dict[int, list[Sum]] = {}
        self._parts: dict[tuple[Cell, Traits], tuple[int, ...]] = {}
        self._said: dict[tuple[int, Traits], bool] = {}
        for each in linked.sums:
            self._splits.setdefault(each.whole, []).append(each)
        for at, cell in enumerate(cells):
            kinds = _kinds(cell, _traits(cell), self.values)
            if len(kinds) == 1:
                self.kinds.setdefault(kinds[0], at)

    def numbered(self) -> Numbered:
        """What was put together."""
        return Numbered(self.numbers, LinkedCounts(size=self._size, sums=tuple(self._sums)), self.kinds)

    def number(self, traits: Traits) -> None:
        """A number for each combination of these traits that is no cell."""
        for kind in _kinds(frozenset(), traits, self.values):
            if kind not in self.kinds:
                self.kinds[kind] = self._size
                self._size += 1

    def add_up(self, number: int, cell: Cell, traits: Traits) -> None:
        """A cell, or a kind, is the sum of its kinds by more traits."""
        if not self._is_said(number, cell, traits):
            self._sums[Sum(number, self._parts_of(cell, traits))] = None

    def _is_said(self, number: int, cell: Cell, traits: Traits) -> bool:
        """Whether the sums of the rows say so already."""
        if (number, traits) not in self._said:
            parts, splits = self._parts_of(cell, traits), self._splits.get(number, ())
            self._said[number, traits] = parts == (number,) or any(self._adds(each, parts, traits) for each in splits)
        return self._said[number, traits]

    def _adds(self, split: Sum, wanted: tuple[int, ...], traits: Traits) -> bool:
        """Whether a sum of rows, and those of its parts, come to these kinds, each once."""
        own = [(part, self._cells[part]) for part in split.parts]
        if not all(_traits(cell) <= traits for _, cell in own):
            return False
        found = sorted(chain.from_iterable(self._parts_of(cell, traits) for _, cell in own))
        return found == sorted(wanted) and all(self._is_said(part, cell, traits) for part, cell in own)

    def _parts_of(self, cell: Cell, traits: Traits) -> tuple[int, ...]:
        if (cell, traits) not in self._parts:
            self._parts[cell, traits] = tuple(self.kinds[kind] for kind in _kinds(cell, traits, self.values))
        return self._parts[cell, traits]


def _kinds(cell: Cell, traits: Traits, values: Values) -> list[Cell]:
    """The combinations of these traits that are in a cell."""
    names, wanted = sorted(traits), dict(cell)
    own = ([value for value in values[name] if _fits(value, wanted.get(name, value))] for name in names)
    return [frozenset(zip(names, each, strict=True)) for each in product(*own)]


def _fits(value: str, wanted: str) -> bool:
    if wanted.startswith(OTHERS):
        return value not in wanted.removeprefix(OTHERS).split("|")
    return value == wanted


def _traits(cell: Cell) -> Traits:
    return frozenset(name for name, _ in cell)


def _values(cells: Sequence[Cell] | Mapping[Cell, int]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for name, value in chain.from_iterable(cells):
        found.setdefault(name, set()).add(_REST if value.startswith(OTHERS) else value)
    return {name: sorted(found[name]) for name in sorted(found)}
