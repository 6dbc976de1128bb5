"""Shares as if the groups had been alike at the start (METHODS M3.5); the board reads the difference instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import horizon, of_ten
from research_kit.display.as_of import labelled, paragraphs
from research_kit.display.cells import DataTable, share
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import blocked_dots, labelled_dots
from research_kit.display.rows import Row, headline_rows, own_rows
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.telling import Telling
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import Words

MOST_LEVELS = 6


def _levels(rows: Sequence[Row]) -> list[Row]:
    return [r for r in headline_rows(own_rows(rows)) if r.blocked_dimension is None]


def _heading(rows: Sequence[Row], words: Words) -> str:
    del rows
    return words.text("heading-standardised-plain")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    of = _levels(rows)
    told = [r for r in of if r.shown] or of[:1]
    said = [(row_sentence(replace(r, as_of=None), words, k=table.k), r) for r in told[:1]]
    said += [(_next(r, words), r) for r in told[1:MOST_LEVELS]]
    return paragraphs(said, words)


def _next(row: Row, words: Words) -> str:
    """The share of another group, allowing for the same."""
    group = words.in_sentence(row.group)
    main = words.text("share_standardised-next", group=group, x=of_ten(row.estimate or 0.0, words))
    return words.text("ending-bare", main=main)


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    of = _levels(rows)
    if not any(r.shown for r in of):
        return []
    time = horizon(of[0], words)
    axis = words.text("axis-bounds", t=time)
    plot = labelled_dots([(r, "") for r in of], words, k=k, axis=axis, more=blocked_dots(rows, words))
    if plot is None:
        return []
    title = words.text("figure-title-standardised", t=time)
    return [draw_both(plot.draw, title, describe_dots(plot, words, words.number.percent_digits), id_=id_)]


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    rows = own_rows(rows)
    named = [labelled(words.group(r.group), [r], words) for r in rows]
    lines = [[label, _people(r, words), share(r, words)] for label, (r,) in named]
    columns = [words.text(key) for key in ("column-group", "column-people", "column-share")]
    caption = words.text("table-standardised", t=horizon(rows[0], words))
    return [DataTable(caption=caption, columns=columns, rows=lines)]


def _people(row: Row, words: Words) -> str:
    """How many the model rests on; not told where it left some of the group out."""
    return words.text("cell-none") if row.n is None else words.number.count(row.n)


def as_if_alike(rows: Sequence[Row], words: Words) -> list[str]:
    """What the groups are made alike in, where anything is shown."""
    of = [r for r in own_rows(rows) if r.shown]
    if not of:
        return []
    compared = {name for r in of for name in r.group.dimensions}
    allowed = words.allowed_for([name for name in of[0].allowed_for if name not in compared])
    return [words.text("sure-standardised", x=allowed) if allowed else words.text("sure-standardised-bare")]


STANDARDISED = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=as_if_alike)
