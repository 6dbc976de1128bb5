"""The texts of drawings in a PDF stand in the page itself, not each in a file of its own: smaller, and quicker to read.

The layout engine makes a drawing inside the drawing of every text that is not set from its left end.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

_DRAWN = re.compile(rb"/(\w+) Do\b")
_SHARED = ("/ExtGState", "/Font", "/ColorSpace", "/Pattern")


def draw_in_place(pdf: Any) -> None:
    """Put what the pages of an open PDF draw by reference where it is drawn."""
    used: set[str] = set()
    for page in pdf.pages:
        content = page.Contents.read_bytes()
        drawn = _in_place(content, holder=page)
        if drawn != content:
            page.Contents.write(drawn)
        used |= {name.decode() for name in _DRAWN.findall(drawn)}
    for page in pdf.pages:
        kept = page.Resources.get("/XObject", {})
        for name in [name for name in kept.keys() if name.removeprefix("/") not in used]:  # noqa: SIM118 - a PDF's own
            del kept[name]


def _in_place(content: bytes, *, holder: Any) -> bytes:
    return _DRAWN.sub(partial(_drawn, holder=holder), content)


def _drawn(match: re.Match[bytes], *, holder: Any) -> bytes:
    """What a name stands for; a picture, and a drawing that is moved, stay where they are."""
    name = f"/{match[1].decode()}"
    form = holder.Resources.get("/XObject", {}).get(name)
    if form is None or str(form.get("/Subtype")) != "/Form" or "/Matrix" in form:
        return match[0]
    content = _in_place(form.read_bytes(), holder=form)
    for kind in _SHARED:
        _share(kind, form.Resources, holder.Resources)
    return b"q\n" + content + b"\nQ"


def _share(kind: str, of: Any, to: Any) -> None:
    """Names that a drawing uses are known where it stands; a name is that of its content, and the same everywhere."""
    import pikepdf

    if isinstance(of.get(kind), pikepdf.Dictionary):
        to[kind] = to.get(kind, pikepdf.Dictionary())
        for name, value in of[kind].items():
            if name not in to[kind]:
                to[kind][name] = value
