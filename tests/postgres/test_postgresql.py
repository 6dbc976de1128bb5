"""A PostgreSQL as source: the same study as from files, only the columns needed, and errors that say what to do."""

from __future__ import annotations

import json
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.errors import DeclarationError, SourceError, SourceUnavailableError
from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.declaration import Source, read_data_declaration
from research_kit.study.sources import read_source
from research_kit.study.sources.raw_table import RawTable
from tests.unit.study.conftest import ENROLMENTS, PEOPLE, SmallStudy

TYPES = """
CREATE TABLE project.every_type (
  id integer, hours numeric(8,2), on_day date, at_time timestamp, yes boolean, words text, code char(5), share float8,
  fee money, list integer[], object jsonb, bytes bytea, spent interval, range daterange)
"""
VALUES = """
INSERT INTO project.every_type VALUES
  (2, 12.50, '2010-03-05', '2010-03-05 00:00', true, 'åäö <b>', 'ab', 0.25, 12.5, '{1}', '{}', 'x', '1 day', NULL),
  (1, 40.00, '2010-12-31', '2010-03-05 13:30', false, '', NULL, 1e3, NULL, NULL, NULL, NULL, NULL, NULL),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
"""


@pytest.fixture(scope="module", autouse=True)
def tables(server) -> None:
    server.run(
        "DROP SCHEMA IF EXISTS project CASCADE", "CREATE SCHEMA project", TYPES, VALUES,
        "CREATE TABLE project.secret (id integer, name text)", "GRANT USAGE ON SCHEMA project TO reader",
        "GRANT SELECT ON project.every_type TO reader",
    )  # fmt: skip


def read(uri: str, wanted: set[str] | None = None, **asked: Any) -> tuple[RawTable | None, list[tuple[str, str]]]:
    log = FaultLog()
    source = Source(partner="kommun", table="enrolment", database=uri, **asked)
    raw = read_source(source, Path(), expected=[], wanted=wanted, log=log)
    return raw, list(log.table().select("rule", "message").iter_rows())


def test_values_are_as_a_person_would_write_them(server):
    wanted = {"id", "hours", "on_day", "at_time", "yes", "words", "code", "share", "fee"}
    raw, faults = read(server.superuser, wanted, table_name="project.every_type")
    assert faults == []
    assert raw.columns.rows() == [
        ("1", "40", "2010-12-31", "2010-03-05 13:30:00", "false", "", None, "1000", None),
        ("2", "12.5", "2010-03-05", "2010-03-05 00:00:00", "true", "åäö <b>", "ab", "0.25", "12.5"),
        (None,) * 9,
    ]


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Tokyo"])
def test_a_moment_with_a_time_zone_is_the_day_it_was_in_sweden(server, small_study, zone):
    # Half past eleven in the evening and half past midnight in Stockholm, whatever the server or its user is set to.
    as_tables(small_study, server)
    server.run(
        f"ALTER DATABASE postgres SET timezone TO '{zone}'",
        "CREATE TABLE IF NOT EXISTS project.moments (id integer, at timestamptz)", "TRUNCATE project.moments",
        "INSERT INTO project.moments VALUES (1, '2010-03-05 22:30+00'), (2, '2010-03-05 23:30+00'), "
        "(3, '2010-07-05 22:30+00')",
        "ALTER TABLE project.enrolment ALTER COLUMN \"in\" TYPE timestamptz USING (\"in\"::timestamp + '30 minutes') "
        "AT TIME ZONE 'Europe/Stockholm'",
    )  # fmt: skip
    try:
        raw, _ = read(server.superuser, {"id", "at"}, table_name="project.moments")
        days, _ = read(server.superuser, {"id", "day"}, query="SELECT id, at::date AS day FROM project.moments")
        moments = small_study.open(date(2010, 12, 31)).tables["enrolment"]
    finally:
        server.run("ALTER DATABASE postgres RESET timezone")
    assert [at[:10] for at in raw.columns["at"]] == ["2010-03-05", "2010-03-06", "2010-07-06"]
    assert days.columns["day"].to_list() == ["2010-03-05", "2010-03-06", "2010-07-06"]
    server.run(
        'ALTER TABLE project.enrolment ALTER COLUMN "in" TYPE date USING ("in" AT TIME ZONE \'Europe/Stockholm\')'
    )
    assert_frame_equal(moments, small_study.open(date(2010, 12, 31)).tables["enrolment"], check_row_order=False)


@pytest.mark.parametrize("column", ["list", "object", "bytes", "spent", "range"])
def test_what_is_no_single_value_is_refused_only_where_it_is_asked_for(server, column):
    raw, faults = read(server.superuser, {column, "id"}, table_name="project.every_type")
    assert raw.columns.columns == ["id"]
    assert [rule for rule, _ in faults] == ["unreadable_type"]
    assert read(server.superuser, {"id"}, table_name="project.every_type")[1] == []


def test_only_the_columns_asked_for_leave_the_database(server):
    # What the server was really asked, by its own statistics of the reading session.
    server.run(
        "CREATE TABLE project.wide AS SELECT 1 AS id, repeat('hemligt', 100) AS name, date '2010-01-01' AS start"
    )
    server.run("ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()")
    time.sleep(0.2)
    raw, _ = read(server.superuser, {"id", "start"}, table_name="project.wide")
    server.run("ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()")
    assert (raw.columns.columns, raw.left_behind) == (["id", "start"], ("name",))
    asked = [line for line in (server.folder / "log").read_text().splitlines() if '"project"."wide"' in line]
    assert not [line for line in asked if "*" in line and "LIMIT 0" not in line]
    assert any('SELECT "id"::text AS "id", "start"::text AS "start" FROM' in line for line in asked)


def test_rows_come_in_one_order_and_the_same_rows_are_the_same_content(server):
    hashes = set()
    for order in ("id", "id DESC NULLS LAST"):
        rows = f"SELECT id, words FROM project.every_type ORDER BY {order}"
        server.run("DROP TABLE IF EXISTS project.again", f"CREATE TABLE project.again AS {rows}")
        raw, _ = read(server.superuser, table_name="project.again")
        hashes.add((raw.content_hash, tuple(raw.columns.rows())))
    assert len(hashes) == 1
    server.run("UPDATE project.again SET words = NULL WHERE words = ''")
    assert read(server.superuser, table_name="project.again")[0].content_hash not in {one for one, _ in hashes}


def test_a_query_may_join_and_end_as_it_likes(server):
    raw, faults = read(
        server.superuser, {"id"}, query="SELECT id, list -- all\nFROM project.every_type WHERE id > 1;  "
    )
    assert (raw.columns.rows(), faults) == ([("2",)], [])


@pytest.mark.parametrize(
    ("asked", "rule", "says"),
    [
        ({"table_name": "project.evry_type"}, "missing_table", "did you mean `project.every_type`?"),
        ({"table_name": "every_type"}, "missing_table", "did you mean `project.every_type`?"),
        ({"table_name": "nowhere.x"}, "missing_table", "no such table"),
        ({"query": "SELECT nothing FROM project.every_type"}, "missing_table", "no such column"),
        ({"query": "SELEC 1"}, "failing_query", "no SQL that the database understands"),
        ({"query": "SELECT words::integer AS n FROM project.every_type"}, "failing_query", "it fails on some row"),
        ({"query": "DELETE FROM project.every_type RETURNING id"}, "failing_query", "no SQL"),
        ({"query": "SELECT 1 AS a) AS x; DROP TABLE project.every_type; --"}, "failing_query", "no SQL"),
        ({"query": "SELECT setval('project.counter', 7) AS a"}, "failing_query", "what may not be done"),
        ({"query": "SELECT id, words AS id FROM project.every_type"}, "duplicate_column", "more than once"),
    ],
)
def test_what_the_database_does_not_give_is_a_fault(server, asked, rule, says):
    server.run("CREATE SEQUENCE IF NOT EXISTS project.counter")
    _, faults = read(server.superuser, **asked)
    assert faults[0][0] == rule
    assert says in faults[0][1]
    assert "åäö" not in str(faults)  # its own message quotes the value
    assert server.one("SELECT count(*) FROM project.every_type") == 3


def test_a_table_that_this_user_may_not_read(server, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", server.password)
    assert read(server.reader, {"id"}, table_name="project.every_type")[0].columns.height == 3
    assert [rule for rule, _ in read(server.reader, table_name="project.secret")[1]] == ["no_permission"]


def test_a_password_comes_from_its_own_file(server, monkeypatch, tmp_path):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    passfile = tmp_path / "pgpass"
    passfile.write_text(f"*:*:*:reader:{server.password}\n", encoding="utf-8")
    passfile.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    assert read(server.reader, {"id"}, table_name="project.every_type")[0].columns.height == 3


def test_a_service_file_says_where_the_database_is(server, monkeypatch, tmp_path):
    services = tmp_path / "services.conf"
    services.write_text(
        f"[project]\nhost={server.folder}\nport=54999\nuser=postgres\ndbname=postgres\n", encoding="utf-8"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    raw, _ = read("postgresql:///?service=project", {"id"}, table_name="project.every_type")
    assert (raw.columns.height, raw.place.file) == (3, "service project [project.every_type]")


@pytest.mark.parametrize("secret", ["postgresql://reader:hemligt@server/db", "postgresql://server/db?password=hemligt"])
def test_a_password_in_the_parameters_file_is_refused_and_not_repeated(tmp_path, secret):
    parameters = tmp_path / "p.yaml"
    source = {"partner": "k", "table": "enrolment", "database": secret, "table_name": "t"}
    parameters.write_text(json.dumps({"data": {"sources": [source]}}), encoding="utf-8")
    with pytest.raises(DeclarationError, match="a password stands in the URI") as refused:
        read_data_declaration(parameters)
    assert "hemligt" not in str(refused.value)


def test_a_wrong_password_lasts_and_is_not_repeated(server, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "hemligt")
    with pytest.raises(SourceError, match="the user's password is not right") as refused:
        read(server.reader, table_name="project.every_type")
    assert not isinstance(refused.value, SourceUnavailableError)
    assert "hemligt" not in str(refused.value)


@pytest.mark.parametrize("uri", ["postgresql://nobody@localhost:1/db", "postgresql://x@/db?host=/nowhere"])
def test_a_database_that_cannot_be_reached_may_pass(uri):
    with pytest.raises(SourceUnavailableError, match="cannot be reached, or went away while it was read"):
        read(uri, table_name="t")


def test_an_answer_that_takes_too_long_may_pass(server):
    with pytest.raises(SourceUnavailableError, match="took longer over the answer than `timeout_s` allows"):
        read(server.superuser, query="SELECT pg_sleep(20)::text AS a", timeout_s=1)


def test_a_database_that_goes_away_while_it_is_read_may_pass(server):
    sleeping = "query LIKE '%pg_sleep(19)%' AND pid <> pg_backend_pid()"
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {sleeping}"
    reading = threading.Timer(0.4, lambda: server.run(end))
    reading.start()
    with pytest.raises(SourceUnavailableError, match=r"went away while it was read\. Nothing was written"):
        read(server.superuser, query="SELECT n, pg_sleep(19)::text AS a FROM generate_series(1, 2) AS n")
    reading.join()


def as_tables(study: SmallStudy, server: Any) -> None:
    """The same study, with two of its files as tables of the database instead."""
    for table, text in (("participant", PEOPLE), ("enrolment", ENROLMENTS)):
        rows = pl.read_csv(text.encode(), separator=";", infer_schema=False)
        types = [
            f'"{name}" {"date" if name in ("in", "ut", "planerat", "Registrerad") else "text"}' for name in rows.columns
        ]
        values = [
            "(" + ", ".join("NULL" if not cell else "'" + cell + "'" for cell in row) + ")" for row in rows.iter_rows()
        ]
        server.run(
            f"DROP TABLE IF EXISTS project.{table}", f"CREATE TABLE project.{table} ({', '.join(types)})",
            f"INSERT INTO project.{table} VALUES {', '.join(values)}",
        )  # fmt: skip
        source = study.source(table)
        del source["file"]
        source |= {"database": server.superuser, "table_name": f"project.{table}"}


def test_a_study_from_the_database_is_the_study_from_the_files(server, small_study):
    from_files = small_study.open(date(2010, 12, 31))
    as_tables(small_study, server)
    from_database = small_study.open(date(2010, 12, 31))
    assert from_database.delivered == from_files.delivered
    for name, table in from_files.tables.items():
        assert_frame_equal(from_database.tables[name], table, check_row_order=False)
    assert small_study.open(date(2010, 12, 31)).data_hash == from_database.data_hash


def test_a_column_that_is_missing_is_named_with_its_nearest(server, small_study):
    as_tables(small_study, server)
    small_study.source("participant")["columns"]["gender"] = "Kønn"
    faults = small_study.check().table.filter(pl.col("rule") == "missing_column")
    assert "`Kønn` is missing" in faults["message"][0]
    assert "Did you mean `Kön`?" in faults["remedy"][0]


def test_a_study_whose_database_is_down_says_so(server, small_study):
    as_tables(small_study, server)
    server.control("-m", "fast", "-w", "stop")
    try:
        with pytest.raises(SourceUnavailableError, match="The database `postgres` on"):
            small_study.check()
    finally:
        server.start()


def test_the_mapping_assistant_reads_the_tables_of_a_database(server, small_study, tmp_path):
    as_tables(small_study, server)
    parameters = tmp_path / "hers.yaml"
    parameters.write_text("study: {name: liten, title: {sv: Liten}, as_of: 2010-12-31}\n", encoding="utf-8")
    one = ["--database", server.superuser, "--sheet", "project.enrolment", "--partner", "kommun"]
    done = CliRunner().invoke(app, ["map", *one, "--write", str(parameters)])
    assert done.exit_code == 0, done.output
    source = read_data_declaration(parameters).sources[0]
    assert (source.database, source.table_name, source.table) == (server.superuser, "project.enrolment", "enrolment")
    assert source.columns["enr_id"] == "enr"
    again = CliRunner().invoke(app, ["map", *one, "--write", str(parameters)])
    assert "0 sources written" in again.output


def test_the_mapping_assistant_takes_no_password_either():
    done = CliRunner().invoke(app, ["map", "--database", "postgresql://a:hemligt@b/c"])
    assert done.exit_code == 1
    assert "a password stands in the URI" in done.output
    assert "hemligt" not in done.output
