"""The `effects` section of a parameters file: the trial that the data are to imitate, written down beforehand.

Without such a protocol nothing is said of what an activity does (METHODS 5.0). A part that is left out is an error:
each says something that the others do not (Hernán and Robins 2016).
"""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from pydantic import Field, field_validator, model_validator

from research_kit.declarations import Declaration
from research_kit.study.codes import ACTIVITY_TYPE
from research_kit.study.comparison import ComparisonCohort
from research_kit.study.texts import Texts

Design = Literal["described", "associated", "adjusted", "randomised"]
Assigned = Literal["choice", "lot", "staggered_start"]
Changing = Literal["meetings", "other_activities", "phase"]
CHANGING: tuple[str, ...] = get_args(Changing)


class Eligibility(Declaration):
    """Who enters the imitated trials, and in which months since enrolment they begin.

    An activity that belongs to a phase is open from the phase's start to its end, and months count from its start.
    """

    who: Texts
    months: tuple[int, int] = Field(description="the first and the last month in which a trial begins, e.g. [1, 12]")
    in_phase: str | None = Field(default=None, description="the phase of the project that the activity belongs to")

    @model_validator(mode="after")
    def _in_order(self) -> Eligibility:
        first, last = self.months
        if not 1 <= first <= last <= 60:
            raise ValueError("`months` are the first and the last month of a trial, between 1 and 60, e.g. [1, 12]")
        return self


class Strategies(Declaration):
    """What is compared: starting the activity (now; within some months), and not starting it, or not yet."""

    start_within_months: int = Field(ge=1, le=12)
    otherwise: Literal["no_start", "not_yet"] = Field(
        description="no_start: followed until they start; not_yet: followed on, though they may start next month"
    )


class Assignment(Declaration):
    """Who decides who starts: people themselves with their coach, a lot, or a start moved step by step."""

    by: Assigned
    described: Texts


class FollowUpOfTrial(Declaration):
    """For how long people are followed, and when they cannot be any more."""

    months: int = Field(ge=3, le=60)
    until: Literal["last_verified_status"]


class OutcomeOfTrial(Declaration):
    """What counts: a definition of success of the cohort file, and one of its causes."""

    definition: str
    cause: str


class Confounders(Declaration):
    """What goes with both starting and the outcome: known at enrolment, and known at each month."""

    at_start: tuple[str, ...] = Field(description="columns of the participants, known on the day of enrolment")
    at_each_month: tuple[Changing, ...] = Field(
        description="meetings: held in the month before; other_activities: begun before; phase: of the project"
    )

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.at_start, *self.at_each_month)


class NegativeControls(Declaration):
    """Activities that cannot lead to the outcome: the same analysis of them should find nothing."""

    activities: tuple[str, ...] = ()

    @field_validator("activities")
    @classmethod
    def _types(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            require_activity(name)
        return names


def require_activity(name: str) -> None:
    """Refuse what is no type of activity."""
    if name not in ACTIVITY_TYPE:
        raise ValueError(f"`{name}` is no type of activity; there are: {', '.join(ACTIVITY_TYPE)}")


class TargetTrial(Declaration):
    """One protocol: who, what is compared, who decides, from when to when, which outcome, confounders and design."""

    activity: str = Field(description="a type of activity, e.g. `language`")
    version: str = Field(description="raise it whenever any part changes")
    registered_on: date | None = Field(default=None, description="the day it was fixed, before anybody looked")
    eligibility: Eligibility
    strategies: Strategies
    assignment: Assignment
    time_zero: Literal["each_month"] = Field(description="a trial begins every month, for both groups at once")
    follow_up: FollowUpOfTrial
    outcome: OutcomeOfTrial
    contrast: Literal["difference_in_shares"]
    confounders: Confounders
    design: Design
    negative_controls: NegativeControls = NegativeControls()
    comparison: ComparisonCohort = ComparisonCohort()

    @model_validator(mode="after")
    def _whole(self) -> TargetTrial:
        require_activity(self.activity)
        name = f"the protocol of `{self.activity}`"
        if self.strategies.start_within_months >= self.follow_up.months:
            raise ValueError(f"{name}: the months within which people start must end before the follow-up does")
        if (self.design == "randomised") != (self.assignment.by != "choice"):
            raise ValueError(
                f"{name}: `design` is {self.design} and `assignment.by` is {self.assignment.by}. A design is "
                "`randomised` where a lot, or a start moved step by step, decides who starts, and nowhere else"
            )
        if self.design == "randomised" and self.registered_on is None:
            raise ValueError(f"{name}: a randomised design was written down before the first start: `registered_on`")
        if self.design == "adjusted" and not self.confounders.names:
            raise ValueError(f"{name}: `design` is adjusted, and `confounders` names none")
        if self.activity in self.negative_controls.activities:
            raise ValueError(f"{name}: the activity cannot be its own negative control")
        return self
