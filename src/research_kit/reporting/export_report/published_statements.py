"""What was read by everybody before: the statements on the pages of every edition that the ledger has an entry for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from research_kit.disclosure import Release, read_release
from research_kit.display import catalogue
from research_kit.ledger import Entry
from research_kit.reporting.edition import pages_of
from research_kit.reporting.export_report.released_items import ReleasedItems
from research_kit.reporting.manifest import is_intact, read_manifest
from research_kit.reporting.read_back.page_statements import statements_in, statements_of
from research_kit.reporting.read_back.statements import Statement
from research_kit.results import Subject


def published_statements(
    study_folder: Path, entries: Sequence[Entry], *, language: str, subject: Subject | None = None
) -> list[Statement]:
    """Every statement of every earlier edition, in one of its languages.

    Parameters
    ----------
    study_folder
        Where the editions are.
    entries
        Of the ledger, oldest first. Where the pages of one are there as they were published, they are read; where
        they are gone or were replaced, everything in the stored release is shown and read, which is no less.
    language
        All languages of an edition said the same when it was made: one of them is read.
    subject
        The study's own words for its groups.
    """
    found: list[Statement] = []
    seen: Counter[str] = Counter()
    for entry in entries:
        quarter = quarter_of(entry.label, seen[entry.label])
        seen[entry.label] += 1
        for html, name in _pages(study_folder / entry.label, entry, language):
            found += statements_in(html, name, quarter, subject=subject)
    return found


def quarter_of(label: str, published_before: int) -> str:
    """The name of a quarter's edition; its second and later ones are told apart."""
    return f"{label} ({published_before + 1})" if published_before else label


def _pages(edition: Path, entry: Entry, language: str) -> Iterator[tuple[str, str]]:
    told = read_manifest(edition).get("ledger") or {}
    pages = pages_of(edition) if (told.get("entry") or {}).get("hash") == entry.hash and is_intact(edition) else ()
    wanted = [page for page in pages if page.stem.endswith(f"_{language}")] or list(pages)
    for page in wanted:
        yield page.read_text(encoding="utf-8"), f"{edition.name}/{page.name}"
    if not wanted:
        yield shown_whole(read_release(entry.folder), language), f"ledger entry {entry.number}"


def shown_whole(release: Release, language: str) -> str:
    """A page with every table of a release."""
    items = ReleasedItems(release)
    names = [f"{answer.name}-{table}".replace("_", "-") for answer in release.values() for table in answer]
    shown = (items.html(name, language) for name in names)
    return f'<html lang="{catalogue.tag(language)}"><body>{"".join(html for html in shown if html)}</body></html>'


def statements_on(pages: Sequence[Path], quarter: str, *, subject: Subject | None = None) -> list[Statement]:
    """The statements of an edition's own pages, in every language."""
    return [told for page in pages for told in statements_of(page, quarter, subject=subject)]
