"""All released numbers as a spreadsheet: a list of contents, and one sheet per table, in the report's language.

Numbers are numbers, so that they can be sorted and drawn; what is withheld is a word, never 0. No text is taken for a
formula, and the same release gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from research_kit.disclosure import Release, ReleasedAnswer, ReleasedTable
from research_kit.display.headings import heading
from research_kit.display.page import section_title, subject_of
from research_kit.display.rows import rows_beside
from research_kit.display.words import Words
from research_kit.reporting.approval_mark import Mark
from research_kit.reporting.formats.number_cells import NumberSheet, number_sheet

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "text": {"text_wrap": True, "valign": "top"},
    "link": {"underline": 1, "font_color": "#14487A"},
    "people": {"num_format": "0", "valign": "top"},
    "share": {"num_format": "0 %", "valign": "top"},
    "decimal": {"num_format": "0.##", "valign": "top"},
}
_WIDTHS = {"wide": 38, "narrow": 14}
_NAME = 31
"""The longest name that a sheet may have."""
_FIRST = 3
"""The line of the heads; above them stand what the table is about, and the way back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Leaf:
    """One sheet: its name, what the report says of the table, and its cells."""

    name: str
    about: str
    sheet: NumberSheet


def write_numbers_book(release: Release, path: Path, *, language: str, mark: Mark | None = None) -> None:
    """Write every number of a release into a workbook.

    Parameters
    ----------
    release
        What was released.
    path
        Where the workbook goes.
    language
        Of its words.
    mark
        What it says while nobody has approved the edition.
    """
    import xlsxwriter

    words = Words(language, subject_of(release))
    leaves = list(_leaves(release, words))
    with xlsxwriter.Workbook(str(path), _SAFE) as book:
        book.set_properties({"title": _title(words), "created": datetime.combine(words.subject.as_of, time())})
        formats = {name: book.add_format(how) for name, how in _FORMATS.items()}
        contents = book.add_worksheet(words.text("number-contents"))
        _write_contents(contents, leaves, _above(release, words, mark), formats, words)
        for number, leaf in enumerate(leaves, start=1):
            _write_leaf(book.add_worksheet(leaf.name), leaf, number, formats, words)


def _leaves(release: Release, words: Words) -> Iterator[_Leaf]:
    number = 0
    for answer in release.values():
        section = section_title(answer.name, words.subject, language=words.language)
        for table in answer.values():
            sheet = number_sheet(table, words)
            if not sheet.rows:
                continue
            number += 1
            about = _about(table, answer, words)
            yield _Leaf(name=_sheet_name(number, section), about=about, sheet=sheet)


def _about(table: ReleasedTable, answer: ReleasedAnswer, words: Words) -> str:
    """What the report says of a table: its heading there, where it has one."""
    key = f"number-about-{answer.name}"
    return words.text(key) if words.known(key) else heading(table.name, rows_beside(table, answer.tables), words)


def _sheet_name(number: int, section: str) -> str:
    """Numbered, without the signs that no name of a sheet may have."""
    plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in section)
    return f"{number} {' '.join(plain.split())}"[:_NAME].rstrip()


def _title(words: Words) -> str:
    title = words.title()
    return words.text("page-title-fake", title=title) if words.subject.synthetic else title


def _above(release: Release, words: Words, mark: Mark | None) -> list[str]:
    k = max((table.k for answer in release.values() for table in answer.values()), default=0)
    marked = [words.text(f"mark-{mark}")] if mark else []
    said = [words.text("footer-withheld", k=words.number.plain(k)), words.text("number-note")]
    return [_title(words), *marked, f"{words.text('status-until')}: {words.number.day(words.subject.as_of)}", *said]


def _write_contents(sheet: Any, leaves: Sequence[_Leaf], above: Sequence[str], formats: Any, words: Words) -> None:
    for line, said in enumerate(above):
        sheet.write_string(line, 0, said, formats["title"] if line == 0 else None)
    first = len(above) + 1
    heads = [words.text(f"number-head-{name}") for name in ("sheet", "about")]
    _add_table(sheet, (first, len(leaves)), heads, "contents")
    for line, leaf in enumerate(leaves, start=first + 1):
        sheet.write_url(line, 0, f"internal:'{leaf.name}'!A1", formats["link"], leaf.name)
        sheet.write_string(line, 1, leaf.about, formats["text"])
    sheet.set_column(0, 0, _WIDTHS["wide"])
    sheet.set_column(1, 1, 2 * _WIDTHS["wide"])


def _write_leaf(sheet: Any, leaf: _Leaf, number: int, formats: Any, words: Words) -> None:
    sheet.write_string(0, 0, leaf.about, formats["title"])
    back = words.text("number-contents")
    sheet.write_url(1, 0, f"internal:'{back}'!A1", formats["link"], back)
    _add_table(sheet, (_FIRST, len(leaf.sheet.rows)), leaf.sheet.heads, f"table_{number}")
    for line, cells in enumerate(leaf.sheet.rows, start=_FIRST + 1):
        for place, cell in enumerate(cells):
            write = sheet.write_string if isinstance(cell.value, str) else sheet.write_number
            write(line, place, cell.value, formats[cell.shape])
    for place, cells in enumerate(zip(*leaf.sheet.rows, strict=True)):
        longest = max(len(cell.value) if isinstance(cell.value, str) else 0 for cell in cells)
        sheet.set_column(place, place, _WIDTHS["wide" if longest > _WIDTHS["narrow"] else "narrow"])
    sheet.freeze_panes(_FIRST + 1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_FIRST)


def _add_table(sheet: Any, size: tuple[int, int], heads: Sequence[str], name: str) -> None:
    """A table with a row of heads, which a screen reader reads out with every cell."""
    first, rows = size
    columns = [{"header": head} for head in heads]
    how = {"columns": columns, "name": name, "style": "Table Style Light 1", "autofilter": False}
    sheet.add_table(first, 0, first + max(rows, 1), len(heads) - 1, how)
