"""The mark on the pages of an edition that nobody has approved: put on finished pages, and taken off to the byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Final, Literal

from research_kit.display import catalogue
from research_kit.errors import RunError

Mark = Literal["unapproved", "draft"]
MARKS: Final[Mapping[str, Mark]] = {"proposed": "unapproved", "draft": "draft"}
"""The mark of an edition by how it stands; an approved one has none."""

_STYLE = """
.not-approved { background: #8c1d18; color: #fff; border-bottom: 3px solid #fff; padding: .6rem 1.25rem; }
.not-approved { margin: 0; max-width: none; font-weight: 700; text-align: center; line-height: 1.4; }
@media (forced-colors: active) { .not-approved { background: Canvas; color: CanvasText; border-color: CanvasText; } }
@media print { .not-approved { color: #000; background: none; border: 2pt solid #000; } }
@page { @top-center { content: "MARK"; font: 700 9pt sans-serif; } }
"""
_LANGUAGE = re.compile(r'<html lang="([A-Za-z0-9-]+)"')


def mark_pages(folder: Path, mark: Mark) -> None:
    """Every page of a staged edition says, on screen, in print and in its title, that it is not for others.

    Raises
    ------
    RunError
        A page is not as the template makes it, so that the mark has no place on it.
    """
    for page in sorted(folder.glob("*.html")):
        page.write_text(marked(page.read_text(encoding="utf-8"), mark, name=page.name), encoding="utf-8")


def unmark_pages(folder: Path, mark: Mark) -> None:
    """The pages as they were before `mark_pages`, byte for byte."""
    for page in sorted(folder.glob("*.html")):
        page.write_text(unmarked(page.read_text(encoding="utf-8"), mark, name=page.name), encoding="utf-8")


def marked(html: str, mark: Mark, *, name: str = "the page") -> str:
    """A page with the mark."""
    for place, written in _places(html, mark, name):
        html = _exchanged(html, place, written, name)
    return html


def unmarked(html: str, mark: Mark, *, name: str = "the page") -> str:
    """A marked page without the mark."""
    for place, written in _places(html, mark, name):
        html = _exchanged(html, written, place, name)
    return html


def _places(html: str, mark: Mark, name: str) -> list[tuple[str, str]]:
    """Where the mark stands: what the template writes there, and what a marked page has instead."""
    found = _LANGUAGE.search(html)
    if found is None:
        raise _strange(name)
    language = catalogue.of_tag(found[1]) or catalogue.REFERENCE
    words = catalogue.text(language, f"mark-{mark}")
    note = catalogue.text(language, "mark-note")
    style = _STYLE.replace("MARK", words.replace('"', "'"))
    return [
        ("<title>", f"<title>{escape(words)} · "),
        ("\n</style></head>", f"\n{style}</style></head>"),
        ("<header>", f'<header><p class="not-approved">{escape(words)}. {escape(note)}</p>'),
    ]


def _exchanged(html: str, old: str, new: str, name: str) -> str:
    if html.count(old) != 1:
        raise _strange(name)
    return html.replace(old, new)


def _strange(name: str) -> RunError:
    return RunError(
        f"{name} is not a page as the template makes it, so that the mark of an edition nobody has approved has no "
        "place on it. Nothing was published. Make the edition anew with `research-kit run`."
    )
