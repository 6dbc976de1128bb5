"""Better, the same or worse than at the start, in one sentence for each scale (METHODS M6.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import of_ten
from research_kit.display.as_of import dated_sentence
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.tellings.by_group import ByGroup, main_rows
from research_kit.display.tellings.indicator_words import scale_changes
from research_kit.display.tellings.questions import told_first
from research_kit.display.tellings.telling import silent_sentence
from research_kit.display.words import Words

Sentences = Callable[[ReleasedTable, Sequence[Row], Words], list[str]]
_KINDS = ("improved", "same", "worse")
_ALL = 10
"""Tenths that do not add up to this would puzzle a reader: then percent are told."""


def changed_sentences(spec: ByGroup) -> Sentences:
    """What is said of change: each scale at the time the item is about, and who answered."""

    def sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
        about = main_rows(spec, rows)
        time = about[0].time if about else None
        everybody = [r for r in own_rows(rows) if r.group == EVERYBODY and r.time == time]
        scales = [scale for scale in told_first(everybody, words) if scale is not None]
        told = [_of_scale(scale, everybody, rows, words) for scale in scales]
        said = [sentence for sentence in told if sentence]
        if not said:
            return silent_sentence(rows, words, table.k)
        return [*said, words.text("change-no-comparison"), *scale_changes(words, scales)]

    return sentences


def _of_scale(scale: str, everybody: Sequence[Row], rows: Sequence[Row], words: Words) -> str:
    of = {r.cause: r for r in everybody if r.outcome == scale and r.shown}
    if not set(_KINDS) <= set(of):
        return ""
    shares = [of[kind].estimate or 0.0 for kind in _KINDS]
    in_tenths = sum(words.number.tenths(share) for share in shares) == _ALL
    parts = {
        name: of_ten(x, words) if in_tenths else words.number.percent(x) for name, x in zip("abc", shares, strict=True)
    }
    row = of["improved"]
    t = "" if row.time is None else words.number.months(row.time)
    said = words.text("change-sentence-all", what=words.coded(scale) or scale, t=t, **parts)
    return dated_sentence(f"{said} {_answered(row, rows, words)}".rstrip(), [row], words)


def _answered(row: Row, rows: Sequence[Row], words: Words) -> str:
    """How many answered, from the table that this one is read with."""
    beside = [r for r in rows if r.beside and r.group == EVERYBODY and r.time == row.time and r.shown]
    return words.text("change-answered", r=of_ten(beside[0].estimate or 0.0, words)) if beside else ""
