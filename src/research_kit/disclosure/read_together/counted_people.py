"""Which people each number of a table counts: one name for the same people, wherever they are told of.

A quantity is such a name (`strict/employment@12`: had started work within 12 months); a group is one or more values of
dimensions (none: everybody). A cell is a quantity of a group. Rules, intruders and ledgers all speak of cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import polars as pl

from research_kit.disclosure.statements.declared import statements_of
from research_kit.disclosure.statements.table_statements import KEY

Group = tuple[tuple[str, str], ...]
"""(dimension, value) pairs in the order of the table's columns; () is everybody."""

Row = Mapping[str, Any]
PEOPLE = "people"
COUNTS = ("n", "events", "unknown")


class Cell(NamedTuple):
    """A number of people: which people, of which group."""

    quantity: str
    group: Group


def describe(cell: Cell) -> str:
    """A cell in words for an error: what is counted, of which dimensions; never how many."""
    group = ", ".join(f"{name} = {value}" for name, value in cell.group) or "everybody"
    return f"`{cell.quantity}` of {group}"


class Place(NamedTuple):
    """Where a cell is told: the row of a table, and the column."""

    answer: str
    table: str
    row: int
    column: str


def read_cells(answer: str, table: str, kind: str, frame: pl.DataFrame) -> Iterator[tuple[Place, Cell, int | None]]:
    """Every count of a table: where it stands, what it counts, and the number (null where it is not told).

    Of a row that is `blocked` only the size of its group is read: it tells nothing else.

    Parameters
    ----------
    answer, table
        Their names.
    kind
        What the rows are (`results.result_table.Kind`).
    frame
        The group columns (before `statistic`), then the columns of the result contract.
    """
    by = frame.columns[: frame.columns.index("statistic")]
    everybody = statements_of(answer, table).of_everybody
    for number, row in enumerate(frame.iter_rows(named=True)):
        if row["statistic"].startswith("one_level:"):
            continue
        group, blocked = group_of(row, by), row["status"] == "blocked"
        for column, quantity in quantities(answer, table, kind, row).items():
            if column == "n" or not blocked:
                about = () if everybody and column == "n" else group
                yield Place(answer, table, number, column), Cell(quantity, about), row[column]


def group_of(row: Row, by: list[str]) -> Group:
    """The group that a row is about."""
    return tuple((name, row[name]) for name in by if row[name] is not None)


def quantities(answer: str, table: str, kind: str, row: Row) -> Mapping[str, str]:
    """Column -> the quantity that it tells of in this row; columns that count nobody are left out."""
    return {} if kind == "gap" else _named(answer, table, *(row[name] for name in KEY))


@lru_cache(maxsize=100_000)
def _named(answer: str, table: str, *key: object) -> Mapping[str, str]:
    return statements_of(answer, table).names(answer, table, dict(zip(KEY, key, strict=True)))
