"""Which people each number of a table counts: one name for the same people, wherever they are told of.

A quantity is such a name (`strict/employment@12`: had started work within 12 months); a group is one or more values of
dimensions (none: everybody). A cell is a quantity of a group. Rules, intruders and ledgers all speak of cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import polars as pl

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
    for number, row in enumerate(frame.iter_rows(named=True)):
        if row["statistic"].startswith("one_level:"):
            continue
        group = group_of(row, by)
        for column, quantity in quantities(answer, table, kind, row).items():
            about = () if (table, column) == ("composition", "n") else group
            yield Place(answer, table, number, column), Cell(quantity, about), row[column]


def group_of(row: Row, by: list[str]) -> Group:
    """The group that a row is about."""
    return tuple((name, row[name]) for name in by if row[name] is not None)


def quantities(answer: str, table: str, kind: str, row: Row) -> dict[str, str]:
    """Column -> the quantity that it tells of in this row; columns that count nobody are left out."""
    if kind == "gap":
        return {}
    if table in _SAME_IN_EVERY_ROW:
        return _SAME_IN_EVERY_ROW[table]
    known = _KNOWN.get(table)
    return _by_default(answer, table, row) if known is None else known(row)


def _by_default(answer: str, table: str, row: Row) -> dict[str, str]:
    """Of a table that nobody described here: each row counts people of its own."""
    parts = (answer, table, row["statistic"], row["outcome"], row["cause"], row["compared_with"])
    name = "/".join(part or "" for part in parts) + _at(row)
    return {"n": f"{name}:n", "events": name, "unknown": f"{name}:unknown"}


def _at(row: Row) -> str:
    return "" if row["time"] is None else f"@{row['time']:g}"


def _within(row: Row) -> dict[str, str]:
    outcome, at = row["outcome"], _at(row)
    return {"n": f"{outcome}/n", "events": f"{outcome}/{row['cause']}{at}", "unknown": f"{outcome}/unknown{at}"}


def _curve(row: Row) -> dict[str, str]:
    if row["time"] is None:
        return {"n": f"{row['outcome']}/n"}
    return {"n": f"{row['outcome']}/followed{_at(row)}"}


def _people_only(row: Row) -> dict[str, str]:
    return {"n": f"{row['outcome']}/n"}


def _bounds(row: Row) -> dict[str, str]:
    name = row["statistic"].removeprefix("share_").replace("if_", "")  # none_started, all_started, verified
    return {"n": f"{name}/n", "events": f"{name}/events", "unknown": f"{name}/unknown"}


def _states(row: Row) -> dict[str, str]:
    at = _at(row)
    return {"n": "states/n", "events": f"states/{row['cause']}{at}", "unknown": f"states/unknown{at}"}


def _flow(row: Row) -> dict[str, str]:
    return {"n": f"{row['statistic']}/{row['cause']}" if row["cause"] else row["statistic"]}


_KNOWN: Mapping[str, Callable[[Row], dict[str, str]]] = {
    "within": _within,
    "sustained": _within,
    "curve": _curve,
    "median": _people_only,
    "months": _people_only,
    "bounds": _bounds,
    "states": _states,
    "flow": _flow,
}

_SAME_IN_EVERY_ROW: Mapping[str, dict[str, str]] = {
    "composition": {"n": PEOPLE, "events": PEOPLE},
    "known": {"n": "mature", "events": "known", "unknown": "not_known"},
    "standardised": {"n": "model/n", "events": "model/events"},
}
