"""The readers: every value as text, every row with the number by which the file shows it."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.declaration import CsvFormat, Source
from research_kit.study.sources import place_of, read_source
from research_kit.study.sources.csv_file import read_csv
from research_kit.study.sources.raw_table import as_text
from tests.unit.study.conftest import PNR

PLACE = Place("kommun", "wave", "a.csv")


def read(content, *, form=None, expected=("a", "b")):
    log = FaultLog()
    result = read_csv(content, PLACE, form=form or CsvFormat(), expected=expected, log=log)
    return result, log.table()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter):
    (frame, rows), faults = read(f"a{delimiter}b\n1{delimiter}2\n".encode())
    assert frame.to_dicts() == [{"a": "1", "b": "2"}]
    assert rows.to_list() == [2]
    assert faults.is_empty()


def test_the_delimiter_that_finds_the_columns_is_taken():
    (frame, _), _ = read(b"a,x;b,y\n1;2\n", expected=("a,x", "b,y"))
    assert frame.columns == ["a,x", "b,y"]


@pytest.mark.parametrize(
    ("encoded", "encoding"),
    [
        ("å;b\nö;2\n".encode(), None),
        ("å;b\nö;2\n".encode("utf-8-sig"), None),
        ("å;b\nö;2\n".encode("utf-8-sig"), "utf-8"),
        ("å;b\nö;2\n".encode("cp1252"), None),
        ("å;b\nö;2\n".encode("cp1252"), "cp1252"),
        ("å;b\nö;2\n".encode("latin-1"), "iso-8859-1"),
        ("å;b\nö;2\n".encode("utf-16"), None),
    ],
)
def test_the_encoding_is_found_out_or_stated(encoded, encoding):
    (frame, _), faults = read(encoded, form=CsvFormat(encoding=encoding))
    assert frame.to_dicts() == [{"å": "ö", "b": "2"}]
    assert faults.is_empty()


def test_bytes_of_no_encoding_are_named_by_line():
    result, faults = read(b"a;b\n1;2\n\x81;3\n")
    assert result is None
    assert faults.select("rule", "row").row(0) == ("undecodable", 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end):
    (frame, rows), _ = read(f"a;b{end}1;2{end}3;4{end}".encode())
    assert frame.rows() == [("1", "2"), ("3", "4")]
    assert rows.to_list() == [2, 3]


def test_quoted_values_may_hold_delimiters_quotes_and_line_breaks():
    (frame, rows), _ = read(b'a;b\n"x;\ny";"he said ""no"""\n\n3;4\n')
    assert frame.rows() == [("x;\ny", 'he said "no"'), ("3", "4")]
    assert rows.to_list() == [2, 5]


def test_a_quoted_header_may_hold_a_line_break():
    (frame, rows), _ = read(b'"a\nx";b\n1;2\n', expected=("a\nx", "b"))
    assert frame.columns == ["a\nx", "b"]
    assert rows.to_list() == [3]


def test_broken_rows_are_named_and_the_others_read():
    (frame, rows), faults = read(b"a;b\n1;2;3\n4;5\n6\n")
    assert frame.rows() == [("4", "5")]
    assert rows.to_list() == [3]
    assert faults.select("rule", "row").rows() == [("ragged_row", 2), ("ragged_row", 4)]


def test_a_column_that_stands_twice_is_named():
    (frame, _), faults = read(b"a;b;a\n1;2;3\n")
    assert frame.width == 3
    assert faults.select("rule", "column", "row").row(0) == ("duplicate_column", "a", 1)


def test_a_column_that_stands_twice_may_be_asked_for_by_its_number():
    log = FaultLog()
    content, form = b"a;b;a\n1;2;3\n", CsvFormat()
    frame, _ = read_csv(content, PLACE, form=form, expected=["a (2)"], wanted={"a", "a (2)"}, log=log)
    assert (frame["a (2)"].to_list(), log.table().height) == (["3"], 0)


@pytest.mark.parametrize(
    ("header", "wanted", "faults"),
    [
        (b"a;a;a (2)", {"a (2)"}, 1),
        (b"a;a;A (2)", {"a (2)"}, 1),
        (b"a;a;a", {"a (2)"}, 1),
        (b"a;a;a", {"a (2)", "a (3)"}, 0),
    ],
)
def test_a_number_that_tells_not_every_column_apart_is_not_enough(header, wanted, faults):
    log = FaultLog()
    read_csv(header + b"\n1;2;3\n", PLACE, form=CsvFormat(), expected=["a (2)"], wanted=wanted, log=log)
    assert log.table()["rule"].to_list() == ["duplicate_column"] * faults


@pytest.mark.parametrize(
    ("numbers", "reserve", "rows"),
    [
        (["101010007", "640823-3234"], False, [2]),
        (["101010007", "6408233234"], False, []),
        (["101010007", "6408233234"], True, [2]),
    ],
)
def test_a_short_identity_number_is_an_error_where_nothing_shows_what_is_lost(numbers, reserve, rows, tmp_path):
    (tmp_path / "a.csv").write_text("\n".join(["Pnr;x", *(f"{number};1" for number in numbers), ""]))
    identifier = {"column": "pnr", "kind": "personal_number", "reserve_numbers": reserve}
    source = Source.model_validate({"partner": "p", "table": "t", "file": "a.csv", "identifier": identifier})
    log = FaultLog()
    read_source(source, tmp_path, expected=["pnr"], log=log)
    found = log.table().filter(rule="short_identifier", severity="error")
    assert (found["row"].to_list(), log.table().height) == (rows, len(rows))


def test_an_endless_quote_is_a_fault_and_no_crash():
    result, faults = read(b'a;b\n"1;' + b"x" * 200_000 + b"\n")
    assert result is None
    assert faults["rule"].to_list() == ["unreadable"]


def test_typed_values_become_the_text_a_partner_would_write():
    frame = pl.DataFrame(
        {
            "day": [date(2010, 1, 2)],
            "time": [datetime(2010, 1, 2, 3, 4)],
            "whole": [196408233234.0],
            "part": [1.5],
            "yes": [True],
            "list": [["a", "b"]],
            "code": pl.Series(["x"], dtype=pl.Categorical),
            "bytes": [b"abc"],
            "struct": [{"x": "640823-3234"}],
            "duration": [timedelta(days=1)],
            "decimal": [Decimal("6408233234")],
            "nothing": [None],
            "nested": [[[1, 2]]],
            "notfinite": [float("nan")],
        }
    )
    assert as_text(frame, ",").row(0) == (
        "2010-01-02", "2010-01-02 03:04:00", "196408233234", "1.5", "true", "a,b", "x", "abc",
        "{'x': '640823-3234'}", "1 day, 0:00:00", "6408233234", None, "[[1, 2]]", "NaN",
    )  # fmt: skip


def source(**where):
    return Source(partner="kommun", table="wave", **where)


def test_a_sheet_may_begin_below_the_first_row(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("Tom")
        page = book.add_worksheet("Data")
        page.write_row(2, 1, ["a", "b"])
        page.write_row(4, 1, [1, "x"])
    log = FaultLog()
    raw = read_source(source(file="a.xlsx", sheet="Data"), tmp_path, expected=["a"], log=log)
    assert raw.columns.rows() == [("1", "x")]
    assert raw.rows.to_list() == [5]
    assert read_source(source(file="a.xlsx"), tmp_path, expected=["a"], log=log) is None
    assert log.table().select("file", "rule").rows() == [("a.xlsx", "empty_file")]


def test_files_that_are_not_what_their_name_says(tmp_path):
    for name in ("a.xlsx", "a.parquet", "a.db", "a.pdf"):
        (tmp_path / name).write_bytes(b"not at all")
    log = FaultLog()
    for where in (
        {"file": "a.xlsx"},
        {"file": "a.parquet"},
        {"file": "a.pdf"},
        {"database": "sqlite:///a.db", "table_name": "t"},
    ):
        assert read_source(source(**where), tmp_path, expected=[], log=log) is None
    assert sorted(log.table()["rule"]) == ["delivered_format", "unreadable", "unreadable", "unreadable"]


def test_a_database_is_read_by_query_and_never_written(tmp_path):
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("CREATE TABLE t (a INTEGER, b REAL, c TEXT)")
        connection.execute("INSERT INTO t VALUES (1, 2.0, 'x'), (2, 2.5, NULL)")
        connection.commit()
    before = (tmp_path / "a.db").read_bytes()
    log = FaultLog()
    where = source(database="sqlite:///a.db", query="SELECT b, c FROM t ORDER BY a")
    raw = read_source(where, tmp_path, expected=[], log=log)
    assert raw.columns.rows() == [("2", "x"), ("2.5", None)]
    assert raw.rows.to_list() == [1, 2]
    deleting = source(database="sqlite:///a.db", query="DELETE FROM t")
    assert read_source(deleting, tmp_path, expected=[], log=log) is None
    assert (tmp_path / "a.db").read_bytes() == before


def test_a_database_is_asked_for_the_columns_that_are_wanted_and_no_other(tmp_path):
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute('CREATE TABLE "t x" (id INTEGER, "na""mn" TEXT, "Kön " TEXT)')
        connection.execute("""INSERT INTO "t x" VALUES (1, 'hemligt', 'k')""")
        connection.execute('CREATE VIEW v AS SELECT id, abs("na""mn" || 1e999 / 0) AS trap, "Kön " FROM "t x"')
        connection.commit()
    asked: list[str] = []
    connect = sqlite3.connect

    def traced(*given, **options):
        connection = connect(*given, **options)
        connection.set_trace_callback(asked.append)
        return connection

    hashes = set()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sqlite3, "connect", traced)
        for where in (
            {"table_name": "t x"}, {"query": 'SELECT * FROM "t x" -- all;'}, {"query": 'SELECT * FROM "t x";'}
        ):  # fmt: skip
            log = FaultLog()
            given = source(database="sqlite:///a.db", **where)
            raw = read_source(given, tmp_path, expected=[], wanted={"id", "kön", "x"}, log=log)
            assert raw.columns.to_dict(as_series=False) == {"id": ["1"], "Kön ": ["k"]}
            assert raw.left_behind == ('na"mn',)
            assert log.table().is_empty()
            hashes.add(raw.content_hash)
    assert not [one for one in asked if "*" in one and "LIMIT 0" not in one and 'SELECT "id"' not in one]
    assert any(one == 'SELECT "id", "Kön " FROM "t x"' for one in asked)
    assert len(hashes) == 1


def test_what_a_database_holds_beside_the_columns_that_are_read_is_no_new_data(tmp_path):
    hashes = set()
    for name in ("hemligt", "annat"):
        with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
            connection.executescript(
                f"DROP TABLE IF EXISTS t; CREATE TABLE t (id INTEGER, name TEXT); INSERT INTO t VALUES (1, '{name}')"
            )
        given = source(database="sqlite:///a.db", table_name="t")
        hashes.add(read_source(given, tmp_path, expected=[], wanted={"id"}, log=FaultLog()).content_hash)
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("SELECT 1 AS a; SELECT 2 AS a", "failing_query"),
        ("SELECT 1 AS a) AS x; DROP TABLE t; --", "failing_query"),
        ("SELECT none_such FROM t", "missing_table"),
        ("", "failing_query"),
    ],
)
def test_a_query_that_is_none_is_a_fault(tmp_path, query, rule):
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
    log = FaultLog()
    assert read_source(source(database="sqlite:///a.db", query=query), tmp_path, expected=[], log=log) is None
    assert log.table()["rule"].to_list() == [rule]


@pytest.mark.parametrize("where", [{"file": "a.csv"}, {"database": "sqlite:///a.db", "table_name": "t"}])
def test_a_file_of_another_user_is_told_with_what_to_do_about_rights(tmp_path, monkeypatch, where):
    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    for name in ("a.csv", "a.db"):
        (tmp_path / name).write_text("a;b\n")
    monkeypatch.setattr(Path, "open", denied)
    monkeypatch.setattr(Path, "read_bytes", denied)
    log = FaultLog()
    assert read_source(source(**where), tmp_path, expected=[], log=log) is None
    (fault,) = log.table().select("rule", "remedy").rows()
    assert fault[0] == "no_access"
    assert "right to read it" in fault[1]


def test_a_moment_with_a_time_zone_is_written_as_in_sweden(tmp_path):
    moments = pl.Series("at", [datetime(2010, 3, 4, 23, 30)]).dt.replace_time_zone("UTC")
    pl.DataFrame([moments]).write_parquet(tmp_path / "a.parquet")
    raw = read_source(source(file="a.parquet"), tmp_path, expected=[], log=FaultLog())
    assert raw.columns.rows() == [("2010-03-05 00:30:00",)]


def test_a_place_is_called_as_the_parameters_file_calls_it():
    assert place_of(source(file="../x/a.xlsx", sheet="Blad1")).file == "../x/a.xlsx [Blad1]"
    assert place_of(source(database="sqlite:////srv/data/a.db", table_name="t")).file == "a.db [t]"


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("above", ["Lista\n\n", "Lista{d}{d}\nUtskriven 2011-01-15{d}{d}\n", "\n"])
@pytest.mark.parametrize("below", ["", "\nAntal: 2\n", "Summa{d}2{d}\n"])
def test_a_text_file_with_more_than_its_table(delimiter, above, below):
    text = f"{above}nr{{d}}kön{{d}}start\n1{{d}}K{{d}}2010-01-01\n2{{d}}M{{d}}2010-01-02\n{below}".format(d=delimiter)
    log = FaultLog()
    place = Place("kommun", "enrolment", "a.csv")
    columns, rows = read_csv(text.encode(), place, form=CsvFormat(), expected=("start",), log=log)
    assert columns.rows() == [("1", "K", "2010-01-01"), ("2", "M", "2010-01-02")]
    assert columns.columns == ["nr", "kön", "start"]
    first = above.count("\n") + 2
    assert rows.to_list() == [first, first + 1]
    assert "ragged_row" not in log.table()["rule"].to_list()


def test_a_number_left_out_with_a_title_is_found_all_the_same():
    text = f"Lista för {PNR['amina']}\n\nnr;kön;start\n1;K;2010-01-01\n2;M;2010-01-02\n"
    log = FaultLog()
    read_csv(text.encode(), Place("kommun", "enrolment", "a.csv"), form=CsvFormat(), expected=(), log=log)
    assert ("identity_number", 1) in log.table().select("rule", "row").rows()


def test_names_of_columns_for_a_file_without_them():
    form = CsvFormat(header=("nr", "kön"))
    log = FaultLog()
    columns, rows = read_csv(
        b"1;K\n2;M\n", Place("k", "enrolment", "a.csv"), form=form, expected=("nr", "kön"), log=log
    )
    assert (columns.columns, columns.rows(), rows.to_list()) == (["nr", "kön"], [("1", "K"), ("2", "M")], [1, 2])


def test_columns_named_in_a_wide_first_row_are_the_header_whatever_stands_in_it():
    # 2010 and 2011 are names here: the first row is no title, and stays the header although a sum stands below.
    log = FaultLog()
    text = b"nr;2010;2011\n1;a;b\n2;c;d\nSumma;;\n"
    columns, _ = read_csv(text, Place("k", "enrolment", "a.csv"), form=CsvFormat(), expected=(), log=log)
    assert (columns.columns, columns.height) == (["nr", "2010", "2011"], 2)
