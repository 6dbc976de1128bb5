"""The exact number of people behind every cell of a run's answers: what a release must not give away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from research_kit.disclosure.read_together.counted_people import Cell, Group, group_of, quantities, read_cells
from research_kit.disclosure.read_together.undeclared_rows import Family, families, same_people, undeclared
from research_kit.disclosure.rules.curves import followed_at
from research_kit.disclosure.rules.quarterly_curve import life_table_like
from research_kit.disclosure.statements.declared import stands_apart
from research_kit.results import Answer, ResultTable

OUTSIDE, OTHERS = "(outside)", "(others)"
"""The value of everybody whom a split does not list, as in no target group; of those whom a table does not list."""

_LINE = ("statistic", "outcome", "cause")


@dataclass(frozen=True, kw_only=True)
class ExactCounts:
    """Every cell and its number; `names`, under which name a quantity is known here; `rows`, which were told together.

    A row is the quantities of one row of a table by column: the people, those with the event, those not known of.
    `families` are the rows of tables that nobody declared, which differ in their cause alone.
    """

    counts: Mapping[Cell, int]
    names: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]
    families: tuple[Family, ...] = ()

    def named(self, cell: Cell) -> Cell:
        """The cell under its one name."""
        return Cell(self.names.get(cell.quantity, cell.quantity), cell.group)

    @cached_property
    def numbers(self) -> Mapping[str, Mapping[Group, int]]:
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
    for answer, table in [(each, table) for each in answers for table in each.tables.values()]:
        if table.kind == "curve":
            found.update(_followed(answer, table, step_months))
            continue
        current: dict[int, dict[str, str]] = {}
        for place, cell, number in read_cells(answer.name, table.name, table.kind, table.table):
            current.setdefault(place.row, {})[place.column] = cell.quantity
            if number is not None:
                found.setdefault(cell, number)
        rows.update(dict.fromkeys(tuple(sorted(row.items())) for row in current.values()))
    alike = [dict(row) for row in rows if not any(map(stands_apart, dict(row).values()))]
    names = same_people(by_quantity(found), alike, loose=undeclared(answers))
    counts = {Cell(names.get(cell.quantity, cell.quantity), cell.group): number for cell, number in found.items()}
    told = tuple({column: names.get(name, name) for column, name in row} for row in rows)
    every = tuple(each.called(names) for each in families(answers))
    return ExactCounts(counts=_with_outside(counts), names=names, rows=told, families=every)


def by_quantity(counts: Mapping[Cell, int]) -> dict[str, dict[Group, int]]:
    """Quantity -> group -> number."""
    found: dict[str, dict[Group, int]] = {}
    for cell, number in counts.items():
        found.setdefault(cell.quantity, {})[cell.group] = number
    return found


def _followed(answer: Answer, curve: ResultTable, step_months: int) -> dict[Cell, int]:
    """How many of each line of a curve are still followed at the ends of its quarters."""
    table = life_table_like(curve, answer.tables.get("within"))
    found: dict[Cell, int] = {}
    for line in table.drop_nulls("time").partition_by([*curve.by, *_LINE], maintain_order=True):
        first = line.row(0, named=True)
        group = group_of(first, list(curve.by))
        time, at_risk = line["time"].to_numpy(), line["n"].to_numpy()
        ends = range(step_months, int(time.max()) + step_months + 1, step_months)
        numbers = {0: first["n"], **{month: followed_at(time, at_risk, month) for month in ends}}
        for month, number in numbers.items():
            quantity = quantities(answer.name, curve.name, "curve", {**first, "time": float(month)})["n"]
            found.setdefault(Cell(quantity, group), number)
    return found


def _with_outside(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The counts, and for each split those that it does not list, or not for a quantity, as a group of their own."""
    found = dict(counts)
    numbers = by_quantity(counts)
    for parent, dimension, children in splits({cell.group for cell in counts}):
        outside = {}
        for quantity, own in numbers.items():
            there = [child for child in children if child in own]
            if parent in own and there:
                rest = own[parent] - sum(own[child] for child in there)
                missing = [child for child in children if child not in own]
                outside[quantity] = rest if not missing else None
                found.update(_unlisted(quantity, parent, dimension, missing, rest=rest))
        known = {quantity: rest for quantity, rest in outside.items() if rest is not None}
        if min(known.values(), default=0) >= 0 and any(known.values()):
            group = (*parent, (dimension, OUTSIDE))
            found.update({Cell(quantity, group): number for quantity, number in known.items()})
    return found


def _unlisted(quantity: str, parent: Group, dimension: str, missing: Sequence[Group], *, rest: int) -> dict[Cell, int]:
    """Those of a total who are in none of the groups that a quantity is known of.

    A group by name if it is only one; else these together, for other quantities may miss other groups.
    """
    if not missing or rest < 0:
        return {}
    together = " ".join([OTHERS, *(dict(group)[dimension] for group in missing)])
    return {Cell(quantity, missing[0] if len(missing) == 1 else (*parent, (dimension, together))): rest}


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
