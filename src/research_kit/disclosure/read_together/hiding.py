"""Taking cells out of tables: the numbers themselves, and what shows them again, as curves and gaps do."""

from __future__ import annotations

from collections.abc import Callable, Collection

import polars as pl

from research_kit.disclosure.read_together.counted_people import Cell, read_cells
from research_kit.disclosure.read_together.made_from import without_what_shows_them
from research_kit.disclosure.read_together.told_numbers import Candidate, Candidates
from research_kit.disclosure.rules.silence import silenced
from research_kit.disclosure.statements.declared import statements_of

Named = Callable[[Cell], Cell]


def without(candidates: Candidates, cells: Collection[Cell], *, named: Named) -> dict[str, dict[str, Candidate]]:
    """The tables with these cells not told, nor anything that is made of them.

    Where the people of a group may not be told, no row that rests on them is; where those with an event may not, the
    row says nothing but the size of its group; where those not known of or still followed may not, only they go.

    Parameters
    ----------
    candidates
        The tables as they would be shown.
    cells
        What may not be told.
    named
        A cell's one name among all tables.
    """
    gone = frozenset(cells)
    hidden = {
        answer: {name: _without_cells(answer, name, table, gone, named) for name, table in tables.items()}
        for answer, tables in candidates.items()
    }
    return {answer: without_what_shows_them(answer, hidden) for answer in hidden}


def _without_cells(answer: str, name: str, table: Candidate, gone: frozenset[Cell], named: Named) -> Candidate:
    places: dict[str, set[int]] = {"n": set(), "events": set(), "unknown": set()}
    for place, cell, _ in read_cells(answer, name, table.kind, table.frame) if gone else ():
        if named(cell) in gone:
            places[place.column].add(place.row)
    if not any(places.values()):
        return table
    said = statements_of(answer, name)
    places["events"] |= set() if said.loose_base else places["n"]
    marks = {f"_{column}": pl.Series(range(table.frame.height)).is_in(sorted(rows)) for column, rows in places.items()}
    placed = table.frame.with_columns(**marks)
    line = [*table.frame.columns[: table.frame.columns.index("statistic")], *said.adds_up]
    silent = pl.col("_events").any().over(line) if said.adds_up else pl.col("_events")
    kept = silenced(placed, silent=silent, people=pl.col("_n"), unknown=pl.col("_unknown"))
    return Candidate(table.kind, kept.select(table.frame.columns))
