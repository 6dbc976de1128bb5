"""`research-kit map` on whole files: several at once, workbooks of several sheets, files that are no tables."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.desk.map_files import Wanted, map_files
from research_kit.desk.partner_file import partner_name
from research_kit.errors import DeclarationError
from research_kit.study.declaration import read_data_declaration
from tests.unit.desk.partner_tables import NUMBERS, ROWS, TABLES

STUDY = """\
study: {name: liten, title: {sv: Liten}, as_of: 2020-12-31}
data:
  legal_basis: public_task
  target_groups:
    roma: {sv: Romska kvinnor}
  sources: []
disclosure:
  k: 15
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parameters.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "Kommunen Söder").mkdir()
    TABLES["status_uttag"].write_csv(tmp_path / "Kommunen Söder" / "status.csv", separator=";")
    return tmp_path


def mapped(folder: Path, *arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["map", *arguments], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_the_partner_is_called_as_the_folder(folder):
    assert partner_name(folder / "Kommunen Söder" / "status.csv") == "kommunen_soder"
    assert partner_name(Path("/9/status.csv")) == "partner"


def test_nothing_is_written_unless_it_is_asked_for(folder):
    said = mapped(folder, str(folder / "Kommunen Söder" / "status.csv"))
    assert "the table `status_spell` of kommunen_soder (100% sure), 40 rows" in said
    assert "nothing was written" in said
    assert (folder / "parameters.yaml").read_text(encoding="utf-8") == STUDY


def test_the_study_s_threshold_decides_what_is_shown(folder):
    file = str(folder / "Kommunen Söder" / "status.csv")
    assert "Nystartsjobb → sub_emp (8 rows)" in mapped(folder, file)
    said = mapped(folder, file, "--write", str(folder / "parameters.yaml"), "--partner", "af")
    assert "Nystartsjobb" not in said
    (source,) = read_data_declaration(folder / "parameters.yaml").sources
    assert (source.partner, source.file) == ("af", "Kommunen Söder/status.csv")
    assert source.codes["kind"]["nystartsjobb"] == "sub_emp"  # one of the assistant's own words


def test_a_code_about_health_is_shown_on_more_rows_than_others(folder):
    path = folder / "halsa.csv"
    for rows, is_shown in ((9, False), (10, True)):
        marks = ["Smyrf"] * rows + ["Nej"] * (ROWS - rows)
        lines = [f"{number};{mark}" for number, mark in zip(NUMBERS, marks, strict=True)]
        path.write_text("\n".join(["Personnr;Funktionsnedsättning", *lines]) + "\n", encoding="utf-8")
        assert ("Smyrf" in mapped(folder, str(path), "--table", "participant")) is is_shown


def test_the_study_s_own_groups_are_understood(folder):
    rows = {"Personnr": NUMBERS, "Målgrupper": ["Romska kvinnor"] * ROWS}
    with xlsxwriter.Workbook(folder / "deltagare.xlsx") as book:
        page = book.add_worksheet("Deltagare")
        for column, (name, cells) in enumerate(rows.items()):
            page.write_column(0, column, [name, *cells])
    wanted = Wanted(table="participant", partner="soc")
    (one,) = map_files([folder / "deltagare.xlsx"], wanted, parameters=folder / "parameters.yaml").placed
    codes = one.proposal.column("target_groups").codes.proposed
    assert [(code.theirs, code.ours, code.rows) for code in codes] == [("Romska kvinnor", "roma", ROWS)]


def test_each_sheet_is_a_table_and_what_is_none_is_left_out_and_said(folder):
    with xlsxwriter.Workbook(folder / "bok.xlsx") as book:
        for name, table in (("Status", "status_uttag"), ("Närvaro", "narvarolista")):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["Uttag ur systemet"])
            for column, header in enumerate(TABLES[table].columns):
                page.write_column(2, column, [header, *TABLES[table][header]])
        book.add_worksheet("Info").write_column(0, 0, ["Den här boken", "har tre blad"])
    (folder / "brev.pdf").write_bytes(b"%PDF-1.4")
    said = mapped(
        folder, str(folder / "bok.xlsx"), str(folder / "brev.pdf"), "--write", str(folder / "parameters.yaml")
    )
    sources = read_data_declaration(folder / "parameters.yaml").sources
    assert [(one.sheet, one.table) for one in sources] == [("Status", "status_spell"), ("Närvaro", "participation")]
    assert "bok.xlsx [Info]: it is not certain which table this is" in said
    assert "brev.pdf: files of this kind are not read. Deliver .csv" in said
    assert "1 rows above the header are not read" in said


def test_a_file_of_which_nothing_can_be_said_ends_the_command_with_1(folder):
    said = mapped(folder, str(folder / "inget.csv"), "--write", str(folder / "parameters.yaml"), code=1)
    assert "inget.csv: there is no such file" in said
    assert (folder / "parameters.yaml").read_text(encoding="utf-8") == STUDY


def test_an_identity_number_in_the_name_of_a_file_is_not_repeated(folder):
    file = folder / f"{NUMBERS[0]}.csv"
    TABLES["status_uttag"].write_csv(file)
    said = mapped(folder, str(file), "--write", str(folder / "parameters.yaml"), code=1)
    assert "an identity number stands in the name of the file" in said
    assert NUMBERS[0] not in said


def test_a_table_that_there_is_not_is_refused_with_those_there_are(folder):
    with pytest.raises(DeclarationError, match=r"`people` is no table\. Choose one of: participant, consent"):
        map_files([folder / "Kommunen Söder" / "status.csv"], Wanted(table="people"))
