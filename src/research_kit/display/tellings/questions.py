"""Questions that are told one by one: one table for all of them, a line each, after those of whole scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from research_kit.display.cells import DataTable
from research_kit.display.rows import Group, Row
from research_kit.display.tellings.by_group import ByGroup, by_group
from research_kit.display.tellings.telling import Telling
from research_kit.display.words import QUESTION, Words

_MOST_QUESTIONS = 3


def with_questions(spec: ByGroup, telling: Telling | None = None) -> Telling:
    """A telling by groups, whose questions stand together in tables of their own."""
    return replace(by_group(spec) if telling is None else telling, tables=partial(_tables, spec))


def is_question(row: Row, words: Words) -> bool:
    """Whether a row is about a single question of a scale."""
    return row.outcome in words.subject.codes.get(QUESTION, {})


def told_first(rows: Sequence[Row], words: Words) -> list[str | None]:
    """The scales that sentences are about; single questions only where there is no scale, and not many."""
    scales = list(dict.fromkeys(row.outcome for row in rows if not is_question(row, words)))
    return scales or list(dict.fromkeys(row.outcome for row in rows))[:_MOST_QUESTIONS]


def _tables(spec: ByGroup, rows: Sequence[Row], words: Words) -> list[DataTable]:
    singles = [_named(row) for row in rows if is_question(row, words)]
    scales = by_group(spec).tables([row for row in rows if not is_question(row, words)], words)
    return [*scales, *_of_questions(spec, singles, words)]


def _named(row: Row) -> Row:
    """The question as what the line is about, before the group."""
    return replace(row, group=Group(((QUESTION, row.outcome or ""), *row.group.codes)), outcome=None)


def _of_questions(spec: ByGroup, rows: Sequence[Row], words: Words) -> list[DataTable]:
    if not rows:
        return []
    times = list(dict.fromkeys(row.time for row in rows)) if spec.beside != "time" else [None]
    tables = []
    for time in times:
        of = [row for row in rows if time is None or row.time == time]
        at = "" if time is None else words.number.months(time)
        caption = words.text(f"table-{spec.name}-questions", t=at)
        tables += [replace(table, caption=caption) for table in by_group(replace(spec, apart=None)).tables(of, words)]
    return tables
