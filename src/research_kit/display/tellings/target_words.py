"""What targets are called, and how large they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.words import Words, capital

TARGET_VALUE = "target_value"
Target = tuple[str | None, str | None]
"""A target's code and the reading of its text."""


def _own(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None]


def rows_about(rows: Sequence[Row], statistic: str) -> list[Row]:
    """The rows of one statistic."""
    return [r for r in _own(rows) if r.statistic == statistic]


def about_all(rows: Sequence[Row], statistic: str) -> list[Row]:
    """The rows of one statistic about everybody."""
    return [r for r in rows_about(rows, statistic) if r.group == EVERYBODY]


def target_values(rows: Sequence[Row]) -> dict[Target, float]:
    """What each target is."""
    return {r.measure: r.estimate for r in rows_about(rows, TARGET_VALUE) if r.estimate is not None}


def target_name(row: Row, words: Words, *, briefly: bool = False) -> str:
    """What a target is called, with the reading of its text where it can be read in two ways; briefly by its letter."""
    name, code = target_title(row.outcome, words), row.outcome or ""
    if row.cause is None:
        return name
    reading = None if briefly else words.subject.codes.get("reading", {}).get(f"{code}:{row.cause}")
    said = row.cause if reading is None else f"{row.cause}, {words.own(reading)}"
    return words.text("target-reading", name=name, reading=said)


def target_title(code: str | None, words: Words) -> str:
    """What a target is called, however it is read."""
    known = words.subject.codes.get("target", {})
    return words.own(known[code]) if code is not None and code in known else (code or "").replace("_", " ")


def with_target(row: Row, values: Mapping[Target, float], words: Words, *, briefly: bool = False) -> str:
    """The name of a target with what it is."""
    name = capital(target_name(row, words, briefly=briefly))
    if row.measure not in values:
        return name
    return words.text("target-named", name=name, target=words.number.percent(values[row.measure]))
