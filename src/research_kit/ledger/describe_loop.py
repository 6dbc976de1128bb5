"""The loop in plain text, for the researcher: what was found, what was decided, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from research_kit.ledger.decision import Decision
from research_kit.ledger.loop import LoopRecord
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.results.finding import Finding, Voice

_NO_PEER = "not known: there is no other group to pool it with"
_LACKS = {
    "NOTHING_EXPECTED": "nothing is changed, so nothing is measured again",
    "NO_BASELINE": "will not be measurable: the finding has no number to measure from",
    "NO_METHOD": "not known how many people it needs: there is no method for such a number",
    "COUNTS_UNTOLD": "not known how many people it needs: the numbers of people behind it were not told",
    "BASELINE_TOO_UNSURE": "will not be measurable: the number before is too unsure for a change of that size",
    "INFLOW_UNKNOWN": "not known whether it will be measurable: say how many come with `inflow_per_month`",
    "TOO_FEW": "will not be measurable at the review",
}
_VERDICTS = {
    "met": "met",
    "not_met": "not met",
    "cannot_be_told": "cannot be told",
    "worse": "worse",
}


def describe_loop(record: LoopRecord, *, with_findings: bool = False) -> str:
    """Decisions with what came of each; before them the findings that stand, where they are asked for."""
    lines = [f"{_counted(len(record.findings), 'finding')} of {_counted(len(record.current), 'claim')}"]
    if with_findings:
        lines += [describe_finding(one, record.view_of(one)) for one in sorted(record.current.values(), key=_order)]
    lines += [f"{_counted(len(record.decisions), 'decision')}, {len(record.remeasurements)} measured again"]
    for decision in record.decisions.values():
        lines += describe_decision(decision)
        lines += _of(record.remeasurements.get(decision.id), decision)
    if record.head:
        lines.append(f"The loop is whole. Head: {record.head}")
    return "\n".join(lines)


def describe_finding(finding: Finding, voice: Voice | None = None) -> str:
    """One line: id, grade, what it is about, the number with its interval, and what participants say."""
    view = (voice or finding.voice).view
    claim = finding.claim
    about = " ".join(part for part in (claim.statistic, claim.outcome, claim.cause, _at(finding)) if part)
    who = claim.group or "everybody"
    who += f" minus {claim.compared_with}" if claim.compared_with else ""
    people = f", n {finding.n}" if finding.n is not None else ""
    why = f" ({', '.join(finding.grade_reasons)})" if finding.grade_reasons else ""
    asked = "" if view == "not_asked" else f"; participants: {view}"
    said = _number(finding.estimate, finding.lower, finding.upper)
    return f"  {finding.id}  {finding.grade}{why}  {about}: {who} {said}{people}{asked}"


def describe_decision(decision: Decision) -> list[str]:
    """What was decided, by when, from where it is measured, and whether the review will be able to tell."""
    lines = [
        f"{decision.id}  {decision.decided_on}  {decision.type}, {decision.owner_role}: {decision.text}",
        f"    on {', '.join(decision.finding_ids)}; due {decision.due}, review after {decision.review_on}",
        f"    participants' view: {decision.participants_view.view}"
        + (f" ({decision.participants_view.comment})" if decision.participants_view.comment else ""),
    ]
    change = decision.activity_change
    if change is not None:
        lines.append(f"    activity {change.activity}: {change.from_version} to {change.to_version} on {change.on}")
    if decision.replaces:
        lines.append(f"    takes the place of {decision.replaces}")
    if decision.expected_size is not None:
        lines.append(
            f"    expected: {decision.expected_direction} by {decision.expected_size:g}; {_measured(decision)}"
        )
    lines.append(f"    {_needed(decision)}")
    return lines


def _measured(decision: Decision) -> str:
    baseline = decision.baseline
    if baseline is None:
        return "no number to measure from"
    raw = _number(baseline.estimate, baseline.lower, baseline.upper)
    if baseline.pooled is None:
        return f"measured from {raw}; expected by chance: {_NO_PEER}"
    pooled = _number(baseline.pooled, baseline.pooled_lower, baseline.pooled_upper)
    rebound = _signed(baseline.expected_rebound)
    return f"measured from {raw}, pooled over {baseline.peers} groups {pooled}: {rebound} is expected by chance"


def _needed(decision: Decision) -> str:
    lacks = _LACKS.get(decision.not_measurable, "measurable at the review")
    if decision.smallest_visible is not None:
        lacks += f" (changes under {decision.smallest_visible:.2f} would not be seen)"
    if decision.required_n is None:
        return lacks
    expected = "unknown" if decision.expected_n is None else str(decision.expected_n)
    later = ""
    if decision.not_measurable == "TOO_FEW" and decision.measurable_on is not None:
        later = f"; it would be from {decision.measurable_on} on"
    if decision.asked_review_on is not None:
        later = f"; the review was moved from {decision.asked_review_on}"
    each = " in each group" if decision.metric.compared_with else ""
    needed = f"needs {decision.required_n} people{each} after the change, {expected} expected by the review"
    return f"{needed}: {lacks}{later}"


def _of(measured: Remeasurement | None, decision: Decision) -> Iterable[str]:
    if measured is None:
        return ["    not measured again yet"] if decision.is_measured else []
    verdict = _VERDICTS[measured.verdict]
    if measured.difference is None:
        return [f"    {measured.id}  {measured.release}: {verdict} ({measured.reason})"]
    change = _number(measured.difference, measured.lower, measured.upper)
    rebound = _signed(measured.expected_rebound)
    after = f"{measured.estimate_before:.2f} before, {measured.estimate_after:.2f} after"
    return [f"    {measured.id}  {measured.release}: {verdict}. {after}: {change}; by chance alone {rebound}"]


def _number(estimate: float | None, lower: float | None, upper: float | None) -> str:
    if estimate is None or lower is None or upper is None:
        return "not told"
    return f"{estimate:.2f} ({lower:.2f} to {upper:.2f})"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _signed(value: float | None) -> str:
    """With its sign; what rounds to nothing has none."""
    if value is None:
        return "unknown"
    return f"{value:+.2f}" if abs(value) >= 0.005 else "0.00"


def _at(finding: Finding) -> str:
    return "" if finding.claim.time is None else f"at {finding.claim.time:g}"


def _order(finding: Finding) -> tuple[str, str, str]:
    claim = finding.claim
    return claim.answer, claim.table, claim.key
