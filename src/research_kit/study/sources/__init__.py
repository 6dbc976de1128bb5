"""The partners' files and database tables, read as they are: every value as text, every row with its number."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.database_uri import database_name, is_postgresql, postgresql_database
from research_kit.study.declaration import Source
from research_kit.study.identity_numbers import contains_identity_number, scrub, short_without_proof
from research_kit.study.sources.csv_file import read_csv
from research_kit.study.sources.database import database_path, read_database
from research_kit.study.sources.excel_file import read_excel
from research_kit.study.sources.left_out import without_repeated_header
from research_kit.study.sources.parquet_file import read_parquet
from research_kit.study.sources.postgresql import Asked, read_postgresql
from research_kit.study.sources.raw_table import Delivered, RawTable, as_text, content_of

_TEXT_FILES = (".csv", ".txt", ".tsv")
_EXCEL_FILES = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")


def place_of(source: Source) -> Place:
    """How a source is called in reports: as the parameters file writes it, without identity numbers."""
    name = source.file or database_name(source.database or "")
    part = source.sheet or source.table_name
    return Place(source.partner, source.table, scrub(f"{name} [{part}]" if part else name))


def read_source(
    source: Source, folder: Path, *, expected: Sequence[str], log: FaultLog, wanted: Collection[str] | None = None
) -> RawTable | None:
    """One source as it was delivered, or None where it cannot be read; what is wrong is in the log.

    Parameters
    ----------
    source
        The declaration of the source.
    folder
        The folder of the parameters file, from which paths are read.
    expected
        The partner's column names that the declaration asks for.
    log
        Where faults go.
    wanted
        The names, in small letters, of the columns that anything is done with: a database is asked for these alone,
        and in a file a name that stands twice needs its number (`Datum (2)`). Null: all of them.

    Raises
    ------
    SourceError
        A database cannot be opened; `SourceUnavailableError` where that may pass.
    """
    place = place_of(source)
    if any(contains_identity_number(name) for name in (source.file, source.sheet, source.table_name) if name):
        log.add("identity_number_in_name", place)
    if source.database and is_postgresql(source.database):
        return _read_postgresql(source, wanted, log)
    path = database_path(source.database, folder) if source.database else folder / str(source.file)
    if not path.is_file():
        log.add("missing_file", place)
        return None
    if source.database:
        return _read_sqlite(source, path, wanted, log)
    content = _content(path)
    if content is None:
        log.add("no_access", place)
        return None
    if not content.strip():
        log.add("empty_file", place)
        return None
    read = _read_content(source, path, content, log, expected=expected, wanted=wanted)
    return None if read is None else _raw_table(source, read, content, log)


def _read_postgresql(source: Source, wanted: Collection[str] | None, log: FaultLog) -> RawTable | None:
    asked = Asked(table_name=source.table_name, query=source.query, timeout_s=source.timeout_s, wanted=wanted)
    delivered = read_postgresql(postgresql_database(str(source.database)), asked, place_of(source), log=log)
    return None if delivered is None else _from_database(source, delivered, log)


def _read_sqlite(source: Source, path: Path, wanted: Collection[str] | None, log: FaultLog) -> RawTable | None:
    place = place_of(source)
    try:
        delivered = read_database(path, place, query=source.query, table_name=source.table_name, wanted=wanted, log=log)
    except OSError:
        log.add("no_access", place)
        return None
    return None if delivered is None else _from_database(source, delivered, log)


def _from_database(source: Source, delivered: Delivered, log: FaultLog) -> RawTable:
    raw = _raw_table(source, _numbered(delivered.columns, source), content_of(delivered.columns), log)
    return replace(raw, left_behind=delivered.left_behind)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _read_content(
    source: Source,
    path: Path,
    content: bytes,
    log: FaultLog,
    *,
    expected: Sequence[str],
    wanted: Collection[str] | None,
) -> tuple[pl.DataFrame, pl.Series] | None:
    place = place_of(source)
    ending = path.suffix.casefold()
    if ending in _TEXT_FILES:
        read = read_csv(content, place, form=source.csv, expected=expected, log=log, wanted=wanted)
        return None if read is None else without_repeated_header(*read, place, log)
    if ending in _EXCEL_FILES:
        read = read_excel(content, place, sheet=source.sheet, log=log, wanted=wanted)
        return None if read is None else without_repeated_header(*read, place, log)
    if ending == ".parquet":
        frame = read_parquet(content, place, log=log)
        return None if frame is None else _numbered(frame, source)
    log.add("delivered_format", place)
    return None


def _numbered(frame: pl.DataFrame, source: Source) -> tuple[pl.DataFrame, pl.Series]:
    return as_text(frame, source.separator), pl.int_range(1, frame.height + 1, eager=True).alias("_row")


def _raw_table(source: Source, read: tuple[pl.DataFrame, pl.Series], content: bytes, log: FaultLog) -> RawTable:
    columns, rows = read
    if columns.height == 0:
        log.add("no_rows", place_of(source))
    _refuse_short_numbers(source, columns, rows, log)
    is_text = source.file is not None and Path(source.file).suffix.casefold() in _TEXT_FILES
    return RawTable(
        place=place_of(source),
        columns=columns,
        rows=rows,
        content_hash=hashlib.sha256(content).hexdigest(),
        typed_dates=not is_text,
    )


def _refuse_short_numbers(source: Source, columns: pl.DataFrame, rows: pl.Series, log: FaultLog) -> None:
    """Nobody's number is completed by a guess; a reserve number that is short is not completed at all."""
    if source.identifier is None or source.identifier.kind != "personal_number":
        return
    wanted = (source.identifier.column or "").strip().casefold()
    for name in [name for name in columns.columns if name.strip().casefold() == wanted][:1]:
        short = short_without_proof(columns[name], has_reserve_numbers=source.identifier.reserve_numbers)
        log.add("short_identifier", place_of(source), column="pid", rows=rows.filter(short))
