"""The rows of a released table as cells of a sheet: words for whom and what, numbers as numbers, words for none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.cells import missing
from research_kit.display.number_format import quarter_parts
from research_kit.display.rows import ONE_LEVEL, SUSTAINED, Row, rows_of
from research_kit.display.words import Words, key_of

Shape = Literal["text", "people", "share", "decimal"]
_LOST = "lost_before_"
_COUNTS = ("n", "events", "unknown")
_VALUES = ("estimate", "lower", "upper", "alarm_lower", "alarm_upper", "smallest_visible_gap")
_PREFIXES = ("number", "stage", "indicator", "what", "state", "lost", "outcome")
"""Under what the catalogue may have a code, in the order in which it is looked for."""
_KINDS = ("theme", "question", "indicator", "target", "phase", "organisation")
"""Under what the study's own words may have it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberCell:
    """What stands in one place, and how it is to be written."""

    value: str | float
    shape: Shape = "text"


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberSheet:
    """One row per number of a released table, under heads; columns that say nothing anywhere are left out."""

    heads: Sequence[str]
    rows: Sequence[Sequence[NumberCell]]


def number_sheet(table: ReleasedTable, words: Words) -> NumberSheet:
    """A released table as a sheet.

    Parameters
    ----------
    table
        The released table.
    words
        The language, and the study's own words.
    """
    rows = rows_of(table)
    nothing = words.text("cell-none")
    columns = {name: [write(row, words) for row in rows] for name, write in _COLUMNS.items()}
    kept = {name: cells for name, cells in columns.items() if any(cell.value not in ("", nothing) for cell in cells)}
    heads = [words.text(f"number-head-{name.replace('_', '-')}") for name in kept]
    return NumberSheet(heads=heads, rows=list(zip(*kept.values(), strict=True)))


def named(code: str | None, words: Words) -> str:
    """What a code stands for: the study's own words, the catalogue's, a quarter in words; else the code."""
    if not code:
        return ""
    if code.startswith(ONE_LEVEL):
        return words.dimension(code.removeprefix(ONE_LEVEL))
    if code.startswith(SUSTAINED):
        return words.outcome(code, None)
    if code.startswith(_LOST):
        return words.text("number-lost", stage=named(code.removeprefix(_LOST), words))
    own = _own(code, words)
    if own or quarter_parts(code) is not None:
        return own or _quarter(code, words)
    keys = [f"{prefix}-{key_of(code)}" for prefix in _PREFIXES]
    found = next((key for key in keys if words.known(key)), None)
    return words.text(found) if found else code.replace("_", " ")


def _own(code: str, words: Words) -> str:
    """The study's words for a code; of an indicator those of its version."""
    stem, _, version = code.rpartition(".")
    labels = [words.subject.codes.get(kind, {}) for kind in _KINDS]
    told = words.own_outcomes.get(code) or next((of[code] for of in labels if code in of), None)
    if told is None and stem:
        told = next((of[stem] for of in labels if stem in of), None)
    said = words.own(told) if told else ""
    return f"{said} ({version})" if said and version not in ("", "1", code) else said


def _quarter(code: str, words: Words) -> str:
    parts = quarter_parts(code)
    return words.text(f"quarter-{parts[1]}", year=str(parts[0])) if parts else code


def _text(said: str) -> NumberCell:
    return NumberCell(value=said)


def _told(column: str) -> Callable[[Row, Words], NumberCell]:
    return lambda row, words: _text(named(getattr(row, column), words))


def _compared(row: Row, words: Words) -> NumberCell:
    return _text(words.compared(row.compared_with) if row.compared_with else "")


def _time(row: Row, _: Words) -> NumberCell:
    return _text("") if row.time is None else NumberCell(value=float(row.time), shape="decimal")


def _count(column: str) -> Callable[[Row, Words], NumberCell]:
    def cell(row: Row, words: Words) -> NumberCell:
        value = getattr(row, column)
        if value is not None:
            return NumberCell(value=float(value), shape="people")
        withheld = row.withheld or (row.n is None and row.status != "blocked" and not row.is_difference)
        return _text(words.text("cell-suppressed" if withheld and column in _COUNTS[:2] else "cell-none"))

    return cell


def _value(column: str) -> Callable[[Row, Words], NumberCell]:
    def cell(row: Row, words: Words) -> NumberCell:
        value = getattr(row, column)
        if value is not None:
            return NumberCell(value=float(value), shape="share" if row.unit == "share" else "decimal")
        return _text(missing(row, words) if column == "estimate" else words.text("cell-none"))

    return cell


def _unit(row: Row, words: Words) -> NumberCell:
    key = f"number-unit-{row.unit}"
    return _text(words.text(key) if row.unit and words.known(key) else row.unit or "")


def _status(row: Row, words: Words) -> NumberCell:
    return _text(words.text(f"number-status-{row.status}"))


def _reason(row: Row, words: Words) -> NumberCell:
    return _text(words.reason(row.reason) if row.reason else "")


_COLUMNS: dict[str, Callable[[Row, Words], NumberCell]] = {
    "group": lambda row, words: _text(words.group(row.group)),
    "compared_with": _compared,
    "statistic": _told("statistic"),
    "outcome": _told("outcome"),
    "cause": _told("cause"),
    "time": _time,
    **{name: _count(name) for name in _COUNTS},
    **{name: _value(name) for name in _VALUES},
    "unit": _unit,
    "status": _status,
    "reason": _reason,
    "as_of": lambda row, words: _text(_quarter(row.as_of, words) if row.as_of else ""),
}
