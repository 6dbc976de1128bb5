"""The tables of a partner's PostgreSQL database, before anybody has said what is in them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from research_kit.desk.partner_file import PartnerTable
from research_kit.errors import SourceError
from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.database_uri import is_postgresql, postgresql_database, refused_uri
from research_kit.study.sources.postgresql import Asked, list_tables, read_postgresql
from research_kit.study.sources.raw_table import RawTable, content_of

_ROWS_LOOKED_AT = 20_000
_TIMEOUT_S = 120


def read_partner_database(uri: str, *, table_name: str | None = None) -> list[PartnerTable]:
    """The table asked for, or every table that this user may read: all its columns, of its first rows.

    Raises
    ------
    SourceError
        The URI is no PostgreSQL's or holds a password, the database does not answer, or there is no such table.
    """
    refused = refused_uri(uri) or (None if is_postgresql(uri) else "tables are mapped from PostgreSQL alone")
    if refused:
        raise SourceError(f"--database: {refused}.")
    names = [table_name] if table_name else list_tables(postgresql_database(uri), timeout_s=_TIMEOUT_S)
    if not names:
        raise SourceError("--database: this user may read no table there. Ask for USAGE of the schema, and for SELECT.")
    return [_table(uri, name) for name in names]


def _table(uri: str, name: str) -> PartnerTable:
    database, log = postgresql_database(uri), FaultLog()
    place = Place("partner", "table", f"{database.name} [{name}]")
    asked = Asked(table_name=name, query=None, timeout_s=_TIMEOUT_S, most_rows=_ROWS_LOOKED_AT)
    delivered = read_postgresql(database, asked, place, log=log)
    said = tuple(f"{message}. {remedy}" for message, remedy in log.table().select("message", "remedy").iter_rows())
    if delivered is None:
        raise SourceError(f"{place.file}: {'; '.join(said)}")
    raw = RawTable(
        place=place,
        columns=delivered.columns,
        rows=pl.int_range(1, delivered.columns.height + 1, eager=True).alias("_row"),
        content_hash=hashlib.sha256(content_of(delivered.columns)).hexdigest(),
        typed_dates=True,
    )
    return PartnerTable(file=Path(database.name), sheet=name, raw=raw, told=said, database=uri)
