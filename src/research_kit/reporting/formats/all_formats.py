"""An edition's other formats: written from its finished pages, read back, and refused where a number is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from research_kit.disclosure import Release, read_release
from research_kit.display import catalogue
from research_kit.display.page import subject_of
from research_kit.reporting.approval_mark import Mark, marked
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.format_files import Format, board_page, file_name, formats_in, is_format
from research_kit.reporting.formats.accessibility_page import accessibility_page
from research_kit.reporting.formats.large_print import large_print, require_same_page
from research_kit.reporting.formats.numbers_book import write_numbers_book
from research_kit.reporting.formats.pdf import why_no_pdf, write_pdf
from research_kit.reporting.formats.plain_text import plain_text
from research_kit.reporting.formats.same_numbers import (
    numbers_in_headings,
    numbers_of_release,
    numbers_of_words,
    numbers_on_page,
    require_released_numbers,
    require_same_numbers,
)


@dataclass(frozen=True, kw_only=True)
class _Source:
    """What the formats of one language are made from."""

    staging: Path
    release: Release
    language: str
    mark: Mark | None
    contact: str | None

    def file(self, what: Format) -> Path:
        return self.staging / file_name(what, self.language)

    @cached_property
    def page(self) -> str:
        """The board's page as it stands in its file; empty in a draft that has none."""
        path = self.staging / board_page(self.language)
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Those of the board's page."""
        return numbers_on_page(self.page, language=self.language)

    @cached_property
    def headings(self) -> frozenset[float]:
        """Those in the headings of every page in this language."""
        pages = sorted(self.staging.glob(f"*_{self.language}.html"))
        said = (path.read_text(encoding="utf-8") for path in pages)
        return frozenset().union(*(numbers_in_headings(page, language=self.language) for page in said))


def write_formats(
    plan: RunPlan, staging: Path, *, mark: Mark | None = None, progress: Callable[[str], None] = lambda _: None
) -> tuple[Path, ...]:
    """Write the formats that the parameters file asks for, in every language of the report.

    Parameters
    ----------
    plan
        What the parameters file says: `report.languages`, `report.formats`, `report.contact`.
    staging
        The edition's folder: its finished pages, not marked, and its folder `released`.
    mark
        What the files say inside while nobody has approved the edition; the HTML files are marked with the pages.
    progress
        Called with a line of text.

    Returns
    -------
    The files, in place of those that were there before.

    Raises
    ------
    DisclosureError
        A file holds a number that is not on the page it was made from, or was not released.
    """
    for path in [path for path in staging.iterdir() if is_format(path.name)]:
        path.unlink()
    release = read_release(staging / "released")
    wanted = [what for what in _WRITERS if what in plan.report.formats]
    if "pdf" in wanted and why_no_pdf():
        progress(f"no PDF was made: {why_no_pdf()}")
        wanted.remove("pdf")
    written: list[Path] = []
    for language in plan.report.languages:
        contact = plan.report.contact
        source = _Source(staging=staging, release=release, language=language, mark=mark, contact=contact)
        for what in wanted:
            _WRITERS[what](source)
        written += [staging / name for _, name in formats_in(staging, language)]
    progress(f"other formats: {len(written)} files")
    return tuple(written)


def _write_pdf(source: _Source) -> None:
    if source.page:
        path = source.file("pdf")
        write_pdf(marked(source.page, source.mark) if source.mark else source.page, path)
        require_same_numbers(path, source.numbers, language=source.language)


def _write_large(source: _Source) -> None:
    if source.page:
        path = source.file("large")
        path.write_text(large_print(source.page, language=source.language), encoding="utf-8")
        require_same_page(path, source.page, language=source.language)


def _write_text(source: _Source) -> None:
    if source.page:
        path, words = source.file("text"), catalogue.text(source.language, f"mark-{source.mark}") if source.mark else ""
        path.write_text(plain_text(source.page, language=source.language, mark=words), encoding="utf-8")
        require_same_numbers(path, source.numbers, language=source.language)


def _write_numbers(source: _Source) -> None:
    path = source.file("numbers")
    write_numbers_book(source.release, path, language=source.language, mark=source.mark)
    words = source.headings | numbers_of_words(source.release, language=source.language)
    require_released_numbers(path, numbers_of_release(source.release), words, language=source.language)


def _write_accessibility(source: _Source) -> None:
    there = formats_in(source.staging, source.language)
    subject = subject_of(source.release)
    said = accessibility_page(subject, language=source.language, formats=there, contact=source.contact)
    source.file("accessibility").write_text(said, encoding="utf-8")


_WRITERS: dict[Format, Callable[[_Source], None]] = {
    "pdf": _write_pdf,
    "large": _write_large,
    "text": _write_text,
    "numbers": _write_numbers,
    "accessibility": _write_accessibility,
}
"""The page on accessibility comes last: it leads to the others."""
