"""Which words a comparison may be told with: they follow from its design and its checks (METHODS 5.5, 11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from research_kit.analyses.activity_effects.trial_people import TrialPeople
from research_kit.analyses.activity_effects.verdicts import PASSED, Check
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH

DESCRIBED, ASSOCIATED, POINTS_TO, LED_TO = "DESCRIBED", "ASSOCIATED", "POINTS_TO", "LED_TO"
_BY_DESIGN = {"described": DESCRIBED, "associated": ASSOCIATED, "randomised": LED_TO}
GRADES = {DESCRIBED: "E1", ASSOCIATED: "E2", POINTS_TO: "E3", LED_TO: "E4"}
"""The grade of evidence that words stand for; a finding is of that grade at most (METHODS 11)."""
_LOWER = {LED_TO: POINTS_TO, POINTS_TO: ASSOCIATED}
MOST_UNKNOWN = 0.20
"""Of those who could have been followed to the end; where more are not known, the grade is one lower."""


def wording_of(people: TrialPeople, checks: Sequence[Check]) -> str:
    """The words of a protocol: those of "adjusted" only where everything was allowed for and every check is passed.

    Where the outcome of more than a fifth is not known they are those of the grade below; an association stays one.
    """
    words = _by_design(people, checks)
    return _LOWER.get(words, words) if share_unknown(people) > MOST_UNKNOWN else words


def _by_design(people: TrialPeople, checks: Sequence[Check]) -> str:
    design = people.trial.design
    if design != "adjusted":
        return _BY_DESIGN[design]
    complete = not people.confounding.left_out
    passed = bool(checks) and all(check.verdict == PASSED for check in checks)
    return POINTS_TO if complete and passed else ASSOCIATED


def share_unknown(people: TrialPeople) -> float:
    """Of those who came long enough before the cut: the share of whom it is not known how it went."""
    horizon = people.trial.follow_up.months
    potential = (pl.col("potential_days") - pl.col("origin_days")) / DAYS_PER_MONTH
    long_enough = people.people.filter(potential >= horizon)
    known = pl.col("event") | pl.col("others_until").is_not_null() | (pl.col("months") >= horizon)
    return 1 - float(long_enough.select(known.mean()).item() or 0.0) if long_enough.height else 0.0


def highest_grade(words: Iterable[str]) -> str:
    """Of several comparisons; E0 where there is none."""
    return max((GRADES[each] for each in words), default="E0")
