"""The places of a spreadsheet that can hold a number: hidden sheets, comments, names, charts and properties too."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from research_kit.errors import RunError
from research_kit.reporting.read_back.found import Place

_STYLES = re.compile(r"xl/(?:styles|theme/.*)\.xml|\[Content_Types\]\.xml|.*\.rels")
"""Parts that hold how cells look and which parts there are; they are read too, as attributes."""


@dataclass(frozen=True, slots=True)
class _Workbook:
    parts: Mapping[str, ElementTree.Element]
    shared: list[str] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)


def read_sheet_places(path: Path) -> tuple[list[Place], str]:
    """The places, and the language that numbers are written in: cells have decimal points.

    Raises
    ------
    RunError
        A part cannot be read: a picture, a macro, something embedded.
    """
    book = _open(path)
    places: list[Place] = []
    for name, root in book.parts.items():
        sheet = book.sheets.get(name)
        places += _cells(sheet, root, book.shared) if sheet is not None else []
        places += _rest(name, root, cells=sheet is not None)
    return places, ""


def _open(path: Path) -> _Workbook:
    with zipfile.ZipFile(path) as archive:
        unread = [name for name in archive.namelist() if not name.endswith((".xml", ".rels", ".vml", "/"))]
        if unread:
            raise RunError(f"{path.name}: {unread[0]} in it cannot be read back. Write the sheet without it.")
        parts = {name: _parsed(archive.read(name)) for name in archive.namelist() if not name.endswith("/")}
    strings = parts.get("xl/sharedStrings.xml")
    shared = [] if strings is None else ["".join(entry.itertext()) for entry in strings]
    return _Workbook(parts, shared, _sheet_names(parts))


def _parsed(part: bytes) -> ElementTree.Element:
    """The part with its comments, which a parser leaves out unless asked."""
    builder = ElementTree.TreeBuilder(insert_comments=True, insert_pis=True)
    return ElementTree.fromstring(part, parser=ElementTree.XMLParser(target=builder))


def _sheet_names(parts: Mapping[str, ElementTree.Element]) -> dict[str, str]:
    """The name of the sheet in each part; one of which no name is known is called as its part."""
    workbook, links = parts.get("xl/workbook.xml"), parts.get("xl/_rels/workbook.xml.rels")
    names = {name: name for name in parts if name.startswith("xl/worksheets/sheet")}
    if workbook is None or links is None:
        return names
    targets = {link.get("Id"): link.get("Target", "").lstrip("/") for link in links}
    for sheet in workbook.iter():
        if _tag(sheet) == "sheet":
            target = targets.get(next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None), "")
            names[target if target.startswith("xl/") else f"xl/{target}"] = sheet.get("name", "")
    return names


def _cells(sheet: str, root: ElementTree.Element, shared: list[str]) -> Iterator[Place]:
    heads: dict[str, str] = {}
    for line in root.iter():
        if _tag(line) != "row":
            continue
        cells = {cell.get("r", ""): _written(cell, shared) for cell in line if _tag(cell) == "c"}
        first = next(iter(cells.values()), "")
        for at, said in cells.items():
            letters = at.rstrip("0123456789")
            column = heads.setdefault(letters, said)
            head = "" if column is said else column
            yield Place(item=sheet, place=f"{sheet}!{at}", kind="table", said=said, row=first, column=head)


def _written(cell: ElementTree.Element, shared: list[str]) -> str:
    of = {_tag(below): "".join(below.itertext()) for below in cell}
    value = of.get("is", of.get("v", ""))
    if cell.get("t") == "s" and value.isdecimal():
        value = shared[int(value)]
    return " ".join(part for part in (value, f"={of['f']}" if of.get("f") else "") if part)


def _rest(name: str, root: ElementTree.Element, *, cells: bool) -> Iterator[Place]:
    """All text and attributes of a part but its cells, such as comments, defined names, charts and properties."""
    kind = "attribute" if _STYLES.fullmatch(name) else "metadata"
    for node in root.iter():
        tag = _tag(node)
        if cells and tag in ("c", "v", "f", "is", "t", "row"):
            continue
        for key, said in node.attrib.items():
            yield Place(item=name, place=f"{name} {tag}[{key.rpartition('}')[2]}]", kind="attribute", said=said)
        if (node.text or "").strip():
            yield Place(item=name, place=f"{name} {tag}", kind=kind, said=node.text or "")  # type: ignore[arg-type]


def _tag(node: ElementTree.Element) -> str:
    return str(node.tag).rpartition("}")[2]
