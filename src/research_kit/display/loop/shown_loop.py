"""The items of the loop as a notebook shows them: in every language at once."""

from __future__ import annotations

from collections.abc import Callable

from research_kit.disclosure.released_table import Release
from research_kit.display import catalogue
from research_kit.display.catalogue import REFERENCE
from research_kit.display.loop.decided import DECIDED, render_decided
from research_kit.display.loop.news import NEWS, render_news
from research_kit.display.markup import write_html
from research_kit.display.shown import Shown
from research_kit.display.told_in import told_in
from research_kit.ledger.told_loop import ToldLoop
from research_kit.results import Subject

_Render = Callable[..., str]


def show_decided(loop: ToldLoop, release: Release, *, language: str = REFERENCE) -> Shown:
    """What the board decided, and what came of it.

    Parameters
    ----------
    loop
        What the release tells of decisions, `read_told_loop(folder)`.
    release
        Where the numbers after each change stand.
    language
        The language of the notebook's own HTML; the item carries all languages for the page.
    """
    return _shown(DECIDED, render_decided, loop, release, language=language)


def show_news(loop: ToldLoop, release: Release, *, language: str = REFERENCE) -> Shown:
    """What is new and certain since the release before; parameters as `show_decided`."""
    return _shown(NEWS, render_news, loop, release, language=language)


def explain_decided(subject: Subject, *, language: str = REFERENCE) -> Shown:
    """Where nothing has been released yet: what the page will tell of decisions."""
    return _explained(DECIDED, subject, language)


def explain_news(subject: Subject, *, language: str = REFERENCE) -> Shown:
    """Where nothing has been released yet: what the page will tell of news."""
    return _explained(NEWS, subject, language)


def _shown(item: str, render: _Render, loop: ToldLoop, release: Release, *, language: str) -> Shown:
    """An item that is a whole part of the page: its only line in the list of contents is that of the part."""
    asked = told_in(language)
    return Shown(
        id=item,
        language=language,
        html={lang: render(loop, release, language=lang) for lang in asked},
        section={
            "id": f"{item}-part",
            "titles": {lang: catalogue.text(lang, f"section-{item}") for lang in asked},
        },
        contents={lang: [] for lang in asked},
    )


def _explained(item: str, subject: Subject, language: str) -> Shown:
    del subject
    said = write_html(
        "exploration",
        mark=catalogue.text(language, "explore-mark"),
        note=catalogue.text(language, f"explore-{item}"),
        pictures=[],
        tables=[],
    )
    return Shown(id=item, language=language, html={language: said}, released=False)
