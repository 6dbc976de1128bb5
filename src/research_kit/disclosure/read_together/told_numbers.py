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

Interval = tuple[float, float]


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
    found = ToldNumbers()
    for answer, tables in candidates.items():
        for name, table in tables.items():
            for place, cell, number in read_cells(answer, name, table.kind, table.frame):
                at = net.place.get(exact.named(cell))
                if number is not None and at is not None and _is_new(table.frame, place.row):
                    found.add(at, (number, number), place)
            if table.kind == "share":
                for at, interval, place in _from_shares(answer, name, table, exact, net):
                    found.add(at, interval, place)
    return found


def _is_new(frame: pl.DataFrame, row: int) -> bool:
    return "as_of" not in frame.columns or frame["as_of"][row] is None


def _from_shares(
    answer: str, name: str, table: Candidate, exact: ExactCounts, net: Network
) -> Iterator[tuple[int, Interval, Place]]:
    """Shares shown without their number of events: between those seen, and those seen and not known of.

    People of whom nothing is known count as the others do: the estimated share of a group is at least that of those
    seen with the event, and at most that of these and those not known of. Where all are known, the share is plain.
    """
    by = table.frame.columns[: table.frame.columns.index("statistic")]
    for number, row in enumerate(table.frame.iter_rows(named=True)):
        if row["estimate"] is None or row["events"] is not None or not _is_new(table.frame, number):
            continue
        group = group_of(row, by)
        named = quantities(answer, name, table.kind, row)
        counts = {column: net.place.get(exact.named(Cell(each, group))) for column, each in named.items()}
        found = _of_share(row["estimate"], counts, net)
        if found is not None:
            yield *found, Place(answer, name, number, "estimate")


def _of_share(estimate: float, counts: Mapping[str, int | None], net: Network) -> tuple[int, Interval] | None:
    """The count of events and the interval that a share of it tells; nothing where it is no plain share."""
    people, events, unknown = counts.get("n"), counts.get("events"), counts.get("unknown")
    if people is None or events is None:
        return None
    n, seen = net.world[people], net.world[events]
    not_known = 0.0 if unknown is None else net.world[unknown]
    least, most = n * (estimate - _HALF_POINT), n * (estimate + _HALF_POINT)
    if not (seen <= most and seen + not_known >= least):
        return None
    return events, (math.ceil(least) if not_known == 0 else 0, math.floor(most))
