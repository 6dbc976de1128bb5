"""What may go so that an exposed count has room: single numbers first, then whole tables, then everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from research_kit.disclosure.read_together.counted_people import Cell, Place
from research_kit.disclosure.read_together.reader import Reader
from research_kit.disclosure.read_together.second_cells import second_cells
from research_kit.disclosure.read_together.told_numbers import ToldNumbers
from research_kit.disclosure.statements.declared import statements_of, worth

_FAR = 4
_CHOICE_SECONDS = 120.0
_WHOLE, _LOOSE = 2.0, 0.25

Ties = Mapping[Cell, tuple[Cell, ...]]
"""Cells that go, each with the secrets that it would have given away."""


def remedies(found: Sequence[int], told: ToldNumbers, reader: Reader, *, in_time: bool) -> Iterator[Ties]:
    """What may go, the least first: single numbers, then (or when the time is up) the tables that tell of it, then all.

    A table that goes stands as it was last published, so nothing new is told in it.
    """
    if in_time:
        yield _beside_newcomers(told, reader) if reader.since else _second_cells(found, told, reader)
        yield _most_needed(_beside(found, told, reader))
    yield _whole_tables(found, told, reader)
    cells = tuple(reader.net.cells[each] for each in found)
    yield {reader.net.cells[each]: cells for each in told.told}


def _whole_tables(found: Sequence[int], told: ToldNumbers, reader: Reader) -> Ties:
    """Everything told in the tables that tell of the counts, or of those next to them."""
    net, goes = reader.net, dict[Cell, tuple[Cell, ...]]()
    for each in found:
        near = _nearest(each, told, reader)
        tables = {(place.answer, place.table) for at in near for place in told.places[at]}
        for at, places in told.places.items():
            if any((place.answer, place.table) in tables for place in places):
                goes[net.cells[at]] = (*goes.get(net.cells[at], ()), net.cells[each])
    return goes


def _beside_newcomers(told: ToldNumbers, reader: Reader) -> Ties:
    """The numbers that go so that it is not known that few came; where one has changed by few, itself."""
    net = reader.net
    more, rest = reader.beside_newcomers(_prices(told, reader), seconds=_CHOICE_SECONDS)
    goes = {net.cells[at]: tuple(net.cells[each] for each in sorted(of)) for at, of in more.items()}
    return {**_beside(rest, told, reader), **goes}


def _beside(found: Sequence[int], told: ToldNumbers, reader: Reader) -> Ties:
    """For each count, the nearest number that is told: of the same quantity if it can, of fewest people."""
    net, goes = reader.net, dict[Cell, tuple[Cell, ...]]()
    for each in found:
        cell = net.cells[each]
        near = _nearest(each, told, reader)
        if near:
            one = net.cells[min(near, key=lambda at: (net.cells[at].quantity != cell.quantity, net.world[at]))]
            goes[one] = (*goes.get(one, ()), cell)
    return goes


def _most_needed(goes: Ties) -> Ties:
    """The quarter of the cells that most would be exposed without: often the others need not go then."""
    order = sorted(goes, key=lambda cell: -len(goes[cell]))
    return {cell: goes[cell] for cell in order[: -(-len(order) // 4)]}


def _nearest(of: int, told: ToldNumbers, reader: Reader) -> list[int]:
    """The counts told, true zeros apart, that the fewest sums lead to."""
    near = frozenset([of])
    for _ in range(_FAR):
        near = near.union(*(reader.beside[each] for each in near))
        shown = [
            each for each in sorted(near) if each in told.told and not reader.knows(each) and reader.net.world[each] > 0
        ]
        if shown:
            return shown
    return []


def _second_cells(found: Sequence[int], told: ToldNumbers, reader: Reader) -> Ties:
    net = reader.net
    more, _ = second_cells(
        net.linked, net.world, _prices(told, reader), found, reader.secrets,
        quantities=reader.quantities, known=reader.given, seconds=_CHOICE_SECONDS,
    )  # fmt: skip
    return {net.cells[at]: tuple(net.cells[secret] for secret in sorted(of)) for at, of in more.items()}


def _prices(told: ToldNumbers, reader: Reader) -> dict[int, float]:
    net = reader.net
    return {at: _price(net.cells[at], places, net.world[at]) for at, places in told.places.items()}


def _price(cell: Cell, places: Sequence[Place], people: float) -> float:
    """In how many rows a count is told; more of wholes, and where readers look first; a trifle more of many people.

    Where only the number would go and not the row, it costs little.
    """
    rows = {(each.answer, each.table, each.row): _LOOSE if _is_loose(each) else 1.0 for each in places}
    whole = _WHOLE ** max(0, 2 - len(cell.group))
    return sum(rows.values()) * whole * worth(cell.quantity) * (1 + people / 1e5)


def _is_loose(place: Place) -> bool:
    return place.column == "n" and statements_of(place.answer, place.table).loose_base
