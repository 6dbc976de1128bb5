"""How accessible an edition is: what was tested with what, what falls short, other formats, and whom to ask.

It is written from declared words alone, and holds no number of the release.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from research_kit import __version__
from research_kit.display import catalogue
from research_kit.display.markup import stylesheet
from research_kit.display.words import Words
from research_kit.reporting.format_files import Format, board_page
from research_kit.results import Subject

if TYPE_CHECKING:
    from jinja2 import Template

Part = tuple[str, str, list[str], list[tuple[str, str]]]
"""A section: its id, heading, paragraphs, and a list of words, some of which lead to a file."""
_TESTED = ("axe", "views", "keyboard", "own", "pdf")
_SHORT = ("people", "pdf", "pdf-pages", "small", "sheet", "words")


def accessibility_page(
    subject: Subject, *, language: str, formats: Sequence[tuple[Format, str]] = (), contact: str | None = None
) -> str:
    """The statement in one language.

    Parameters
    ----------
    subject
        The study, in its own words.
    language
        Of the statement.
    formats
        The other formats there are, each with the name of its file.
    contact
        Whom to write to, as the study declares.

    Returns
    -------
    A page that stands alone, as the pages of the report do.
    """
    words = Words(language, subject)
    return _template().render(
        lang=catalogue.tag(language),
        title=words.text("statement-title", title=words.title()),
        kick=words.title(),
        fake=words.text("page-fake") if subject.synthetic else "",
        css=stylesheet(),
        text=partial(catalogue.text, language),
        parts=_parts(words, formats, contact),
    )


def _parts(words: Words, formats: Sequence[tuple[Format, str]], contact: str | None) -> list[Part]:
    others = [(words.text(f"format-name-{what}"), name) for what, name in formats if what != "accessibility"]
    page = [(words.text("format-name-page"), board_page(words.language))]
    tested = [(words.text(f"statement-tested-{what}"), "") for what in _TESTED]
    short = [(words.text(f"statement-short-{what}"), "") for what in _SHORT]
    until = words.text("statement-until", version=__version__, day=words.number.day(words.subject.as_of))
    ask = words.text("statement-ask-contact", contact=contact) if contact else words.text("statement-ask-sender")
    return [
        _part("formats", words, [words.text("statement-formats-note")], [*page, *others]),
        _part("follows", words, [words.text("statement-follows-note"), words.text("statement-own-judgement")]),
        _part("tested", words, [words.text("statement-tested-note")], tested),
        _part("short", words, [], short),
        _part("ask", words, [ask, words.text("statement-ask-law")]),
        _part("about", words, [until]),
    ]


def _part(name: str, words: Words, paragraphs: list[str], items: Sequence[tuple[str, str]] = ()) -> Part:
    return name, words.text(f"statement-{name}"), paragraphs, list(items)


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = os.fspath(Path(__file__).parent.parent / "templates")
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("formats/accessibility.html.j2")
