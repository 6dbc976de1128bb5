"""The cells of a table of a page, each with the headers that it stands under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from research_kit.reporting.read_back.markup_tree import Node


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its element, its text, and its row's and column's header; for a header the other one alone."""

    node: Node
    text: str
    row: str
    column: str
    line: int
    is_header: bool


def headed_cells(table: Node) -> Iterator[Cell]:
    """The cells line by line; headers over several columns or lines count for all of them."""
    columns: dict[int, str] = {}
    for line, cells in enumerate(_grid(table)):
        is_head = all(node.tag == "th" for node in cells.values())
        header = next((_said(node) for node in cells.values() if node.tag == "th"), "")
        for place, node in cells.items():
            if is_head:
                columns[place] = " ".join(part for part in (columns.get(place, ""), _said(node)) if part)
            text = _said(node)
            row = "" if is_head or (text == header and node.tag == "th") else header
            yield Cell(node, text, row, "" if is_head else columns.get(place, ""), line, node.tag == "th")


def _said(node: Node) -> str:
    return " ".join(said for _, said in node.blocks())


def _grid(table: Node) -> Iterator[dict[int, Node]]:
    """The cells of each line by the number of their column, with those that reach down from lines above."""
    reaching: dict[int, tuple[Node, int]] = {}
    for line in table.find("tr"):
        here = {place: node for place, (node, left) in reaching.items() if left > 0}
        reaching = {place: (node, left - 1) for place, (node, left) in reaching.items() if left > 1}
        place = 0
        for node in line.elements():
            if node.tag not in ("td", "th"):
                continue
            while place in here:
                place += 1
            for _ in range(_span(node, "colspan")):
                here[place] = node
                if _span(node, "rowspan") > 1:
                    reaching[place] = (node, _span(node, "rowspan") - 1)
                place += 1
        yield dict(sorted(here.items()))


def _span(node: Node, name: str) -> int:
    value = node.get(name)
    return min(max(int(value), 1), 1000) if value.isdecimal() else 1
