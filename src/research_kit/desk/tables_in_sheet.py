"""The tables of one sheet: a list of participants often says as well when each was enrolled, and why she left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from research_kit.desk.proposal import SURE, MappingProposal, PartnerContext
from research_kit.desk.propose_mapping import Schemas, propose_mapping
from research_kit.desk.value_facts import filled_cells
from research_kit.study.identity_numbers import cells_with_identity_numbers
from research_kit.study.sources.raw_table import MARK_OF_NAMELESS

_BESIDE = {
    "participant": ("gender", "foreign_born"),
    "enrolment": ("start",),
    "referral": ("referred_on",),
    "consent": ("given_on",),
    "status_spell": ("kind", "start"),
}
"""Tables that stand in the columns of another one, and columns of which one at least (of a status: each) is sure."""
_NUMBERED = re.compile(r"(.*[^\d\s(])[\s_]*\d{1,2}", re.DOTALL)
_ALL_OF_THEM = ("status_spell",)


def propose_mappings(table: pl.DataFrame, schemas: Schemas, *, context: PartnerContext) -> tuple[MappingProposal, ...]:
    """What a partner's table most probably is, and which other tables stand in its remaining columns.

    The first proposal is that of `propose_mapping`. The others are tables of persons, told by the same identifier; or,
    where an empty column parts the sheet into tables side by side, by one of their own.
    """
    parts = _side_by_side(table)
    if len(parts) > 1:
        alone = replace(context, called=())
        return tuple(one for part in parts for one in _in_the_columns_of(part, schemas, alone))
    return _in_the_columns_of(table, schemas, context)


def _side_by_side(table: pl.DataFrame) -> list[pl.DataFrame]:
    """The tables between columns in which nothing is written, if each has a column of identity numbers."""
    blocks: list[list[str]] = [[]]
    for name in table.columns:
        if filled_cells(table[name]).is_empty() and not name.partition(MARK_OF_NAMELESS)[0].strip():
            blocks.append([])
        else:
            blocks[-1].append(name)
    parts = [table.select(names) for names in blocks if names]
    tells = [any(cells_with_identity_numbers(part[name]).mean() for name in part.columns) for part in parts]
    return parts if len(parts) > 1 and all(tells) else [table]


def _in_the_columns_of(table: pl.DataFrame, schemas: Schemas, context: PartnerContext) -> tuple[MappingProposal, ...]:
    first = propose_mapping(table, schemas, context=context)
    if first.identifier is None or len(schemas) == 1:
        return (first,)
    found = _with_others(table, first, schemas, context)
    if first.table_sureness >= SURE:
        return found
    alone = replace(context, called=())
    tried = [propose_mapping(table, {name: schemas[name]}, context=alone) for name in _BESIDE if name in schemas]
    whole = [_with_others(table, one, schemas, alone) for one in tried if _is_there(one, first)]
    others = [each for each in whole if len(each) > 1]
    return max(others, key=_sure_columns, default=(first,))


def _with_others(
    table: pl.DataFrame, first: MappingProposal, schemas: Schemas, context: PartnerContext
) -> tuple[MappingProposal, ...]:
    """The first table, and each that has what it needs in the columns that are left."""
    found = [first]
    for name in _BESIDE:
        rest = _without_used(table, found)
        if name != first.table and name in schemas and rest.width > 1:
            one = propose_mapping(rest, {name: schemas[name]}, context=replace(context, called=()))
            found += [replace(one, open={}, told=())] if _is_there(one, first) else []
    used = {one.theirs for each in found for one in each.columns}
    left = {name: why for name, why in first.open.items() if name not in used}
    return (replace(first, open=left, told=(*first.told, *_numbered_columns(left))), *found[1:])


def _numbered_columns(left: Iterable[str]) -> list[str]:
    """What is to be done with `Bedömning 1`, `Bedömning 2`: answers side by side, where rows are asked for."""
    stems = Counter(match[1].strip() for name in left if (match := _NUMBERED.fullmatch(name)))
    return [
        f"{many} columns are called `{stem}` and a number: if they are one after another in time, give each a source "
        "of its own, with its number under `constants` (how-to: map a partner's file)"
        for stem, many in stems.items()
        if many > 1
    ]


def _sure_columns(found: tuple[MappingProposal, ...]) -> int:
    return len({one.theirs for each in found for one in each.columns if one.is_sure})


def _without_used(table: pl.DataFrame, found: list[MappingProposal]) -> pl.DataFrame:
    """The columns that no table has yet; all have the identifier and the day of record in common."""
    return table.drop(one.theirs for each in found for one in each.columns if one.ours != "recorded_at")


def _is_there(one: MappingProposal, first: MappingProposal) -> bool:
    if one.missing or one.identifier is None or first.identifier is None:
        return False
    sure = {column.ours for column in one.columns if column.is_sure}
    asked = [ours in sure for ours in _BESIDE[one.table]]
    return one.identifier.column == first.identifier.column and (
        all(asked) if one.table in _ALL_OF_THEM else any(asked)
    )
