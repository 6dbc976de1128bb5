"""The door: every source read, typed and pseudonymised; what passes on holds no identity number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from research_kit.errors import KeyFileError
from research_kit.provenance import hash_values
from research_kit.study.birth_by_number import with_birth
from research_kit.study.checks.fault_log import LIST_SEPARATOR, FaultLog, Place
from research_kit.study.declaration import DataDeclaration, Source
from research_kit.study.identity_numbers import (
    lines_with_identity_numbers,
    read_identity_number,
    scrub,
    with_lost_zeros,
)
from research_kit.study.mapping import (
    IDENTIFIER,
    NUMBERED_BY_PERSON,
    delivered_columns,
    expected_columns,
    known_table,
    map_columns,
    specs_for,
    wanted_columns,
)
from research_kit.study.pseudonyms import PseudonymKey, public_key, read_key
from research_kit.study.schemas import INTAKE_SCHEMAS
from research_kit.study.schemas.columns import ColumnSpec
from research_kit.study.sources import place_of, read_source
from research_kit.study.sources.raw_table import RawTable
from research_kit.study.status_spells import with_possible_days
from research_kit.study.values import ValueReader

_LOST_ZEROS = r"^[0-9]{7,9}(\.0)?$"
_ORIGIN_SCHEMA = {"_partner": pl.String, "_file": pl.String, "_row": pl.Int64, "_list": pl.String}


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """What the partners delivered, typed and pseudonymised, before it is checked.

    `tables`: name -> frame with the study's columns and where each row came from; only delivered tables.
    `rows_in`: one row per source, `partner, table, file, rows`.
    """

    tables: Mapping[str, pl.DataFrame]
    rows_in: pl.DataFrame
    input_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """What the intake needs besides the declaration; `birth_years_by_number`: no partner delivers them."""

    folder: Path
    key: PseudonymKey
    today: date
    log: FaultLog
    birth_years_by_number: bool = False


def open_key(data: DataDeclaration, folder: Path) -> PseudonymKey:
    """The study's pseudonym key.

    Raises
    ------
    KeyFileError
        There is no key file although the data are about persons, or it cannot be used.
    """
    if data.key_file is not None:
        return read_key(folder / data.key_file)
    has_numbers = any(source.identifier and source.identifier.kind == "personal_number" for source in data.sources)
    if data.legal_basis == "not_personal" and not has_numbers:
        return public_key()
    raise KeyFileError(
        "`data.key_file` is missing: data about persons, and personal numbers, need a pseudonym key. Make one with "
        "`research_kit.study.create_key(path)` and name it in the parameters file."
    )


def read_intake(data: DataDeclaration, parameters: Path, door: Door) -> Intake:
    """Every source of the declaration, as far as it can be read."""
    _refuse_identity_number_in(parameters, door.log)
    door = replace(door, birth_years_by_number=not any(_says_birth_year(source) for source in data.sources))
    delivered: dict[str, list[pl.DataFrame]] = {}
    counts, hashes = [], []
    for source in data.sources:
        if not known_table(source, place_of(source), door.log):
            continue
        known = specs_for(source.table, data)
        expected, wanted = expected_columns(source, known), wanted_columns(source, known)
        raw = read_source(source, door.folder, expected=expected, wanted=wanted, log=door.log)
        if raw is None:
            continue
        hashes.append([raw.place.partner, raw.place.table, raw.content_hash])
        typed = _typed(raw, source, known, door, beside=_beside(source, data))
        counts.append((*raw.place, typed.height))
        delivered.setdefault(source.table, []).append(typed)
    names = ["partner", "table", "file", "rows"]
    return Intake(
        tables={table: pl.concat(parts) for table, parts in delivered.items()},
        rows_in=pl.DataFrame(counts, schema=dict(zip(names, [pl.String] * 3 + [pl.Int64], strict=True)), orient="row"),
        input_hash=hash_values(hashes),
    )


def _says_birth_year(source: Source) -> bool:
    return source.table == "participant" and _gives(source, "birth_year")


def _beside(source: Source, data: DataDeclaration) -> tuple[Source, ...]:
    """The other sources that are read from the same sheet or text file."""
    return tuple(
        one
        for one in data.sources
        if one is not source and source.file is not None and (one.file, one.sheet) == (source.file, source.sheet)
    )


def _typed(
    raw: RawTable, source: Source, known: Mapping[str, ColumnSpec], door: Door, *, beside: tuple[Source, ...]
) -> pl.DataFrame:
    written = map_columns(raw, source, known, door.log, beside=beside)
    rows = written["_row"]
    reader = ValueReader(source=source, place=raw.place, rows=rows, typed_dates=raw.typed_dates, log=door.log)
    parts = [reader.read(spec, written[spec.name]) for spec in known.values()]
    frame = pl.concat(_disjoint(parts), how="horizontal").with_columns(
        source=pl.lit(source.partner),
        _partner=pl.lit(source.partner),
        _file=pl.lit(raw.place.file),
        _row=rows,
        _list=pl.lit(LIST_SEPARATOR.join(delivered_columns(raw, source, known))),
    )
    frame = _with_record_day(frame, source, raw.place, door.log)
    frame = _with_completed_columns(frame, source.table)
    frame = _pseudonymised(frame, written[IDENTIFIER], source, known, door)
    extra = [
        name for name in known if name not in INTAKE_SCHEMAS[source.table].columns() and name not in ("start", "end")
    ]
    return frame.select(*INTAKE_SCHEMAS[source.table].columns(), *extra, *_ORIGIN_SCHEMA).cast(_ORIGIN_SCHEMA)  # type: ignore[arg-type]


def _disjoint(parts: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """Partial dates under names of their own, apart from the bounds that a partner may deliver itself."""
    return [part if part.width == 1 else part.rename({name: f"_{name}" for name in part.columns}) for part in parts]


def _with_record_day(frame: pl.DataFrame, source: Source, place: Place, log: FaultLog) -> pl.DataFrame:
    if source.recorded_on is not None:
        return frame.with_columns(pl.col("recorded_at").fill_null(source.recorded_on))
    missing = frame["recorded_at"].null_count()
    if missing:
        log.add("missing_recorded_at", place, column="recorded_at", count=missing)
    return frame


def _with_completed_columns(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    if table == "status_spell":
        return with_possible_days(frame)
    first = [pl.col(name).fill_null(1) for name in ("version", "ver") if name in frame.columns]
    return frame.with_columns(first)


def _pseudonymised(
    frame: pl.DataFrame, identifier: pl.Series, source: Source, known: Mapping[str, ColumnSpec], door: Door
) -> pl.DataFrame:
    scheme = id_scheme_of(source)
    ids = {spec.name: spec for spec in known.values() if spec.kind == "id" and spec.id_kind != "plain"}
    persons = _person(frame, identifier, source, door) if source.identifier or "pid" in ids else None
    made = []
    for name, spec in ids.items():
        if spec.id_kind == "person":
            made.append(persons.alias(name))  # type: ignore[union-attr]
        elif persons is not None and spec.required and spec.id_kind in NUMBERED_BY_PERSON and not _gives(source, name):
            made.append(persons.alias(name))  # until `number_by_person` and `find_enrolments` have seen everybody
        else:
            made.append(door.key.pseudonyms(frame[name], namespace=f"{spec.id_kind}|{scheme}"))
    return _with_birth(frame, identifier, source, door).with_columns(made)


def _gives(source: Source, name: str) -> bool:
    """Whether a source has a column of numbers of its own."""
    return name in source.columns or name in source.constants


def _with_birth(frame: pl.DataFrame, identifier: pl.Series, source: Source, door: Door) -> pl.DataFrame:
    """When each person was born, as the personal numbers say it, where the partner does not."""
    has_number = source.identifier is not None and source.identifier.kind == "personal_number"
    is_asked = source.table == "identity_details" or (source.table == "participant" and door.birth_years_by_number)
    if not (has_number and is_asked):
        return frame
    return with_birth(frame, _identity_numbers(frame, identifier.str.strip_chars(), door.today))


def id_scheme_of(source: Source) -> str:
    """Whose ids a source uses: its `id_scheme`, else its identifier's scheme, else the partner's own."""
    declared = source.id_scheme or (source.identifier.scheme if source.identifier else None)
    return declared or source.partner


def _person(frame: pl.DataFrame, identifier: pl.Series, source: Source, door: Door) -> pl.Series:
    """The pseudonym of the person each row is about."""
    written = identifier.str.strip_chars()
    written = written.to_frame("w").select(pl.when(pl.col("w") != "").then("w")).to_series()
    if source.identifier is None:
        return written
    _fault(door.log, "missing_identifier_value", source, frame, written.is_null())
    scheme = source.identifier.scheme or source.partner
    if source.identifier.kind != "personal_number":
        return door.key.pseudonyms(written, namespace=f"own_id|{scheme}")
    numbers = _identity_numbers(frame, written, door.today)
    persons = door.key.pseudonyms(numbers, namespace="personal_number")
    invalid = written.is_not_null() & numbers.is_null()
    is_short = written.str.contains(_LOST_ZEROS) & numbers.is_not_null()
    _fault(door.log, "lost_zeros", source, frame, is_short.fill_null(False))
    if source.identifier.reserve_numbers:
        reserve = written.filter(invalid).str.to_uppercase()
        own = door.key.pseudonyms(reserve, namespace=f"reserve_number|{scheme}")
        return persons.scatter(invalid.arg_true(), own)
    _fault(door.log, "invalid_identifier", source, frame, invalid)
    return persons


def _identity_numbers(frame: pl.DataFrame, written: pl.Series, today: date) -> pl.Series:
    """Twelve digits for each valid number; the day of record tells the century where it is not written."""
    has_century = pl.col("written").str.count_matches("[0-9]") >= 12
    recorded_in = pl.col("recorded_at").dt.year().fill_null(today.year)
    asked = frame.select("recorded_at", written=written).select(
        "written", year=pl.when(has_century).then(today.year).otherwise(recorded_in)
    )
    pairs = asked.unique().drop_nulls()
    read = [read_identity_number(with_lost_zeros(text), date(year, 12, 31)) for text, year in pairs.iter_rows()]
    known = pairs.with_columns(number=pl.Series(read, dtype=pl.String))
    return asked.join(known, on=["written", "year"], how="left", maintain_order="left")["number"]


def _fault(log: FaultLog, rule: str, source: Source, frame: pl.DataFrame, where: pl.Series) -> None:
    log.add(rule, place_of(source), column="pid", rows=frame["_row"].filter(where))


def _refuse_identity_number_in(parameters: Path, log: FaultLog) -> None:
    lines = lines_with_identity_numbers(parameters.read_text(encoding="utf-8-sig").splitlines())
    log.add("identity_number_in_parameters", Place("", "", scrub(parameters.name)), rows=lines)
