"""How sure a result is, in sentences: precision instead of significance, and the guards that were met."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import months_range, people, visible_gap
from research_kit.display.headings import headline_row
from research_kit.display.rows import HORIZON, Row, headline_rows, headline_time, own_rows
from research_kit.display.tellings import TELLINGS
from research_kit.display.tellings.activity_effects import ACTIVITY_EFFECTS
from research_kit.display.words import Words
from research_kit.results import GuardHit, ResultTable

_ESTIMATED = frozenset({"within", "curve", "median", "months", "gaps", *TELLINGS}) - {
    "bounds",
    "charts",
    *(name for name in ACTIVITY_EFFECTS if name != "activity_starts"),  # they say themselves what is too thin
}
_AT_ONE_TIME = frozenset({"within", "states"})


def how_sure(table: ReleasedTable, rows: Sequence[Row], words: Words, *, guards: Sequence[GuardHit]) -> list[str]:
    """How sure it is, in sentences: precision instead of significance, and the guards that were met."""
    told = TELLINGS[table.name].sure if table.name in TELLINGS else _SURE.get(table.name, _sure_counted)
    said = [*(counted_by(table, rows, words) if table.name == "within" else []), *told(rows, words)]
    if table.name in _ESTIMATED:
        said += _thin(_judged(table.name, own_rows(rows)), words)
    return list(dict.fromkeys([*said, *(words.guard(hit) for hit in guards)]))


def counted_by(table: ReleasedTable | ResultTable, rows: Sequence[Row], words: Words) -> list[str]:
    """How the shares within a time are counted: the route that the data chose."""
    if not any(r.shown for r in rows):
        return []
    key = f"method-{table.method_id.replace('.', '-')}"
    own = f"{key}-own"
    key = own if words.known(own) and any(words.has_own_outcome(r) for r in rows) else key
    return [words.text(key)] if words.known(key) else []


def _sure_counted(rows: Sequence[Row], words: Words) -> list[str]:
    del rows
    return [words.text("sure-counted")]


def _sure_known(rows: Sequence[Row], words: Words) -> list[str]:
    return [*_sure_counted(rows, words), words.text("sure-known-part")]


def _sure_within(rows: Sequence[Row], words: Words) -> list[str]:
    row = headline_row(rows)
    said = []
    at = [r for r in headline_rows(rows) if r.shown and row is not None and r.time == row.time]
    gaps = [r.smallest_visible_gap for r in at if r.smallest_visible_gap is not None]
    if gaps:
        said.append(words.text("sure-gap", gap=visible_gap(max(gaps), "share_within", words)))
    if row is not None and row.unknown:
        who = people(row.unknown, words, k=1)
        said.append(words.text("sure-unknown", people=who, t=words.number.months(row.time or HORIZON)))
    return said


def _sure_curve(rows: Sequence[Row], words: Words) -> list[str]:
    del rows
    return [words.text("sure-curve")]


def _sure_months(rows: Sequence[Row], words: Words) -> list[str]:
    row = headline_row(rows)
    if row is None or not row.shown or row.lower is None:
        return []
    return [words.text("sure-months", range=months_range(row, words))]


def _sure_median(rows: Sequence[Row], words: Words) -> list[str]:
    shown = any(r.shown for r in headline_rows(rows))
    return [words.text("sure-median")] if shown else []


def _sure_gaps(rows: Sequence[Row], words: Words) -> list[str]:
    if not any(r.shown for r in rows):
        return []
    planned = words.subject.planned_reports
    if planned is None:
        return [words.text("sure-look-many")]
    return [words.text("sure-look", looks=words.number.plain(planned))]


_SURE: Mapping[str, Callable[[Sequence[Row], Words], list[str]]] = {
    "known": _sure_known,
    "within": _sure_within,
    "curve": _sure_curve,
    "months": _sure_months,
    "median": _sure_median,
    "gaps": _sure_gaps,
}


def _judged(name: str, rows: Sequence[Row]) -> list[Row]:
    """The rows that an item is about, of which it is said how many are thin."""
    about = TELLINGS[name].about if name in TELLINGS else None
    if about is not None:
        return about(rows)
    time = headline_time(rows)
    of = [r for r in headline_rows(rows) if r.blocked_dimension is None]
    return [r for r in of if r.time == time or name not in _AT_ONE_TIME]


def _thin(of: Sequence[Row], words: Words) -> list[str]:
    """How many groups are too small, and how many are known only as a wide range."""
    few = {(r.group, r.compared_with) for r in of if r.status == "insufficient" and r.reason != "NOT_REACHED"}
    wide = {(r.group, r.compared_with) for r in of if r.status == "wide"} - few
    return [
        words.text(key, count=len(found), n=words.number.count(len(found)))
        for key, found in (("sure-few", few), ("sure-wide", wide))
        if found
    ]
