"""The report in other formats: the same words and numbers as its page, the same bytes from the same release."""

from __future__ import annotations

import builtins
import re
import shutil
import sys
import zipfile
from pathlib import Path

import fastexcel
import pikepdf
import polars as pl
import pytest

from research_kit.disclosure import read_release
from research_kit.errors import DisclosureError
from research_kit.reporting.approval_mark import mark_pages, unmark_pages
from research_kit.reporting.declaration import ReportSection
from research_kit.reporting.edition import pages_of, require_nothing_else
from research_kit.reporting.format_files import FORMATS, file_name, formats_in, is_format
from research_kit.reporting.formats import all_formats, write_formats
from research_kit.reporting.formats.large_print import ordinary_print
from research_kit.reporting.formats.pdf import why_no_pdf
from research_kit.reporting.formats.plain_text import plain_text
from research_kit.reporting.formats.same_numbers import require_released_numbers, require_same_numbers
from tests.pdf_ua.checker import faults_of
from tests.unit.reporting.formats.made_up_edition import INJECTED, edition, plan

needs_pdf = pytest.mark.skipif(bool(why_no_pdf()), reason=why_no_pdf() or "a PDF can be made")
ALL = {file_name(what, language) for what in FORMATS for language in ("sv", "en")}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = edition(tmp_path_factory.mktemp("formats") / "2010-Q4")
    write_formats(plan(), folder)
    return folder


@needs_pdf
def test_every_format_in_every_language_beside_the_pages(finished):
    assert {path.name for path in finished.iterdir() if is_format(path.name)} == ALL
    assert [page.name for page in pages_of(finished)] == ["board_en.html", "board_sv.html"]
    require_nothing_else(finished)


@needs_pdf
def test_the_same_edition_gives_the_same_bytes(finished, tmp_path):
    again = tmp_path / "again"
    shutil.copytree(finished, again)
    write_formats(plan(languages=("sv",)), again)
    names = [file_name(what, "sv") for what in FORMATS]
    assert all((again / name).read_bytes() == (finished / name).read_bytes() for name in names)
    assert not (again / "board_en.pdf").exists()  # those of before are gone


def test_only_what_the_parameters_ask_for_is_written(finished, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(finished, other)
    said: list[str] = []
    write_formats(plan("text", languages=("sv",)), other, progress=said.append)
    assert formats_in(other, "sv") == [("text", "board_sv.txt")]
    assert formats_in(other, "en") == []
    assert said == ["other formats: 1 files"]
    assert ReportSection().formats == FORMATS


def test_where_no_pdf_can_be_made_the_run_says_why(finished, tmp_path, monkeypatch):
    other = tmp_path / "other"
    shutil.copytree(finished, other)
    monkeypatch.setattr(all_formats, "why_no_pdf", lambda: "the libraries are missing")
    said: list[str] = []
    write_formats(plan("pdf", "text", languages=("sv",)), other, progress=said.append)
    assert said[0] == "no PDF was made: the libraries are missing"
    assert [what for what, _ in formats_in(other, "sv")] == ["text"]


@needs_pdf
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_pdf_fails_no_condition_that_is_checked(finished, language):
    path = finished / f"board_{language}.pdf"
    assert faults_of(path) == {}
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == language
        assert not pdf.docinfo.get("/CreationDate")


@needs_pdf
def test_no_page_of_the_pdf_is_empty_and_tables_are_not_cut(finished):
    from pypdf import PdfReader

    pages = PdfReader(finished / "board_sv.pdf").pages
    assert all(len(page.extract_text()) > 40 for page in pages)
    with pikepdf.open(finished / "board_sv.pdf") as pdf:
        width = float(pdf.pages[0].MediaBox[2])
    right: list[float] = []
    pages[1].extract_text(visitor_text=lambda text, _, tm, *__: right.append(tm[4]) if text.strip() else None)
    assert 0.75 * max(right) < width  # the layout counts in pixels


@needs_pdf
def test_an_unapproved_edition_says_so_in_every_file(finished, tmp_path):
    from pypdf import PdfReader

    other = tmp_path / "other"
    shutil.copytree(finished, other)
    write_formats(plan(languages=("sv",)), other, mark="unapproved")
    before = {page.name: page.read_bytes() for page in other.glob("*.html")}
    mark_pages(other, "unapproved")
    words = "Ej godkänd för publicering"
    assert words in PdfReader(other / "board_sv.pdf").pages[0].extract_text()
    assert (other / "board_sv.txt").read_text(encoding="utf-8").startswith(words)
    assert words in fastexcel.read_excel(other / "numbers_sv.xlsx").load_sheet(0, header_row=None).to_polars()[1, 0]
    assert all(words in page.read_text(encoding="utf-8") for page in other.glob("*_sv*.html"))
    unmark_pages(other, "unapproved")
    assert {page.name: page.read_bytes() for page in other.glob("*.html")} == before


def test_large_print_is_the_page_and_one_style(finished):
    page = (finished / "board_sv.html").read_text(encoding="utf-8")
    large = (finished / "board_sv_large.html").read_text(encoding="utf-8")
    assert ordinary_print(large, language="sv") == page
    assert "<title>Stor stil · " in large


def test_plain_text_has_short_lines_headings_and_a_line_for_each_row(finished):
    text = (finished / "board_en.txt").read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 78
    assert re.findall(r"^(#+) ", text, flags=re.M)[0] == "#"
    assert {len(marks) for marks in re.findall(r"^(#+) ", text, flags=re.M)} == {1, 2, 3, 4}
    assert "<" not in text.replace("<9", "")
    row = next(part for part in text.split("\n\n") if part.startswith("Women. ") and "People:" in part)
    assert re.search(r"People: \d+;", " ".join(row.split()))
    assert "Figure. " in text
    assert "Skip to" not in text


def test_a_table_is_told_row_by_row_and_lists_keep_their_numbers():
    table = (
        "<table><caption>Share</caption><thead><tr><th>Group</th><th>Share</th></tr></thead>"
        "<tbody><tr><th>All</th><td>30 %</td></tr><tr><th>Men</th><td>withheld</td></tr></tbody></table>"
    )
    page = f"<body><nav>On this page</nav><main><ol><li><p>Why?</p></li></ol><ul><li>a</li></ul>{table}</main></body>"
    told = plain_text(page, language="en").split("\n\n")[1:]
    assert told == ["1. Why?", "- a", "Table. Share", "All. Share: 30 %.", "Men. Share: withheld.\n"]


def test_no_words_of_a_list_are_lost_however_they_are_wrapped():
    page = (
        '<html lang="sv"><body><main><ul><li><p class="big">73 % <span>Alla</span></p><div><p>Det är osäkert.</p>'
        "<p>Nivå: samband. <a>Se målen</a></p></div></li></ul></main></body></html>"
    )
    told = plain_text(page, language="sv").split("\n\n")[1]
    assert told == "- 73 % Alla\n  Det är osäkert.\n  Nivå: samband. Se målen\n"


def test_the_workbook_holds_every_released_number_and_words_for_the_others(finished):
    book = fastexcel.read_excel(finished / "numbers_sv.xlsx")
    release = read_release(finished / "released")
    tables = [table for answer in release.values() for table in answer.values()]
    assert book.sheet_names[0] == "Innehåll"
    assert len(book.sheet_names) == len(tables) + 1
    for name, table in zip(book.sheet_names[1:], tables, strict=True):
        sheet = book.load_sheet(name, header_row=3).to_polars()
        frame = table.to_polars().filter(*(pl.col(c).is_null() | (pl.col(c) != "no") for c in _targets(table)))
        for column, head in (("n", "Personer"), ("estimate", "Värde")):
            told = sorted(float(cell) for cell in sheet[head].cast(pl.String) if _is_number(cell))
            assert told == pytest.approx(sorted(frame[column].drop_nulls().to_list())), (name, column)
        withheld = sheet.filter(pl.col("Läge") == "prickad")
        assert set(withheld["Värde"].cast(pl.String)) <= {"prickad"}


def _targets(table):
    return [name for name in table.by if name.startswith("target_")]


def _is_number(cell):
    return cell is not None and re.fullmatch(r"-?[\d.]+(?:e-?\d+)?", cell) is not None


def test_no_text_of_the_workbook_is_a_formula_and_no_clock_or_name_is_in_it(finished):
    with zipfile.ZipFile(finished / "numbers_sv.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
        core = book.read("docProps/core.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert not any("<f>" in sheet for sheet in sheets)
    assert INJECTED in strings
    assert "<dc:creator></dc:creator>" in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", core)) == {_day(finished)}


def _day(folder: Path) -> str:
    return f"{read_release(folder / 'released').as_of or _subject_day(folder)}T00:00:00"


def _subject_day(folder: Path) -> str:
    return str(next(iter(read_release(folder / "released").values())).subject.as_of)


def test_a_number_that_is_not_on_the_page_is_refused(finished, tmp_path):
    text = tmp_path / "board_sv.txt"
    text.write_text("## Rubrik\n\nDet var 4321 personer.\n", encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"board_sv\.txt, Rubrik: 1 number.*paragraph 2"):
        require_same_numbers(text, frozenset({12.0}), language="sv")
    require_same_numbers(text, frozenset({4321.0}), language="sv")
    book = finished / "numbers_sv.xlsx"
    with pytest.raises(DisclosureError, match=r"numbers_sv\.xlsx, 1 .*: \d+ number"):
        require_released_numbers(book, frozenset({0.0}), frozenset(), language="sv")


@needs_pdf
def test_a_pdf_with_another_number_is_refused(finished):
    with pytest.raises(DisclosureError, match=r"board_sv\.pdf, .*: \d+ number"):
        require_same_numbers(finished / "board_sv.pdf", frozenset(), language="sv")


def test_the_statement_tells_of_the_formats_there_are_and_whom_to_ask(finished, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(finished, other)
    asked = plan("text", "accessibility", languages=("sv",))
    asked.report.contact = "tillganglighet@example.org"
    write_formats(asked, other)
    page = (other / "accessibility_sv.html").read_text(encoding="utf-8")
    assert re.findall(r'<li><a href="([^"]+)"', page) == ["board_sv.html", "board_sv.txt"]
    assert "tillganglighet@example.org" in page
    assert "Ingen utomstående har granskat" in page


def test_a_missing_package_or_library_is_named_with_what_to_install(monkeypatch):
    from research_kit.reporting.formats import pdf

    def no_library(name, *_):
        raise OSError("cannot load library 'libgobject-2.0-0'\nmore")

    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "weasyprint", None)
        assert "weasyprint is not installed: `make setup`" in pdf.why_no_pdf.__wrapped__()
    with monkeypatch.context() as patched:
        loaded = builtins.__import__
        asked = {"weasyprint": no_library}
        patched.setattr(builtins, "__import__", lambda name, *rest: asked.get(name, loaded)(name, *rest))
        told = pdf.why_no_pdf.__wrapped__()
    assert "libgobject-2.0-0" in told
    assert "apt-get install libpango-1.0-0" in told
    assert "more" not in told
