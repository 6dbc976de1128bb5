"""What an item about one kind of table is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.cells import DataTable
from research_kit.display.rows import EVERYBODY, Row, headline_rows, headline_time, own_rows
from research_kit.display.sentences import row_sentence
from research_kit.display.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """The parts of an item; each is written from the table's rows and those it is read beside.

    `tables` gets the rows of the groups that have something to tell, `sure` says how sure it is. `about` picks the
    rows that the item is about, where they are not those of a headline.
    """

    heading: Callable[[Sequence[Row], Words], str]
    sentences: Callable[[ReleasedTable, Sequence[Row], Words], list[str]]
    pictures: Callable[[Sequence[Row], Words, int, str], list[str]]
    tables: Callable[[Sequence[Row], Words], list[DataTable]]
    sure: Callable[[Sequence[Row], Words], list[str]]
    about: Callable[[Sequence[Row]], list[Row]] | None = None


def about_everybody(rows: Sequence[Row]) -> Row | None:
    """The row about everybody that the item's heading is about."""
    of = [r for r in headline_rows(own_rows(rows)) if r.group == EVERYBODY and r.blocked_dimension is None]
    at = [r for r in of if r.time == headline_time(own_rows(rows))]
    return next(iter(at or of), None)


def silent_sentence(rows: Sequence[Row], words: Words, k: int) -> list[str]:
    """Why nothing is said of everybody."""
    row = about_everybody(rows)
    return [] if row is None else [row_sentence(row, words, k=k)]


def no_pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """For an item whose table says it all."""
    del rows, words, k, id_
    return []


def counted(rows: Sequence[Row], words: Words) -> list[str]:
    """How sure a number is that was counted."""
    del rows
    return [words.text("sure-counted")]
