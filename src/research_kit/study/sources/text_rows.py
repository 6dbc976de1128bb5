"""The rows of a text file one by one: quoted values may hold line breaks, broken rows are named, titles left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

import polars as pl

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.declaration import CsvFormat
from research_kit.study.sources.left_out import refuse_identity_numbers, tell_left_out
from research_kit.study.sources.raw_table import ambiguous_names, with_unique_names
from research_kit.study.sources.sheet_layout import (
    SheetLayout,
    find_layout,
    header_of_a_row,
    is_title,
    table_from_first_row,
)

_LOOKED_INTO = 40
SPOKEN = {";": "a semicolon", ",": "a comma", "\t": "a tab", "|": "a vertical bar"}

TextRow = tuple[int, list[str]]
"""A row and the number of the line on which it begins."""


class OpenQuoteError(Exception):
    """A quotation mark that is opened on a line and never closed."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def rows_of(text: str, delimiter: str) -> list[TextRow]:
    """Every row of a text, empty ones too.

    Raises
    ------
    OpenQuoteError
        The text ends within quotes: what follows them would be one value.
    """
    try:
        return _rows(text, delimiter, strict=True)
    except csv.Error:
        return _rows(text, delimiter, strict=False)  # a quotation mark within a value, which can be read all the same


def _rows(text: str, delimiter: str, *, strict: bool) -> list[TextRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    rows: list[TextRow] = []
    begins = 1
    try:
        for row in reader:
            rows.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        if str(error).startswith("unexpected end"):
            raise OpenQuoteError(begins) from None
        raise
    return rows


def table_of(
    rows: Sequence[TextRow], header: Sequence[str], delimiter: str, place: Place, log: FaultLog
) -> tuple[pl.DataFrame, pl.Series]:
    """The rows that have as many columns as the header; of the others those with anything in them are faults."""
    whole = [(line, row) for line, row in rows if len(row) == len(header)]
    for line, row in rows:
        if len(row) != len(header) and any(value.strip() for value in row):
            spoken = SPOKEN[delimiter]
            log.add("ragged_row", place, rows=[line], found=len(row), expected=len(header), delimiter=spoken)
    frame = pl.DataFrame([row for _, row in whole], schema=dict.fromkeys(header, pl.String), orient="row")
    return frame, pl.Series("_row", [line for line, _ in whole], dtype=pl.Int64)


def read_laid_out(
    text: str, delimiter: str, form: CsvFormat, place: Place, log: FaultLog, *, wanted: Collection[str] | None = None
) -> tuple[pl.DataFrame, pl.Series]:
    """The table of a file with titles above it, sums or notes below it, or names that the parameters file gives."""
    rows = rows_of(text, delimiter)
    width = max((len(row) for _, row in rows), default=0)
    cells = pl.DataFrame(
        [[*(cell.strip() for cell in row), *[None] * (width - len(row))] for _, row in rows],
        schema=[(f"column_{i}", pl.String) for i in range(width)], orient="row",
    )  # fmt: skip
    layout = _layout(cells, form)
    last = layout.header[1]
    columns = len(form.header) or len(rows[last][1])
    names = list(layout.names)[:columns]
    report_duplicates(names, wanted, place, log)
    body = [row for i, row in enumerate(rows) if i > last and i not in layout.tail]
    frame, numbers = table_of(body, with_unique_names(names), delimiter, place, log)
    filled = frame.select(pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != "")).to_series()
    frame, numbers = frame.filter(filled), numbers.filter(filled)
    if not form.header:
        lines = [line for line, _ in rows]
        tell_left_out(layout, frame, lines, place, log)
        refuse_identity_numbers(cells, layout, lines, place, log)
    return frame, numbers


def _layout(cells: pl.DataFrame, form: CsvFormat) -> SheetLayout:
    if form.header:
        return header_of_a_row(form.header, len(form.header))
    first, *below = ([cell or "" for cell in row] for row in cells.head(_LOOKED_INTO).iter_rows())
    return find_layout(cells) if is_title(first, below) else table_from_first_row(cells)


def report_duplicates(header: Sequence[str], wanted: Collection[str] | None, place: Place, log: FaultLog) -> None:
    """Names that stand more than once in the header, where the source does not say which it means."""
    for name in ambiguous_names(header, wanted):
        log.add("duplicate_column", place, their_column=name, rows=[1])
