"""The ESF+ table as an Excel workbook: numbers as numbers, words where there is none, and no formula anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from typing import Any

from research_kit.display.number_format import quarter_parts
from research_kit.display.rows import EVERYBODY, Group
from research_kit.display.words import Words
from research_kit.reporting.approval_mark import Mark
from research_kit.reporting.esf_table.esf_cells import COLUMNS, NOT_KNOWN, TOTAL, Cell, EsfTable

SHEET = "ESF+"
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTHS = {0: 14, 1: 58}
_CELL_WIDTH = 16


def write_workbook(table: EsfTable, path: Path, *, language: str, mark: Mark | None = None) -> None:
    """One sheet in one language: what it is, one line per indicator, and what the words in it mean.

    The same table gives the same bytes: the workbook's own clock is the day that it is about.
    """
    import xlsxwriter

    words = Words(language, table.subject)
    with xlsxwriter.Workbook(str(path), _SAFE) as book:
        book.set_properties({"created": datetime.combine(table.subject.as_of, time())})
        sheet = book.add_worksheet(SHEET)
        formats = {name: book.add_format(how) for name, how in _FORMATS.items()}
        row = _write_texts(sheet, 0, _above(table, words, mark), formats["strong"])
        _write_heads(sheet, row, words, formats["head"])
        for number, (code, line) in enumerate(table.lines.items(), start=row + 1):
            own = code if code.startswith("EEC") else ""  # how many have left is no indicator of the annex
            _write_line(sheet, number, [own, words.text(f"indicator-{code}")], formats["text"])
            for place, column in enumerate(COLUMNS, start=2):
                _write_cell(sheet, (number, place), line[column], words, formats)
        _write_texts(sheet, row + 2 + len(table.lines), _below(table, words), formats["note"])
        _lay_out(sheet, head=row)


_FORMATS: dict[str, dict[str, Any]] = {
    "strong": {"bold": True},
    "head": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"},
    "text": {},
    "number": {"num_format": "0"},
    "word": {"italic": True, "align": "right", "bg_color": "#EEEEEE"},
    "note": {"italic": True},
}


def _above(table: EsfTable, words: Words, mark: Mark | None) -> Iterable[str]:
    if mark:
        yield words.text(f"mark-{mark}")
    title = words.title()
    yield words.text("page-title-fake", title=title) if table.subject.synthetic else title
    yield words.text("table-indicators")
    parts = quarter_parts(table.subject.quarter)
    if parts:
        yield words.text(f"quarter-{parts[1]}", year=str(parts[0]))
    yield words.number.day(table.subject.as_of)


def _below(table: EsfTable, words: Words) -> Iterable[str]:
    said = {cell.said for line in table.lines.values() for cell in line.values()}
    if "withheld" in said:
        yield words.text("footer-withheld", k=words.number.plain(table.k))
    if "no_data" in said:
        yield f"{words.text('cell-blocked')}: {words.text('reason-NO_TABLE')}"


def _write_texts(sheet: Any, row: int, texts: Iterable[str], how: Any) -> int:
    """One text a line; returns the row below them."""
    for text in texts:
        sheet.write_string(row, 0, text, how)
        row += 1
    return row


def _write_heads(sheet: Any, row: int, words: Words, how: Any) -> None:
    names = {TOTAL: words.group(EVERYBODY), NOT_KNOWN: words.text("column-unknown")}
    groups = [names.get(column) or words.group(Group((("gender", column),))) for column in COLUMNS]
    _write_line(sheet, row, ["", words.text("column-indicator"), *groups], how)


def _write_line(sheet: Any, row: int, texts: Iterable[str], how: Any) -> None:
    for place, text in enumerate(texts):
        sheet.write_string(row, place, text, how)


def _write_cell(sheet: Any, at: tuple[int, int], cell: Cell, words: Words, formats: dict[str, Any]) -> None:
    if cell.said == "number":
        sheet.write_number(*at, cell.people, formats["number"])
    else:
        sheet.write_string(*at, _in_words(cell, words), formats["word"])


def _in_words(cell: Cell, words: Words) -> str:
    """A carried number is text with its quarter, so that no sum takes it for one of this quarter."""
    if cell.said != "carried":
        return words.text("cell-suppressed" if cell.said == "withheld" else "cell-blocked")
    parts = quarter_parts(cell.quarter or "")
    quarter = words.text("as-of-quarter", year=str(parts[0]), number=str(parts[1])) if parts else str(cell.quarter)
    return words.text("as-of-label", text=words.number.count(cell.people or 0), quarter=quarter)


def _lay_out(sheet: Any, *, head: int) -> None:
    """Printed on one landscape page's width, the heads on every page."""
    for place in range(len(COLUMNS) + 2):
        sheet.set_column(place, place, _WIDTHS.get(place, _CELL_WIDTH))
    sheet.freeze_panes(head + 1, 2)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
