"""Everything that was ever published of the same people, release by release, as one set of linked counts.

A later release is an earlier one and what came since: so many people more, in every cell. Where a published number
fell (somebody withdrew) the change of that release may be of either sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from research_kit.disclosure.count_tables.cell_table import OTHERS, Cell
from research_kit.disclosure.count_tables.family import Family, numbered
from research_kit.disclosure.count_tables.joint_kinds import Numbered, numbered_jointly
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum

What = Literal["count", "others", "increment"]


@dataclass(frozen=True, slots=True)
class Question:
    """A count that nobody may find out: of a cell, of those in no row, or of those who came since a release."""

    variable: int
    k: int
    release: int  # 0 = this one, -1 = the one before
    family: Family
    cell: Cell
    what: What
    shift: int = 0  # what was added to a change of either sign to keep it from being negative

    @property
    def is_carried(self) -> bool:
        """Whether the last published number of the cell stands in its place."""
        return any(self.cell in table.carried for table in self.family.tables)

    @property
    def key(self) -> tuple[str, Cell, str, int]:
        """What is asked, whatever the numbering."""
        return self.family.tables[0].name, self.cell, self.what, self.release


@dataclass(frozen=True, slots=True)
class Publication:
    """Linked counts, what is told of them, and what nobody may find out."""

    linked: LinkedCounts
    told: Mapping[int, tuple[float, float]]
    questions: tuple[Question, ...]
    follows: Mapping[int, int] = field(
        default_factory=dict
    )  # a cell or kind in one release -> the same in the one before
    changes: tuple[tuple[int, int, int, int | None], ...] = ()  # before, after, change, and their sum if it has one


class Publishing:
    """Puts releases together, oldest first."""

    def __init__(self, *, monotone: bool, jointly: bool = False) -> None:
        self._monotone = monotone
        self._jointly = jointly
        self._size = 0
        self._sums: list[Sum] = []
        self._told: dict[int, tuple[float, float]] = {}
        self._known: dict[int, float] = {}  # what is told, and the true counts of a release that is not decided yet
        self._questions: list[Question] = []
        self._follows: dict[int, int] = {}
        self._changes: list[tuple[int, int, int, int | None]] = []
        self._last: dict[str, dict[Cell, int]] = {}  # per table: the variable of each cell in the latest release
        self._last_kinds: dict[str, dict[Cell, int]] = {}
        self._last_told: dict[str, dict[Cell, int]] = {}  # the same, of the latest release that told it

    def publication(self) -> Publication:
        """What was put together so far."""
        linked = LinkedCounts(size=self._size, sums=tuple(self._sums))
        return Publication(linked, self._told, tuple(self._questions), self._follows, tuple(self._changes))

    def add(self, found: Sequence[Family], release: int) -> None:
        """The families of one release."""
        for family in found:
            own = self._numbered(family)
            told = {own[cell]: float(n) for cell, n in family.told().items()}
            self._told |= {variable: (n, n) for variable, n in told.items()}
            self._known |= told
            self._ask(family, own, release)
            self._compare(family, own, release)

    def propose(self, family: Family, counts: Mapping[Cell, int]) -> dict[Cell, int]:
        """A family of this release with its true counts, of which nothing is told yet: the variable of each cell."""
        own = self._numbered(family)
        self._known |= {own[cell]: float(n) for cell, n in counts.items()}
        self._ask(family, own, 0)
        self._compare(family, own, 0)
        return own

    def _numbered(self, family: Family) -> dict[Cell, int]:
        found = numbered_jointly(family) if self._jointly else Numbered(*numbered(family))
        first, self._size = self._size, self._size + found.linked.size
        sums = found.linked.sums
        self._sums += [Sum(each.whole + first, tuple(part + first for part in each.parts)) for each in sums]
        self._carry_kinds(family, {kind: number + first for kind, number in found.kinds.items()})
        return {cell: number + first for cell, number in found.cells.items()}

    def _carry_kinds(self, family: Family, kinds: dict[Cell, int]) -> None:
        before = _merged(self._last_kinds, family)
        self._follows |= {kinds[kind]: before[kind] for kind in kinds if kind in before}
        for table in family.tables:
            self._last_kinds[table.name] = kinds

    def _compare(self, family: Family, own: dict[Cell, int], release: int) -> None:
        """With the release before, and with the latest release that told a number."""
        before, told_before = _merged(self._last, family), _merged(self._last_told, family)
        pairs = {(before[cell], own[cell]): cell for cell in own if cell in before}
        self._follows |= {own[cell]: before[cell] for cell in own if cell in before}
        pairs |= {(told_before[cell], own[cell]): cell for cell in own if cell in told_before}
        self._since(family, pairs, release)
        told = {cell: variable for cell, variable in own.items() if variable in self._told}
        for table in family.tables:
            self._last[table.name] = before | own
            self._last_told[table.name] = told_before | told

    def _ask(self, family: Family, own: Mapping[Cell, int], release: int) -> None:
        parts = dict.fromkeys(part for split in family.splits for part in split.parts)
        listed = family.listed
        for cell in dict.fromkeys([*sorted(listed, key=sorted), *parts]):
            what: What = "count" if cell in listed else "others"
            if cell in listed or _is_group(cell, listed):
                self._questions.append(Question(own[cell], family.k[cell], release, family, cell, what))

    def _since(self, family: Family, pairs: Mapping[tuple[int, int], Cell], release: int) -> None:
        """What came between two releases of a cell."""
        known = self._known
        changes = [known[new] - known[old] for old, new in pairs if old in known and new in known]
        shift = 0 if self._monotone and min(changes, default=0) >= 0 else self._shift()
        listed = family.listed
        for (old, new), cell in pairs.items():
            change, both = self._variable(), self._variable() if shift else None
            self._changes.append((old, new, change, both))
            if both is not None:
                self._sums += [Sum(both, (new, self._constant(shift))), Sum(both, (old, change))]
            else:
                self._sums.append(Sum(new, (old, change)))
            if cell in listed:
                self._questions.append(Question(change, family.k[cell], release, family, cell, "increment", shift))

    def _shift(self) -> int:
        return int(max(self._known.values(), default=0.0)) + 1

    def _variable(self) -> int:
        self._size += 1
        return self._size - 1

    def _constant(self, value: int) -> int:
        variable = self._variable()
        self._told[variable] = (float(value), float(value))
        self._known[variable] = float(value)
        return variable


def _is_group(cell: Cell, listed: frozenset[Cell]) -> bool:
    """Whether a cell without a row is those outside a target group, or in no row, rather than a sum of rows."""
    return any(value.startswith(OTHERS) or value in ("true", "false") for _, value in cell) and cell not in listed


def _merged(per_table: Mapping[str, Mapping[Cell, int]], family: Family) -> dict[Cell, int]:
    merged: dict[Cell, int] = {}
    for table in family.tables:
        merged |= per_table.get(table.name, {})
    return merged
