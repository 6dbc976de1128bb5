"""From a parameters file to an opened study, or to the report that says why it does not open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from research_kit.errors import DeclarationError, FaultyInputError
from research_kit.provenance import hash_values
from research_kit.study.checks.asked_items import check_asked_items, check_wordings
from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.checks.indicator_values import check_indicator_values
from research_kit.study.checks.keys import check_keys, without_identical_rows
from research_kit.study.checks.persons import check_persons
from research_kit.study.checks.report import CheckReport
from research_kit.study.checks.rows import check_rows
from research_kit.study.checks.spells import check_spells
from research_kit.study.codes import MEASURED_ON
from research_kit.study.completion import complete
from research_kit.study.consent import apply_consent, erased_persons
from research_kit.study.declaration import (
    DataDeclaration,
    StudyDeclaration,
    read_data_declaration,
    read_study_declaration,
)
from research_kit.study.enrolment_of_person import find_enrolments, number_by_person
from research_kit.study.erased_people import registered_persons
from research_kit.study.intake import Door, Intake, open_key, read_intake
from research_kit.study.knowledge import RowCount, nothing_after, one_row_per_participant, recorded_by
from research_kit.study.linkage import link_persons
from research_kit.study.name_linkage.at_the_door import with_links_by_name
from research_kit.study.needs_coding.agreed_themes import coding_hash, with_codes
from research_kit.study.register_head import register_of
from research_kit.study.safe_errors import scrubbed_errors
from research_kit.study.schemas import READ_AT_THE_DOOR, SCHEMAS, polars_schema
from research_kit.study.study import Removed, Study

_MOST_SPELLED_OUT = 40


class _Asked(NamedTuple):
    """What is to be opened: the study as declared, and the cut."""

    declaration: StudyDeclaration
    data: DataDeclaration
    cut: date


@dataclass(frozen=True, kw_only=True, slots=True)
class _Outcome:
    """A study, and the report of how it came about; the study is None if it does not open."""

    report: CheckReport
    study: Study | None


def open_study(parameters: str | Path, as_of: date | None = None) -> Study:
    """The study of a parameters file as it was known on a day: read, checked, pseudonymised. Nothing is written.

    Parameters
    ----------
    parameters
        The YAML file with the sections `study` and `data`.
    as_of
        The cut: rows recorded later, and anything dated later, are not read. `study.as_of` where left out.

    Raises
    ------
    FaultyInputError
        The partner files have blocking faults, or leave no participant; every fault is named.
    DeclarationError, KeyFileError, SourceError
        The parameters file, the pseudonym key or a database cannot be used, or `as_of` is no day.

    Examples
    --------
    >>> from datetime import date
    >>> rk.open_study("parameters/samba.yaml", as_of=date(2011, 6, 30))
    Study(samba, as of 2011-06-30: participant ..., ... persons removed)
    """
    with scrubbed_errors():
        outcome = _open(Path(parameters), as_of)
    if outcome.study is None:
        raise FaultyInputError(outcome.report.to_text(most=_MOST_SPELLED_OUT))
    return outcome.study


def check_study(parameters: str | Path, as_of: date | None = None) -> CheckReport:
    """Every fault of every partner file, by file, row and column. Nothing is written.

    Parameters
    ----------
    parameters
        The YAML file with the sections `study` and `data`.
    as_of
        The cut. Where left out, rows are checked against each other as known on `study.as_of`, and once more with
        everything that has been delivered since.

    Raises
    ------
    DeclarationError, KeyFileError, SourceError
        The parameters file, the pseudonym key or a database cannot be used.
    """
    with scrubbed_errors():
        return _open(Path(parameters), as_of, also_later=as_of is None).report


def _open(parameters: Path, as_of: date | None, *, also_later: bool = False) -> _Outcome:
    if as_of is not None and not isinstance(as_of, date):
        raise DeclarationError(
            f"`as_of` is {as_of!r}, no day: write `as_of=date(2026, 6, 30)`, from datetime import date."
        )
    declaration = read_study_declaration(parameters)
    asked = _Asked(declaration, read_data_declaration(parameters), as_of or declaration.as_of)
    key = open_key(asked.data, parameters.parent)
    door = Door(folder=parameters.parent, key=key, today=date.today(), log=FaultLog())
    intake = _with_links_by_name(read_intake(asked.data, parameters, door), asked.data, parameters, door)
    count = RowCount()
    register = register_of(parameters, asked.data.key_file)
    gone = registered_persons(intake.tables, key, register)
    tables = _checked_rows(intake, door, count)
    known = recorded_by(tables, asked.cut, count)
    for state in (known, recorded_by(tables, date.max, RowCount())) if also_later else (known,):
        check_spells(state, door.log)
        check_persons(state, asked.declaration, asked.data, door.log)
        _check_indicators(state, asked, door.log)
    used, removed = _used(known, pl.concat([erased_persons(tables), gone]).unique(), asked, count)
    used = _coded(used, asked, parameters.parent)
    _require_participants(used, intake, removed, door.log)
    report = CheckReport(study=declaration.name, table=door.log.table(), rows=_balance(intake, used, count))
    if report.blocking:
        return _Outcome(report=report, study=None)
    study = _study(asked, used, removed, intake, report)
    for also in (coding_hash(declaration.promises.voice, parameters.parent), register.head):
        study = replace(study, data_hash=hash_values([study.data_hash, also])) if also else study
    return _Outcome(report=report, study=study)


def _with_links_by_name(intake: Intake, data: DataDeclaration, parameters: Path, door: Door) -> Intake:
    """The intake without anybody's name, with the people whom she or the rule has linked."""
    linked = with_links_by_name(intake.tables, data, parameters, key=door.key, log=door.log)
    if not linked.content_hash:
        return intake
    return replace(intake, tables=linked.tables, input_hash=hash_values([intake.input_hash, linked.content_hash]))


def _checked_rows(intake: Intake, door: Door, count: RowCount) -> dict[str, pl.DataFrame]:
    numbered = number_by_person(link_persons(intake.tables, door.log), door.key, door.log)
    tables = find_enrolments(numbered, door.log)
    tables = {
        name: count.kept(name, "identical_duplicate", rows, without_identical_rows(name, rows, door.log))
        for name, rows in tables.items()
    }
    check_rows(tables, today=door.today, log=door.log)
    check_keys(tables, door.log)
    check_wordings(tables, door.log)
    return tables


def _check_indicators(state: Mapping[str, pl.DataFrame], asked: _Asked, log: FaultLog) -> None:
    registry = asked.declaration.registry
    check_indicator_values(state, registry, log)
    check_asked_items(state, registry, cut=asked.cut, log=log)


def _used(
    known: Mapping[str, pl.DataFrame], erased: pl.Series, asked: _Asked, count: RowCount
) -> tuple[dict[str, pl.DataFrame], Removed]:
    """The tables of those who may be used, with nothing after the cut and with what follows from other columns."""
    tables = nothing_after(known, asked.cut, count)
    if "participant" in tables:
        tables["participant"] = one_row_per_participant(tables["participant"], count)
    basis = asked.data.legal_basis
    tables, removed = apply_consent(tables, erased, legal_basis=basis, as_of=asked.cut, count=count)
    return complete(tables, asked.cut), removed


def _coded(used: dict[str, pl.DataFrame], asked: _Asked, folder: Path) -> dict[str, pl.DataFrame]:
    """The needs with the themes that the study's own coders gave them."""
    if "need" not in used:
        return used
    return used | {"need": with_codes(used["need"], asked.declaration.promises.voice, folder, as_of=asked.cut)}


def _require_participants(used: Mapping[str, pl.DataFrame], intake: Intake, removed: Removed, log: FaultLog) -> None:
    delivered = intake.tables.get("participant")
    if "participant" in used and used["participant"].height:
        return
    place = Place("", "participant", "all files")
    if delivered is None or not delivered.height:
        why, what = (
            "no partner delivers any",
            "Check the sources of the table `participant`, and any fault named above.",
        )
    elif removed.total:
        why = f"all {removed.total} are without consent at the cut"
        what = "Deliver the table `consent`, or set `legal_basis: public_task` if that is the basis."
    else:
        why, what = "none was recorded by the cut", "Check `as_of`, and the `recorded_at` of the deliveries."
    log.add("no_participants", place, why=why, what=what)


def _balance(intake: Intake, used: Mapping[str, pl.DataFrame], count: RowCount) -> pl.DataFrame:
    """Rows delivered, set aside by reason, and used, by table."""
    total = RowCount()
    for table, rows in intake.rows_in.select("table", "rows").iter_rows():
        total.add(table, "delivered", rows)
    for table, rows in used.items():
        total.add(table, "used", rows.height)
    for table, rows in (
        intake.rows_in.filter(pl.col("table").is_in(READ_AT_THE_DOOR)).select("table", "rows").iter_rows()
    ):
        total.add(table, "used", rows)
    balance = pl.concat([total.table(), count.table()])
    order = pl.col("table").replace_strict({name: i for i, name in enumerate(SCHEMAS)}, default=99)
    rank = pl.col("reason").replace_strict({"delivered": 0, "used": 2}, default=1)
    return balance.sort(order, rank, maintain_order=True)


def _study(
    asked: _Asked, used: Mapping[str, pl.DataFrame], removed: Removed, intake: Intake, report: CheckReport
) -> Study:
    return Study(
        declaration=asked.declaration,
        data=asked.data,
        as_of=asked.cut,
        tables={name: _final(name, used, asked.data) for name in SCHEMAS},
        delivered=tuple(name for name in SCHEMAS if name in intake.tables),
        faults=report.table,
        removed=removed,
        rows=report.rows,
        data_hash=hash_values([intake.input_hash, asked.cut]),
    )


def _final(table: str, used: Mapping[str, pl.DataFrame], data: DataDeclaration) -> pl.DataFrame:
    """A table as the study has it: its own columns, the study's dimensions, and where and when it was recorded."""
    schema = polars_schema(table)
    for name in data.dimensions if table == "participant" else ():
        schema |= {name: pl.String(), f"{name}{MEASURED_ON}": pl.Date()}
    last = {name: schema.pop(name) for name in ("source", "recorded_at")}
    rows = used.get(table, pl.DataFrame(schema=schema | last))
    return rows.select(*schema, *last)
