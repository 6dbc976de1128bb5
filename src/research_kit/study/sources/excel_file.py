"""Sheets of Excel files, as people send them."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

import polars as pl

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.sources.left_out import refuse_identity_numbers, tell_left_out
from research_kit.study.sources.raw_table import ambiguous_names, with_unique_names
from research_kit.study.sources.sheet_layout import find_layout

_MIDNIGHT = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"


def read_excel(
    content: bytes, place: Place, *, sheet: str | None, log: FaultLog, wanted: Collection[str] | None = None
) -> tuple[pl.DataFrame, pl.Series] | None:
    """The columns of a sheet, all as text, and the sheet's row number of each row; None where it cannot be read.

    Titles above the header, sums and notes below the table, and what has no name are left out, and are told.
    """
    cells = _cells(content, place, sheet, log)
    if cells is None:
        return None
    filled = cells.select(pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != "")).to_series()
    if not filled.any():
        log.add("empty_file", place)
        return None
    layout = find_layout(cells)
    for name in ambiguous_names(layout.names, wanted):
        log.add("duplicate_column", place, their_column=name, rows=[layout.header[1] + 1])
    row = pl.col("\x1frow")
    left_out = [number + 1 for number in layout.tail]
    numbered = cells.with_row_index("\x1frow", offset=1).filter(
        filled & (row > layout.header[1] + 1) & ~row.is_in(left_out)
    )
    names = dict(zip(cells.columns, with_unique_names(list(layout.names)), strict=True))
    frame = numbered.drop("\x1frow").rename(names)
    numbers = range(1, cells.height + 1)
    tell_left_out(layout, frame, numbers, place, log)
    refuse_identity_numbers(cells, layout, numbers, place, log)
    return frame.with_columns(pl.all().str.replace(_MIDNIGHT, "$1")), numbered["\x1frow"].cast(pl.Int64).alias("_row")


def _cells(content: bytes, place: Place, sheet: str | None, log: FaultLog) -> pl.DataFrame | None:
    import fastexcel

    try:
        book = fastexcel.read_excel(content)
        if sheet is not None and sheet not in book.sheet_names:
            near = difflib.get_close_matches(sheet, book.sheet_names, n=1, cutoff=0.5) or book.sheet_names
            log.add("missing_table", place, problem=f"the sheets are {', '.join(near)}")
            return None
        cells = book.load_sheet(sheet or 0, header_row=None, skip_rows=0, dtypes="string").to_polars()
        others = 0 if sheet or not cells.width else len(_with_cells(book)) - 1
    except fastexcel.FastExcelError:
        log.add("unreadable", place, format="Excel")
        return None
    if cells.width == 0:
        log.add("empty_file", place)
        return None
    if others:
        log.add("other_sheets", place, count=others)
    return cells.cast(pl.String)


def sheets_with_cells(content: bytes) -> list[str]:
    """The names of the sheets in which anything is written; none where the file is no workbook."""
    import fastexcel

    try:
        return _with_cells(fastexcel.read_excel(content))
    except fastexcel.FastExcelError:
        return []


def _with_cells(book: Any) -> list[str]:
    return [
        name for name in book.sheet_names if book.load_sheet(name, header_row=None, n_rows=1, dtypes="string").width
    ]
