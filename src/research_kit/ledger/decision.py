"""A decision of the board as it stands in the ledger: what was decided, what is expected, and measured from where.

Everything that a re-measurement needs is fixed here, when it was decided: the baseline as it was told, and where chance
alone would have taken it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from research_kit.declarations import Declaration
from research_kit.ledger.decision_file import ActivityChange, DecisionType, Direction, OwnerRole
from research_kit.results.finding import Claim, Voice

NotMeasurable = Literal[
    "",
    "NOTHING_EXPECTED",
    "NO_BASELINE",
    "NO_METHOD",
    "COUNTS_UNTOLD",
    "BASELINE_TOO_UNSURE",
    "INFLOW_UNKNOWN",
    "TOO_FEW",
]


class Baseline(Declaration):
    """From where a change is measured, fixed when it was decided.

    Attributes
    ----------
    estimate, lower, upper
        The number that was decided on, as it was released.
    pooled, pooled_lower, pooled_upper
        The same drawn towards the other groups of its kind (METHODS 7.3), which takes out what chance gave the group;
        null where there are no other groups to draw it to.
    peers
        The groups that it was pooled with, itself among them.
    as_of
        The quarter of the number.
    """

    estimate: float
    lower: float
    upper: float
    pooled: float | None = None
    pooled_lower: float | None = None
    pooled_upper: float | None = None
    peers: int = 0
    as_of: str = ""

    @property
    def expected_rebound(self) -> float | None:
        """How far the number would move back by chance alone, with nothing changed: pooled minus raw (G-RTM)."""
        return None if self.pooled is None else self.pooled - self.estimate

    @property
    def fair(self) -> tuple[float, float, float]:
        """Estimate and limits that later numbers are judged against: the pooled ones where there are any."""
        if self.pooled is None or self.pooled_lower is None or self.pooled_upper is None:
            return self.estimate, self.lower, self.upper
        return self.pooled, self.pooled_lower, self.pooled_upper


class Decision(Declaration):
    """One decision, entered once and never edited; another may replace it.

    Attributes
    ----------
    id
        `D` and its number in the order of decisions.
    metric
        The claim that is measured again: that of one of the findings.
    measured_from
        People who came on that day or later count as after the change; those before it do not.
    required_n, expected_n
        People that a change of the expected size needs to be seen in four of five such cases, and people who will have
        come and been followed by the review, at the inflow so far; of a gap, in each of its groups.
    smallest_visible
        The smallest change that the review could see with them, in four of five such cases.
    not_measurable, measurable_on
        Why the review will not be able to tell, empty where it will; and the day from which it would.
    review_on, asked_review_on
        The review; and the day that the board had said, where the review was moved to when it can tell.
    """

    id: str
    finding_ids: tuple[str, ...]
    text: str
    type: DecisionType
    owner_role: OwnerRole
    decided_on: date
    activity_change: ActivityChange | None = None
    expected_direction: Direction | None = None
    expected_size: float | None = None
    metric: Claim
    unit: str = ""
    measured_from: date
    due: date
    review_on: date
    asked_review_on: date | None = None
    stop_rule: str
    participants_view: Voice
    although_superseded: str = ""
    replaces: str = ""
    baseline: Baseline | None = None
    required_n: int | None = None
    expected_n: int | None = None
    inflow_per_month: float | None = None
    smallest_visible: float | None = None
    not_measurable: NotMeasurable = ""
    measurable_on: date | None = None
    version: int = Field(default=1, description="of this form")

    @property
    def is_measured(self) -> bool:
        """Whether something was changed that a later number can be held against."""
        return self.expected_size is not None and self.baseline is not None
