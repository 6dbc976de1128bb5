"""The places of an HTML page that can hold a number: text, tables with their headers, attributes, comments, scripts."""

from __future__ import annotations

from collections.abc import Container, Iterator

from research_kit.reporting.read_back.figure_axes import axes_of, place_of
from research_kit.reporting.read_back.found import Kind, Place
from research_kit.reporting.read_back.markup_tree import Node
from research_kit.reporting.read_back.table_cells import headed_cells

GEOMETRY = frozenset({
    "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "width", "height", "points",
    "transform", "viewbox", "offset", "patterntransform",
})  # fmt: skip
"""Attributes that say where something is drawn; `figure_values` reads them as data."""
_LINE = 21.0
"""The distance of two lines of one text, in drawing units."""
_UNSEEN = frozenset({"script", "style", "template", "noscript", "title", "meta"})


def places_of(page: Node, *, language: str = "") -> Iterator[Place]:
    """Every piece of text of a page, then every attribute that is not geometry, in the order of the page."""
    yield from text_places(page, language=language)
    yield from attribute_places(page)


def text_places(page: Node, *, language: str = "") -> Iterator[Place]:
    """Every piece of text of a page, in its order."""
    ticks = {at for drawing in page.find("svg") for at in _ticks(drawing, language)}
    headers = {id(cell.node): cell for table in page.find("table") for cell in headed_cells(table)}
    for node, said in _pieces(page):
        kind, cell = _kind(node), _above(node, "td", "th")
        at = headers.get(id(cell))
        row, column = ("", "") if at is None else (at.row, at.column)
        tick = (id(node.parent), place_of(node, "x"), place_of(node, "y")) in ticks
        yield Place(item=node.item, place=node.path, kind=kind, said=said, row=row, column=column, is_tick=tick)


def attribute_places(page: Node, names: Container[str] | None = None) -> Iterator[Place]:
    """Every attribute that is not geometry, in the order of the page; those of these names alone, where some are."""
    for node in page.walk():
        for name, value in node.attributes:
            if name not in GEOMETRY and (names is None or name in names):
                yield Place(item=node.item, place=f"{node.path}[{name}]", kind="attribute", said=value)


def _ticks(drawing: Node, language: str) -> Iterator[tuple[int, float, float]]:
    for axis in axes_of(drawing, language=language):
        for tick in axis.ticks:
            yield id(drawing), *tick.written_at


def _pieces(page: Node) -> Iterator[tuple[Node, str]]:
    """Pieces of running text; lines of a drawing that stand under each other, with one look, are one piece."""
    held: tuple[Node, str] | None = None
    for node, said in page.blocks():
        if held is not None and _goes_on(held[0], node):
            held = (node, f"{held[1]} {said}")
            continue
        if held is not None:
            yield held
        held = (node, said)
    if held is not None:
        yield held


def _goes_on(one: Node, other: Node) -> bool:
    """Whether one line of a drawing is followed by the other: the same look, one line lower, beginning at one place."""
    if one.tag != "text" or other.tag != "text" or one.parent is not other.parent:
        return False
    alike = all(one.get(name) == other.get(name) for name in ("x", "class", "text-anchor"))
    return alike and 0 < place_of(other, "y") - place_of(one, "y") <= _LINE


def _kind(node: Node) -> Kind:
    if _above(node, "svg") is not None:
        return "figure"
    if node.tag.startswith("#") or node.tag in _UNSEEN:
        return "metadata"
    return "table" if _above(node, "td", "th", "caption") is not None else "text"


def _above(node: Node, *tags: str) -> Node | None:
    at: Node | None = node
    while at is not None and at.tag not in tags:
        at = at.parent
    return at
