"""Where the table is in a sheet: titles above it, a header of one or two rows, sums and notes below it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl

_LOOKED_INTO = 40
_ROWS_BELOW = 25
_MOST_NAMES = 0.7
_MOST_COLUMNS = 0.5
_USED = 0.5
_LONGEST_NAME = 80
_WORDS_OF_A_NOTE = 4
_NUMBER = re.compile(r"[-−]?[\d\s\u00a0\u202f.,:/%-]+( \d\d:\d\d:\d\d)?")
_SUMS = r"(?i)^(summa|summor|sum|total|totalt|totalsumma|medel|medelvärde|genomsnitt|snitt|median)( .*)?:?$"
_COUNTS = r"(?i)^(antal|number of|källa|source|not|anm|utskriven|uttag|kommentar)\b"

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Where the parts of a sheet are; rows are counted from 0.

    `header`: its first and its last row. `names`: a name for each column, empty where it has none. `titles`: the rows
    above the header in which something is written. `tail`: the same for sums and notes below the table.
    """

    header: tuple[int, int]
    names: tuple[str, ...]
    titles: tuple[int, ...]
    tail: tuple[int, ...]


def find_layout(cells: pl.DataFrame) -> SheetLayout:
    """The parts of a sheet in which something is written; every cell is text or null."""
    used = [name for name in cells.columns if (cells[name].str.strip_chars().fill_null("") != "").any()]
    layout = _layout_of_used(cells.select(used))
    named = dict(zip(used, layout.names, strict=True))
    return replace(layout, names=tuple(named.get(name, "") for name in cells.columns))


def header_of_a_row(names: Sequence[str], columns: int) -> SheetLayout:
    """The layout of a table without a header, whose columns are named in the parameters file."""
    return SheetLayout(header=(-1, -1), names=(*names, *[""] * (columns - len(names)))[:columns], titles=(), tail=())


def is_title(first: Row, below: Sequence[Row]) -> bool:
    """Whether the first row of a text file is a title rather than its header: hardly anything in it."""
    return _count(first) <= 1 or _count(first) * 2 <= max(map(_count, below), default=0)


def looks_left_out(first: Row, last: Sequence[Row]) -> bool:
    """Whether a text file may have a title above its header, or sums and notes below it; rows are as written."""
    has_gap = any(not _count(row) for row in last)
    below = [[cell for cell in row if cell] for row in last if _count(row)]
    return is_title(first, last) or any(_is_below_table(row, has_gap=has_gap, is_wide=True) for row in below)


def table_from_first_row(cells: pl.DataFrame) -> SheetLayout:
    """The layout of a table whose header is the first row, with sums and notes below it."""
    tail = _tail(cells, [row for row in _filled_rows(cells) if row > 0])
    return SheetLayout(header=(0, 0), names=tuple(_stripped(cells.row(0))), titles=(), tail=tail)


def _filled_rows(cells: pl.DataFrame) -> list[int]:
    filled = cells.select(pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != "")).to_series()
    return filled.arg_true().to_list()


def _layout_of_used(cells: pl.DataFrame) -> SheetLayout:
    at = _filled_rows(cells)
    top = [_stripped(cells.row(row)) for row in at[:_LOOKED_INTO]]
    first, last = _header(at[:_LOOKED_INTO], top)
    upper, lower = top[first], top[last]
    names = _joined(upper, lower) if last > first else upper
    return SheetLayout(
        header=(at[first], at[last]),
        names=tuple(names),
        titles=tuple(at[:first]),
        tail=_tail(cells, [row for row in at if row > at[last]]),
    )


def _stripped(row: Sequence[object]) -> list[str]:
    return ["" if cell is None else str(cell).strip() for cell in row]


def _header(at: Sequence[int], top: Sequence[Row]) -> tuple[int, int]:
    """Which of the rows is the header, the first one where none looks like it."""
    for i, row in enumerate(top):
        below = top[i + 1 : i + 1 + _ROWS_BELOW]
        is_next = bool(below) and at[i + 1] == at[i] + 1
        if is_next and _are_two_rows(row, below[0], below[1:]):
            return i, i + 1
        is_title = bool(below) and not is_next and _count(row) < _count(below[0]) and _are_names(below[0])
        if not is_title and _are_names(row) and _stands_over(row, below):
            return i, i
    return 0, 0


def _stands_over(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row is about as wide as what is below it, and has something below most of its cells."""
    widest = max(map(_count, below), default=0)
    columns = [column for column, cell in enumerate(row) if cell]
    used = [column for column in columns if any(one[column] for one in below)]
    return len(columns) >= _MOST_COLUMNS * widest and (not below or len(used) > _USED * len(columns))


def _count(row: Row) -> int:
    return sum(bool(cell) for cell in row)


def _are_names(row: Row) -> bool:
    """Whether a row could be a header: hardly any numbers or days, and hardly any name twice."""
    cells = [cell for cell in row if cell]
    names = {cell for cell in cells if not _NUMBER.fullmatch(cell) and len(cell) <= _LONGEST_NAME}
    return len(names) >= _MOST_NAMES * len(cells)


def _are_two_rows(upper: Row, lower: Row, below: Sequence[Row]) -> bool:
    """Whether two rows are one header: upper names over several columns, each of which has a lower name of its own."""
    spans = _spans(upper)
    spanned = [column for start, end in spans if end - start > 1 for column in range(start, end) if lower[column]]
    alone = [start for start, end in spans if end - start == 1]
    if len(spans) < 2 or len(spanned) < 2 or any(lower[column] for column in alone):
        return False
    starts = [start for start, end in spans if end - start > 1]
    has_own = all(lower[start] for start in starts) and all(any(row[column] for row in below) for column in alone)
    recurs = any(lower[column] == row[column] for row in below for column in spanned)
    return has_own and not recurs and all(_are_names([lower[column]]) for column in spanned) and _are_names(upper)


def _spans(upper: Row) -> list[tuple[int, int]]:
    """Each upper name's columns, from its own to the next name's."""
    starts = [column for column, cell in enumerate(upper) if cell]
    return list(pairwise([*starts, len(upper)]))


def _joined(upper: Row, lower: Row) -> list[str]:
    """One name for each column: the lower one, with the upper one before it where the lower one stands twice."""
    over = ["" for _ in upper]
    for start, end in _spans(upper):
        over[start:end] = [upper[start]] * (end - start)
    return [
        upper_name if not name else f"{group} {name}".strip() if lower.count(name) > 1 else name
        for upper_name, group, name in zip(upper, over, lower, strict=True)
    ]


def _tail(cells: pl.DataFrame, rows: Sequence[int]) -> tuple[int, ...]:
    """The rows at the end that hold sums or notes; there must be a table before them."""
    written = {row: [cell for cell in _stripped(cells.row(row)) if cell] for row in rows[-_LOOKED_INTO:]}
    is_wide = max((_count(_stripped(cells.row(row))) for row in rows[:_LOOKED_INTO]), default=0) > 2
    tail: list[int] = []
    for row in reversed(written):
        if not _is_below_table(written[row], has_gap=_has_gap_above(row, written), is_wide=is_wide):
            break
        tail.append(row)
    return tuple(tail[::-1])


def _has_gap_above(row: int, written: Mapping[int, Sequence[str]]) -> bool:
    """Whether an empty row stands above a row, or above the lines of a single cell to which it belongs."""
    while row - 1 in written and len(written[row - 1]) == 1 and len(written[row]) == 1:
        row -= 1
    return row - 1 not in written and row > min(written)


def _is_below_table(written: Sequence[str], *, has_gap: bool, is_wide: bool) -> bool:
    is_sum = re.match(_SUMS, written[0]) is not None
    is_count = len(written) <= 2 and (is_wide or has_gap) and re.match(_COUNTS, written[0]) is not None
    is_said = re.search(r"[\s:]", written[0]) is not None and not _NUMBER.fullmatch(written[0])  # and no person's id
    speaks = re.match(r"[(*]|(?i:obs)\b", written[0]) is not None or written[0].count(" ") >= _WORDS_OF_A_NOTE
    is_note = len(written) == 1 and is_wide and (has_gap or speaks) and is_said
    return is_sum or is_count or is_note
