"""The axes of a drawing, found as a reader finds them: numbers in a line at even distances, beside ruled lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from research_kit.reporting.read_back.markup_tree import Node
from research_kit.reporting.read_back.numbers import numbers_in

Along = Literal["x", "y"]
_RULED = frozenset({"axis", "grid", "zero"})
_SHORT = 10.0
"""Lines shorter than this only mark the numbers: everything above them is measured on that axis."""
_NEAR = {"x": 40.0, "y": 9.0}
"""How far from its line a number may be written: moved inwards at the edges, and its baseline below the middle."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A number written at a place of the drawing."""

    x: float
    y: float
    value: float
    unit: str
    written_at: tuple[float, float] = (0.0, 0.0)

    def at(self, along: Along) -> float:
        """Where it stands along one direction."""
        return self.x if along == "x" else self.y


@dataclass(frozen=True, slots=True)
class Line:
    """A ruled line: where it crosses an axis, and from where to where it goes."""

    place: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale of the drawing, and how far the lines ruled from it reach in the other direction."""

    along: Along
    ticks: tuple[Tick, ...]
    reach: tuple[float, float]

    @property
    def unit(self) -> str:
        """The unit written at its ticks."""
        return next((tick.unit for tick in self.ticks if tick.unit), "")

    @property
    def per_unit(self) -> float:
        """How long one unit is in the drawing; negative where values grow upwards."""
        first, last = self.ticks[0], self.ticks[-1]
        return (last.at(self.along) - first.at(self.along)) / (last.value - first.value)

    def value(self, place: float) -> float:
        """The value at a place of the drawing."""
        first = self.ticks[0]
        return first.value + (place - first.at(self.along)) / self.per_unit

    @property
    def is_even(self) -> bool:
        """Whether all its ticks lie where the first and the last say, to a drawing unit."""
        return all(abs(self.value(t.at(self.along)) - t.value) * abs(self.per_unit) < 1 for t in self.ticks)

    @property
    def is_bare(self) -> bool:
        """Whether it has no lines through the drawing, as under bars that start at its nought."""
        return self.along == "x" and self.reach[0] == 0

    @property
    def start(self) -> float:
        """Where it begins in the drawing."""
        return min(tick.at(self.along) for tick in self.ticks)

    @property
    def end(self) -> float:
        """Where it ends in the drawing."""
        return max(tick.at(self.along) for tick in self.ticks)

    @property
    def across(self) -> float:
        """Where its numbers stand in the other direction."""
        return self.ticks[0].y if self.along == "x" else self.ticks[0].x


def axes_of(drawing: Node, *, language: str) -> list[Axis]:
    """The axes along x, then those along y."""
    ticks = list(_ticks(drawing, language))
    return [axis for along in ("x", "y") for axis in _along(ticks, along, _lines(drawing, along)) if axis.is_even]


def _ticks(drawing: Node, language: str) -> Iterator[Tick]:
    for node in drawing.find("text"):
        numbers = numbers_in(node.text(), language=language)
        if len(numbers) == 1 and "ax" in node.get("class").split():
            number = numbers[0]
            if node.text().replace(number.text, "", 1).strip(" \u00a0\u202f%") == "":
                at = (place_of(node, "x"), place_of(node, "y"))
                yield Tick(*at, number.value, number.unit, at)


def _lines(drawing: Node, along: Along) -> list[Line]:
    """The lines ruled across an axis: upright ones for x, level ones for y."""
    one, other = ("x", "y") if along == "x" else ("y", "x")
    found = []
    for node in drawing.find("line"):
        ends = sorted((place_of(node, f"{other}1"), place_of(node, f"{other}2")))
        if set(node.get("class").split()) & _RULED and place_of(node, f"{one}1") == place_of(node, f"{one}2"):
            found.append(Line(place_of(node, f"{one}1"), ends[0], ends[1]))
    return found


def _along(ticks: Sequence[Tick], along: Along, lines: Sequence[Line]) -> Iterator[Axis]:
    """Numbers on one line that grow; where they begin anew, another axis does."""
    other: Along = "y" if along == "x" else "x"
    rows: dict[float, list[Tick]] = {}
    for tick in ticks:
        rows.setdefault(tick.at(other), []).append(tick)
    for row in rows.values():
        run: list[Tick] = []
        for tick in row:
            if run and tick.value <= run[-1].value:
                yield from _axis(along, run, lines)
                run = []
            run.append(tick)
        yield from _axis(along, run, lines)


def _axis(along: Along, ticks: Sequence[Tick], lines: Sequence[Line]) -> Iterator[Axis]:
    """The axis of two numbers or more that each have a ruled line of their own."""
    ruled = [_ruled(tick, along, lines) for tick in ticks]
    found = [tick for tick, line in ruled if line is not None]
    if len(found) < 2 or len(found) < len(ticks) or len({t.at(along) for t in found}) < len(found):
        return
    used = [line for _, line in ruled if line is not None]
    reach = (min(line.start for line in used), max(line.end for line in used))
    yield Axis(along, tuple(found), (0.0, reach[1]) if reach[1] - reach[0] < _SHORT else reach)


def _ruled(tick: Tick, along: Along, lines: Sequence[Line]) -> tuple[Tick, Line | None]:
    """The number moved to its line: of those near the one that also reaches towards it."""
    across = tick.y if along == "x" else tick.x
    near = [line for line in lines if abs(line.place - tick.at(along)) <= _NEAR[along]]
    near = [line for line in near if along == "y" or line.start <= across]
    if not near:
        return tick, None
    line = min(near, key=lambda line: (round(abs(line.place - tick.at(along)), 1), line.start))
    return (replace(tick, x=line.place) if along == "x" else replace(tick, y=line.place)), line


def place_of(node: Node, name: str) -> float:
    """A coordinate; nought where it is not given."""
    try:
        return float(node.get(name))
    except ValueError:
        return 0.0
