"""What the tables of a release tell of each count: the number itself, or the interval that a rounded share leaves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from research_kit.disclosure.read_together.counted_people import Cell, Place, group_of, quantities, read_cells
from research_kit.disclosure.read_together.exact_counts import ExactCounts
from research_kit.disclosure.read_together.told_counts import Network
from research_kit.results.result_table import Kind

_HALF_POINT = 0.005 + 1e-9
_TELLING = ("share", "rate", "mean", "months")

Interval = tuple[float, float]
Statement = tuple[int, Interval, Place]
"""Within which limits a count is told, and where."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A table as it would be shown: what its rows are, and they (`as_of` null where they are of this release)."""

    kind: Kind
    frame: pl.DataFrame


Candidates = Mapping[str, Mapping[str, Candidate]]
"""Answer -> table -> what it would show."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldNumbers:
    """Per count what is told of it, and every place where it is."""

    told: dict[int, Interval] = field(default_factory=dict)
    places: dict[int, list[Place]] = field(default_factory=dict)

    def add(self, count: int, interval: Interval, place: Place) -> None:
        """One more statement about a count."""
        lower, upper = self.told.get(count, (0.0, math.inf))
        self.told[count] = (max(lower, interval[0]), min(upper, interval[1]))
        self.places.setdefault(count, []).append(place)


def told_numbers(candidates: Candidates, exact: ExactCounts, net: Network) -> ToldNumbers:
    """What these tables tell, of the rows that are new in this release.

    Parameters
    ----------
    candidates
        The tables as they would be shown.
    exact, net
        What they were made from.
    """
    return ToldTables(exact, net).numbers(candidates)


class ToldTables:
    """What tables tell, read again and again: one that is the same object as the time before is not."""

    def __init__(self, exact: ExactCounts, net: Network) -> None:
        self._exact, self._net = exact, net
        self._read: dict[tuple[str, str], tuple[pl.DataFrame, list[Statement]]] = {}

    def numbers(self, candidates: Candidates) -> ToldNumbers:
        """As `told_numbers`."""
        found = ToldNumbers()
        for answer, tables in candidates.items():
            for name, table in tables.items():
                before = self._read.get((answer, name))
                if before is None or before[0] is not table.frame:
                    statements = list(_statements(answer, name, table, self._exact, self._net))
                    before = self._read[answer, name] = table.frame, statements
                for at, interval, place in before[1]:
                    found.add(at, interval, place)
        return found


def _statements(answer: str, name: str, table: Candidate, exact: ExactCounts, net: Network) -> Iterator[Statement]:
    """What one table tells of each count, and where."""
    new = _new_rows(table.frame)
    for place, cell, number in read_cells(answer, name, table.kind, table.frame):
        at = net.place.get(exact.named(cell)) if number is not None and new[place.row] else None
        if number is not None and at is not None:
            yield at, (number, number), place
    yield from _from_estimates(answer, name, table, exact, net)


def _new_rows(frame: pl.DataFrame) -> list[bool]:
    return frame["as_of"].is_null().to_list() if "as_of" in frame.columns else [True] * frame.height


def _from_estimates(answer: str, name: str, table: Candidate, exact: ExactCounts, net: Network) -> Iterator[Statement]:
    """Estimates shown without their number of events, read as if they told it as nearly as a rounded share does.

    A share of people of whom some are not known of, a share of a model, a mean or months in work are no plain
    fractions: what can be made of them is at most the number of people that they rest on. Medians do not add up.
    """
    if table.kind not in _TELLING:
        return
    by = table.frame.columns[: table.frame.columns.index("statistic")]
    new = _new_rows(table.frame)
    for number, row in enumerate(table.frame.iter_rows(named=True)):
        if row["estimate"] is None or row["events"] is not None or not new[number]:
            continue
        group = group_of(row, by)
        named = quantities(answer, name, table.kind, row)
        counts = {column: net.place.get(exact.named(Cell(each, group))) for column, each in named.items()}
        people, events = counts.get("n"), counts.get("events")
        if people is not None and events is not None:
            room = net.world[people] * (_HALF_POINT if table.kind == "share" else 0.0)
            true = float(net.world[events])
            yield events, (math.ceil(true - room), math.floor(true + room)), Place(answer, name, number, "estimate")
