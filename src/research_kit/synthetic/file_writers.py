"""Writing a partner's rows as a text file, an Excel workbook or a Parquet file; the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from research_kit.synthetic.delivery import FileForm

_WRITTEN_AT = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write_file(sheets: Mapping[str, pl.DataFrame], path: Path, form: FileForm) -> None:
    """The rows of a partner's file; a workbook may have several sheets, other kinds hold one."""
    if form.kind == "excel":
        write_workbook(sheets, path)
        return
    (rows,) = sheets.values()
    if form.kind == "parquet":
        rows.write_parquet(path, statistics=False)
    else:
        write_text(rows, path, form)


def write_text(rows: pl.DataFrame, path: Path, form: FileForm) -> None:
    """A text file with a header, in the partner's dialect."""
    text = rows.write_csv(
        separator=form.delimiter,
        decimal_comma=form.decimal == ",",
        date_format=form.date_format or "%Y-%m-%d",
        line_terminator=form.line_end,
    )
    path.write_bytes(text.encode(form.encoding))


def write_workbook(sheets: Mapping[str, pl.DataFrame], path: Path) -> None:
    """An Excel workbook with one sheet per table; its properties hold no clock and no name."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": _WRITTEN_AT})
        for name, rows in sheets.items():
            rows.write_excel(book, worksheet=name, dtype_formats={pl.Date: "yyyy-mm-dd"}, autofilter=False)
