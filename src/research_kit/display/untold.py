"""Questions that the data of a study cannot answer: on a page they are told once, in one short item at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from research_kit.disclosure.released_table import ReleasedAnswer
from research_kit.display import catalogue
from research_kit.display.markup import write_html
from research_kit.display.rows import rows_beside

UNTOLD = "untold"
"""The id of the item on the page."""
OF_THE_BOARD = "indicator"
"""How the tables begin whose contents a board decides itself."""


def is_untold(answer: ReleasedAnswer, table: str) -> bool:
    """Whether an answer has no such table, or one that only says that the study has no data on it."""
    return table not in answer.tables or not rows_beside(answer[table], answer.tables)


def is_not_asked(answer: ReleasedAnswer, table: str) -> bool:
    """Whether a table is one of a kind of which a study has others: it has decided not to have this one.

    A board that follows shares and values, and no numbers of people, lacks no data on numbers of people.
    """
    kind, _, _ = table.partition("_")
    others = [name for name in answer.tables if name != table and name.startswith(f"{kind}_")]
    return kind == OF_THE_BOARD and any(not is_untold(answer, name) for name in others)


def require_told(answer: Mapping[str, object], table: str) -> None:
    """Refuse a name that no answer knows: only a table that other studies have may be missing quietly."""
    if table not in answer and not catalogue.has(catalogue.REFERENCE, f"untold-{table}"):
        _ = answer[table]  # says which there are


def questions(tables: Sequence[str], *, language: str) -> list[str]:
    """What the tables would have told, as questions in words, each once."""
    keys = [f"untold-{table}" for table in tables]
    known = (key if catalogue.has(language, key) else "untold-other" for key in keys)
    return list(dict.fromkeys(catalogue.text(language, key) for key in known))


def untold_heading(*, language: str) -> str:
    """The heading of the item, for the list of contents too."""
    return catalogue.text(language, "heading-untold")


def render_untold(asked: Sequence[str], *, language: str) -> str:
    """The item that lists the questions."""
    nothing: list[str] = []
    return write_html(
        "item",
        id=UNTOLD,
        tag=None,
        heading=untold_heading(language=language),
        sentences=[catalogue.text(language, "untold-sentence")],
        listed=asked,
        **dict.fromkeys(("pictures", "tables", "notes", "sure"), nothing),
        **dict.fromkeys(("caption", "table_heading", "sure_heading", "not_said", "not_said_heading"), ""),
    )


def untold_of(items: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The item at the end of a page, from what its items carry under their own MIME type; nothing where none is due.

    It is made like any other item, so that a page's template and its list of contents need to know nothing of it.
    """
    asked: dict[str, list[str]] = {}
    for item in items:
        for language, words in item.get("untold", {}).items():
            asked.setdefault(language, []).extend(words)
    if not asked:
        return None
    return {
        "id": UNTOLD,
        "languages": {lang: render_untold(list(dict.fromkeys(words)), language=lang) for lang, words in asked.items()},
        "section": None,
        "contents": {lang: [[UNTOLD, untold_heading(language=lang), True]] for lang in asked},
        "untold": {},
    }
