"""Tables and queries of an SQLite database: only the columns asked for, and nothing written."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

import polars as pl

from research_kit.errors import SourceError, SourceUnavailableError
from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.identity_numbers import scrub
from research_kit.study.sources.raw_table import Delivered

_PREFIX = "sqlite:///"
_DAMAGED = "an SQLite database: it is damaged, or was cut short"
_WAIT_S = 5.0
"""How long another program may write before that is told."""


def database_path(uri: str, folder: Path) -> Path:
    """The file of an SQLite URI.

    Raises
    ------
    SourceError
        The URI is of another kind of database.
    """
    if not uri.startswith(_PREFIX):
        kind = scrub(uri.partition(":")[0])
        raise SourceError(
            f"A database `{kind}` cannot be read: only SQLite (`sqlite:///path/to/file.db`) and PostgreSQL "
            "(`postgresql://user@server/database`). Ask for a CSV or Parquet export."
        )
    return folder / uri.removeprefix(_PREFIX)


def read_database(
    path: Path,
    place: Place,
    *,
    query: str | None,
    table_name: str | None,
    wanted: Collection[str] | None,
    log: FaultLog,
) -> Delivered | None:
    """The wanted columns of a table or a query; None where the database does not give them. Nothing is written to it.

    `wanted`: the names of columns that are read if they are there, in small letters; null: all of them.
    """
    if path.stat().st_size == 0:
        log.add("empty_file", place)
        return None
    if _is_cut_short(path):
        log.add("unreadable", place, format=_DAMAGED)
        return None
    relation = _quoted(table_name or "") if query is None else f"(\n{query.strip().rstrip(';')}\n)"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_WAIT_S)) as connection:
            asked = connection.execute(f"SELECT * FROM {relation} LIMIT 0")
            names = [str(column[0]) for column in asked.description or ()]
            read = [name for name in names if wanted is None or name.strip().casefold() in wanted]
            columns = ", ".join(map(_quoted, read))
            rows = connection.execute(f"SELECT {columns} FROM {relation}").fetchall() if read else []
    except sqlite3.DatabaseError as error:
        _tell(error, path, place, log)
        return None
    texts = {name: pl.Series([_text(row[i]) for row in rows], dtype=pl.String) for i, name in enumerate(read)}
    return Delivered(columns=pl.DataFrame(texts), left_behind=tuple(name for name in names if name not in read))


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _is_cut_short(path: Path) -> bool:
    """Whether the file is shorter than it says itself: SQLite would read what is missing as rows of nothing."""
    with path.open("rb") as file:
        head = file.read(100)
    said_size, pages = int.from_bytes(head[16:18]), int.from_bytes(head[28:32])
    page_size = 65_536 if said_size == 1 else said_size
    return len(head) == 100 and path.stat().st_size < page_size * pages


def _tell(error: sqlite3.DatabaseError, path: Path, place: Place, log: FaultLog) -> None:
    """Only what SQLite says about names is passed on; other messages may quote values."""
    text = str(error)
    if "locked" in text or "busy" in text:
        raise SourceUnavailableError(
            f"The database {scrub(path.name)} is being written to by another program. Nothing was written here. Run "
            "again when that has ended."
        ) from None
    if text.startswith(("no such table", "no such column")):
        log.add("missing_table", place, problem=text)
    elif isinstance(error, sqlite3.OperationalError | sqlite3.ProgrammingError) and "disk" not in text:
        log.add("failing_query", place, problem=f"it is no SQL that the database understands ({type(error).__name__})")
    else:
        log.add("unreadable", place, format=_DAMAGED)
