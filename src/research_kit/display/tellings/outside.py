"""The project beside people outside it: a published share, or people of whom there are data (METHODS 5.4)."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import horizon, uncertain, visible_gap
from research_kit.display.as_of import dated_sentence
from research_kit.display.cells import DataTable, limits, missing
from research_kit.display.rows import Row, own_rows
from research_kit.display.tellings.telling import Telling, no_pictures
from research_kit.display.words import Words, capital

_REASONS = ("DIFFERENT_GROUPS", "WEIGHTED")


def _compared(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None]


def _heading(rows: Sequence[Row], words: Words) -> str:
    return words.text(f"heading-outside_comparison{'' if any(r.shown for r in _compared(rows)) else '-plain'}")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    told = [dated_sentence(_said(row, words), [row], words) for row in _compared(rows)]
    return list(dict.fromkeys(told))


def _said(row: Row, words: Words) -> str:
    if not row.shown:
        if row.withheld:
            return words.text("said-suppressed", group=words.in_sentence(row.group), reason=words.reason(row.reason))
        key = "said-blocked" if row.status == "blocked" else "said-insufficient-reason"
        return words.text(key, group=words.in_sentence(row.group), reason=words.reason(row.reason))
    estimate = row.estimate or 0.0
    main = words.text(
        f"outside-{'less' if estimate < 0 else 'more'}",
        d=visible_gap(abs(estimate), row.statistic, words),
        outcome=words.outcome(row.outcome, row.cause),
        source=row.compared_with or words.text("outside-others"),
        t=horizon(row, words),
    )
    which = row.reason if row.reason in _REASONS else _REASONS[0]
    return f"{uncertain(main, row, words, words.number.points)} {words.text(f'outside-{which}')}"


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    of = [r for r in _compared(rows) if r.status != "blocked"]
    write = words.number.points
    lines = [
        [
            capital(words.outcome(row.outcome, row.cause)),
            row.compared_with or words.text("outside-others"),
            write(row.estimate) if row.shown and row.estimate is not None else missing(row, words),
            limits(row, words, write),
        ]
        for row in of
    ]
    heads = [words.text(f"column-{name}") for name in ("outcome", "compared", "gap", "likely")]
    lines = [list(line) for line in dict.fromkeys(tuple(line) for line in lines)]
    return [DataTable(caption=words.text("table-outside_comparison"), columns=heads, rows=lines)] if lines else []


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    del rows, words
    return []


OUTSIDE = Telling(heading=_heading, sentences=_sentences, pictures=no_pictures, tables=_tables, sure=_sure)
