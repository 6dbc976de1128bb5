"""A format made from a page says no more than the page: its numbers, read back from the file, stand there too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from research_kit.disclosure import Release
from research_kit.display import catalogue
from research_kit.display.page import subject_of
from research_kit.errors import DisclosureError
from research_kit.reporting.read_back.found import Place, numbers_at
from research_kit.reporting.read_back.html_places import places_of
from research_kit.reporting.read_back.markup_tree import tree_of
from research_kit.reporting.read_back.numbers import numbers_in
from research_kit.reporting.read_back.pdf_places import read_pdf_places
from research_kit.reporting.read_back.sheet_places import read_sheet_places
from research_kit.reporting.read_back.text_places import read_text_places

_HEADING = re.compile(r"<h[23][^>]*>(.*?)</h[23]>", re.DOTALL)
_CODED = ("statistic", "outcome", "cause", "as_of")
_OFF = 1e-9
_PAGE_NUMBER = re.compile(r"\s*\d+\s+/\s+\d+\s*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}T00:00:00Z")
"""The workbook's own clock, which is the day that the report is about."""
_NUMERIC = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_READERS = {".pdf": read_pdf_places, ".txt": read_text_places}


def numbers_on_page(html: str, *, language: str) -> frozenset[float]:
    """Every number that a finished page tells, in its text, its tables and its text alternatives."""
    places = list(places_of(tree_of(html), language=language))
    return frozenset(each.value for each in numbers_at("", places, language=language))


def numbers_in_headings(html: str, *, language: str) -> frozenset[float]:
    """Those in the headings of a finished page."""
    said = (re.sub(r"<[^>]*>", "", heading) for heading in _HEADING.findall(html))
    return frozenset(number.value for one in said for number in numbers_in(unescape(one), language=language))


def numbers_of_release(release: Release) -> frozenset[float]:
    """Every number of the released tables, whatever it measures."""
    frames = (table.to_polars() for answer in release.values() for table in answer.values())
    series = (column for frame in frames for column in frame if column.dtype.is_numeric())
    return frozenset(float(value) for column in series for value in column.drop_nulls())


def numbers_of_words(release: Release, *, language: str) -> frozenset[float]:
    """Every number in names that the catalogue and the study give to things (`35–75 years`), in codes, dates and k."""
    subject = subject_of(release)
    named = (
        label for kind in (subject.codes, {"": subject.dimensions}) for of in kind.values() for label in of.values()
    )
    said = [catalogue.source(language), *(text for labels in named for text in labels.values())]
    frames = (table.to_polars() for answer in release.values() for table in answer.values())
    codes = {code for frame in frames for name in _CODED for code in frame[name].drop_nulls()}
    dated = {float(subject.as_of.day), float(subject.as_of.year)}
    ks = {float(table.k) for answer in release.values() for table in answer.values()}
    in_codes = {float(digits) for code in codes for digits in re.findall(r"\d+", code)}
    return (
        frozenset(number.value for text in said for number in numbers_in(text, language=language))
        | in_codes
        | dated
        | ks
    )


def require_same_numbers(path: Path, allowed: frozenset[float], *, language: str) -> None:
    """Refuse a PDF or a text that holds a number which does not stand on the page it was made from.

    Raises
    ------
    DisclosureError
        Naming the file and the place, never the number.
    """
    places, _ = _READERS[path.suffix](path)
    told = [place for place in places if not _PAGE_NUMBER.fullmatch(place.said)]
    _require(path, told, allowed, language)


def require_released_numbers(path: Path, released: frozenset[float], words: frozenset[float], *, language: str) -> None:
    """Refuse a spreadsheet with a number that was not released; in its words those of pages and names may stand too.

    Raises
    ------
    DisclosureError
        Naming the file and the place, never the number.
    """
    places, _ = read_sheet_places(path)
    sheets = {place.item for place in places}
    cells = [place for place in places if place.kind == "table" and place.said not in sheets]
    numbers = [place for place in cells if _NUMERIC.fullmatch(place.said)]
    _require(path, numbers, released, "")
    told = [place for place in cells if not _NUMERIC.fullmatch(place.said)]
    told += [place for place in places if place.item == "docProps/core.xml" and not _DAY.fullmatch(place.said)]
    _require(path, told, released | words, language)


def _require(path: Path, places: Sequence[Place], allowed: frozenset[float], language: str) -> None:
    once = {place.said: place for place in reversed(places)}
    found = numbers_at(path.name, reversed(once.values()), language=language)
    strange = [one for one in found if not _is_allowed(one.value, allowed)]
    if strange:
        raise DisclosureError(
            f"{path.name}, {strange[0].item}: {len(strange)} number(s) that are not on the page it was made from "
            f"({strange[0].place}). Nothing was published. Report it as a fault of this format; leaving it out of "
            "`report.formats` publishes the others."
        )


def _is_allowed(value: float, allowed: frozenset[float]) -> bool:
    return value in allowed or any(abs(value - one) <= _OFF for one in (allowed if value % 1 else ()))
