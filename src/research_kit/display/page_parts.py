"""The parts of the board's page by their short names: those to decide from, then the depth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from research_kit.display import catalogue
from research_kit.display.board_questions import QUESTIONS
from research_kit.display.page import Entry

DEPTH = "depth"
"""The id of the heading over the depth, and what the ids of its parts begin with."""
_LAST = f"{QUESTIONS}-asked"
"""The part after which the depth begins: when the board knows what to decide."""


def parts_of(items: Sequence[Mapping[str, Any]], *, language: str) -> list[Entry]:
    """A line for each part of the page; a line `Depth` before those after the questions.

    Parameters
    ----------
    items
        What the shown items carry under their own MIME type, in the page's order.
    language
        A language there is a catalogue for.
    """
    entries: list[Entry] = []
    section, is_deep = "", False
    for item in items:
        if language not in item["contents"] or item["section"] is None:
            continue
        here = str(item["section"]["id"])
        if here == section:
            continue
        if section == _LAST and not is_deep:
            entries.append(Entry(DEPTH, catalogue.text(language, f"part-{DEPTH}"), part=True))
            is_deep = True
        id_ = f"{DEPTH}-{here}" if is_deep else here
        name = short_name(id_, language=language) or str(item["section"]["titles"][language])
        entries.append(Entry(id_, name))
        section = here
    return list({entry.id: entry for entry in entries}.values())


def depth_of(items: Sequence[Mapping[str, Any]], *, language: str) -> dict[str, Any]:
    """What the template needs to set the depth apart: after which part it begins, its title, its parts' names."""
    parts = parts_of(items, language=language)
    titles = [entry.text for entry in parts if entry.part]
    names = {entry.id: entry.text for entry in parts}
    return {"after": _LAST, "title": titles[0], "names": names} if titles else {}


def short_name(part: str, *, language: str) -> str:
    """What a part of the page is called in short, by its id; empty where the catalogue has no word for it."""
    keys = (f"part-{part}", f"part-{part.removeprefix(f'{DEPTH}-')}")
    return next((catalogue.text(language, key) for key in keys if catalogue.has(language, key)), "")
