"""The last pass over a PDF: what PDF/UA asks of tags and the layout engine leaves out.

Heads of tables say what they are heads of, links say in words where they lead, lists how they are numbered, figures
where they stand, and what repeats on every page (its number) is no part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

_MARKED = re.compile(rb"/[A-Za-z]+\s*<<\s*/MCID\s+(\d+)\s*>>\s*BDC")
_POINTS = 0.75
"""Points in a pixel of the layout, in which it writes where figures stand."""


def finish_tags(pdf: Any, links: Mapping[str, str]) -> None:
    """Complete the tags of an open PDF.

    Parameters
    ----------
    pdf
        As pikepdf opens it.
    links
        The words of each link by the id that it leads to.
    """
    reached = set()
    for element in _elements(pdf.Root.StructTreeRoot):
        reached.add(element.objgen)
        _finish(element)
        _as_body(pdf, element)
    for page in pdf.pages:
        for annotation in page.get("/Annots", ()):
            target = str(annotation.get("/Dest", ""))
            if target in links:
                annotation.Contents = links[target]
    _set_aside(pdf, reached)


def _elements(root: Any) -> Iterator[Any]:
    """The elements of the structure that can be reached from its root, each once."""
    left = [root.get("/K")]
    while left:
        found = left.pop()
        if found is None or isinstance(found, int):
            continue
        if _is_array(found):
            left += list(found)
        elif "/S" in found:
            yield found
            left.append(found.get("/K"))


def _is_array(found: Any) -> bool:
    import pikepdf

    return isinstance(found, pikepdf.Array)


def _finish(element: Any) -> None:
    import pikepdf

    kind = str(element.S)
    if kind == "/TH":
        rows = element.P.P  # the head or the body of the table
        scope = "/Column" if str(rows.S) == "/THead" else "/Row"
        element.A.Scope = pikepdf.Name(scope)
    elif kind == "/L" and any(str(child.S) == "/Lbl" for item in _kids(element) for child in _kids(item)):
        element.A = pikepdf.Dictionary(O=pikepdf.Name.List, ListNumbering=pikepdf.Name.Decimal)
    elif kind == "/Figure" and "/A" in element:
        height = float(element.Pg.MediaBox[3])
        left, top, right, bottom = (float(value) * _POINTS for value in element.A.BBox)
        element.A.BBox = [round(value, 3) for value in (left, height - bottom, right, height - top)]


def _as_body(pdf: Any, element: Any) -> None:
    """What stands in an item of a list is its mark or its body."""
    import pikepdf

    inside = [kid for kid in _kids(element) if str(kid.S) not in ("/Lbl", "/LBody")]
    if str(element.S) == "/LI" and inside:
        body = pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem, S=pikepdf.Name.LBody, P=element, K=inside, Pg=element.Pg
        )
        body = pdf.make_indirect(body)
        for kid in inside:
            kid.P = body
        element.K = [*(kid for kid in _kids(element) if kid not in inside), body]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return [kid for kid in kids if not isinstance(kid, int) and "/S" in kid] if _is_array(kids) else []


def _set_aside(pdf: Any, reached: set[tuple[int, int]]) -> None:
    """Marked content of which the structure knows nothing is an artifact, such as the number of the page."""
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    told = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    for page in pdf.pages:
        known = told[int(page.StructParents)]
        aside = {at for at, element in enumerate(known) if element is None or element.objgen not in reached}
        if aside:
            content = page.Contents.read_bytes()
            page.Contents.write(_MARKED.sub(partial(_artifact, aside=aside), content))
            for at in aside:
                known[at] = None


def _artifact(match: re.Match[bytes], *, aside: set[int]) -> bytes:
    return b"/Artifact BMC" if int(match[1]) in aside else match[0]
