"""The values that a figure encodes in its marks, read off its own axes: points, bars, limits, the steps of curves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from research_kit.reporting.read_back.figure_axes import Along, Axis, axes_of, place_of
from research_kit.reporting.read_back.found import Found
from research_kit.reporting.read_back.markup_tree import Node
from research_kit.reporting.read_back.numbers import numbers_in

_COMMAND = re.compile(r"([MmLlHhVv])\s*(-?[\d.]+)(?:[\s,]+(-?[\d.]+))?")
_DECORATION = frozenset({"axis", "grid", "zero", "lead", "dotc"})
PARTS = frozenset({"seg-b", "seg-g1", "squared", "outl", "dotted", "hatch"})
"""Looks of the parts of a whole, whose length is what is told, less the room between two of them."""
_ROOM = 2.0
_BASELINE, _LINE, _SAME_ROW = 6.0, 21.0, 4.0
"""How far a baseline is below a row's middle, lines are from each other, and a mark may be from its row's middle."""
AT_THE_END = ", at the end of its scale"
"""Where marks stand whose value lies beyond, or which are as short as any is drawn: what they tell is that alone."""
_LOWEST_BAR = 20.0
"""What is lower than a bar explains a look, in a drawing of bars."""


_Reading = tuple[Node, str, float, str, float]
"""A mark, the direction in which it is measured, the value and unit there, and how exactly it could be read."""
_ROUNDING = 0.11
"""Two ends, each rounded to one decimal."""


def figure_values(name: str, page: Node, *, language: str = "") -> list[Found]:
    """One row per value that a mark stands at, in the unit of its axis; counts where bars have only their number.

    Parameters
    ----------
    name
        The file.
    page
        Its tree.
    language
        The language of its numbers.
    """
    return [found for drawing in page.find("svg") for found in _values_of(name, drawing, language)]


def _values_of(name: str, drawing: Node, language: str) -> Iterator[Found]:
    axes = axes_of(drawing, language=language)
    read = _on_axes(drawing, axes) if axes else _as_counts(drawing, language)
    labels = _row_labels(drawing) if all(axis.along == "x" for axis in axes) else {}
    for mark, direction, value, unit, precision in read:
        cls = mark.get("class").partition(" ")[0]
        place = f"{mark.path}[{direction}]"
        text = f"{mark.tag}.{cls}"
        yield Found(
            page=name, item=drawing.item, place=place, kind="figure", text=text, value=round(value, 2), unit=unit,
            row=_row_of(mark, labels), precision=round(precision, 3),
        )  # fmt: skip


def _row_labels(drawing: Node) -> dict[float, str]:
    """The names beside the rows of a wide drawing, by the height of their middle."""
    found: dict[float, str] = {}
    lines: list[Node] = []
    for node in [*drawing.find("text"), None]:
        is_label = node is not None and node.get("text-anchor") == "end" and "ax" not in node.get("class").split()
        goes_on = bool(lines) and is_label and node is not None and _is_next(lines[-1], node)
        if lines and not goes_on:
            middle = (place_of(lines[0], "y") + place_of(lines[-1], "y")) / 2 - _BASELINE
            found[middle] = " ".join(line.text() for line in lines)
            lines = []
        if is_label and node is not None and not node.text()[:1].isdigit() and node.text()[:1] not in "−(":
            lines.append(node)
    return found


def _is_next(one: Node, other: Node) -> bool:
    """Whether a line of a name goes on in another one."""
    alike = all(one.get(name) == other.get(name) for name in ("x", "class"))
    return alike and 0 < place_of(other, "y") - place_of(one, "y") <= _LINE


def _row_of(mark: Node, labels: Mapping[float, str]) -> str:
    height = _centre(mark)[1]
    near = [middle for middle in labels if abs(middle - height) <= _SAME_ROW]
    return labels[min(near, key=lambda middle: abs(middle - height))] if near else ""


def _on_axes(drawing: Node, axes: Sequence[Axis]) -> Iterator[_Reading]:
    for mark in _marks(drawing):
        for direction, place in _edges(mark):
            axis = _axis_of(_centre(mark), [axis for axis in axes if axis.along == direction])
            if axis is None or (axis.is_bare and mark.tag == "rect" and _is_low(mark)):
                continue
            precision = _ROUNDING / abs(axis.per_unit)
            if set(mark.get("class").split()) & PARTS:
                yield mark, _width(mark), (place_of(mark, "width") + _ROOM) / axis.per_unit, axis.unit, precision
                break
            value = axis.value(place)
            slack = max(0.01, precision)
            at_end = not axis.ticks[0].value + slack < value < axis.ticks[-1].value - slack
            yield mark, f"{direction}{AT_THE_END if at_end else ''}", value, axis.unit, precision


def _is_low(mark: Node) -> bool:
    return "hol" not in mark.get("class").split() and place_of(mark, "height") < _LOWEST_BAR


def _marks(drawing: Node) -> Iterator[Node]:
    for node in drawing.find("circle", "rect", "line", "path", "polyline", "polygon", "ellipse"):
        inside = node.parent is not None and node.parent.tag in ("pattern", "defs", "clippath")
        if not inside and not set(node.get("class").split()) & _DECORATION:
            yield node


def _edges(mark: Node) -> Iterator[tuple[Along, float]]:
    """The places of a mark that stand for a value, each with the direction in which it is measured."""
    if mark.tag in ("circle", "ellipse") or "hol" in mark.get("class").split():
        x, y = _centre(mark)
        yield "x", x
        yield "y", y
    elif mark.tag == "rect":
        yield "x", place_of(mark, "x")
        yield "x", place_of(mark, "x") + place_of(mark, "width")
    elif mark.tag == "line":
        along: Along = "x" if place_of(mark, "y1") == place_of(mark, "y2") else "y"
        yield along, place_of(mark, f"{along}1")
        yield along, place_of(mark, f"{along}2")
    else:
        for x, y in points_of(mark.get("d") or f"M{mark.get('points').strip().replace(' ', 'L')}"):
            yield "x", x
            yield "y", y


def points_of(commands: str) -> list[tuple[float, float]]:
    """The corners of a path made of straight lines."""
    points: list[tuple[float, float]] = []
    x = y = 0.0
    for command, one, two in _COMMAND.findall(commands):
        first, onwards = float(one), command.islower()
        if command in "Hh":
            x = first + (x if onwards else 0)
        elif command in "Vv":
            y = first + (y if onwards else 0)
        else:
            x, y = first + (x if onwards else 0), float(two or 0) + (y if onwards else 0)
        points.append((x, y))
    return points


def _axis_of(at: tuple[float, float], axes: Sequence[Axis]) -> Axis | None:
    """The axis that a mark is measured on: the nearest whose ruled lines pass it; none for what explains the marks."""
    if not axes:
        return None
    along = axes[0].along
    here, across = at if along == "x" else (at[1], at[0])
    passing = [axis for axis in axes if axis.reach[0] - 3 <= across <= axis.reach[1] + 45 or along == "y"]
    passing = [axis for axis in passing if along == "x" or axis.start - 12 <= here <= axis.end + 12]
    passing = [axis for axis in passing if along == "y" or axis.across >= across]
    return min(passing, key=lambda axis: (_off(axis, here), abs(axis.across - across)), default=None)


def _off(axis: Axis, here: float) -> float:
    return max(axis.start - 12 - here, here - axis.end - 45, 0.0)


def _centre(mark: Node) -> tuple[float, float]:
    if mark.tag in ("path", "polyline", "polygon"):
        return (points_of(mark.get("d")) or [(0.0, 0.0)])[0]
    if mark.tag == "line":
        return place_of(mark, "x1"), (place_of(mark, "y1") + place_of(mark, "y2")) / 2
    if mark.tag in ("circle", "ellipse"):
        return place_of(mark, "cx"), place_of(mark, "cy")
    return place_of(mark, "x") + place_of(mark, "width") / 2, place_of(mark, "y") + place_of(mark, "height") / 2


def _as_counts(drawing: Node, language: str) -> Iterator[_Reading]:
    """Bars without an axis, of which the longest has its number written on it or beside it."""
    bars = [mark for mark in _marks(drawing) if mark.tag == "rect" and place_of(mark, "width") > 0]
    longest = max(
        (bar for bar in bars if _look(bar) not in PARTS), key=lambda bar: place_of(bar, "width"), default=None
    )
    written = None if longest is None else _written_at(longest, drawing, language)
    if longest is None or not written:
        return
    unit = place_of(longest, "width") / written
    for bar in bars:
        beside = _look(bar) in PARTS and _look(bar) != "seg-b"
        yield bar, _width(bar), (place_of(bar, "width") + (_ROOM if beside else 0.0)) / unit, "people", _ROUNDING / unit


def _width(mark: Node) -> str:
    """The direction of a length; one as short as any is drawn may stand for less."""
    return f"width{AT_THE_END if place_of(mark, 'width') <= 1 else ''}"


def _look(mark: Node) -> str:
    return mark.get("class").partition(" ")[0]


def _written_at(bar: Node, drawing: Node, language: str) -> float | None:
    """The first number written at the height of a bar."""
    top, bottom = place_of(bar, "y"), place_of(bar, "y") + place_of(bar, "height")
    for node in drawing.find("text"):
        numbers = numbers_in(node.text(), language=language)
        beside = place_of(node, "x") >= place_of(bar, "x")
        if numbers and beside and top <= place_of(node, "y") <= bottom:
            return numbers[0].value
    return None
