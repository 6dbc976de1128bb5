"""The definition of a cohort: about whom something is said, from when, until when, and what counts as an outcome.

One YAML file in `cohorts/` is one definition. It is frozen, and its hash stands in every result (METHODS section 2).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from research_kit.cohort.outcome_definition import TERMINAL, Outcomes
from research_kit.declarations import Declaration, read_declaration
from research_kit.errors import CohortError
from research_kit.provenance import hash_values
from research_kit.study.declaration import Texts

__all__ = [
    "TERMINAL", "Change", "CohortDefinition", "Criterion", "Example", "ExpectedOutcome", "FollowUp", "Outcomes",
    "Splits", "read_cohort_definition",
]  # fmt: skip


class Criterion(Declaration):
    """One condition for being in the cohort, with the reason that a reader may ask for.

    `age_years` and `index_on` take limits (both included); `not_already_in` an outcome; every other name is a
    column of the participants, and takes `among`. Who has no value does not meet a condition, and is counted apart.
    """

    criterion: str = Field(description="age_years, index_on, not_already_in, or a column such as `foreign_born`")
    at_least: int | None = Field(default=None, description="age_years: completed years at index")
    at_most: int | None = Field(default=None, description="age_years: completed years at index")
    on_or_after: date | None = Field(default=None, description="index_on")
    on_or_before: date | None = Field(default=None, description="index_on")
    among: tuple[str, ...] = Field(default=(), description="codes of the column that are in")
    outcome: str | None = Field(default=None, description="not_already_in: a name under `outcomes.definitions`")
    reason: str = Field(min_length=3, description="why, in words for the reader")

    @model_validator(mode="after")
    def _complete(self) -> Criterion:
        needed = _KEYS_OF_CRITERION.get(self.criterion, ("among",))
        given = [key for key in _CONDITION_KEYS if getattr(self, key) not in (None, ())]
        if not given or any(key not in needed for key in given):
            raise ValueError(f"the criterion `{self.criterion}` takes {' and/or '.join(f'`{k}`' for k in needed)}")
        return self


_CONDITION_KEYS = ("at_least", "at_most", "on_or_after", "on_or_before", "among", "outcome")
_KEYS_OF_CRITERION: dict[str, tuple[str, ...]] = {
    "age_years": ("at_least", "at_most"),
    "index_on": ("on_or_after", "on_or_before"),
    "not_already_in": ("outcome",),
}


class FollowUp(Declaration):
    """From when and until when a participant is observed."""

    until: str = Field(default="last_verified_status", description="`last_verified_status`: nothing else is allowed")
    at_most_days: int | None = Field(default=None, ge=1, description="days from index; what comes later is not used")
    observed_from: date | None = Field(
        default=None, description="first day that the data cover; the project's first day where left out"
    )
    same_spell_days: int = Field(default=30, ge=0, description="a pause shorter than this is the same enrolment")
    window_days: int = Field(default=45, ge=0, description="how far from its planned day a follow-up may lie")

    @field_validator("until")
    @classmethod
    def _verified(cls, until: str) -> str:
        if until != "last_verified_status":
            raise ValueError(
                f"G-CUT: `{until}` would count an unverified status as 'not in work'. Write `last_verified_status`"
            )
        return until


class Splits(Declaration):
    """How results are split where a notebook names no columns (METHODS 0.8)."""

    crossed: tuple[str, ...] = ("gender", "foreign_born")
    single: tuple[str, ...] = ("age_band", "target_group")
    instead_of_one_level: tuple[str, ...] = Field(
        default=("education", "years_in_sweden_band", "age_band"),
        description="offered where everybody belongs to one group",
    )


class ExpectedOutcome(Declaration):
    """What becomes of an example person under one definition of success."""

    ends: str = Field(description="a cause, or `censored`")
    on: date | None = Field(default=None, description="its day; the midpoint, rounded down, where it is an interval")
    after_days: float | None = Field(default=None, description="days from index, where there are no dates")

    @model_validator(mode="after")
    def _one_time(self) -> ExpectedOutcome:
        if (self.on is None) == (self.after_days is None):
            raise ValueError("say when: `on` with a date, or `after_days` where there are no dates")
        return self


class Example(Declaration):
    """A person written by hand, who is followed through the definition each time it is used."""

    name: str
    as_of: date
    tables: dict[str, list[dict[str, Any]]] = Field(description="table -> rows; columns left out are empty")
    included: bool = True
    index_on: date | None = None
    outcomes: dict[str, ExpectedOutcome] = Field(default_factory=dict)


class Change(Declaration):
    """What was changed since the last report; it explains one version of the outcomes, and no later one."""

    version: str = Field(description="the `outcomes.version` that this change made; raised since the last report")
    why: str = Field(min_length=3, description="what was changed, and why, in words for the reader")


class CohortDefinition(Declaration):
    """A cohort file: who is in, from which day, until which day, and what is counted."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="lower-case letters, digits, underscores")
    population: Texts = Field(description="about whom something is said, in words")
    observed_as: Literal["dated_statuses", "spell_durations"] = Field(
        default="dated_statuses", description="dated statuses, or lengths of time without dates"
    )
    index: Literal["enrolment", "referral", "first_activity"] = "enrolment"
    include: tuple[Criterion, ...] = ()
    outcomes: Outcomes
    follow_up: FollowUp = FollowUp()
    split_by: Splits = Splits()
    adjust_for: tuple[str, ...] = Field(
        default=(), description="columns of the participants, known on the index date, that a comparison allows for"
    )
    thresholds: dict[str, float] = Field(default_factory=dict, description="stricter than METHODS 0.3, never weaker")
    changed: Change | None = Field(default=None, description="what was changed since the last report, and why")
    examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> CohortDefinition:
        names = self.outcomes.definitions
        for criterion in self.include:
            if criterion.outcome is not None and criterion.outcome not in names:
                raise ValueError(f"`not_already_in` names the outcome {criterion.outcome}, which is not defined")
        if self.observed_as == "dated_statuses" and not self.outcomes.map:
            raise ValueError("`outcomes.map` is missing: say for each status what it means")
        if self.observed_as == "spell_durations" and len(names) != 1:
            raise ValueError("lengths without dates have one outcome: give one definition")
        return self

    @property
    def hash(self) -> str:
        """Of everything that decides a number: its examples and its note of change left out."""
        return hash_values(self.model_dump(mode="json", exclude={"examples", "changed"}))

    def judged_by(self, outcome: str) -> CohortDefinition:
        """The same with another definition of success as the headline.

        Raises
        ------
        CohortError
            There is no such definition.
        """
        known = self.outcomes.definitions
        if outcome not in known:
            raise CohortError(f"`{self.name}` has no definition of success `{outcome}`; it has: {', '.join(known)}.")
        return self.model_copy(update={"outcomes": self.outcomes.model_copy(update={"headline": outcome})})

    @property
    def follow_up_hash(self) -> str:
        """Of how people are observed: from when, until when, and what is one enrolment."""
        return hash_values(self.follow_up.model_dump(mode="json"))

    @property
    def outcome_hash(self) -> str:
        """Of the outcome map and the definitions of success alone."""
        return hash_values(self.outcomes.model_dump(mode="json", exclude={"version"}))


def read_cohort_definition(path: str | Path) -> CohortDefinition:
    """A cohort file as its definition.

    Raises
    ------
    DeclarationError
        The file is missing, is not YAML, or has unknown or unfit keys; every fault is named with its line.
    """
    return read_declaration(path, CohortDefinition)
