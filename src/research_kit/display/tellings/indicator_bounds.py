"""How low and how high the share could be that agrees, whatever those had answered who did not (METHODS M6.3)."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.as_of import labelled
from research_kit.display.cells import DataTable, count, share
from research_kit.display.rows import Row, own_rows
from research_kit.display.tellings.indicator_words import by_indicator, change_sentences, indicator_name
from research_kit.display.tellings.telling import Telling, no_pictures, silent_sentence
from research_kit.display.words import Words, capital

_LOWEST, _HIGHEST = "share_if_none", "share_if_all"


def _own(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None]


def _heading(rows: Sequence[Row], words: Words) -> str:
    del rows
    return words.text("heading-indicator_bounds-plain")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    shown = [r for r in _own(rows) if r.shown]
    if not shown:
        return silent_sentence(rows, words, table.k)
    return [words.text("indicator_bounds-sentence"), *change_sentences([r.outcome for r in shown], words, way="asked")]


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """A table per version and follow-up: a line per group, the lowest share and the highest."""
    parts: dict[tuple[str | None, float | None], list[Row]] = {}
    for of in by_indicator(_own(rows)).values():
        for row in of:
            parts.setdefault((row.outcome, row.time), []).append(row)
    return [_table(of, words) for of in parts.values()]


def _table(rows: Sequence[Row], words: Words) -> DataTable:
    lines = []
    for group in dict.fromkeys(r.group for r in rows):
        label, of = labelled(words.group(group), [r for r in rows if r.group == group], words)
        at = {r.statistic: r for r in of}
        cells = [share(at.get(statistic), words) for statistic in (_LOWEST, _HIGHEST)]
        lines.append([label, count(of[0].n, of[0], words), *cells])
    time = rows[0].time or 0.0
    at_time = words.text("column-month", t=words.number.months(time)) if time else words.text("column-at-start")
    caption = words.text("table-indicator_bounds", name=capital(indicator_name(rows[0].outcome, words)), at=at_time)
    heads = ["column-group", "column-asked", "column-if-none", "column-if-all"]
    return DataTable(caption=caption, columns=[words.text(head) for head in heads], rows=lines)


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-indicator_bounds")] if any(r.shown for r in _own(rows)) else []


INDICATOR_BOUNDS = Telling(heading=_heading, sentences=_sentences, pictures=no_pictures, tables=_tables, sure=_sure)
