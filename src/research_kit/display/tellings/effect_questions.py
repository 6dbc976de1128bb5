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


def asked_rows(rows: Sequence[Row]) -> list[Row]:
    """A row per activity that a question is about."""
    return [r for r in own_rows(rows) if r.blocked_dimension is None and r.outcome is not None]


def _heading(rows: Sequence[Row], words: Words) -> str:
    return words.text(f"heading-effect_questions{'' if asked_rows(rows) else '-plain'}")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    asked = asked_rows(rows)
    if not asked:
        row = next(iter(own_rows(rows)), None)
        return [] if row is None else [words.text("said-blocked", reason=words.reason(row.reason))]
    gap = practical_gap(rows, words)
    return [dated_sentence(_told(of, gap, words), of, words) for of in alike(asked)]


def practical_gap(rows: Sequence[Row], words: Words) -> str:
    """The difference worth acting on, in words; nothing where it is not told."""
    row = next((r for r in own_rows(rows) if r.statistic == PRACTICAL and r.shown), None)
    return "" if row is None or row.estimate is None else visible_gap(row.estimate, PRACTICAL, words)


def alike(rows: Sequence[Row]) -> list[list[Row]]:
    """The activities of which the same is to be said, together."""
    found: dict[tuple[str | None, bool, bool], list[Row]] = {}
    for row in rows:
        found.setdefault((row.reason, row.withheld, _enough(row)), []).append(row)
    return list(found.values())


def _enough(row: Row) -> bool:
    return row.estimate is not None and row.estimate < 1


def _told(of: Sequence[Row], gap: str, words: Words) -> str:
    names, reason = words.listed([activity(row, words) for row in of]), of[0].reason
    if of[0].withheld:
        return words.text("said-suppressed", group=names, reason=words.reason(reason))
    if reason not in VERDICTS:
        return words.text("effect-lacks", what=capital(names), reason=words.reason(reason))
    question = words.text(f"question-{reason}", what=capital(names))
    return f"{question} {what_it_takes(of, gap, words)}".strip()


def what_it_takes(of: Sequence[Row], gap: str, words: Words) -> str:
    """How many more would have to start; of what is told already nothing more is needed."""
    told = [row for row in of if row.estimate is not None]
    if of[0].reason not in ("NONE_SEEN", "MORE_PEOPLE") or not told or not gap:
        return ""
    if _enough(told[0]):
        return words.text("question-enough", gap=gap)
    return words.text("question-takes", n=words.listed([_more(row, told, words) for row in told]), gap=gap)


def _more(row: Row, among: Sequence[Row], words: Words) -> str:
    """How many more, and in what where there is more than one activity."""
    n = words.number.count(round(row.estimate or 0.0))
    return n if len(among) == 1 else words.text("number-of", n=n, what=activity(row, words))


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    lines = []
    for row in asked_rows(rows):
        more = missing(row, words) if row.estimate is None else words.number.count(round(row.estimate))
        verdict = words.text(f"cell-question-{row.reason}") if row.reason in VERDICTS else words.text("cell-none")
        lines.append([capital(activity(row, words)), verdict, more])
    if not lines:
        return []
    heads = [words.text(f"column-{name}") for name in ("activity", "seen", "more-starters")]
    return [DataTable(caption=words.text("table-effect_questions"), columns=heads, rows=lines)]


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-effect_questions")] if any(r.shown for r in asked_rows(rows)) else []


EFFECT_QUESTIONS = Telling(heading=_heading, sentences=_sentences, pictures=no_pictures, tables=_tables, sure=_sure)
