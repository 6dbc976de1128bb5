"""The numbers and the words that a page may hold of the loop: those of its decisions and findings, where they stand.

They are released numbers, and differences between two of them: what was decided on, and what was measured again. The
board's own words stand as they were entered, when they were looked at (`reporting.decision_words`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from research_kit.disclosure import Release
from research_kit.disclosure.release_findings import REMEASURED
from research_kit.display.number_format import quarter_parts
from research_kit.display.rows import Group, Row, rows_of
from research_kit.display.words import Words
from research_kit.ledger.decision import Baseline, Decision
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.ledger.told_loop import ToldDecision, ToldLoop
from research_kit.reporting.read_back.numbers import numbers_in, visible
from research_kit.results.finding import Claim, Finding, codes_of

DECIDED, NEWS = "decided", "news"
"""The items, and their ids on a page: what was decided and what came of it, and what is new and certain."""
_SAID = ("outcome", "cause", "time", "compared_with")
_NUMBERS = ("n", "events", "unknown", "estimate", "lower", "upper", "alarm_lower", "alarm_upper")


def rows_of_the_loop(loop: ToldLoop, release: Release) -> dict[str, tuple[Row, ...]]:
    """By item, what its numbers are allowed to be, as rows: the page's audit reads nothing else."""
    decided = [*_measured_again(release), *(row for told in loop.decisions for row in _of_decision(told))]
    news = [_of_finding(told.finding) for told in loop.certain]
    about = {row.measure for row in (*decided, *news)}
    values = [row for row in _target_values(release) if row.measure in about]
    return {DECIDED: (*decided, *values), NEWS: (*news, *values)}


def phrases_of_the_loop(loop: ToldLoop, words: Words) -> tuple[str, ...]:
    """Texts with numbers in them that stand as they are: words of decisions, days, quarters and ids."""
    told = [text for one in loop.decisions for text in _texts(one.decision, words)]
    told += [one.id for one in _findings(loop)]
    quarters = {one.as_of for one in _findings(loop)} | {one.quarter for one in _findings(loop)}
    quarters |= {one.remeasurement.release for one in loop.decisions if one.remeasurement is not None}
    quarters |= {one.decision.baseline.as_of for one in loop.decisions if one.decision.baseline is not None}
    quarters |= {_quarter_of(day) for one in loop.decisions for day in _dates(one.decision)}
    told += [
        text for mark in sorted({*quarters, loop.quarter, loop.compared_with} - {""}) for text in _quarter(mark, words)
    ]
    return tuple(dict.fromkeys(_plain(text) for text in told if numbers_in(text, language=words.language)))


def _measured_again(release: Release) -> Iterator[Row]:
    """The rows of those who came after the changes, which have no items of their own."""
    for table in release[REMEASURED].values() if REMEASURED in release else ():
        for row in rows_of(table):
            yield replace(row, statistic=f"gap_{row.statistic}") if table.kind == "gap" else row


def _target_values(release: Release) -> Iterator[Row]:
    """What each target promises, beside which it is said how far it is reached."""
    table = release["targets"].tables.get("attainment") if "targets" in release else None
    yield from (row for row in rows_of(table) if row.statistic == "target_value") if table is not None else ()


def _of_decision(told: ToldDecision) -> Iterator[Row]:
    decision, measured = told.decision, told.remeasurement
    if told.finding is not None:
        yield _of_finding(told.finding)
    if decision.baseline is not None:
        yield from _of_baseline(decision, decision.baseline)
    for size in (decision.expected_size, decision.smallest_visible):
        yield _row(decision, is_change=True, estimate=size)
    for people in (decision.required_n, decision.expected_n):
        yield _row(decision, n=people)
    if measured is not None:
        yield from _of_outcome(decision, measured)


def _of_baseline(decision: Decision, before: Baseline) -> Iterator[Row]:
    yield _row(decision, estimate=before.estimate, lower=before.lower, upper=before.upper)
    yield _row(decision, estimate=before.pooled, lower=before.pooled_lower, upper=before.pooled_upper)
    yield from _by_chance(decision, before.expected_rebound)
    yield _row(decision, n=before.peers or None)


def _of_outcome(decision: Decision, after: Remeasurement) -> Iterator[Row]:
    yield _row(
        decision, estimate=after.estimate_after, lower=after.after_lower, upper=after.after_upper, n=after.n_after
    )
    yield _row(decision, estimate=after.estimate_before)
    yield _row(decision, is_change=True, estimate=after.difference, lower=after.lower, upper=after.upper)
    beyond = (after.beyond_chance, after.beyond_lower, after.beyond_upper)
    yield _row(decision, is_change=True, **dict(zip(("estimate", "lower", "upper"), beyond, strict=True)))
    yield _row(decision, is_change=True, estimate=after.smallest_visible)
    yield from _by_chance(decision, after.expected_rebound)


def _by_chance(decision: Decision, rebound: float | None) -> Iterator[Row]:
    """What chance alone was expected to change; as a length on the number's own scale it has no sign."""
    if rebound is not None:
        yield _row(decision, is_change=True, estimate=rebound)
        yield _row(decision, estimate=abs(rebound))


def _row(decision: Decision, *, is_change: bool = False, **numbers: Any) -> Row:
    """A row about the group of a decision; a change of a share is in points, as a gap is."""
    claim = decision.metric
    statistic = f"gap_{claim.statistic}" if is_change else claim.statistic
    return Row(statistic=statistic, group=_group(claim), unit=decision.unit or None, **_said(claim), **numbers)


def _of_finding(one: Finding) -> Row:
    told: dict[str, Any] = {name: getattr(one, name) for name in _NUMBERS}
    standing: dict[str, Any] = {"unit": one.unit or None, "status": one.status, "reason": one.reason or None}
    return Row(statistic=one.claim.statistic, group=_group(one.claim), **_said(one.claim), **told, **standing)


def _said(claim: Claim) -> dict[str, Any]:
    return {name: getattr(claim, name) or None for name in _SAID}


def _group(claim: Claim) -> Group:
    return Group(tuple(codes_of(claim.group).items()))


def _findings(loop: ToldLoop) -> list[Finding]:
    decided = [one.finding for one in loop.decisions if one.finding is not None]
    return [*decided, *(one.finding for one in loop.certain)]


def _texts(decision: Decision, words: Words) -> Iterator[str]:
    yield from (decision.text, decision.stop_rule, decision.participants_view.comment, decision.although_superseded)
    yield from (decision.id, f"R{decision.id[1:]}", *decision.finding_ids)
    if decision.activity_change is not None:
        yield decision.activity_change.activity
    for day in _dates(decision):
        yield from (words.number.day(day), words.number.month(day), day.isoformat())


def _dates(decision: Decision) -> list[date]:
    days = (decision.decided_on, decision.due, decision.review_on, decision.asked_review_on, decision.measurable_on)
    return [day for day in (*days, decision.measured_from) if day is not None]


def _quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _quarter(mark: str, words: Words) -> Iterator[str]:
    parts = quarter_parts(mark)
    if parts is not None:
        year, number = words.number.plain(parts[0]), words.number.plain(parts[1])
        yield from (mark, words.text("as-of-quarter", year=year, number=number))
        for key in (f"quarter-{parts[1]}", f"in-quarter-{parts[1]}"):
            if words.known(key):
                yield words.text(key, year=year)


def _plain(text: str) -> str:
    """As phrases are looked for: small letters, plain spaces, no full stop."""
    return " ".join(visible(text).split()).lower().rstrip(".")
