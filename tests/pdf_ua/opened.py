"""A PDF opened for checking: its structure, its marked content and its fonts, each read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pikepdf

SHOWS = frozenset({"Tj", "TJ", "'", '"'})
PAINTS = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "INLINE IMAGE"}) | SHOWS


@dataclass(frozen=True)
class Element:
    """A structure element, its type as it is mapped, and what holds it."""

    it: Any
    kind: str
    parent: Element | None
    kids: list[Element] = field(default_factory=list)

    @property
    def around(self) -> Iterator[Element]:
        """What holds it, from the nearest."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent


@dataclass(frozen=True)
class Painted:
    """Something that is drawn: on which page, inside which marks (`Artifact`, or the number of marked content)."""

    page: int
    operator: str
    marks: tuple[str | int, ...]
    font: Any = None
    strings: tuple[bytes, ...] = ()


class Opened:
    """A PDF and what the conditions ask of it."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.Root

    @cached_property
    def role_map(self) -> dict[str, str]:
        tree = self.root.get("/StructTreeRoot", {})
        return {key: str(value) for key, value in tree.get("/RoleMap", {}).items()}

    def mapped(self, kind: str) -> str:
        seen = set()
        while kind in self.role_map and kind not in seen:
            seen.add(kind)
            kind = self.role_map[kind]
        return kind.removeprefix("/")

    @cached_property
    def elements(self) -> list[Element]:
        """In the order in which they are read."""
        found: list[Element] = []
        tree = self.root.get("/StructTreeRoot")
        for kid in _kids(tree) if tree is not None else ():
            self._collect(kid, None, found)
        return found

    def _collect(self, it: Any, parent: Element | None, found: list[Element]) -> None:
        if isinstance(it, int) or "/S" not in it:
            return
        element = Element(it, self.mapped(str(it.S)), parent)
        if parent is not None:
            parent.kids.append(element)
        found.append(element)
        for kid in _kids(it):
            self._collect(kid, element, found)

    @cached_property
    def reached(self) -> set[tuple[int, int]]:
        return {element.it.objgen for element in self.elements}

    @cached_property
    def parents(self) -> dict[int, Any]:
        """What the parent tree says of each page and annotation."""
        numbers = list(self.root.StructTreeRoot.ParentTree.Nums) if "/StructTreeRoot" in self.root else []
        return {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}

    @cached_property
    def painted(self) -> list[Painted]:
        return [
            painted for number, page in enumerate(self.pdf.pages) for painted in _painted(number, page, page.Resources)
        ]

    def annotations(self) -> Iterator[tuple[Any, Any]]:
        for page in self.pdf.pages:
            for annotation in page.get("/Annots", ()):
                yield page, annotation

    @cached_property
    def fonts(self) -> list[Any]:
        """Every font that shows a text."""
        found = {one.font.objgen: one.font for one in self.painted if one.font is not None}
        return list(found.values())


def _kids(it: Any) -> list[Any]:
    kids = it.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _painted(number: int, page: Any, resources: Any, marks: tuple[str | int, ...] = ()) -> Iterator[Painted]:
    font = None
    fonts, forms = resources.get("/Font", {}), resources.get("/XObject", {})
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            marks = (*marks, _mark(operands))
        elif name == "EMC":
            marks = marks[:-1]
        elif name == "Tf":
            font = fonts.get(str(operands[0]))
        elif name == "Do":
            form = forms[str(operands[0])]
            if str(form.Subtype) == "/Form":
                yield from _painted(number, form, form.get("/Resources", resources), marks)
            else:
                yield Painted(number, name, marks)
        elif name in PAINTS:
            yield Painted(number, name, marks, font if name in SHOWS else None, _strings(name, operands))


def _mark(operands: Any) -> str | int:
    if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
        return int(operands[1].MCID)
    return str(operands[0]).removeprefix("/")


def _strings(name: str, operands: Any) -> tuple[bytes, ...]:
    if name not in SHOWS:
        return ()
    told = operands[0] if name == "TJ" else operands[-1:]
    return tuple(bytes(one) for one in told if isinstance(one, pikepdf.String))
