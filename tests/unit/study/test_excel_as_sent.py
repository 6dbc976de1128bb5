"""Excel as people send it: titles, merged headers, several sheets, days as text, sums; nothing is lost unsaid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from research_kit.desk.partner_file import read_partner_file
from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.checks.report import CheckReport
from research_kit.study.declaration import Source
from research_kit.study.sources import read_source
from research_kit.study.sources.raw_table import RawTable
from tests.unit.study.conftest import PNR

Rows = Sequence[Sequence[Any]]
HEADER = ["Personnr", "Kön", "Inskriven", "Timmar"]
TABLE = [HEADER, ["p1", "Kvinna", "2010-01-10", 40], ["p2", "Man", "2010-02-11", 12.5], ["p3", "Kvinna", None, 8]]


def workbook(path: Path, **sheets: Rows | Callable[[Any, Any], None]) -> Path:
    """A workbook; a sheet is its rows, or a function that writes it."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            if callable(rows):
                rows(page, book)
                continue
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    if isinstance(value, date):
                        page.write_datetime(i, j, value, day)  # type: ignore[arg-type]
                    elif value is not None:
                        page.write(i, j, value)
    return path


def read(path: Path, sheet: str | None = "Blad1") -> tuple[RawTable, list[tuple[str, list[int | None]]]]:
    """The table, and what is told of it: rule and rows."""
    log = FaultLog()
    source = Source(partner="kommun", table="enrolment", file=path.name, sheet=sheet)
    raw = read_source(source, path.parent, expected=[], log=log)
    assert raw is not None
    told = log.table().group_by("rule", maintain_order=True).agg("row")
    return raw, sorted(told.iter_rows())


def test_a_plain_sheet_is_read_and_nothing_is_said(tmp_path):
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=TABLE))
    assert raw.columns.columns == HEADER
    assert raw.columns.height == 3
    assert told == []


def test_titles_above_the_header_are_told_and_rows_keep_their_numbers(tmp_path):
    titles = [["Uttag ur verksamhetssystemet"], ["Utskrivet:", date(2011, 3, 31)], []]
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=[*titles, *TABLE]))
    assert raw.columns.columns == HEADER
    assert raw.rows.to_list() == [5, 6, 7]
    assert told == [("rows_above_header", [1, 2])]


def test_titles_of_two_cells_above_a_table_with_many_empty_cells_are_told(tmp_path):
    rows = [["Rapport", "Deltagare"], ["a", "b", "c", "d", "e"], ["p1", "x"], ["p2", None, None, "y"], ["p3", "x"]]
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=rows))
    assert raw.columns.columns == ["a", "b", "c", "d", "e"]
    assert told == [("rows_above_header", [1])]


@pytest.mark.parametrize(
    "titles",
    [
        [["Rapport", None, "Period:", "2010 kv1"], []],
        [["Deltagare i projektet", None, None, None, None, "Sida 1"]],
        [["Kommunen"], ["Sekretess enligt lag"], []],
    ],
)
def test_titles_beside_each_other_are_titles(tmp_path, titles):
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=[*titles, *TABLE]))
    assert [name for name in raw.columns.columns if name.partition("\x1f")[0]] == HEADER
    assert raw.columns.height == 3
    assert told == [("rows_above_header", [i + 1 for i, row in enumerate(titles) if row])]


def test_a_header_without_rows_is_a_header(tmp_path):
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=[["Uttag"], [], HEADER]))
    assert (raw.columns.columns, raw.columns.height) == (HEADER, 0)
    assert told == [("no_rows", [None]), ("rows_above_header", [1])]


def test_reading_says_nothing_on_the_terminal(tmp_path, capfd):
    path = workbook(tmp_path / "a.xlsx", Deltagare=TABLE, Insatser=TABLE)
    read_partner_file(path)
    read(path, sheet=None)
    assert capfd.readouterr() == ("", "")


def test_a_title_that_is_merged_over_the_whole_table_is_a_title(tmp_path):
    def write(page, book):
        page.merge_range(0, 0, 0, 3, "Deltagare per kvartal")
        for i, row in enumerate(TABLE, start=1):
            page.write_row(i, 0, row)

    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=write))
    assert raw.columns.columns == HEADER
    assert told == [("rows_above_header", [1])]


def test_a_merged_header_of_two_rows_is_one_header(tmp_path):
    def write(page, book):
        page.merge_range(1, 0, 2, 0, "Personnr")
        page.merge_range(1, 1, 1, 2, "Planerat")
        page.merge_range(1, 3, 1, 5, "Faktiskt")
        page.write_row(2, 1, ["Start", "Slut", "Start", "Slut", "Timmar"])
        page.write_row(3, 0, ["p1", "2010-01-10", "2010-02-01", "2010-01-11", "2010-02-02", 40])
        page.write_row(4, 0, ["p2", "2010-01-20", "2010-02-21", "2010-01-21", "2010-02-22", 30])

    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=write))
    assert raw.columns.columns == [
        "Personnr", "Planerat Start", "Planerat Slut", "Faktiskt Start", "Faktiskt Slut", "Timmar",
    ]  # fmt: skip
    assert raw.rows.to_list() == [4, 5]
    assert told == [("two_header_rows", [2, 3])]


def test_a_first_row_of_codes_is_not_taken_for_a_second_header(tmp_path):
    rows = [
        ["Kön", "", "Stöd", "Språk"],
        ["Kvinna", "x", "Ja", "sv"],
        ["Man", "y", "Nej", "so"],
        ["Kvinna", "x", "Ja", "sv"],
    ]
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=rows))
    assert raw.columns.height == 3
    assert told == [("column_without_name", [None])]


def test_years_as_names_of_columns_are_a_header(tmp_path):
    rows = [["Kommun", "2009", "2010"], ["Botkyrka", 10, 12], ["Salem", 3, 4]]
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=rows))
    assert raw.columns.columns == ["Kommun", "2009", "2010"]
    assert (raw.columns.height, told) == (2, [])


@pytest.mark.parametrize("words", ["Summa", "Totalt", "TOTAL:", "Medelvärde", "Summa timmar"])
def test_a_row_of_sums_at_the_end_is_told_and_not_read(tmp_path, words):
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=[*TABLE, [words, None, None, 60.5]]))
    assert raw.columns["Personnr"].to_list() == ["p1", "p2", "p3"]
    assert told == [("rows_after_table", [5])]


def test_notes_below_the_table_are_told_and_not_read(tmp_path):
    notes = [[], ["Antal deltagare: 3"], [], ["Uppgifterna är preliminära"]]
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=[*TABLE, *notes]))
    assert raw.rows.to_list() == [2, 3, 4]
    assert told == [("rows_after_table", [6, 8])]


def test_notes_of_several_lines_are_told_and_not_read(tmp_path):
    notes = [["Summa", None, None, 60.5], [], ["Källa: registret"], ["Frågor besvaras av enheten"]]
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=[*TABLE, *notes]))
    assert raw.rows.to_list() == [2, 3, 4]
    assert told == [("rows_after_table", [5, 7, 8])]


def test_a_last_person_of_whom_little_is_known_is_kept(tmp_path):
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=[*TABLE, ["p4"], [], ["196408233234"], [], ["D0007"]]))
    assert raw.columns["Personnr"].to_list() == ["p1", "p2", "p3", "p4", "196408233234", "D0007"]
    assert told == []


def test_empty_rows_and_columns_within_the_table_are_left_out(tmp_path):
    rows = [
        ["", *HEADER[:2], "", *HEADER[2:]],
        [],
        ["", "p1", "Kvinna", "", "2010-01-10", 40],
        [],
        ["", "p2", "Man", "", "", 8],
    ]
    raw, told = read(workbook(tmp_path / "a.xlsx", Blad1=rows))
    assert [name for name in raw.columns.columns if name.partition("\x1f")[0]] == HEADER
    assert raw.rows.to_list() == [3, 5]
    assert told == []


def test_a_workbook_of_several_sheets_says_that_only_the_first_is_read(tmp_path):
    path = workbook(tmp_path / "a.xlsx", Deltagare=TABLE, Insatser=TABLE, Tom=[])
    _, told = read(path, sheet=None)
    assert told == [("other_sheets", [None])]
    assert read(path, sheet="Insatser")[1] == []
    assert [(one.sheet, one.raw.columns.height) for one in read_partner_file(path)] == [
        ("Deltagare", 3),
        ("Insatser", 3),
    ]


def test_an_identity_number_in_what_is_not_read_is_found_and_not_repeated(tmp_path):
    rows = [[f"Uttag för {PNR['amina']}"], *TABLE, [], [f"Utom {PNR['britt']}, se pärmen"], ["Summa", None, None, 3]]
    path = workbook(tmp_path / "a.xlsx", Blad1=rows)
    assert ("identity_number", [1, 7]) in read(path)[1]
    log = FaultLog()
    read_source(Source(partner="kommun", table="enrolment", file="a.xlsx"), tmp_path, expected=[], log=log)
    text = CheckReport(study="liten", table=log.table()).to_text()
    assert PNR["amina"] not in text
    assert PNR["britt"] not in text


def test_what_is_left_out_is_a_warning_with_file_sheet_and_rows(tmp_path):
    path = workbook(tmp_path / "a.xlsx", Blad1=[["Uttag"], [], *TABLE, ["Summa", None, None, 60.5]])
    log = FaultLog()
    read_source(
        Source(partner="kommun", table="enrolment", file="a.xlsx", sheet="Blad1"), tmp_path, expected=[], log=log
    )
    report = CheckReport(study="liten", table=log.table())
    assert not report.blocking
    assert "a.xlsx [Blad1], row 1 (kommun, enrolment): 1 rows above the header are not read" in report.to_text()
    assert "a.xlsx [Blad1], row 7 (kommun, enrolment): 1 rows at the end are not read" in report.to_text()
    assert path.is_file()


def test_days_as_text_and_numbers_with_spaces_are_read_by_the_study(small_study, faults_of):
    people = ("amina", "britt", "carl", "dana", "eva")
    rows = [
        ["Deltagarlista"],
        [],
        ["pnr", "kind", "start", "hours_pct", "verified_on", "recorded_at"],
        [PNR["amina"], "unemployed", date(2009, 6, 1), "1 00", date(2010, 9, 1), "2010-09-10"],
        [PNR["britt"], "unemployed", "2009-06-01", "75,5", date(2010, 9, 1), date(2010, 9, 10)],
        [],
        ["Totalt", None, None, "175,5"],
    ]
    path = small_study.write()
    workbook(small_study.folder / "status.xlsx", Blad1=rows)
    from research_kit.study import check_study, open_study

    report = check_study(path)
    assert report.table.filter(pl.col("severity") == "error", pl.col("file") == "status.xlsx").is_empty()
    assert [fault[1] for fault in faults_of(report, "rows_after_table")] == [7]
    spells = open_study(path).tables["status_spell"]
    assert sorted(spells["hours_pct"].to_list()) == [75.5, 100.0]
    assert len(people) == 5


def test_a_day_that_cannot_be_read_is_named_with_its_row_and_column(small_study, faults_of):
    rows = [
        ["Lista"],
        [],
        ["pnr", "kind", "start", "recorded_at"],
        [PNR["amina"], "unemployed", "i våras", "2010-09-10"],
        [PNR["britt"], "unemployed", "sommaren 2009", "2010-09-10"],
    ]
    path = small_study.write()
    workbook(small_study.folder / "status.xlsx", Blad1=rows)
    from research_kit.study import check_study

    faults = faults_of(check_study(path), "not_a_date")
    assert [fault[:3] for fault in faults] == [("status.xlsx", 4, "start"), ("status.xlsx", 5, "start")]
