"""The mapping assistant: which table a partner's file is, which column is which, and which code means what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from research_kit.desk.column_choice import Delivery, choose_columns
from research_kit.desk.day_of_record import with_doubted_record_day
from research_kit.desk.gender_by_numbers import with_gender_by_numbers
from research_kit.desk.identifier_proposal import propose_identifier
from research_kit.desk.proposal import SURE, ColumnProposal, IdentifierProposal, MappingProposal, PartnerContext
from research_kit.desk.value_facts import ISO, value_facts
from research_kit.desk.words.likeness import plain
from research_kit.desk.words.vocabulary import likeness_of_table
from research_kit.study.identity_numbers import contains_identity_number
from research_kit.study.mapping import NUMBERED_BY_PERSON
from research_kit.study.schemas.columns import ColumnSpec

Schemas = Mapping[str, Mapping[str, ColumnSpec]]
_TABLES_LOOKED_INTO = 3
_CALLED = 1.5
_LEAST_CALLED = 0.7
_LACKING = 0.7
_NOT_DELIVERED = ("source",)
_DAY_FIRST, _MONTH_FIRST = "%d/%m/%Y", "%m/%d/%Y"
_HAS_OTHER_WAY = ("precision", "version", "ver", "recorded_at")
_SHARED_IDS = ("enrolment", "referral")


def propose_mapping(table: pl.DataFrame, schemas: Schemas, *, context: PartnerContext) -> MappingProposal:
    """What a partner's table most probably is, column by column and code by code, from names, types and values.

    Parameters
    ----------
    table
        One row is a row of the partner's file; every value as text, under the partner's column names.
    schemas
        The tables it may be, each with its columns as partners may deliver them (`study.mapping.specs_for`); give one
        alone where it is known.
    context
        Who delivered it, what the file is called, and how few rows a code may stand on and still be shown.

    Returns
    -------
    The proposal for the table that fits best. `table_sureness` is below `SURE` where another table fits nearly as well.
    """
    named = [
        name
        for name in table.columns
        if plain(name.partition("\x1f")[0]) and not contains_identity_number(name)  # a second one of a name has a mark
    ]
    facts = {name: value_facts(table[name], context.today) for name in named}
    delivery = Delivery(cells=table, facts=facts, context=context)
    likely = sorted(schemas, key=lambda name: -_likeness_by_names(delivery, name, schemas[name]))
    proposals = [_for_table(delivery, name, schemas[name]) for name in likely[:_TABLES_LOOKED_INTO]]
    first, *others = sorted(proposals, key=lambda one: -_score(one, context))
    return _with_sureness(first, [one for one in others if _is_rival(first, one)], context)


def _is_rival(first: MappingProposal, other: MappingProposal) -> bool:
    """Whether another table goes by the same columns; one that goes by others may be there as well."""
    theirs = {one.theirs for one in other.columns if one.ours != "recorded_at"}
    return 2 * len(theirs & {one.theirs for one in first.columns}) >= len(theirs)


def _with_sureness(
    first: MappingProposal, others: Sequence[MappingProposal], context: PartnerContext
) -> MappingProposal:
    """The proposal, with how sure it is that it is this table: by its lead before the next one, and what it lacks."""
    if not others:
        return first
    lead = _score(first, context) - _score(others[0], context)
    is_lacking = first.missing and _called(context, first.table) < _LEAST_CALLED
    sureness = min(1.0, 0.6 + 0.4 * lead, _LACKING if is_lacking else 1.0)
    also = f"it could also be the table `{others[0].table}`: say which with `--table`"
    return replace(first, table_sureness=sureness, told=(*(() if sureness >= SURE else (also,)), *first.told))


def _likeness_by_names(delivery: Delivery, table: str, known: Mapping[str, ColumnSpec]) -> float:
    words = delivery.context.vocabulary
    ours = [spec.name for spec in known.values() if _can_be_delivered(spec) and spec.name != "recorded_at"]
    alike = [
        max((words.likeness_of_column(plain(name), table, one) for one in ours), default=0) for name in delivery.facts
    ]
    return sum(one - 0.5 for one in alike) + _CALLED * _called(delivery.context, table)


def _called(context: PartnerContext, table: str) -> float:
    return max((likeness_of_table(plain(name), table) for name in context.called), default=0.0)


def _for_table(delivery: Delivery, table: str, known: Mapping[str, ColumnSpec]) -> MappingProposal:
    is_about_persons = any(spec.id_kind == "person" for spec in known.values())
    could_tell = is_about_persons or any(spec.id_kind in NUMBERED_BY_PERSON for spec in known.values())
    identifier = propose_identifier(delivery.facts) if could_tell else None
    if identifier is not None and not is_about_persons and identifier.kind != "personal_number":
        identifier = None  # a child of an enrolment is told apart by the number of it, or by a personal number
    others = {name: one for name, one in delivery.facts.items() if identifier is None or name != identifier.column}
    wanted = {name: spec for name, spec in known.items() if _can_be_delivered(spec)}
    rest = replace(delivery, facts=others)
    choice = choose_columns(rest, table, wanted, _people(rest, identifier, wanted))
    form = delivery.date_format
    return MappingProposal(
        partner=delivery.context.partner,
        table=table,
        table_sureness=1.0,
        rows=delivery.cells.height,
        identifier=identifier,
        columns=with_gender_by_numbers(with_doubted_record_day(choice.columns, delivery), delivery.cells, identifier),
        open=choice.open,
        missing=_missing(wanted, choice.columns, identifier, is_about_persons),
        date_format=None if form == ISO else form,
        decimal="," if _has_decimal_commas(delivery, choice.columns, known) else None,
        id_scheme=_id_scheme(table, wanted, delivery.context),
        told=_told(delivery, identifier, choice.columns),
    )


def _can_be_delivered(spec: ColumnSpec) -> bool:
    return spec.id_kind != "person" and spec.name not in _NOT_DELIVERED


def _people(
    delivery: Delivery, identifier: IdentifierProposal | None, wanted: Mapping[str, ColumnSpec]
) -> pl.Series | None:
    """Who each row is about: by the identifier, or else by the number of an enrolment."""
    if identifier is not None:
        return delivery.cells[identifier.column]
    words, table = delivery.context.vocabulary, "enrolment"
    enrolments = [name for name in delivery.facts if words.likeness_of_column(plain(name), table, "enr_id") >= 0.9]
    return delivery.cells[enrolments[0]] if enrolments and "enr_id" in wanted else None


def _missing(
    wanted: Mapping[str, ColumnSpec],
    columns: tuple[ColumnProposal, ...],
    identifier: IdentifierProposal | None,
    is_about_persons: bool,
) -> tuple[str, ...]:
    placed = {one.ours for one in columns}
    numbered = NUMBERED_BY_PERSON if identifier is not None else ()
    needed = [
        spec.name
        for spec in wanted.values()
        if spec.required
        and spec.default is None
        and spec.name not in (*placed, *_HAS_OTHER_WAY)
        and spec.id_kind not in numbered
    ]
    return (*(("identifier",) if is_about_persons and identifier is None else ()), *needed)


def _has_decimal_commas(
    delivery: Delivery, columns: tuple[ColumnProposal, ...], known: Mapping[str, ColumnSpec]
) -> bool:
    numbers = [delivery.facts[one.theirs] for one in columns if known[one.ours].kind == "float"]
    return any(one.decimal_commas for one in numbers)


def _id_scheme(table: str, wanted: Mapping[str, ColumnSpec], context: PartnerContext) -> str | None:
    """Whose ids these are: a link is the partner's own; numbers of enrolments and referrals the project's."""
    if table == "identity_link":
        return context.partner
    return context.study if any(spec.id_kind in _SHARED_IDS for spec in wanted.values()) else None


def _told(
    delivery: Delivery, identifier: IdentifierProposal | None, columns: tuple[ColumnProposal, ...]
) -> tuple[str, ...]:
    told = [
        f"column `{name}` holds identity numbers: ask the partner for a file without it, and delete this copy"
        for name, one in delivery.facts.items()
        if one.holds_identity_numbers and (identifier is None or name != identifier.column)
    ]
    if delivery.date_format == _DAY_FIRST and all(
        one.dates[_MONTH_FIRST] == one.dates[_DAY_FIRST] for one in delivery.facts.values()
    ):
        told.append("days are taken to stand before months (31/12/2019): no value in the file tells")
    if not any(one.ours == "recorded_at" for one in columns):
        told.append("no column says when a row became known: give the day of delivery as `recorded_on`")
    return tuple(told)


def _score(proposal: MappingProposal, context: PartnerContext) -> float:
    sure = sum(one.sureness for one in proposal.columns if one.ours != "recorded_at")
    return sure - 0.5 * len(proposal.open) - 0.7 * len(proposal.missing) + _CALLED * _called(context, proposal.table)
