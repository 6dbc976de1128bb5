"""Decisions in every state and findings that are new, typed by hand, about the made-up releases."""

from __future__ import annotations

from datetime import date
from typing import Any

from research_kit.ledger.decision import Baseline, Decision
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.ledger.told_loop import ToldDecision, ToldLoop
from research_kit.results.finding import Claim, Finding, Voice, last_day_of

ACCESS = Claim(
    answer="equity", table="access", statistic="share_through_gate", outcome="activity", time=60.0, group="gender=woman"
)
COACH = "Alla får träffa en startcoach inom två veckor."
EVENINGS = "Kurserna ges även på kvällen, så att färre avbryter."


def decision(number: int = 1, **changes: Any) -> Decision:
    """20 of 100 women; chance alone would take them to 36 (METHODS 11)."""
    said = {
        "id": f"D{number}", "finding_ids": ("F1-2010-Q3",), "text": COACH, "type": "access",
        "owner_role": "project_lead",
        "decided_on": date(2010, 8, 20), "metric": ACCESS, "unit": "share", "measured_from": date(2010, 10, 1),
        "due": date(2010, 10, 1), "review_on": date(2011, 4, 30), "stop_rule": "If fewer than five come in a month.",
        "participants_view": Voice(view="confirmed", comment="De säger att starten går fortare."),
        "expected_direction": "higher", "expected_size": 0.2, "required_n": 75, "expected_n": 80,
        "smallest_visible": 0.3, "baseline": BASELINE,
    }  # fmt: skip
    return Decision.model_validate({**said, **changes})


BASELINE = Baseline(
    estimate=0.20, lower=0.09, upper=0.39, pooled=0.36, pooled_lower=0.25, pooled_upper=0.47, peers=8, as_of="2010-Q3"
)


def measured(number: int = 1, verdict: str = "met", **changes: Any) -> Remeasurement:
    """From 20 to 55 %, 16 of the 35 points expected anyway."""
    said = {
        "id": f"R{number}", "decision_id": f"D{number}", "release": "2011-Q2", "as_of": date(2011, 6, 30),
        "estimate_before": 0.20, "expected_rebound": 0.16, "estimate_after": 0.55, "n_after": 29, "difference": 0.35,
        "lower": 0.09, "upper": 0.55, "beyond_chance": 0.19, "beyond_lower": 0.02, "beyond_upper": 0.36,
        "unit": "share", "verdict": verdict, "guards": ("G-RTM",),
    }  # fmt: skip
    return Remeasurement.model_validate({**said, **changes})


def finding(claim: Claim, **changes: Any) -> Finding:
    """A finding of this quarter that passes its alarm bar."""
    said = {
        "id": f"{claim.short}-2011-Q2", "claim": claim, "method_id": "M", "sentence_key": "M", "estimate": 0.2,
        "lower": 0.1, "upper": 0.3, "alarm_lower": 0.05, "alarm_upper": 0.35, "unit": "share", "status": "ok",
        "grade": "E2", "as_of": "2011-Q2", "quarter": "2011-Q2", "until": last_day_of("2011-Q2"),
    }  # fmt: skip
    return Finding.model_validate({**said, **changes})


_SMALL_CHANGE = {
    "estimate_before": 0.31, "estimate_after": 0.22, "expected_rebound": 0.004, "n_after": 23, "difference": -0.09,
    "lower": -0.29, "upper": 0.14, "beyond_chance": -0.09, "beyond_lower": -0.29, "beyond_upper": 0.13, "guards": (),
}  # fmt: skip
_UNTOLD = dict.fromkeys(
    (
        "estimate_after", "n_after", "difference", "lower", "upper", "beyond_chance", "beyond_lower", "beyond_upper",
    )
)  # fmt: skip


def every_state() -> ToldLoop:
    """A decision of each verdict, one without a number, and one of each kind that waits."""
    lower = {"expected_direction": "lower", "text": EVENINGS, "participants_view": Voice()}
    disagree = Voice(view="contradicted", comment="De säger att de väntar lika länge som förut.")
    decisions = [
        ToldDecision(
            decision=decision(1), remeasurement=measured(1, after_lower=0.38, after_upper=0.72), is_new=True
        ),
        ToldDecision(
            decision=decision(2, **lower), remeasurement=measured(2, "cannot_be_told", **_SMALL_CHANGE), is_new=True
        ),
        ToldDecision(
            decision=decision(3, participants_view=disagree, expected_size=0.5),
            remeasurement=measured(3, "not_met", estimate_after=0.38, difference=0.18, lower=0.01, upper=0.33),
        ),
        ToldDecision(
            decision=decision(4),
            remeasurement=measured(4, "worse", estimate_after=0.08, difference=-0.12, lower=-0.2, upper=-0.02),
        ),
        ToldDecision(
            decision=decision(5), remeasurement=measured(5, "cannot_be_told", reason="FEW_PEOPLE", **_UNTOLD)
        ),
        ToldDecision(decision=decision(6, review_on=date(2012, 1, 31), expected_n=60)),
        ToldDecision(decision=decision(7, not_measurable="TOO_FEW", measurable_on=date(2013, 5, 1), expected_n=20)),
        ToldDecision(
            decision=decision(
                8, type="no_change", expected_size=None, expected_direction=None, baseline=None, required_n=None,
                expected_n=None, not_measurable="NOTHING_EXPECTED",
            )
        ),
    ]  # fmt: skip
    return ToldLoop(quarter="2011-Q2", compared_with="2011-Q1", decisions=tuple(decisions))
