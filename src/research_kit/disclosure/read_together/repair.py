"""From tables that follow the rules one by one to tables from which, together, nothing can be worked out.

The gate's own intruder reads everything that would be told, and what it finds is given room: further numbers go, or
stay as they were last published. What cannot be repaired stops the release.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from research_kit.disclosure.linked.intruder import exposed
from research_kit.disclosure.over_time.differencing import carried
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.read_together.came_since import (
    Past,
    exposed_since,
    least_by_now,
    neighbours,
    past_releases,
)
from research_kit.disclosure.read_together.counted_people import Cell, Place
from research_kit.disclosure.read_together.exact_counts import ExactCounts, exact_counts
from research_kit.disclosure.read_together.hiding import Named, without
from research_kit.disclosure.read_together.second_cells import second_cells
from research_kit.disclosure.read_together.told_counts import Network, network
from research_kit.disclosure.read_together.told_numbers import (
    Candidate,
    Candidates,
    Interval,
    ToldNumbers,
    told_numbers,
)
from research_kit.disclosure.released_table import Release
from research_kit.errors import DisclosureError
from research_kit.results import Answer

_ROUNDS = 40
_FAR = 4
_SECONDS = 120.0
_CHOICE_SECONDS = 30.0
_LAST_SECONDS = 20.0
"""What an audit is given at least, when the time for single numbers is up and whole tables go."""

Ties = Mapping[Cell, tuple[Cell, ...]]
"""Cells that go, each with the secrets that it would have given away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Repaired:
    """Tables that an intruder cannot beat, and which cells went for which others on the way.

    `tied` has, for each cell that was hidden, the secrets that it would have given away.
    """

    candidates: Candidates
    tied: Ties = field(default_factory=dict)
    named: Named = field(repr=False)


def repaired(
    candidates: Candidates, answers: Sequence[Answer], *, policy: Policy, earlier: Sequence[Release] = ()
) -> Repaired:
    """The tables, with what would give somebody away hidden, or carried from when it was last published.

    Parameters
    ----------
    candidates
        The tables as the rules for each of them leave them.
    answers
        The exact answers that they were made from.
    policy
        The thresholds in force.
    earlier
        Everything published before, oldest first.

    Raises
    ------
    DisclosureError
        Something remains exposed that hiding numbers does not protect: it is named, with a remedy, without its value.

    Notes
    -----
    Single numbers go first. After two minutes, or where no number helps, whole tables go (METHODS 10.2, remedy 3):
    they stand as they were last published. The result is the same on every machine unless the time decides.
    """
    exact = exact_counts(answers, step_months=policy.step_months)
    net = network(exact, policy)
    gate = _Gate(past_releases(earlier, exact, net), net, policy)
    tied: dict[Cell, tuple[Cell, ...]] = {}
    end = time.monotonic() + _SECONDS
    turns = count()
    while True:
        shown = _shown(candidates, tied, exact, earlier, policy)
        told = told_numbers(shown, exact, net)
        found = gate.finds(told.told, max(_LAST_SECONDS, (end - time.monotonic()) / 2))
        if not found:
            return Repaired(candidates=shown, tied=tied, named=exact.named)
        in_time = next(turns) < _ROUNDS and time.monotonic() < end
        more = _first(_remedies(found, told, gate, in_time=in_time), tied)
        if not more:
            raise _unsafe(found, net)
        tied |= more


class _Gate:
    """The intruder, round after round: a secret that was safe is not asked for again while only more is hidden."""

    def __init__(self, past: Sequence[Past], net: Network, policy: Policy) -> None:
        self.net = net
        self.least = least_by_now(past, net)
        self.beside = neighbours(net)
        self.since: tuple[int, ...] = ()
        self._past, self._policy = past, policy
        self._known: Mapping[int, Interval] = {}
        self._open: Mapping[int, int] = {}

    def finds(self, told: Mapping[int, Interval], seconds: float) -> tuple[int, ...]:
        """What would be exposed: increments since earlier releases (`since`), and if there are none, counts.

        Where nothing is told anew nobody is exposed anew.
        """
        if not told:
            return ()
        self.since = exposed_since(self._past, told, self.net, self._policy, seconds=seconds)
        return self.since or self._secrets(told, seconds)

    def _secrets(self, told: Mapping[int, Interval], seconds: float) -> tuple[int, ...]:
        known = {**told, **{at: _both(ends, told.get(at)) for at, ends in self.least.items()}}
        asked = self._open if self._known and _says_no_more(known, self._known) else self.net.secrets
        found = exposed(self.net.linked, known, asked, world=self.net.world, seconds=seconds)
        self._known, self._open = known, {each.variable: self.net.secrets[each.variable] for each in found}
        return tuple(each.variable for each in found)


def _both(one: Interval, other: Interval | None) -> Interval:
    return one if other is None else (max(one[0], other[0]), min(one[1], other[1]))


def _says_no_more(now: Mapping[int, Interval], before: Mapping[int, Interval]) -> bool:
    """Whether every world that was possible before still is."""
    return all(at in before and low <= before[at][0] and before[at][1] <= up for at, (low, up) in now.items())


def _remedies(found: Sequence[int], told: ToldNumbers, gate: _Gate, *, in_time: bool) -> Iterator[Ties]:
    """What may go, the least first: single numbers, then (or when the time is up) the tables that tell of it, then all.

    A table that goes stands as it was last published, so nothing new is told in it.
    """
    if in_time:
        if not gate.since:
            yield _second_cells(found, told, gate)
        yield _most_needed(_beside(found, told, gate))
    yield _whole_tables(found, told, gate)
    cells = tuple(gate.net.cells[each] for each in found)
    yield {gate.net.cells[each]: cells for each in told.told}


def _first(remedies: Iterator[Ties], tied: Ties) -> Ties:
    """The first remedy that makes a further cell go."""
    return next((more for more in remedies if more.keys() - tied.keys()), {})


def _whole_tables(found: Sequence[int], told: ToldNumbers, gate: _Gate) -> Ties:
    """Everything told in the tables that tell of the counts, or of those next to them."""
    net, goes = gate.net, dict[Cell, tuple[Cell, ...]]()
    for each in found:
        near = _nearest(each, told, gate)
        tables = {(place.answer, place.table) for at in near for place in told.places[at]}
        for at, places in told.places.items():
            if any((place.answer, place.table) in tables for place in places):
                goes[net.cells[at]] = (*goes.get(net.cells[at], ()), net.cells[each])
    return goes


def _beside(found: Sequence[int], told: ToldNumbers, gate: _Gate) -> Ties:
    """For each count, the nearest number that is told: of the same quantity if it can, of fewest people."""
    net, goes = gate.net, dict[Cell, tuple[Cell, ...]]()
    for each in found:
        cell = net.cells[each]
        near = _nearest(each, told, gate)
        if near:
            one = net.cells[min(near, key=lambda at: (net.cells[at].quantity != cell.quantity, net.world[at]))]
            goes[one] = (*goes.get(one, ()), cell)
    return goes


def _most_needed(goes: Ties) -> Ties:
    """The quarter of the cells that most would be exposed without: often the others need not go then."""
    order = sorted(goes, key=lambda cell: -len(goes[cell]))
    return {cell: goes[cell] for cell in order[: -(-len(order) // 4)]}


def _nearest(of: int, told: ToldNumbers, gate: _Gate) -> list[int]:
    """The counts told, true zeros apart, that the fewest sums lead to."""
    near = frozenset([of])
    for _ in range(_FAR):
        near = near.union(*(gate.beside[each] for each in near))
        shown = [each for each in sorted(near) if each in told.told and gate.net.world[each] > 0]
        if shown:
            return shown
    return []


def _shown(
    candidates: Candidates,
    hidden: Mapping[Cell, object],
    exact: ExactCounts,
    earlier: Sequence[Release],
    policy: Policy,
) -> Candidates:
    """What would be published: without the hidden cells, and as before where too few have come since."""
    kept = without(candidates, hidden, named=exact.named)
    if not earlier:
        return kept
    frames = {answer: {name: table.frame for name, table in tables.items()} for answer, tables in kept.items()}
    return {
        answer: {name: Candidate(kept[answer][name].kind, frame) for name, frame in tables.items()}
        for answer, tables in carried(frames, earlier, policy).items()
    }


def _second_cells(found: Sequence[int], told: ToldNumbers, gate: _Gate) -> Ties:
    net = gate.net
    prices = {at: float(len(_rows(places))) for at, places in told.places.items()}
    known = {at: interval[0] for at, interval in gate.least.items()}
    more, _ = second_cells(net.linked, net.world, prices, found, net.secrets, least=known, seconds=_CHOICE_SECONDS)
    return {net.cells[at]: tuple(net.cells[secret] for secret in sorted(of)) for at, of in more.items()}


def _rows(places: Sequence[Place]) -> set[tuple[str, str, int]]:
    return {(place.answer, place.table, place.row) for place in places}


def _unsafe(found: Sequence[int], net: Network) -> DisclosureError:
    """Which cells could be worked out, by name only."""
    names = [describe(net.cells[each]) for each in found[:5]]
    more = f" and {len(found) - len(names)} more" if len(found) > len(names) else ""
    return DisclosureError(
        f"{len(found)} numbers of few people could be worked out from what would be published, and hiding further "
        f"numbers does not protect them: {'; '.join(names)}{more}. Merge small groups of that dimension "
        "(`disclosure.collapse`), split by fewer columns (`split_by`), or leave the table out."
    )


def describe(cell: Cell) -> str:
    """A cell in words for an error: what is counted, of which dimensions; never how many."""
    group = ", ".join(f"{name} = {value}" for name, value in cell.group) or "everybody"
    return f"`{cell.quantity}` of {group}"
