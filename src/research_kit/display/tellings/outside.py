"""The project beside people outside it: a published share, or people of whom there are data (METHODS 5.4)."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import horizon, uncertain, visible_gap
from research_kit.display.as_of import dated_sentence
from research_kit.display.cells import DataTable, limits, missing
from research_kit.display.gaps import gap_verdict
from research_kit.display.rows import Row, own_rows
from research_kit.display.tellings.telling import Telling, no_pictures
from research_kit.display.words import Words, capital

OUTSIDE_GAP, IN_CHANGES, PRE_TREND = "gap_outside", "gap_in_changes", "pre_trend"
_REASONS = ("DIFFERENT_GROUPS", "WEIGHTED", "MATCHED")


def compared(rows: Sequence[Row]) -> list[Row]:
    """The rows about people outside the project."""
    return [r for r in own_rows(rows) if r.blocked_dimension is None]


def _heading(rows: Sequence[Row], words: Words) -> str:
    return words.text(f"heading-outside_comparison{'' if any(r.shown for r in compared(rows)) else '-plain'}")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    of = compared(rows)
    told = [dated_sentence(_said(row, words), [row], words) for row in of if row.statistic == OUTSIDE_GAP]
    changes = [_changes(row, of, words) for row in of if row.statistic == IN_CHANGES]
    return list(dict.fromkeys([*told, *changes]))


def _said(row: Row, words: Words) -> str:
    if not row.shown:
        return not_told(row, words)
    estimate = row.estimate or 0.0
    main = words.text(
        f"outside-{'less' if estimate < 0 else 'more'}",
        d=visible_gap(abs(estimate), row.statistic, words),
        outcome=words.outcome(row.outcome, row.cause),
        source=row.compared_with or words.text("outside-others"),
        t=horizon(row, words),
    )
    which = row.reason if row.reason in _REASONS else _REASONS[0]
    return " ".join(
        [uncertain(main, row, words, words.number.points), *_verdict(row, words), words.text(f"outside-{which}")]
    )


def _verdict(row: Row, words: Words) -> list[str]:
    """Whether the difference is established; a published share has no bar, and describes."""
    return [] if row.alarm_lower is None else [words.text(f"outside-verdict-{gap_verdict(row)}")]


def not_told(row: Row, words: Words) -> str:
    """Why there is no number."""
    if row.withheld:
        return words.text("said-suppressed", group=words.in_sentence(row.group), reason=words.reason(row.reason))
    key = "said-blocked" if row.status == "blocked" else "said-insufficient-reason"
    return words.text(key, group=words.in_sentence(row.group), reason=words.reason(row.reason))


def _changes(row: Row, rows: Sequence[Row], words: Words) -> str:
    """The difference in changes, never without the trend before."""
    trend = next((r for r in rows if r.statistic == PRE_TREND and r.outcome == row.outcome and r.shown), None)
    if not row.shown or trend is None:
        return words.text("changes-not-told", reason=words.reason(row.reason))
    changed = [_moved("changes", row, words), *_verdict(row, words)]
    said = [*changed, words.text("changes-if"), _moved("trend", trend, words)]
    return dated_sentence(" ".join(said), [row, trend], words)


def _moved(kind: str, row: Row, words: Words) -> str:
    estimate = row.estimate or 0.0
    size = visible_gap(abs(estimate), row.statistic, words)
    main = words.text(f"{kind}-{'less' if estimate < 0 else 'more'}", d=size)
    return uncertain(main, row, words, words.number.points)


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    of = [r for r in compared(rows) if r.status != "blocked"]
    write = words.number.points
    lines = [
        [
            capital(words.outcome(row.outcome, row.cause)),
            words.text(f"way-{row.statistic}"),
            row.compared_with or words.text("outside-others"),
            write(row.estimate) if row.shown and row.estimate is not None else missing(row, words),
            limits(row, words, write),
        ]
        for row in of
    ]
    heads = [words.text(f"column-{name}") for name in ("outcome", "way", "compared", "gap", "likely")]
    lines = [list(line) for line in dict.fromkeys(tuple(line) for line in lines)]
    return [DataTable(caption=words.text("table-outside_comparison"), columns=heads, rows=lines)] if lines else []


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    del rows, words
    return []


OUTSIDE = Telling(heading=_heading, sentences=_sentences, pictures=no_pictures, tables=_tables, sure=_sure)
