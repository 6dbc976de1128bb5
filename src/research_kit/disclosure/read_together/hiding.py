"""Taking cells out of tables: the numbers themselves, and what shows them again, as curves and gaps do.

A table of which no more is hidden than the time before is the same object again: who reads it round after round may
remember what he read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import polars as pl

from research_kit.disclosure.read_together.counted_people import COUNTS, Cell, Place, read_cells
from research_kit.disclosure.read_together.made_from import MadeFrom
from research_kit.disclosure.read_together.told_numbers import Candidate, Candidates
from research_kit.disclosure.rules.silence import silenced
from research_kit.disclosure.statements.declared import statements_of

Named = Callable[[Cell], Cell]
Rows = Mapping[str, frozenset[int]]
"""Column of counts -> the rows in which it may not be told."""


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
    return Hiding(candidates, named=named).without(cells)


class Hiding:
    """Tables of which now these cells are hidden, now others: read once for all of that."""

    def __init__(self, candidates: Candidates, *, named: Named) -> None:
        self.candidates, self.named = candidates, named
        self._made_from = MadeFrom()
        self._last: dict[tuple[str, str], tuple[Rows, Candidate]] = {}
        self._places: dict[Cell, list[Place]] = {}
        for answer, tables in candidates.items():
            for name, table in tables.items():
                for place, cell, _ in read_cells(answer, name, table.kind, table.frame):
                    self._places.setdefault(named(cell), []).append(place)

    def without(self, cells: Collection[Cell]) -> dict[str, dict[str, Candidate]]:
        """As the function `without`."""
        rows = self._rows(cells)
        hidden = {
            answer: {name: self._without_cells(answer, name, rows.get((answer, name), {})) for name in tables}
            for answer, tables in self.candidates.items()
        }
        return {answer: self._made_from.without_what_shows_them(answer, hidden) for answer in hidden}

    def _rows(self, cells: Collection[Cell]) -> dict[tuple[str, str], Rows]:
        """Per answer and table, where these cells are told."""
        found: dict[tuple[str, str], dict[str, set[int]]] = {}
        for cell in cells:
            for place in self._places.get(cell, ()):
                columns = found.setdefault((place.answer, place.table), {column: set() for column in COUNTS})
                columns[place.column].add(place.row)
        return {key: {column: frozenset(of) for column, of in columns.items()} for key, columns in found.items()}

    def _without_cells(self, answer: str, name: str, rows: Rows) -> Candidate:
        table = self.candidates[answer][name]
        if not rows:
            return table
        before = self._last.get((answer, name))
        if before is None or before[0] != rows:
            before = self._last[answer, name] = rows, _without_rows(answer, name, table, rows)
        return before[1]


def _without_rows(answer: str, name: str, table: Candidate, rows: Rows) -> Candidate:
    said = statements_of(answer, name)
    silent_rows = rows["events"] | (frozenset() if said.loose_base else rows["n"])
    marks = {
        f"_{column}": pl.Series(range(table.frame.height)).is_in(sorted(of))
        for column, of in {**rows, "events": silent_rows}.items()
    }
    placed = table.frame.with_columns(**marks)
    line = [*table.frame.columns[: table.frame.columns.index("statistic")], *said.adds_up]
    silent = pl.col("_events").any().over(line) if said.adds_up else pl.col("_events")
    kept = silenced(placed, silent=silent, people=pl.col("_n"), unknown=pl.col("_unknown"))
    return Candidate(table.kind, kept.select(table.frame.columns))
