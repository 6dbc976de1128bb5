"""What of a partner's file is not read, told by the numbers of its rows: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.identity_numbers import cells_with_identity_numbers
from research_kit.study.sources.sheet_layout import SheetLayout

_LEAST_NAMES, _NAMES_COMPARED = 2, 3


def tell_left_out(
    layout: SheetLayout, frame: pl.DataFrame, numbers: Sequence[int], place: Place, log: FaultLog
) -> None:
    """Say what is not read; `numbers` are those by which the person who opens the file sees its rows."""
    first, last = (numbers[row] for row in layout.header)
    titles, tail = [numbers[row] for row in layout.titles], [numbers[row] for row in layout.tail]
    log.add("rows_above_header", place, rows=titles, count=len(titles), header=first)
    if last > first:
        log.add("two_header_rows", place, rows=[first, last], header=f"{first} and {last}")
    log.add("rows_after_table", place, rows=tail, count=len(tail))
    nameless = [name for name in frame.columns if not name.partition("\x1f")[0]]
    written = [name for name in nameless if (frame[name].str.strip_chars().fill_null("") != "").any()]
    if written:
        log.add("column_without_name", place, count=len(written))


def without_repeated_header(
    frame: pl.DataFrame, rows: pl.Series, place: Place, log: FaultLog
) -> tuple[pl.DataFrame, pl.Series]:
    """The rows without those that say the names of the columns once more, as at the head of each printed page."""
    named = [name for name in frame.columns if name.strip() and "\x1f" not in name][:_NAMES_COMPARED]
    if len(named) < _LEAST_NAMES:
        return frame, rows
    repeats = frame.select(
        pl.all_horizontal((pl.col(name).str.strip_chars() == name.strip()).fill_null(False) for name in named)
    ).to_series()
    if not repeats.any():
        return frame, rows
    log.add("header_again", place, rows=rows.filter(repeats), count=int(repeats.sum()))
    return frame.filter(~repeats), rows.filter(~repeats)


def refuse_identity_numbers(
    cells: pl.DataFrame, layout: SheetLayout, numbers: Sequence[int], place: Place, log: FaultLog
) -> None:
    """What is not read must hold no identity number either: the file lies there as it was delivered."""
    first, last = layout.header
    rows = [*layout.titles, *([first] if last > first else []), *layout.tail]
    texts = pl.Series([" | ".join(cell for cell in cells.row(row) if cell) for row in rows], dtype=pl.String)
    found = cells_with_identity_numbers(texts).to_list()
    log.add(
        "identity_number", place, rows=[numbers[row] for row, is_there in zip(rows, found, strict=True) if is_there]
    )
