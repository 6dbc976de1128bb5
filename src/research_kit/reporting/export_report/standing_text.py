"""Numbers that stand in texts whatever the data say: `95 %`, `9 years of school`, dates, names of groups, versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from research_kit import __version__
from research_kit.disclosure import Release, ReleasedTable
from research_kit.display import catalogue
from research_kit.display.number_format import quarter_parts, report_number
from research_kit.display.rows import Group, rows_of
from research_kit.display.words import Words
from research_kit.reporting.read_back.numbers import numbers_in, visible

_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\n", " "))


def spans_of(phrases: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where the phrases stand in a text."""
    plain = text.translate(_SPACES).lower()
    found = []
    for phrase in phrases:
        start = plain.find(phrase)
        while start >= 0:
            end = start + len(phrase)
            if not (_cuts(plain, start) or _cuts(plain, end)):
                found.append((start, end))
            start = plain.find(phrase, start + 1)
    return found


def _cuts(text: str, at: int) -> bool:
    """Whether a place lies inside a word or a number."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def phrases_of(release: Release, words: Words) -> tuple[str, ...]:
    """Every phrase with a number in it that a page about this release may hold, in small letters.

    Parameters
    ----------
    release
        What was released: its days, its quarter, the names of its groups and methods.
    words
        One language about its study.
    """
    told = [*_catalogue(words.language), *_days(release, words), *_names(release, words)]
    told += [*_versions(release), *_reports(words)]
    return tuple(dict.fromkeys(_plain(one) for one in told if numbers_in(one, language=words.language) and one.strip()))


def _plain(text: str) -> str:
    return visible(text).translate(_SPACES).lower().strip().rstrip(".")


@lru_cache
def _catalogue(language: str) -> tuple[str, ...]:
    """The pieces of the catalogue's texts between what is filled in."""
    from fluent.syntax import ast

    messages = [entry for entry in catalogue.entries(language) if isinstance(entry, ast.Message) and entry.value]
    return tuple(piece for message in messages for piece in _pieces(message.value))


def _pieces(pattern: Any) -> Iterator[str]:
    for element in pattern.elements:
        if hasattr(element, "expression"):
            for variant in getattr(element.expression, "variants", ()):
                yield from _pieces(variant.value)
        else:
            yield str(element.value)


def _days(release: Release, words: Words) -> Iterator[str]:
    subject = words.subject
    days = {day for day in (subject.as_of, subject.starts_on, release.as_of) if day is not None}
    for day in sorted(days):
        yield from (words.number.day(day), words.number.month(day), day.isoformat())
    for mark in sorted({subject.quarter, release.quarter, *_marks(release)} - {""}):
        yield from _quarter(mark, words)
    for period in sorted(_periods(release)):
        yield words.number.month(date.fromisoformat(f"{period}-01")) if "-" in period else period


def _periods(release: Release) -> set[str]:
    """The months and years that values of the board's indicators are of."""
    tables = [table for answer in release.values() for table in answer.values() if table.name.startswith("indicator_")]
    causes = {cause for table in tables for cause in table.to_polars()["cause"].drop_nulls().unique()}
    return {cause for cause in causes if _PERIOD.fullmatch(cause)}


def _marks(release: Release) -> set[str]:
    """The quarters that rows are about, and those that rows carried from earlier releases were published in."""
    tables = [table.to_polars() for answer in release.values() for table in answer.values()]
    marked = [table["as_of"].drop_nulls().cast(pl.String).to_list() for table in tables if "as_of" in table.columns]
    about = [table["cause"].drop_nulls().unique().to_list() for table in tables]
    told = {cause for causes in about for cause in causes if quarter_parts(cause) is not None}
    return told | {mark for marks in marked for mark in marks}


def _quarter(mark: str, words: Words) -> Iterator[str]:
    parts = quarter_parts(mark)
    if parts is None:
        yield mark
        return
    year, number = parts
    yield from (mark, f"q{number} {year}", f"{year} kv {number}")
    if words.known("as-of-quarter"):
        yield words.text("as-of-quarter", year=words.number.plain(year), number=words.number.plain(number))
    if words.known(f"quarter-{number}"):
        yield words.text(f"quarter-{number}", year=words.number.plain(year))
    last = date(year, 3 * number, 31 if number in (1, 4) else 30)
    yield from (words.number.day(last), words.number.month(last))


def _reports(words: Words) -> Iterator[str]:
    """Which report this is, of how many that are planned."""
    subject = words.subject
    number = None if subject.starts_on is None else report_number(subject.starts_on, subject.quarter)
    if number is not None and subject.planned_reports is not None:
        planned = words.number.plain(subject.planned_reports)
        yield words.text("status-number-planned", number=words.number.plain(number), planned=planned)


def _decided_days(words: Words) -> Iterator[str]:
    """The days from which the board's indicators are asked as they are, and on which that was decided."""
    for kind in ("indicator_since", "indicator_decided_on"):
        for labels in words.subject.codes.get(kind, {}).values():
            yield words.number.day(date.fromisoformat(words.own(labels)))


def _names(release: Release, words: Words) -> Iterator[str]:
    """Names of groups, targets, outcomes and the study that hold a number, such as `35–44 years`."""
    yield words.title()
    subject = words.subject
    for labels in (*subject.dimensions.values(), *subject.outcomes.values()):
        yield words.own(labels)
    for codes in subject.codes.values():
        yield from (words.own(labels) for labels in codes.values())
    yield from _decided_days(words)
    for answer in release.values():
        for table in answer.values():
            for group in groups_of(table):
                yield words.in_sentence(group)
            yield from _named_otherwise(table)


_BESIDE_OTHERS = ("representation", "outside_")
"""How the tables begin whose groups are compared with numbers from elsewhere, which have names of their own."""


def _named_otherwise(table: ReleasedTable) -> Iterator[str]:
    """Codes of the ESF+ indicators, and what a study calls the numbers that its groups are compared with."""
    frame = table.to_polars()
    yield from (name for name in frame["statistic"].unique().sort() if name.isupper() or name[:4].isupper())
    if table.name.startswith(_BESIDE_OTHERS):
        yield from frame["compared_with"].drop_nulls().unique().sort()


def groups_of(table: ReleasedTable) -> list[Group]:
    """The groups of a released table, those of comparisons with others included."""
    rows = rows_of(table)
    return list(dict.fromkeys(row.group for row in rows if row.blocked_dimension is None))


def _versions(release: Release) -> Iterator[str]:
    yield __version__
    yield from sorted({table.method_id for answer in release.values() for table in answer.values()})
