"""Which words a comparison may be told with: they follow from its design and its checks (METHODS 5.5)."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.analyses.activity_effects.trial_people import TrialPeople
from research_kit.analyses.activity_effects.verdicts import PASSED, Check

DESCRIBED, ASSOCIATED, POINTS_TO, LED_TO = "DESCRIBED", "ASSOCIATED", "POINTS_TO", "LED_TO"
_BY_DESIGN = {"described": DESCRIBED, "associated": ASSOCIATED, "randomised": LED_TO}


def wording_of(people: TrialPeople, checks: Sequence[Check]) -> str:
    """The words of a protocol: those of "adjusted" only where everything was allowed for and every check is passed."""
    design = people.trial.design
    if design != "adjusted":
        return _BY_DESIGN[design]
    complete = not people.confounding.left_out
    passed = bool(checks) and all(check.verdict == PASSED for check in checks)
    return POINTS_TO if complete and passed else ASSOCIATED
