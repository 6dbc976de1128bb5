"""What should change? Questions that the board can ask of each activity, and what it would take to tell (METHODS 5)."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import visible_gap
from research_kit.display.as_of import dated_sentence
from research_kit.display.cells import DataTable, missing
from research_kit.display.rows import Row, own_rows
from research_kit.display.tellings.effects import activity
from research_kit.display.tellings.telling import Telling, no_pictures
from research_kit.display.words import Words, capital

VERDICTS = ("EARLIER_WORK", "LATER_WORK", "NONE_SEEN", "MORE_PEOPLE", "UNBALANCED")
PRACTICAL = "gap_practical"


def _asked(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None and r.outcome is not None]


def _heading(rows: Sequence[Row], words: Words) -> str:
    return words.text(f"heading-effect_questions{'' if _asked(rows) else '-plain'}")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    asked = _asked(rows)
    if not asked:
        row = next(iter(own_rows(rows)), None)
        return [] if row is None else [words.text("said-blocked", reason=words.reason(row.reason))]
    gap = _practical(rows, words)
    return [dated_sentence(_question(row, gap, words), [row], words) for row in asked]


def _practical(rows: Sequence[Row], words: Words) -> str:
    """The difference worth acting on, in words; nothing where it is not told."""
    row = next((r for r in own_rows(rows) if r.statistic == PRACTICAL and r.shown), None)
    return "" if row is None or row.estimate is None else visible_gap(row.estimate, PRACTICAL, words)


def _question(row: Row, gap: str, words: Words) -> str:
    name = capital(activity(row, words))
    if row.withheld:
        return words.text("said-suppressed", group=activity(row, words), reason=words.reason(row.reason))
    if row.reason not in VERDICTS:
        return words.text("effect-lacks", what=name, reason=words.reason(row.reason))
    return f"{words.text(f'question-{row.reason}', what=name)} {_what_it_takes(row, gap, words)}".strip()


def _what_it_takes(row: Row, gap: str, words: Words) -> str:
    """How many more would have to start; of what is told already nothing more is needed."""
    if row.reason not in ("NONE_SEEN", "MORE_PEOPLE") or row.estimate is None or not gap:
        return ""
    if row.estimate < 1:
        return words.text("question-enough", gap=gap)
    return words.text("question-takes", n=words.number.count(round(row.estimate)), gap=gap)


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    lines = []
    for row in _asked(rows):
        more = missing(row, words) if row.estimate is None else words.number.count(round(row.estimate))
        verdict = words.text(f"cell-question-{row.reason}") if row.reason in VERDICTS else words.text("cell-none")
        lines.append([capital(activity(row, words)), verdict, more])
    if not lines:
        return []
    heads = [words.text(f"column-{name}") for name in ("activity", "seen", "more-starters")]
    return [DataTable(caption=words.text("table-effect_questions"), columns=heads, rows=lines)]


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-effect_questions")] if any(r.shown for r in _asked(rows)) else []


EFFECT_QUESTIONS = Telling(heading=_heading, sentences=_sentences, pictures=no_pictures, tables=_tables, sure=_sure)
