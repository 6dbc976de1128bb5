"""How sure it is that one of a partner's columns is one of ours: by its name, and by what its values could be."""

from __future__ import annotations

from dataclasses import dataclass

from research_kit.desk.value_facts import ISO, ValueFacts
from research_kit.study.schemas.columns import ColumnSpec

_FITS = 0.5
"""Below this share of readable values, values contradict a name."""
_BY_NAME_ALONE = 0.88
_BY_VALUES_ALONE = 0.7
_LEAST_NAME = 0.6
_UNCHECKABLE = 0.8
"""How well any text fits a column of text or of ids: nothing speaks against it."""

_KINDS = {
    "date": "dates", "partial_date": "dates or parts of dates", "int": "whole numbers", "float": "numbers",
    "bool": "yes and no", "code": "known codes", "set": "known codes", "id": "ids", "text": "text",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """How sure a column is to be one of ours, and why; `against` says what speaks against its name."""

    sureness: float
    why: str
    against: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One of the partner's columns: how alike its name is to ours, what its values could be, the share recognised."""

    name: float
    facts: ValueFacts
    recognised: float
    date_format: str = ISO


def column_fit(spec: ColumnSpec, seen: Seen) -> Fit:
    """How sure a partner's column is to be the column `spec`."""
    readable = _readable(spec, seen)
    named = _named(seen.name)
    if seen.facts.filled == 0:
        return Fit(sureness=_BY_NAME_ALONE * seen.name, why=f"{named}; the column is empty")
    spoken = f"{readable:.0%} of the values are {_KINDS[spec.kind]}"
    if seen.name < _LEAST_NAME:
        return _by_values(spec, seen, readable, spoken)
    if readable < _FITS and spec.kind not in ("code", "set"):
        return Fit(sureness=0.0, why="", against=f"{named} as `{spec.name}`, but only {spoken}")
    if readable < _FITS:
        return Fit(sureness=0.6 * seen.name, why=f"{named}, but only {spoken}")
    unchecked = spec.kind in ("id", "text") or (spec.kind == "set" and not spec.codes)
    why = named if unchecked else f"{named}; {spoken}"
    return Fit(sureness=seen.name * (0.5 + readable / 2), why=why)


def _by_values(spec: ColumnSpec, seen: Seen, readable: float, spoken: str) -> Fit:
    tells = spec.kind in ("code", "set") and bool(spec.codes) and seen.facts.distinct > 1
    if not tells or readable < 0.9 or seen.facts.yes_no > _FITS:
        return Fit(sureness=0.0, why="")
    return Fit(sureness=_BY_VALUES_ALONE * readable, why=f"{spoken}, but its name is not known")


def _named(name: float) -> str:
    if name >= 0.98:
        return "its name is known"
    return "its name is nearly a known one" if name >= 0.75 else "its name holds a known word"


def _readable(spec: ColumnSpec, seen: Seen) -> float:
    """The share of the values that the kind of column can hold."""
    facts = seen.facts
    days = max(facts.dates[ISO], facts.dates[seen.date_format])
    shares = {
        "date": max(days, facts.serials),
        "partial_date": max(days, facts.serials, facts.part_dates),
        "int": max(facts.whole, seen.recognised),
        "float": facts.numbers,
        "bool": facts.yes_no,
        "code": max(seen.recognised, facts.yes_no if "yes" in spec.codes else 0.0),
        "set": seen.recognised if spec.codes else _UNCHECKABLE,
    }
    if spec.kind in shares:
        return shares[spec.kind]
    is_other = facts.holds_identity_numbers or max(days, facts.dates["%d/%m/%Y"]) > 0.9
    return 0.0 if is_other else _UNCHECKABLE
