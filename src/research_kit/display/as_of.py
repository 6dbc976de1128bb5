"""Numbers carried from an earlier release: the quarter they are from, wherever they are told.

A number that might tell of few people beside the one before it stands as it was (METHODS 10.5). It is marked with its
quarter in the table, in the figure and in its text alternative, and a sentence that tells it begins by saying so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from research_kit.display.number_format import quarter_parts
from research_kit.display.rows import Row
from research_kit.display.words import Words


def dated(text: str, rows: Iterable[Row], words: Words) -> str:
    """A label or a cell with the quarter that what it tells is from, if that is not this release."""
    return _marked(text, [row for row in rows if _tells(row)], words)


def dated_count(text: str, row: Row | None, words: Words) -> str:
    """A number of people with its quarter: it may stand beside a share that is withheld."""
    return _marked(text, [] if row is None else [row], words)


def dated_sentence(said: str, rows: Iterable[Row], words: Words) -> str:
    """A sentence that begins with the quarter that its numbers, or some of them, are from."""
    told = [row for row in rows if _tells(row)]
    quarters = _quarters(told, words)
    if not quarters:
        return said
    return words.text(f"as-of-sentence{_some(told)}", said=said, quarter=_listed(quarters, words))


def paragraphs(told: Sequence[tuple[str, Row]], words: Words) -> list[str]:
    """Sentences, each with the row it is made from, in one paragraph as long as they are from one quarter."""
    parts = groupby(told, key=lambda one: one[1].as_of)
    return [_paragraph(list(part), words) for _, part in parts]


def _paragraph(told: Sequence[tuple[str, Row]], words: Words) -> str:
    return dated_sentence(" ".join(said for said, _ in told), [row for _, row in told], words)


def labelled(label: str, rows: Sequence[Row], words: Words) -> tuple[str, list[Row]]:
    """The head of a line of a table and its rows: the head has the quarter where all are from one, else each has."""
    told = [row for row in rows if _tells(row) or row.n is not None]
    if len({row.as_of for row in told}) != 1:
        return label, list(rows)
    return _marked(label, told, words), [replace(row, as_of=None) for row in rows]


def has_carried(rows: Iterable[Row]) -> bool:
    """Whether any number of the rows is of an earlier release."""
    return any(row.as_of is not None and _tells(row) for row in rows)


def _tells(row: Row) -> bool:
    """Whether a row says something in numbers, or that half have not got there yet."""
    return row.shown or row.reason == "NOT_REACHED" or (not row.withheld and row.n is not None)


def _marked(text: str, rows: Sequence[Row], words: Words) -> str:
    quarters = _quarters(rows, words)
    key = f"as-of-label{_some(rows)}"
    return words.text(key, text=text, quarter=_listed(quarters, words)) if quarters else text


def _some(rows: Sequence[Row]) -> str:
    """What a key ends with where some of the numbers are of this release."""
    return "-some" if any(row.as_of is None for row in rows) else ""


def _quarters(rows: Iterable[Row], words: Words) -> list[str]:
    return [_quarter(as_of, words) for as_of in sorted({row.as_of for row in rows if row.as_of is not None})]


def _quarter(as_of: str, words: Words) -> str:
    parts = quarter_parts(as_of)
    if parts is None:
        return as_of
    year, number = parts
    return words.text("as-of-quarter", year=words.number.plain(year), number=words.number.plain(number))


def _listed(quarters: Sequence[str], words: Words) -> str:
    if len(quarters) < 2:
        return "".join(quarters)
    return words.text("list-and", a=", ".join(quarters[:-1]), b=quarters[-1])
