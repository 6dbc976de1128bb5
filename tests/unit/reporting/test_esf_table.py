"""The ESF+ table of an edition: what a reporting officer reads back from the CSV file and from the workbook."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.disclosure import Policy, release, write_release
from research_kit.disclosure.released_table import Release
from research_kit.errors import DisclosureError
from research_kit.reporting.approval import Approval, approve_edition
from research_kit.reporting.esf_table import esf_files, esf_table, write_esf_tables
from research_kit.reporting.esf_table.write_tables import csv_rows, inert
from research_kit.reporting.manifest import is_intact
from research_kit.results import Answer, ResultTable, Subject, result_frame
from research_kit.results.stored_answer import write_answer
from tests.unit.reporting import made_up_runs

AS_OF = date(2011, 6, 30)
CSV_HEADS = [
    "code", "indicator", "horizon", "women", "men", "non_binary", "unstated", "total", "not_known",
    "notes", "study", "title", "as_of",
]  # fmt: skip
PEOPLE = {
    "EECO01": ((60, 50, 0, 0), 0),
    "EECO02": ((30, 20, 0, 0), 10),
    "EECO04": ((12, 10, 0, 0), 10),
    "EECO05": ((13, 15, 0, 0), 10),
}
GENDERS = ("woman", "man", "non_binary", "unstated")


def rows_of(code, people, unknown):
    counts = {None: sum(people), **dict(zip(GENDERS, people, strict=True))}
    shared = {"statistic": code, "outcome": "entry", "unit": "participants", "status": "ok"}
    return [{"gender": who, "n": n, "unknown": unknown if who is None else 0, **shared} for who, n in counts.items()]


def exact(title="Påhittad", people=PEOPLE):
    """The answer before the gate; what nobody has facts for is blocked."""
    rows = [row for code, (counts, unknown) in people.items() for row in rows_of(code, counts, unknown)]
    rows.append({"statistic": "EECO15", "outcome": "entry", "status": "blocked", "reason": "NO_TABLE", "gender": None})
    frame = result_frame([pl.DataFrame(rows, schema_overrides={"gender": pl.String})], ("gender",))
    table = ResultTable(
        name="indicators", kind="count", table=frame, by=("gender",), method_id="ESF+", method_version="1",
        sentence_key="ESF+",
    )  # fmt: skip
    subject = Subject(study="made_up", title={"sv": title}, as_of=AS_OF, quarter="2011-Q2")
    return Answer(name="esf_plus", tables={"indicators": table}, subject=subject)


def released(title="Påhittad", people=PEOPLE):
    """A release through the real gate."""
    return release([exact(title, people)], policy=Policy())


def with_cells(made, **changed):
    """The same release with other cells: `code__gender` = values of columns."""
    table = made["esf_plus"]["indicators"]
    frame = table.table
    for name, values in changed.items():
        code, who = name.split("__")
        here = (pl.col("statistic") == code) & pl.col("gender").eq_missing(pl.lit(None if who == "total" else who))
        frame = frame.with_columns(
            pl.when(here).then(pl.lit(value)).otherwise(column).cast(frame.schema[column]).alias(column)
            for column, value in values.items()
        )
    answer = replace(made["esf_plus"], tables={"indicators": replace(table, table=frame)})
    return Release(answers={"esf_plus": answer}, quarter="2011-Q2", as_of=AS_OF)


def written(folder, made, **how):
    write_release(made, folder / "released")
    return write_esf_tables(folder, **how)


def sheet(path):
    return pl.read_excel(path, sheet_name="ESF+", has_header=False, engine="calamine").cast(pl.String)


def line(rows, code):
    return next(row for row in rows.iter_rows() if row[0] == code)


def test_the_csv_file_is_read_back_as_it_was_released(tmp_path):
    files = written(tmp_path, released())
    assert [path.name for path in files] == ["esf_plus.csv", "esf_plus_sv.xlsx", "esf_plus_en.xlsx"]
    back = pl.read_csv(files[0], null_values=["withheld", "carried", "no_data"], schema_overrides={"women": pl.Int64})
    assert back.columns == CSV_HEADS
    assert back.filter(pl.col("code") == "EECO01").select("women", "men", "total").row(0) == (60, 50, 110)
    assert back.filter(pl.col("code") == "EECO02").select("total", "not_known").row(0) == (50, 10)


def test_the_workbook_holds_numbers_as_numbers_and_no_formula(tmp_path):
    _, swedish, english = written(tmp_path, released())
    book = pl.read_excel(english, sheet_name="ESF+", engine="calamine", read_options={"header_row": 4})
    heads = ["Women", "Men", "Non-binary people", "Gender not stated", "All", "Not known yet"]
    assert book.columns[1:] == ["Indicator", *heads]
    assert line(sheet(english), "EECO02")[2:4] == ("30", "20")
    assert line(sheet(swedish), "EECO01")[1] == "Deltagare"
    for path in (swedish, english):
        with zipfile.ZipFile(path) as archive:
            xml = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in xml
        assert "<v>110</v>" in xml


def test_what_is_withheld_is_said_and_never_nought(tmp_path):
    few = {**PEOPLE, "EECO04": ((18, 3, 0, 0), 10), "EECO05": ((12, 17, 0, 0), 10)}
    files = written(tmp_path, released(people=few))
    row = pl.read_csv(files[0], infer_schema=False).filter(pl.col("code") == "EECO04")
    assert row["men"].item() == "withheld"
    words = line(sheet(files[2]), "EECO04")
    assert words[3] == "withheld"
    assert "3" not in words
    assert any("recognised" in str(cell) for cell in sheet(files[2]).to_series(0).drop_nulls())


def test_what_the_study_has_no_facts_for_is_said_to_be_so(tmp_path):
    files = written(tmp_path, released())
    row = pl.read_csv(files[0], infer_schema=False).filter(pl.col("code") == "EECO15")
    assert row.select("women", "men", "non_binary", "unstated", "total", "not_known").row(0) == ("no_data",) * 6
    assert line(sheet(files[2]), "EECO15")[2:] == ("cannot be answered",) * 6


def test_a_number_of_an_earlier_quarter_is_in_no_sum(tmp_path):
    made = with_cells(released(), EECO02__woman={"n": 25, "as_of": "2011-Q1"})
    files = written(tmp_path, made)
    row = pl.read_csv(files[0], infer_schema=False).filter(pl.col("code") == "EECO02")
    assert row.select("women", "men", "notes").row(0) == ("carried", "20", "women: 25 (2011-Q1)")
    assert line(sheet(files[2]), "EECO02")[2] == "25 (as of Q1 2011)"


@pytest.mark.parametrize(
    "changed",
    [
        {"EECO02__woman": {"n": 31}},
        {"EECO01__total": {"n": 111}, "EECO01__woman": {"n": 61}},
        {"EECO02__total": {"unknown": 11}},
    ],
)
def test_a_table_that_contradicts_itself_is_not_written(tmp_path, changed):
    with pytest.raises(DisclosureError, match="do not add up"):
        written(tmp_path, with_cells(released(), **changed))
    assert not list(tmp_path.rglob("*.xlsx"))


def test_no_text_becomes_a_formula(tmp_path):
    evil = '=HYPERLINK("http://x","y")'
    files = written(tmp_path, released(title=evil))
    assert pl.read_csv(files[0])["title"].unique().to_list() == ["'" + evil]
    with zipfile.ZipFile(files[1]) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in xml
        assert not [name for name in archive.namelist() if "hyperlink" in name.lower()]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1"])
def test_text_that_a_spreadsheet_would_compute_is_made_inert(text):
    assert pl.select(inert(pl.lit(text))).item() == "'" + text


def test_other_text_stays_as_it_is():
    assert pl.select(inert(pl.lit("18 to 29"))).item() == "18 to 29"


def test_an_edition_that_nobody_has_approved_says_so_and_an_approved_one_does_not(tmp_path):
    waiting = written(tmp_path, released(), mark="unapproved")
    assert pl.read_csv(waiting[0])["standing"].unique().to_list() == ["Not approved for release"]
    assert sheet(waiting[2]).item(0, 0) == "Not approved for release"
    approved = write_esf_tables(tmp_path)
    assert "standing" not in pl.read_csv(approved[0]).columns
    assert "Not approved" not in str(sheet(approved[2]).rows())


def test_the_same_release_gives_the_same_bytes(tmp_path):
    once = [path.read_bytes() for path in written(tmp_path, released())]
    assert once == [path.read_bytes() for path in write_esf_tables(tmp_path)]


def test_where_the_indicators_were_not_released_nothing_is_written(tmp_path):
    write_release(Release(answers={}), tmp_path / "released")
    assert write_esf_tables(tmp_path) == ()
    assert not (tmp_path / "esf_plus").exists()


def test_who_has_left_stands_before_the_indicators_about_it():
    left = {"left_28_days": ((30, 20, 0, 0), 0), "EECR04": ((20, 12, 0, 0), 5), "EECR01": ((6, 7, 0, 0), 5)}
    table = esf_table(released(people={**PEOPLE, **left})["esf_plus"])
    assert list(table.lines)[-3:] == ["left_28_days", "EECR01", "EECR04"]
    assert csv_rows(table)["code"].to_list() == list(table.lines)


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A study whose runs need approval, and whose notebooks ask for the indicators too."""
    staged = made_up_runs._answer_into

    def also_indicators(room, events):
        staged(room, events)
        write_answer(exact(), room / "internal" / "results")

    monkeypatch.setattr(made_up_runs, "_answer_into", also_indicators)
    return made_up_runs.make_study(tmp_path, monkeypatch, approval="required")


def test_a_run_writes_the_table_marked_and_its_approval_takes_the_mark_off(study):
    waiting = study.run("2010-03-31", 40)
    names = {"esf_plus.csv", "esf_plus_sv.xlsx", "esf_plus_en.xlsx"}
    assert {path.name for path in esf_files(waiting.folder)} == names
    assert pl.read_csv(waiting.folder / "esf_plus" / "esf_plus.csv")["standing"][0] == "Not approved for release"
    approved = approve_edition(waiting.folder, Approval(by="the study lead"))
    back = pl.read_csv(approved.folder / "esf_plus" / "esf_plus.csv")
    assert "standing" not in back.columns
    assert back.filter(pl.col("code") == "EECO01")["total"].item() in (110, "110")
    assert is_intact(approved.folder)


def test_the_command_says_where_the_table_is(study):
    told = CliRunner().invoke(app, ["run", str(study.parameters)])
    assert told.exit_code == 0
    assert "esf_plus_sv.xlsx" in told.stdout
