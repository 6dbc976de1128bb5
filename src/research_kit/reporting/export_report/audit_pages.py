"""The audit of finished pages: read from the file as published, before it is put in its place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from research_kit.disclosure import Release
from research_kit.display.catalogue import languages
from research_kit.errors import DisclosureError, RunError
from research_kit.ledger.told_loop import ToldLoop
from research_kit.reporting.approval_mark import Mark, unmarked
from research_kit.reporting.export_report.page_markup import require_as_released, require_known_markup
from research_kit.reporting.export_report.page_numbers import require_allowed_numbers
from research_kit.reporting.export_report.released_items import ReleasedItems
from research_kit.reporting.read_back.markup_tree import Node, tree_of
from research_kit.reporting.read_back.read_file import language_of


def audit_pages(pages: Iterable[str | Path], release: Release, loop: ToldLoop | None = None) -> None:
    """Refuse finished pages that hold anything which the release does not allow where it stands.

    Parameters
    ----------
    pages
        The HTML files.
    release
        What they were made from.
    loop
        What the release tells of decisions and of what is new.

    Raises
    ------
    DisclosureError
        Naming the page, the item and the place, never the value.
    """
    items = ReleasedItems(release, loop or ToldLoop())
    for page in pages:
        path = Path(page)
        tree = tree_of(_without_mark(path.read_text(encoding="utf-8")))
        _audit(path.name, tree, items, language_of(tree))


def audit_page(path: Path, items: ReleasedItems, *, language: str) -> None:
    """One page in the language that it was asked for in, as it stands in its file."""
    tree = tree_of(path.read_text(encoding="utf-8"))
    if language_of(tree) != language:
        raise DisclosureError(f"{path.name}: it does not say that it is in `{language}`. Nothing was published.")
    _audit(path.name, tree, items, language)


def _audit(name: str, page: Node, items: ReleasedItems, language: str) -> None:
    """First the markup, then the numbers apart from how the page was made, then every item word for word."""
    if language not in languages():
        raise DisclosureError(f"{name}: it does not say in which language it is. Nothing was published.")
    require_known_markup(name, page)
    require_allowed_numbers(name, page, items.gate(language))
    require_as_released(name, page, items, language=language)


def _without_mark(html: str) -> str:
    """The page without the mark of an edition that nobody has approved, which is put on when it has been audited."""
    for mark in get_args(Mark):
        try:
            return unmarked(html, mark)
        except RunError:
            continue
    return html
