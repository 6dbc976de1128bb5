"""Sheets of Excel files; the first row that is not empty is the header."""

from __future__ import annotations

import difflib

import polars as pl

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.sources.raw_table import with_unique_names

_MIDNIGHT = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"


def read_excel(
    content: bytes, place: Place, *, sheet: str | None, log: FaultLog
) -> tuple[pl.DataFrame, pl.Series] | None:
    """The columns of a sheet, all as text, and the sheet's row number of each row; None where it cannot be read."""
    cells = _cells(content, place, sheet, log)
    if cells is None:
        return None
    filled = cells.select(pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != "")).to_series()
    if not filled.any():
        log.add("empty_file", place)
        return None
    at = filled.arg_true()[0]
    names = [(name or "").strip() for name in cells.row(at)]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        log.add("duplicate_column", place, their_column=name, rows=[at + 1])
    numbered = cells.with_row_index("\x1frow", offset=1).filter(filled & (pl.col("\x1frow") > at + 1))
    frame = numbered.drop("\x1frow").rename(dict(zip(cells.columns, with_unique_names(names), strict=True)))
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
    except fastexcel.FastExcelError:
        log.add("unreadable", place, format="Excel")
        return None
    if cells.width == 0:
        log.add("empty_file", place)
        return None
    return cells.cast(pl.String)
