"""Tables and queries of a PostgreSQL database, read through ADBC: only the columns asked for, and nothing written."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import polars as pl

from research_kit.errors import SourceError
from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.database_uri import PostgresqlDatabase
from research_kit.study.dates import TIME_ZONE
from research_kit.study.sources.postgresql_errors import LacksAnswer, unavailable, with_reason
from research_kit.study.sources.raw_table import Delivered

_NO_TEXT = ("list", "struct", "binary", "month_day_nano_interval", "extension<arrow.json>")
_REFUSED = "an array, a range, JSON, bytes or an interval"
_NUMERIC = "type_name=numeric"
_MONEY = b"money"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked of the database: a table (`schema.table`) or a query, and for how long an answer may take.

    `wanted`: the names of columns that are read if they are there, in small letters; null: all of them.
    `most_rows`: not more than these; null: all.
    """

    table_name: str | None
    query: str | None
    timeout_s: int
    wanted: Collection[str] | None = None
    most_rows: int | None = None

    @property
    def relation(self) -> str:
        """What stands behind FROM."""
        if self.query is not None:
            return f"(\n{self.query.strip().rstrip(';')}\n) AS delivered"
        return ".".join(_quoted(part) for part in str(self.table_name).split("."))


def read_postgresql(database: PostgresqlDatabase, asked: Asked, place: Place, *, log: FaultLog) -> Delivered | None:
    """The asked columns of a table or a query; None where the database does not give them, with a fault in the log.

    The session may only read, and sees one state of the database. Rows come sorted by their columns, first one first:
    a database promises no order of its own.

    Raises
    ------
    SourceUnavailableError
        The database cannot be reached, went away, or took too long: this may pass.
    SourceError
        The database refuses this user, or the driver is not installed.
    """
    driver = _driver()
    try:
        with closing(driver.connect(database.uri)) as connection, closing(connection.cursor()) as cursor:
            _begin(cursor, asked.timeout_s)
            return _delivered(connection, cursor, asked, place, log)
    except LacksAnswer as lacks:
        log.add(lacks.rule, place, problem=lacks.problem)
        return None
    except driver.Error as error:
        raise unavailable(error, database) from None


def list_tables(database: PostgresqlDatabase, *, timeout_s: int) -> list[str]:
    """The tables and views that this user may read, as `schema.table`.

    Raises
    ------
    SourceError
        As `read_postgresql`.
    """
    driver = _driver()
    try:
        with closing(driver.connect(database.uri)) as connection, closing(connection.cursor()) as cursor:
            _begin(cursor, timeout_s)
            return _tables(cursor)
    except driver.Error as error:
        raise unavailable(error, database) from None


def _driver() -> Any:
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise SourceError(
            "A PostgreSQL database is read through a driver that is not installed here: "
            '`pip install --editable ".[postgres]"` in the folder of research-kit.'
        ) from None
    return dbapi


def _begin(cursor: Any, timeout_s: int) -> None:
    """One state of the database, read only; values written in one way, and moments as Swedish clocks show them,
    whatever the server, the user or the session is set to.
    """
    for statement in (
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
        f"SET LOCAL statement_timeout = {timeout_s * 1000}",
        "SET LOCAL DateStyle = 'ISO'",
        f"SET LOCAL TimeZone = '{TIME_ZONE}'",
        "SET LOCAL IntervalStyle = 'iso_8601'",
    ):
        cursor.execute(statement)


def _delivered(connection: Any, cursor: Any, asked: Asked, place: Place, log: FaultLog) -> Delivered | None:
    fields = _fields(connection, cursor, asked)
    names = [field.name for field in fields]
    twice = {name for name in names if names.count(name) > 1}
    for name in sorted(twice):
        log.add("duplicate_column", place, their_column=name)
    is_wanted = {name: asked.wanted is None or name.strip().casefold() in asked.wanted for name in names}
    read = [field for field in fields if is_wanted[field.name] and field.name not in twice]
    refused = [field.name for field in read if _is_refused(field)]
    for name in refused:
        log.add("unreadable_type", place, their_column=name, types=_REFUSED)
    read = [field for field in read if field.name not in refused]
    if (refused or twice) and not read:
        return None
    columns = _rows(cursor, asked, read)
    return Delivered(columns=columns, left_behind=tuple(name for name in names if not is_wanted[name]))


def _fields(connection: Any, cursor: Any, asked: Asked) -> list[Any]:
    """The columns of the table or query with their types, without a row."""
    try:
        cursor.execute(f"SELECT * FROM {asked.relation} LIMIT 0")
        return list(cursor.fetch_arrow_table().schema)
    except Exception as error:
        raise with_reason(error, tables=lambda: _tables_afterwards(connection), wanted=asked.table_name) from None


def _rows(cursor: Any, asked: Asked, fields: list[Any]) -> pl.DataFrame:
    if not fields:
        return pl.DataFrame()
    columns = ", ".join(f"{_as_text(field)} AS {_quoted(field.name)}" for field in fields)
    limit = "" if asked.most_rows is None else f" LIMIT {asked.most_rows}"
    try:
        cursor.execute(f"SELECT {columns} FROM {asked.relation}{limit}")
        rows = cursor.fetch_arrow_table()  # a reader of polars' would wrap an error and lose its SQLSTATE
    except Exception as error:
        raise with_reason(error) from None
    texts = pl.DataFrame(pl.from_arrow(rows)).cast(pl.String)
    return texts.sort(texts.columns, nulls_last=True)


def _is_refused(field: Any) -> bool:
    kind = str(field.type)
    is_other = "arrow.opaque" in kind and "storage_type=binary" in kind
    return is_other or kind.startswith(_NO_TEXT) or "large_binary" in kind


def _as_text(field: Any) -> str:
    """A column as PostgreSQL itself writes it; numbers without the zeros that only their type adds."""
    name = _quoted(field.name)
    if _NUMERIC in str(field.type):
        return f"trim_scale({name})::text"
    is_money = (field.metadata or {}).get(b"POSTGRESQL:type") == _MONEY
    return f"trim_scale({name}::numeric)::text" if is_money else f"{name}::text"


def _tables_afterwards(connection: Any) -> list[str]:
    """The tables that are there, after a statement has failed."""
    connection.rollback()
    with closing(connection.cursor()) as cursor:
        return _tables(cursor)


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables "
        "WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
    )
    return [str(name) for name in cursor.fetch_arrow_table()["name"].to_pylist()]


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
