"""Tables and queries of an SQLite database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl

from research_kit.errors import SourceError
from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.identity_numbers import scrub
from research_kit.study.sources.raw_table import with_unique_names

_PREFIX = "sqlite:///"


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
    path: Path, place: Place, *, query: str | None, table_name: str | None, log: FaultLog
) -> pl.DataFrame | None:
    """The rows of a table or a query; None where the database does not give them. Nothing is written to it."""
    quoted = (table_name or "").replace('"', '""')
    statement = query or f'SELECT * FROM "{quoted}"'
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            cursor = connection.execute(statement)
            names = [str(column[0]) for column in cursor.description or ()]
            rows = cursor.fetchall()
    except sqlite3.DatabaseError as error:
        log.add("missing_table", place, problem=_problem(error))
        return None
    columns = {
        name: pl.Series([_text(row[i]) for row in rows], dtype=pl.String)
        for i, name in enumerate(with_unique_names(names))
    }
    return pl.DataFrame(columns)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _problem(error: sqlite3.DatabaseError) -> str:
    """Only what SQLite says about names; other messages may quote values."""
    text = str(error)
    return text if text.startswith(("no such table", "no such column")) else type(error).__name__
