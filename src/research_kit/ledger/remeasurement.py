"""What came of a decision, as it stands in the ledger: the number before, by chance, and after, and the verdict."""

from __future__ import annotations

from datetime import date
from typing import Literal

from research_kit.declarations import Declaration
from research_kit.results.status import DETECTABLE_Z

Verdict = Literal["met", "not_met", "cannot_be_told", "worse"]
_CONFIDENCE = 0.95
"""Of the interval that a verdict is by."""


class Remeasurement(Declaration):
    """One decision measured again, at the first release after its review date.

    Attributes
    ----------
    id
        `R` and the number of the decision.
    release, release_hash, as_of
        The quarter of the release, its entry in the ledger, and the last day that was read.
    estimate_before, estimate_after, after_lower, after_upper
        The number that was decided on, and that of the people who came after the change with its limits; null where it
        was not told.
    difference, lower, upper
        After minus before, and its interval.
    expected_rebound
        How much of the difference would be expected with nothing changed (pooled minus raw); null where the number
        could not be pooled.
    beyond_chance, beyond_lower, beyond_upper
        After minus the pooled number before: what the verdict is about.
    reason
        Why it cannot be told, where the number after the change was not told.
    sentence_key
        Under which the catalogue has its sentence: `decided_then` with the verdict.
    """

    id: str
    decision_id: str
    release: str
    release_hash: str = ""
    as_of: date
    estimate_before: float | None = None
    expected_rebound: float | None = None
    estimate_after: float | None = None
    after_lower: float | None = None
    after_upper: float | None = None
    n_after: int | None = None
    difference: float | None = None
    lower: float | None = None
    upper: float | None = None
    beyond_chance: float | None = None
    beyond_lower: float | None = None
    beyond_upper: float | None = None
    unit: str = ""
    verdict: Verdict
    reason: str = ""
    guards: tuple[str, ...] = ()
    sentence_key: str = ""
    data_hash: str = ""

    @property
    def smallest_visible(self) -> float | None:
        """The smallest change that could be seen in four of five such cases, with the people who came (METHODS 0.3)."""
        from research_kit.statistics.confidence import normal_quantile

        if self.beyond_lower is None or self.beyond_upper is None:
            return None
        return DETECTABLE_Z * (self.beyond_upper - self.beyond_lower) / (2 * normal_quantile(_CONFIDENCE))
