"""The board's indicators that participants answer themselves, follow-up by follow-up (METHODS 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import ended, likely_share, of_ten
from research_kit.display.as_of import dated_sentence, labelled
from research_kit.display.cells import DataTable, count, share
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import labelled_dots
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.indicator_words import (
    by_indicator,
    change_sentences,
    changed,
    indicator_least,
    indicator_name,
    indicator_question,
    indicator_since,
    indicator_until,
)
from research_kit.display.tellings.telling import Telling
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import Words, capital, lower_first

_LOWEST, _HIGHEST = "share_if_none", "share_if_all"


def _own(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None]


def _latest(rows: Sequence[Row]) -> list[Row]:
    """Of everybody, per version the latest follow-up of which something can be told; the latest, where nothing can."""
    found: dict[str | None, Row] = {}
    for row in (r for r in _own(rows) if r.group == EVERYBODY):
        before = found.get(row.outcome)
        if before is None or (row.shown, row.time or 0) >= (before.shown, before.time or 0):
            found[row.outcome] = row
    return list(found.values())


def _heading(rows: Sequence[Row], words: Words) -> str:
    row = next((r for r in _latest(rows) if r.shown), None)
    if row is None:
        return words.text("heading-indicator_answers-plain")
    x = of_ten(row.estimate or 0.0, words)
    return words.text("heading-indicator_answers", x=x, name=indicator_name(row.outcome, words))


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    """A paragraph per indicator: its latest version, and what changed with it."""
    said = []
    for of in by_indicator(_latest(rows)).values():
        told = next((r for r in of if r.shown), of[0])
        main = _sentence(told, rows, words) if told.shown else _silent(told, table, words)
        said.append(" ".join([main, *change_sentences([r.outcome for r in of], words, way="asked")]))
    return said


def _silent(row: Row, table: ReleasedTable, words: Words) -> str:
    return f"{capital(indicator_name(row.outcome, words))}: {row_sentence(row, words, k=table.k)}"


def _sentence(row: Row, rows: Sequence[Row], words: Words) -> str:
    at = "-start" if not row.time else ""
    values = {"percent": words.number.percent(row.estimate or 0.0), "name": indicator_name(row.outcome, words)}
    main = words.text(f"indicator_answers-sentence{at}", t=words.number.months(row.time or 0.0), **values)
    said = ended(main, likely_share(row, words), row, words, ending="ending-plausibly")
    return dated_sentence(" ".join([said, *_loss(row, rows, words)]), [row], words)


def _loss(row: Row, rows: Sequence[Row], words: Words) -> list[str]:
    """How many of those asked answered, and between what the share would lie whatever the others had answered."""
    beside = [r for r in rows if r.beside and (r.outcome, r.time, r.group) == (row.outcome, row.time, row.group)]
    at = {r.statistic: r for r in beside}
    low, high = at.get(_LOWEST), at.get(_HIGHEST)
    said = []
    if low is not None and low.n is not None and row.n is not None:
        numbers = {"n": words.number.count(row.n), "asked": words.number.count(low.n)}
        said.append(words.text("indicator_answers-asked", **numbers))
    if low is not None and high is not None and low.estimate is not None and high.estimate is not None:
        limits = {"lo": words.number.percent(low.estimate), "hi": words.number.percent(high.estimate)}
        said.append(words.text("indicator_answers-between", **limits))
    return said


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """A dot per indicator and version, of everybody at the latest follow-up; each version with the day it began."""
    of = _latest(rows)
    if not any(r.shown for r in of):
        return []
    named = [(row, _label(row, words)) for part in by_indicator(of).values() for row in part]
    plot = labelled_dots(named, words, k=k, axis=words.text("axis-indicator_answers"))
    if plot is None:
        return []
    split = [replace(dot, new_split=place > 0) for place, dot in enumerate(plot.rows)]
    plot = replace(plot, rows=split)
    title = words.text("figure-title-indicator_answers")
    return [draw_both(plot.draw, title, describe_dots(plot, words, words.number.percent_digits), id_=id_)]


def _label(row: Row, words: Words) -> str:
    """Which indicator, at which follow-up; and from or until when it was asked in this way, where that changed."""
    name = capital(indicator_name(row.outcome, words))
    time = (
        words.text("column-at-start") if not row.time else words.text("column-month", t=words.number.months(row.time))
    )
    label = words.text("indicator-label", name=name, at=lower_first(time))
    if changed(row.outcome, words):
        return f"{label}, {words.text('indicator-new-way', since=indicator_since(row.outcome, words))}"
    until = indicator_until(row.outcome, words)
    return f"{label}, {words.text('indicator-old-way', until=until)}" if until else label


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """A table per version: a line per group, a column per follow-up."""
    own = _own(rows)
    versions = [outcome for of in by_indicator(own).values() for outcome in dict.fromkeys(r.outcome for r in of)]
    return [_table([r for r in own if r.outcome == outcome], words) for outcome in versions]


def _table(rows: Sequence[Row], words: Words) -> DataTable:
    times = sorted({r.time or 0.0 for r in rows})
    lines = []
    for group in dict.fromkeys(r.group for r in rows):
        label, of = labelled(words.group(group), [r for r in rows if r.group == group], words)
        at = {r.time or 0.0: r for r in of}
        last = at.get(times[-1])
        lines.append(
            [
                label,
                count(None if last is None else last.n, last, words),
                *(share(at.get(time), words) for time in times),
            ]
        )
    heads = [words.text("column-at-start" if not t else "column-month", t=words.number.months(t)) for t in times]
    caption = words.text(
        "table-indicator_answers",
        name=capital(indicator_name(rows[0].outcome, words)),
        question=indicator_question(rows[0].outcome, words),
        least=indicator_least(rows[0].outcome, words),
        since=indicator_since(rows[0].outcome, words),
    )
    columns = [words.text("column-group"), words.text("column-answered", at=lower_first(heads[-1])), *heads]
    return DataTable(caption=caption, columns=columns, rows=lines)


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-indicator_answers")] if any(r.shown for r in _own(rows)) else []


INDICATOR_ANSWERS = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
