"""The exact number of people behind every cell of a run's answers: what a release must not give away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from research_kit.disclosure.read_together.counted_people import PEOPLE, Cell, Group, group_of, read_cells
from research_kit.disclosure.rules.curves import followed_at
from research_kit.disclosure.rules.quarterly_curve import life_table_like
from research_kit.results import Answer

OUTSIDE = "(outside)"
"""The value of everybody whom a split does not list: those who do not belong to a target group."""

_LINE = ("statistic", "outcome", "cause")


@dataclass(frozen=True, kw_only=True, slots=True)
class ExactCounts:
    """Every cell and its number; `names`, under which name a quantity is known here; `rows`, which were told together.

    A row is the quantities of one row of a table by column: the people, those with the event, those not known of.
    """

    counts: Mapping[Cell, int]
    names: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]

    def named(self, cell: Cell) -> Cell:
        """The cell under its one name."""
        return Cell(self.names.get(cell.quantity, cell.quantity), cell.group)

    def by_quantity(self) -> dict[str, dict[Group, int]]:
        """Quantity -> group -> number."""
        return by_quantity(self.counts)


def exact_counts(answers: Sequence[Answer], *, step_months: int) -> ExactCounts:
    """Every count that the tables of these answers hold, and those outside a group where a split leaves some out.

    Parameters
    ----------
    answers
        Exact, as `release` is given them.
    step_months
        Curves are read at multiples of it.
    """
    found: dict[Cell, int] = {}
    rows: dict[tuple[tuple[str, str], ...], None] = {}
    for answer in answers:
        for name, table in answer.tables.items():
            if table.kind == "curve":
                found.update(_followed(answer, step_months))
                continue
            current: dict[int, dict[str, str]] = {}
            for place, cell, number in read_cells(answer.name, name, table.kind, table.table):
                current.setdefault(place.row, {})[place.column] = cell.quantity
                if number is not None:
                    found.setdefault(cell, number)
            rows.update(dict.fromkeys(tuple(sorted(row.items())) for row in current.values()))
    names = _same_people(found, [dict(row) for row in rows])
    counts = {Cell(names.get(cell.quantity, cell.quantity), cell.group): number for cell, number in found.items()}
    told = tuple({column: names.get(name, name) for column, name in row} for row in rows)
    return ExactCounts(counts=_with_outside(counts), names=names, rows=told)


def by_quantity(counts: Mapping[Cell, int]) -> dict[str, dict[Group, int]]:
    """Quantity -> group -> number."""
    found: dict[str, dict[Group, int]] = {}
    for cell, number in counts.items():
        found.setdefault(cell.quantity, {})[cell.group] = number
    return found


def _followed(answer: Answer, step_months: int) -> dict[Cell, int]:
    """How many of each line of the curve are still followed at the ends of its quarters."""
    curve = answer.tables["curve"]
    table = life_table_like(curve, answer.tables.get("within"))
    found: dict[Cell, int] = {}
    for line in table.drop_nulls("time").partition_by([*curve.by, *_LINE], maintain_order=True):
        first = line.row(0, named=True)
        group, outcome = group_of(first, list(curve.by)), first["outcome"]
        found.setdefault(Cell(f"{outcome}/followed@0", group), first["n"])
        time, at_risk = line["time"].to_numpy(), line["n"].to_numpy()
        for month in range(step_months, int(time.max()) + step_months + 1, step_months):
            found.setdefault(Cell(f"{outcome}/followed@{month}", group), followed_at(time, at_risk, month))
    return found


def _same_people(found: Mapping[Cell, int], rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Bases that are the same number in every group are the same people: quantity -> the name kept for it."""
    numbers = by_quantity(found)
    starts = [quantity for quantity in numbers if quantity.endswith("/followed@0")]
    bases = dict.fromkeys([PEOPLE, "enrolled", *(row["n"] for row in rows if {"n", "events"} <= set(row)), *starts])
    kept: list[str] = []
    names: dict[str, str] = {}
    for base in bases:
        own = numbers.get(base, {})
        same = next((name for name in kept if _agree(numbers[name], own)), None)
        if same is not None:
            names[base] = same
        elif own:
            kept.append(base)
    return names


def _agree(one: Mapping[Group, int], other: Mapping[Group, int]) -> bool:
    common = one.keys() & other.keys()
    return () in common and all(one[group] == other[group] for group in common)


def _with_outside(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The counts, and for each split that does not list everybody those outside it, as a group of their own."""
    found = dict(counts)
    numbers = by_quantity(counts)
    for parent, dimension, children in splits({cell.group for cell in counts}):
        rest = {}
        for quantity, own in numbers.items():
            if parent in own and all(child in own for child in children):
                rest[quantity] = own[parent] - sum(own[child] for child in children)
        if min(rest.values(), default=0) >= 0 and any(rest.values()):
            outside = (*parent, (dimension, OUTSIDE))
            found.update({Cell(quantity, outside): number for quantity, number in rest.items()})
    return found


def splits(groups: Iterable[Group]) -> list[tuple[Group, str, tuple[Group, ...]]]:
    """Every group that others divide: the group, the dimension they divide it by, and they."""
    children: dict[tuple[Group, str], list[Group]] = {}
    known = set(groups)
    for group in sorted(known, key=lambda each: (len(each), each)):
        for place, (dimension, _) in enumerate(group):
            parent = group[:place] + group[place + 1 :]
            if parent in known:
                children.setdefault((parent, dimension), []).append(group)
    return [(parent, dimension, tuple(parts)) for (parent, dimension), parts in children.items()]
