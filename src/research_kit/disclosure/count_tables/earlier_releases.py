"""Releases that were published before, in their order: what each of them told anew, and what it carried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.disclosure.count_tables.cell_table import AS_OF, Cell, CellTable, read_tables
from research_kit.disclosure.count_tables.family import told
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError

Tables = Mapping[str, pl.DataFrame]
LastTold = dict[Cell, tuple[int, int]]
"""Cell -> the release that told it last (0 = the first of all) and the number it told."""


def read_releases(releases: Sequence[Tables], policy: Policy) -> list[tuple[CellTable, ...]]:
    """The tables of each release, oldest first.

    Raises
    ------
    DisclosureError
        What `read_tables` refuses; or a row that is carried (`as_of`) from a release that did not tell it.
    """
    read = [read_tables(tables, policy) for tables in releases]
    for at, (frames, tables) in enumerate(zip(releases, read, strict=True)):
        for table in tables:
            if table.carried:
                _require_told_before(table, frames[table.name], read[:at])
    return read


def last_told(releases: Sequence[Sequence[CellTable]]) -> dict[str, LastTold]:
    """Per table, what was told last of each cell."""
    found: dict[str, LastTold] = {}
    for at, tables in enumerate(releases):
        for table in tables:
            found[table.name] = found.get(table.name, {}) | {cell: (at, n) for cell, n in told(table).items()}
    return found


def _require_told_before(table: CellTable, frame: pl.DataFrame, before: Sequence[Sequence[CellTable]]) -> None:
    counts = [told(each) for each in _of_name(table.name, before)]
    rows = zip(table.cells, frame["n"], frame[AS_OF], strict=True)
    carried = [(cell, n, as_of) for cell, n, as_of in rows if as_of is not None]
    wrong = [cell for cell, n, as_of in carried if not 0 <= as_of < len(counts) or counts[as_of].get(cell) != n]
    if wrong:
        raise DisclosureError(
            f"{len(wrong)} of {len(carried)} carried rows of table {table.name!r} are as of a release that did not "
            f"tell that number: {len(before)} releases before it were given. Give them all, oldest first, as they were "
            "published."
        )


def _of_name(name: str, releases: Sequence[Sequence[CellTable]]) -> list[CellTable]:
    """The table of that name in each release; one without rows where there was none."""
    empty = CellTable(name, (), frozenset(), (), (), ())
    return [next((table for table in tables if table.name == name), empty) for tables in releases]
