"""The places of a plain text that can hold a number: its paragraphs, each read as one line."""

from __future__ import annotations

import re
from pathlib import Path

from research_kit.reporting.read_back.found import Place


def read_text_places(path: Path) -> tuple[list[Place], str]:
    """The places; which language a text is in, it does not say.

    A line that was broken for its length is put together again, so that a number and its unit are read as they stand.
    """
    text = path.read_text(encoding="utf-8")
    places = []
    heading = "start"
    for number, paragraph in enumerate(re.split(r"\n{2,}", text), start=1):
        heading = paragraph.lstrip("# ") if paragraph.startswith("#") else heading
        said = " ".join(paragraph.split("\n"))
        places.append(Place(item=heading, place=f"paragraph {number}", kind="text", said=said))
    return places, ""
