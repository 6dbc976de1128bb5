"""Tables of counts as cells: who is counted in a row, read off its dimension columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError

Cell = frozenset[tuple[str, str]]
"""Whom a count concerns: (dimension, value) pairs; the empty set is everybody."""

AS_OF = "as_of"
RESERVED = ("status", "reason", AS_OF)
OTHERS = "\x00others"  # the value of those in a total that no row is listed for: no column can hold it


@dataclass(frozen=True, slots=True)
class CellTable:
    """One table: a cell per row, in the order of the rows."""

    name: str
    dimensions: tuple[str, ...]
    targets: frozenset[str]  # boolean dimensions: a group and those outside it
    cells: tuple[Cell, ...]
    counts: tuple[int | None, ...]  # null where nothing new is told: withheld, or carried from an earlier release
    k: tuple[int, ...]
    carried: frozenset[Cell] = frozenset()  # last told by an earlier release


def read_tables(tables: Mapping[str, pl.DataFrame], policy: Policy) -> tuple[CellTable, ...]:
    """The tables in the order of their names; DisclosureError if one is not a table of counts."""
    return tuple(_read(name, tables[name], policy) for name in sorted(tables))


def _read(name: str, frame: pl.DataFrame, policy: Policy) -> CellTable:
    _require_counts(name, frame)
    dimensions = tuple(column for column in frame.columns if column not in ("n", *RESERVED))
    targets = frozenset(column for column in dimensions if frame.schema[column] == pl.Boolean)
    texts = [frame[column].cast(pl.String).to_list() for column in dimensions]
    rows = list(zip(*texts, strict=True)) if dimensions else [()] * frame.height
    cells = tuple(_cell(dimensions, row) for row in rows)
    _require_one_row_each(name, cells)
    stricter = {column: policy.k_of(column) for column in dimensions}
    k = tuple(max([policy.k, *(stricter[column] for column, _ in cell)]) for cell in cells)
    is_carried = frame[AS_OF].is_not_null().to_list() if AS_OF in frame.columns else [False] * frame.height
    counts = frame["n"].to_list()
    new = tuple(None if n is None or old else int(n) for n, old in zip(counts, is_carried, strict=True))
    carried = frozenset(cell for cell, old in zip(cells, is_carried, strict=True) if old)
    return CellTable(name, dimensions, targets, cells, new, k, carried)


def _cell(dimensions: Sequence[str], values: Sequence[str | None]) -> Cell:
    return frozenset((each, value) for each, value in zip(dimensions, values, strict=True) if value is not None)


def _require_counts(name: str, frame: pl.DataFrame) -> None:
    if "n" not in frame.columns:
        raise DisclosureError(f"Table {name!r} has no column `n`, the count of people. Its columns: {frame.columns}.")
    n = frame["n"]
    if not (n.dtype.is_numeric() or n.dtype == pl.Null):
        raise DisclosureError(f"`n` of table {name!r} is {n.dtype}: give whole numbers of people, null where withheld.")
    bad = sum(not _is_count(each) for each in n.to_list())
    if bad:
        raise DisclosureError(
            f"{bad} of {frame.height} rows of table {name!r} have an `n` that is not a whole number of people, 0 or "
            "more. Protect counts; shares and means are computed from protected counts."
        )


def _is_count(n: float | None) -> bool:
    return n is None or (n >= 0 and math.isfinite(n) and n == int(n))


def _require_one_row_each(name: str, cells: Sequence[Cell]) -> None:
    twice = len(cells) - len(set(cells))
    if twice:
        raise DisclosureError(
            f"{twice} of {len(cells)} rows of table {name!r} repeat the dimensions of another row. Give every group "
            "one row, and a table of another thing (events beside participants) a name of its own."
        )


def require_true_counts(tables: Mapping[str, pl.DataFrame]) -> None:
    """Tables that are to be protected: complete, and not protected already."""
    for name, frame in tables.items():
        taken = [column for column in RESERVED if column in frame.columns]
        if taken:
            raise DisclosureError(
                f"Table {name!r} has a column {taken[0]!r}, which `protect` gives: rename the dimension, or give the "
                "table as it was before it was protected."
            )
        missing = frame["n"].null_count() if "n" in frame.columns else 0
        if missing:
            raise DisclosureError(
                f"{missing} of {frame.height} rows of table {name!r} have no `n`. What else must go can only be found "
                "from the true counts: protect the table before anything is withheld."
            )
