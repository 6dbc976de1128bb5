"""Which tables count the same people, and how their cells add up.

A cell with a null in a dimension is the sum over the values of that dimension listed in the same table. Cells with
the same (dimension, value) pairs are the same people in every table, unless the tables contradict each other: events
beside participants. Tables with rows for the same groups are linked only if a count that they show is the same; one
without such rows is linked by what its rows add up to. Whoever is in a total and in no row listed for it is a group
too, and so is everybody outside a target group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from research_kit.disclosure.count_tables.cell_table import CellTable
from research_kit.disclosure.count_tables.family import Family, family_of, told
from research_kit.disclosure.count_tables.joint_kinds import numbered_jointly
from research_kit.disclosure.count_tables.splits import nested, with_wholes
from research_kit.disclosure.linked.intruder import is_possible

Apart = frozenset[tuple[str, str]]
"""Names of tables, in their order, that count different things."""


def families(tables: Sequence[CellTable], apart: Apart = frozenset()) -> tuple[Family, ...]:
    """Tables that share a group of people, agree on every count they share, and can all be true, together."""
    groups: list[list[CellTable]] = []
    for table in tables:
        possible = [group for group in groups if not any(_pair(each, table) in apart for each in group)]
        joined = [group for group in possible if _same_people(group, table)]
        merged = [each for group in joined for each in group]
        pairs = [(one, other) for at, one in enumerate(merged) for other in merged[:at]]
        if not all(_pair(*pair) not in apart and _agree(*pair) for pair in pairs):
            joined, merged = joined[:1], joined[0]
        groups = [group for group in groups if group not in joined] + [[*merged, table]]
    return tuple(family for group in groups for family in _that_can_be_true(group))


def families_over_time(releases: Sequence[Sequence[CellTable]]) -> list[tuple[Family, ...]]:
    """The families of each release: tables that count different things in one of them do so in all."""
    found = [_families(tuple(tables)) for tables in releases]
    apart = frozenset(chain.from_iterable(_pairs(each)[0] for each in found))
    return [
        _families(tuple(tables), apart) if _pairs(each)[1] & apart else each
        for tables, each in zip(releases, found, strict=True)
    ]


@lru_cache(maxsize=256)
def _families(tables: tuple[CellTable, ...], apart: Apart = frozenset()) -> tuple[Family, ...]:
    """The same releases are asked for again and again while the next one is protected."""
    return families(tables, apart)


def _pairs(found: Sequence[Family]) -> tuple[Apart, Apart]:
    """The pairs of tables of different families, and those of the same."""
    placed = [(table.name, at) for at, family in enumerate(found) for table in family.tables]
    pairs = [
        ((min(one, other), max(one, other)), a == b) for i, (one, a) in enumerate(placed) for other, b in placed[:i]
    ]
    return frozenset(p for p, same in pairs if not same), frozenset(p for p, same in pairs if same)


def _pair(one: CellTable, other: CellTable) -> tuple[str, str]:
    return min(one.name, other.name), max(one.name, other.name)


def _that_can_be_true(tables: Sequence[CellTable]) -> Iterator[Family]:
    """One family, or several where what is shown of the tables cannot be true of the same people."""
    together = _crossed(family_of(tables))
    if len(tables) == 1 or _is_possible(together):
        yield together
        return
    found: list[list[CellTable]] = []
    for table in tables:
        fitting = [group for group in found if _is_possible(_crossed(family_of([*group, table])))]
        if fitting:
            fitting[0].append(table)
        else:
            found.append([table])
    yield from (_crossed(family_of(each)) for each in found)


def _crossed(family: Family) -> Family:
    """The family, marked where nobody could have all traits that it tells of: then sums of rows are all that is known.

    Groups of one trait have people in common, or a row with people in it is missing.
    """
    return family if _is_possible(family) else replace(family, is_crossed=False)


def _is_possible(family: Family) -> bool:
    found = numbered_jointly(family)
    return is_possible(found.linked, {found.cells[cell]: (n, n) for cell, n in family.told().items()})


def _same_people(group: Sequence[CellTable], table: CellTable) -> bool:
    within = nested([*group, table])
    own = with_wholes(table, within).keys()
    sharing = any(with_wholes(each, within).keys() & own for each in group)
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
    return alike or not any((cell in ours) != (cell in theirs) for cell in shared)
