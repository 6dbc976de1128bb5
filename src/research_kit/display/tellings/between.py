"""A share of those who answered, between what it would be had none, or all, of the others had it (METHODS M6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import of_ten
from research_kit.display.as_of import dated_sentence
from research_kit.display.cells import DataTable
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.tellings.by_group import ByGroup, by_group, main_rows
from research_kit.display.tellings.questions import told_first
from research_kit.display.tellings.telling import Telling, silent_sentence
from research_kit.display.words import Words

NONE, ALL, WEIGHTED, CLOSER = "share_if_none", "share_if_all", "share_weighted", "share_closer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Between:
    """The table, which statistic its figure is about, and what its numbers are shares of."""

    spec: ByGroup
    answered: str


def between(spec: Between) -> Telling:
    """The telling of a table that holds a share and its two ends."""
    plain = by_group(spec.spec)
    return replace(plain, sentences=partial(_sentences, spec), heading=partial(_heading, spec))


def _everybody(spec: Between, rows: Sequence[Row]) -> list[Row]:
    about = main_rows(spec.spec, rows)
    time = about[0].time if about else None
    of = [r for r in own_rows(rows) if r.group == EVERYBODY and r.time == time and r.blocked_dimension is None]
    return [r for r in of if r.shown]


def _ends(of: Sequence[Row], outcome: str | None) -> dict[str, Row]:
    return {r.statistic: r for r in of if r.outcome == outcome and r.statistic in (NONE, ALL, WEIGHTED, CLOSER)}


def _heading(spec: Between, rows: Sequence[Row], words: Words) -> str:
    of = _everybody(spec, rows)
    ends = _ends(of, of[0].outcome) if of else {}
    key = f"heading-{spec.spec.name}"
    if spec.answered in ends:
        return words.text(key, x=of_ten(ends[spec.answered].estimate or 0.0, words))
    if not {NONE, ALL} <= set(ends):
        return words.text(f"{key}-plain")
    return words.text(f"{key}-between", **_from_to(ends, words))


def _from_to(ends: dict[str, Row], words: Words) -> dict[str, str]:
    low, high = (of_ten(ends[name].estimate or 0.0, words) for name in (NONE, ALL))
    return {"lo": low, "hi": high}


def _sentences(spec: Between, table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    of = _everybody(spec, rows)
    said = []
    for outcome in told_first(of, words):
        ends = _ends(of, outcome)
        if {NONE, ALL} <= set(ends):
            said.append(dated_sentence(_sentence(spec, ends, words), list(ends.values()), words))
    return said or silent_sentence(rows, words, table.k)


def _sentence(spec: Between, ends: dict[str, Row], words: Words) -> str:
    row = ends[NONE]
    values = {
        "what": words.coded(row.outcome or "") or "",
        "t": "" if row.time is None else words.number.months(row.time),
        **_from_to(ends, words),
    }
    name = spec.spec.name
    if spec.answered in ends:
        said = words.text(f"{name}-sentence-all", x=of_ten(ends[spec.answered].estimate or 0.0, words), **values)
    else:
        said = words.text(f"{name}-between", **values)
    told = [said, *_answered(spec, ends, words)]
    if spec.answered != WEIGHTED and WEIGHTED in ends:
        told.append(words.text("between-weighted", x=of_ten(ends[WEIGHTED].estimate or 0.0, words)))
    return " ".join(told)


def _answered(spec: Between, ends: dict[str, Row], words: Words) -> list[str]:
    """How many of those whom the share is about answered, where both may be told."""
    told, asked = ends.get(spec.answered), ends[NONE]
    key = f"{spec.spec.name}-answered"
    if told is None or told.n is None or asked.n is None or not words.known(key):
        return []
    return [words.text(key, n=words.number.count(told.n), asked=words.number.count(asked.n))]


def _closer_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """The share and its ends, group by group; then how everybody's answers are spread."""
    spread = [r for r in own_rows(rows) if r.cause is not None]
    of_answers = by_group(_ANSWERS).tables(spread, words) if spread else []
    return [*by_group(_CLOSER).tables([r for r in rows if r.cause is None], words), *of_answers]


_CLOSER = ByGroup(name="closer", about=(("statistic", CLOSER),), beside="statistic")
_ANSWERS = ByGroup(name="closer_answers", about=(), beside="cause")
CHANGE_BOUNDS = ByGroup(
    name="change_bounds", about=(("statistic", WEIGHTED), ("time", 12.0)), beside="statistic", apart=("outcome", "time")
)
BETWEEN_CHANGE = between(Between(spec=CHANGE_BOUNDS, answered=WEIGHTED))
BETWEEN_CLOSER = replace(between(Between(spec=_CLOSER, answered=CLOSER)), tables=_closer_tables)
