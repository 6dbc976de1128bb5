"""The board's page in large print: the same page with one more style, which can be taken off to the byte."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from importlib import resources
from pathlib import Path

from research_kit.display import catalogue
from research_kit.errors import DisclosureError, RunError

_END = "\n</style></head>"
_TITLE = "<title>"


def large_print(html: str, *, language: str) -> str:
    """A finished page in large print.

    Parameters
    ----------
    html
        The page, as published.
    language
        The language it is in.
    """
    for place, written in _places(language):
        html = _exchanged(html, place, written)
    return html


def ordinary_print(html: str, *, language: str) -> str:
    """The page that one in large print was made from, byte for byte."""
    for place, written in _places(language):
        html = _exchanged(html, written, place)
    return html


def require_same_page(path: Path, html: str, *, language: str) -> None:
    """Refuse a page in large print that says anything else than the page it was made from.

    Raises
    ------
    DisclosureError
        Naming the file.
    """
    if ordinary_print(path.read_text(encoding="utf-8"), language=language) != html:
        raise DisclosureError(f"{path.name} is not the board's page in large print alone. Nothing was published.")


def _places(language: str) -> list[tuple[str, str]]:
    words = escape(catalogue.text(language, "format-large"))
    return [(_TITLE, f"{_TITLE}{words} · "), (_END, f"\n{_style()}{_END}")]


@lru_cache(maxsize=1)
def _style() -> str:
    return (resources.files(__package__) / "large_print.css").read_text(encoding="utf-8")


def _exchanged(html: str, old: str, new: str) -> str:
    if html.count(old) != 1:
        raise RunError(
            "the board's page is not as the template makes it, so that it cannot be set in large print. Nothing was "
            "published. Restore the template, or leave `large` out of `report.formats`."
        )
    return html.replace(old, new)
