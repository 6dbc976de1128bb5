"""The heading of an item: its message, in one line, from released rows alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from research_kit.display.amounts import of_ten, people
from research_kit.display.as_of import dated
from research_kit.display.figures.group_curves import rising
from research_kit.display.figures.participant_bars import NOT_LOST
from research_kit.display.gaps import gap_verdict
from research_kit.display.rows import EVERYBODY, HORIZON, Row, blocked, headline_rows, headline_time, own_rows, total
from research_kit.display.tellings import TELLINGS
from research_kit.display.words import Words, capital


def heading(name: str, rows: Sequence[Row], words: Words) -> str:
    """The message of one released table, by its name."""
    if not rows:
        key = f"heading-{name}-plain"
        what = words.text(key, t=words.number.months(HORIZON)) if words.known(key) else words.text("section-other")
        return words.text("heading-missing", what=what)
    told = TELLINGS[name].heading if name in TELLINGS else _HEADINGS.get(name, _within)
    return dated(capital(told(rows, words)), _heading_rows(name, rows), words)


def _heading_rows(name: str, rows: Sequence[Row]) -> list[Row]:
    """The rows that the heading of a table is made from, as far as they are about everybody or are differences."""
    own = own_rows(rows)
    if name in ("gaps", "adjusted"):
        shown = [r for r in headline_rows(own) if r.shown]
        verdicts = [r for r in shown if gap_verdict(r) == gaps_message(own)[0]]
        return verdicts or shown
    if name == "standardised":
        return []
    if name == "flow":
        return _flow_heading_rows(own)
    of = [r for r in headline_rows(own) if r.group == EVERYBODY and r.blocked_dimension is None]
    return [r for r in of if r.time is None or r.time == headline_time(own)]


def _flow_heading_rows(rows: Sequence[Row]) -> list[Row]:
    """Those lost where most were, else those who came in."""
    lost, everybody = _largest_loss(rows), [r for r in rows if r.group == EVERYBODY]
    if lost is None:
        return [r for r in everybody if r.statistic in ("enrolled", "referred")]
    return [r for r in everybody if r.statistic == f"lost_before_{lost[0]}" and r.cause not in NOT_LOST]


def headline_row(rows: Sequence[Row]) -> Row | None:
    """The row about everybody that a headline is about."""
    time = headline_time(rows)
    of = [r for r in headline_rows(rows) if r.group == EVERYBODY and r.blocked_dimension is None]
    at = [r for r in of if r.time == time]
    found = at or of
    return found[-1] if found else None


def _own(row: Row, words: Words) -> str:
    return "-own" if words.has_own_outcome(row) else ""


def _within(rows: Sequence[Row], words: Words) -> str:
    row = headline_row(rows)
    if row is None:
        return words.text("heading-within-plain", t=words.number.months(HORIZON))
    time, outcome = words.number.months(row.time or HORIZON), words.outcome(*row.measure)
    if row.shown and row.estimate is not None:
        x = of_ten(row.estimate, words)
        return words.text(f"heading-within{_own(row, words)}", x=x, outcome=outcome, t=time)
    if row.status == "insufficient" and not _own(row, words):
        return words.text("heading-within-insufficient", outcome=outcome)
    return words.text("heading-within-plain", t=time)


def _curve(rows: Sequence[Row], words: Words) -> str:
    shown = [r for r in rising(headline_rows(rows)) if r.group == EVERYBODY and r.shown and (r.time or 0) > 0]
    up_to = [r for r in shown if (r.time or 0) <= HORIZON]
    if not up_to or up_to[-1].estimate is None:
        return words.text("heading-curve-plain")
    last = up_to[-1]
    return words.text(
        "heading-curve", x=of_ten(last.estimate or 0.0, words), t=words.number.months(last.time or HORIZON)
    )


def _median(rows: Sequence[Row], words: Words) -> str:
    row = total(headline_rows(rows))
    if row is None:
        return words.text("heading-median-plain")
    outcome = words.outcome(*row.measure)
    if row.shown and row.estimate is not None:
        m = words.number.months(row.estimate)
        return words.text(f"heading-median{_own(row, words)}", m=m, outcome=outcome)
    if row.reason == "NOT_REACHED":
        return words.text(f"heading-median-not-reached{_own(row, words)}", outcome=outcome)
    return words.text("heading-median-plain")


def _months(rows: Sequence[Row], words: Words) -> str:
    row = total(headline_rows(rows))
    if row is None or not row.shown or row.estimate is None:
        return words.text("heading-months-plain")
    route = "without" if row.statistic.endswith("without") else "in"
    own = "-own" if words.has_own_outcome(row) else ""
    return words.text(
        f"heading-months{own}-{route}",
        m=words.number.months_tenths(row.estimate),
        t=words.number.months(row.time or HORIZON),
        outcome=words.outcome(*row.measure),
    )


def gaps_message(rows: Sequence[Row]) -> tuple[str, int]:
    """`established`, `check`, `none`, `insufficient` or `blocked`, and how many comparisons are so."""
    compared = [r for r in headline_rows(rows) if r.blocked_dimension is None]
    if not compared:
        return ("blocked" if blocked(rows) else "insufficient"), 0
    if not any(r.shown for r in compared):
        return "insufficient", 0
    established = {(r.group, r.compared_with) for r in compared if gap_verdict(r) == "established"}
    if established:
        return "established", len(established)
    checks = {(r.group, r.compared_with) for r in compared if gap_verdict(r) == "check"}
    return ("check", len(checks)) if checks else ("none", 0)


def among(rows: Sequence[Row]) -> str:
    """What a key ends with where nothing can be told of some gaps: what is said is then not about all groups."""
    return "" if all(r.shown for r in headline_rows(own_rows(rows)) if r.blocked_dimension is None) else "-shown"


def _gaps(rows: Sequence[Row], words: Words) -> str:
    message, count = gaps_message(rows)
    some = among(rows) if message in ("none", "check") else ""
    return words.text(f"heading-gaps-{message}{some}", count=count, n=words.number.count(count))


def _flow(rows: Sequence[Row], words: Words) -> str:
    stages = {r.statistic: r.n for r in rows if r.group == EVERYBODY and r.cause is None}
    enrolled, referred = stages.get("enrolled"), stages.get("referred")
    lost = _largest_loss(rows)
    if lost is not None:
        stage, count = lost
        where = words.text(f"lost-at-{stage}")
        return words.text("heading-flow-lost", where=where, people=people(count, words, k=1))
    if enrolled is None:
        return words.text("heading-flow-plain")
    if referred is None:
        return words.text("heading-flow-enrolled", enrolled=people(enrolled, words, k=1))
    return words.text("heading-flow", enrolled=words.number.count(enrolled), referred=words.number.count(referred))


def _largest_loss(rows: Sequence[Row]) -> tuple[str, int] | None:
    """Where most people were lost for good; nothing where a count is withheld, since it might be larger."""
    lost: dict[str, int] = {}
    for row in rows:
        if row.group != EVERYBODY or not row.statistic.startswith("lost_before_") or row.cause in NOT_LOST:
            continue
        if row.n is None:
            return None
        stage = row.statistic.removeprefix("lost_before_")
        lost[stage] = lost.get(stage, 0) + row.n
    stage = max(lost, key=lambda s: lost[s], default="")
    return (stage, lost[stage]) if stage and lost[stage] > 0 else None


def _composition(rows: Sequence[Row], words: Words) -> str:
    count = next((r.n for r in rows if r.n is not None and r.blocked_dimension is None), None)
    if count is None:
        return words.text("heading-composition-plain")
    return words.text("heading-composition", people=people(count, words, k=1))


def _known(rows: Sequence[Row], words: Words) -> str:
    row = total(rows)
    if row is None or not row.shown or row.estimate is None:
        return words.text("heading-known-plain")
    return words.text("heading-known", x=of_ten(row.estimate, words))


_HEADINGS: dict[str, Callable[[Sequence[Row], Words], str]] = {
    "flow": _flow,
    "composition": _composition,
    "known": _known,
    "within": _within,
    "curve": _curve,
    "median": _median,
    "months": _months,
    "gaps": _gaps,
}
