"""Tables that nobody declared, read as closely as their numbers allow: who may be the same people, parts of whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from research_kit.disclosure.read_together.counted_people import PEOPLE, Group, Row, quantities
from research_kit.disclosure.statements.declared import statements_of
from research_kit.results import Answer, ResultTable

_FAMILY = ("statistic", "outcome", "time", "compared_with")
_START = "/followed@0"

Numbers = Mapping[str, Mapping[Group, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """Quantities that may be parts of one: of each cause, those with the event; `unknown`, those not known of."""

    whole: str
    parts: tuple[str, ...]
    unknown: str | None = None

    def called(self, names: Mapping[str, str]) -> Family:
        """The same by the names that the quantities go by."""
        parts = tuple(dict.fromkeys(names.get(part, part) for part in self.parts))
        unknown = None if self.unknown is None else names.get(self.unknown, self.unknown)
        return replace(self, whole=names.get(self.whole, self.whole), parts=parts, unknown=unknown)


def undeclared(answers: Iterable[Answer]) -> frozenset[str]:
    """The names of all counts in tables that nobody declared."""
    return frozenset(
        name
        for answer, table in _tables(answers)
        for row in _rows(table)
        for name in _named(answer, table, row).values()
    )


def families(answers: Iterable[Answer]) -> list[Family]:
    """The rows of undeclared tables that differ in their cause alone; a row without a cause is what they divide."""
    found: dict[Family, None] = {}
    for answer, table in _tables(answers):
        alike: dict[tuple[object, ...], list[Row]] = {}
        for row in _rows(table):
            alike.setdefault(tuple(row[name] for name in _FAMILY), []).append(row)
        for rows in alike.values():
            found |= dict.fromkeys(_family(answer, table, rows))
    return list(found)


def _family(answer: Answer, table: ResultTable, rows: Sequence[Row]) -> Iterator[Family]:
    named = {row["cause"]: _named(answer, table, row) for row in rows}
    whole, parts = named.get(None), [names for cause, names in named.items() if cause is not None]
    column = "n" if table.kind == "count" else "events"
    own = tuple(names[column] for names in parts if column in names)
    if whole is not None and column in whole and len(own) > 1:
        yield Family(whole=whole[column], parts=own)
    if column == "events" and len(own) > 1:
        yield Family(whole=parts[0]["n"], parts=own, unknown=parts[0].get("unknown"))


def _tables(answers: Iterable[Answer]) -> Iterator[tuple[Answer, ResultTable]]:
    for answer in answers:
        for table in answer.tables.values():
            if table.kind not in ("gap", "curve") and not statements_of(answer.name, table.name).declared:
                yield answer, table


def _rows(table: ResultTable) -> Iterator[Row]:
    """One row for each key that the table has, whichever group."""
    keys = table.table.filter(~table.table["status"].is_in(["blocked"])).unique(
        ["statistic", "outcome", "cause", "time", "compared_with"], keep="first", maintain_order=True
    )
    return keys.iter_rows(named=True)


def _named(answer: Answer, table: ResultTable, row: Row) -> Mapping[str, str]:
    return quantities(answer.name, table.name, table.kind, row)


def same_people(numbers: Numbers, rows: Iterable[Mapping[str, str]], *, loose: Collection[str] = ()) -> dict[str, str]:
    """Counts that are the same number in every group are read as the same people: quantity -> the name kept for it.

    Parameters
    ----------
    numbers
        Quantity -> group -> number.
    rows
        The quantities of each row by column. Bases of all tables are compared with one another.
    loose
        Counts of tables that nobody declared: these are compared with every other.
    """
    starts = [quantity for quantity in numbers if quantity.endswith(_START)]
    bases = dict.fromkeys([PEOPLE, "enrolled", *(row["n"] for row in rows if {"n", "events"} <= set(row)), *starts])
    kept: dict[str, Mapping[Group, int]] = {}
    names: dict[str, str] = {}
    for base in bases:
        own = numbers.get(base, {})
        same = _same(kept, own)
        if same is not None:
            names[base] = same
        elif own:
            kept[base] = own
    return names | _loosely(numbers, [name for name in numbers if name not in names], loose)


def _loosely(numbers: Numbers, names: Sequence[str], loose: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    by_total: dict[int, dict[str, Mapping[Group, int]]] = {}
    for name in sorted(names, key=lambda name: name in loose):  # those declared keep their names
        own = numbers[name]
        alike = by_total.setdefault(own.get((), -1), {})
        same = _same(alike, own) if name in loose and any(own.values()) else None
        if same is None:
            alike[name] = own
        else:
            found[name] = same
    return found


def _same(known: dict[str, Mapping[Group, int]], own: Mapping[Group, int]) -> str | None:
    """The first of those known that may be the same people; what is known of these then holds their groups too.

    So a total that agrees with two counts, which differ in their groups, is only one of them.
    """
    same = next((name for name, numbers in known.items() if _agree(numbers, own)), None)
    if same is not None:
        known[same] = {**own, **known[same]}
    return same


def _agree(one: Mapping[Group, int], other: Mapping[Group, int]) -> bool:
    common = one.keys() & other.keys()
    return () in common and all(one[group] == other[group] for group in common)
