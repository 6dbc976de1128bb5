"""Findings and decisions typed by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from research_kit.ledger.decision_file import DecisionFile
from research_kit.results.finding import Claim, Finding, last_day_of

TODAY, STARTS = date(2012, 6, 1), date(2009, 7, 1)


def claim(group: str = "gender=woman", **more: Any) -> Claim:
    said = {
        "answer": "equity",
        "table": "access",
        "statistic": "share_through_gate",
        "outcome": "enrolled",
        "time": 60.0,
    }
    return Claim(group=group, **{**said, **more})


def finding(group: str = "gender=woman", as_of: str = "2011-Q2", **more: Any) -> Finding:
    """30 of 100 through the gate, with Wilson's limits."""
    said = {
        "estimate": 0.30, "lower": 0.219, "upper": 0.396, "n": 100, "events": 30, "unknown": 0, "unit": "share",
        "status": "ok", "grade": "E1", "grade_reasons": ("OWN_GROUP",),
    }  # fmt: skip
    about = more.pop("claim", None) or claim(group)
    facts = {"id": "", "claim": about, "method_id": "M4.4", "sentence_key": "M4.4", "as_of": as_of, "quarter": as_of}
    return Finding.model_validate({**facts, "until": last_day_of(as_of), **said, **more})


def decided(*findings: str, **changes: Any) -> DecisionFile:
    """A decision of April 2011's board: a new version of an activity in August, reviewed after two years."""
    said = {
        "findings": findings,
        "text": "We open the language course in the evenings too.",
        "type": "change_activity",
        "owner_role": "activity_lead",
        "decided_on": date(2011, 7, 15),
        "due": date(2011, 8, 1),
        "activity_change": {"activity": "A3", "from_version": "1", "to_version": "2", "on": date(2011, 8, 1)},
        "expected": {"direction": "higher", "size": 0.20},
        "review_on": date(2013, 8, 1),
        "stop_rule": "Fewer than five take part for a month.",
        "participants_view": {"view": "confirmed"},
    }
    return DecisionFile.model_validate({key: value for key, value in {**said, **changes}.items() if value is not None})
