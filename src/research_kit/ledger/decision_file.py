"""A decision as the researcher writes it down: a YAML file, checked with line numbers, or the same from options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from research_kit.declarations import Declaration, read_declaration
from research_kit.errors import DeclarationError
from research_kit.results.finding import Voice
from research_kit.study.identity_numbers import contains_identity_number

DecisionType = Literal["change_activity", "access", "staff", "measure_more", "no_change"]
Direction = Literal["higher", "lower"]
OwnerRole = Literal[
    "steering_group", "project_owner", "project_lead", "process_lead", "activity_lead", "coach_team", "case_workers",
    "partner_organisation", "municipality", "employment_service", "social_insurance_agency", "health_care",
    "civil_society", "researcher",
]  # fmt: skip
CHANGES: tuple[DecisionType, ...] = ("change_activity", "access", "staff")
"""The types that change something, so that it can be measured whether anything came of it."""

_CAPITALISED = r"[A-ZÅÄÖÉÜ][a-zåäöéü]+(?:-[A-ZÅÄÖÉÜ][a-zåäöéü]+)?"
_NAME = re.compile(rf"\b{_CAPITALISED} {_CAPITALISED}\b")
_ADDRESS = re.compile(r"\S+@\S+\.\S+|(?<!\d)(?:\+46|0)[\s-]?\d(?:[\s-]?\d){6,10}(?!\d)")


class ActivityChange(Declaration):
    """Which activity gets which version, from which day on."""

    activity: str = Field(pattern=r"^[\w-]+$", description="the code of the activity in the partner data, e.g. `A2`")
    from_version: str = Field(pattern=r"^[\w.-]+$")
    to_version: str = Field(pattern=r"^[\w.-]+$")
    on: date = Field(description="the first day of the new version")

    @model_validator(mode="after")
    def _changes(self) -> ActivityChange:
        if self.from_version == self.to_version:
            raise ValueError("the activity gets the version that it has: `from_version` and `to_version` are the same")
        return self


class Expected(Declaration):
    """What the change is hoped to do to the metric."""

    direction: Direction
    size: float = Field(gt=0, description="in the unit of the metric; a share as 0.10 for ten points")


class DecisionFile(Declaration):
    """One decision of the board. Roles stand in it, and nobody's name."""

    not_names: tuple[str, ...] = Field(
        default=(), description="pairs of capitalised words in the texts that are a place or an organisation"
    )
    findings: tuple[str, ...] = Field(min_length=1, description="ids, from `research-kit ledger`")
    text: str = Field(min_length=10, description="what was decided, in the board's own words")
    type: DecisionType
    owner_role: OwnerRole = Field(description="who sees to it: a role")
    decided_on: date
    due: date = Field(description="the day by which it is done")
    activity_change: ActivityChange | None = Field(
        default=None, validate_default=True, description="needed where an activity is changed"
    )
    expected: Expected | None = Field(
        default=None, validate_default=True, description="needed where something is changed"
    )
    metric: str | None = Field(
        default=None, description="which of the findings is measured again; the first if left out"
    )
    review_on: date = Field(description="the first report after this day measures again")
    stop_rule: str = Field(min_length=5, description="when the change is taken back, in words")
    participants_view: Voice = Field(
        description="what participants say of the finding: `{view: not_asked}` if nobody asked"
    )
    inflow_per_month: float | None = Field(
        default=None, gt=0, description="people of the group a month from now on; as until now if left out"
    )
    if_not_measurable: Literal["mark", "move_review"] = Field(
        default="mark", description="where too few will have come: say so, or review when enough have"
    )
    although_superseded: str = Field(
        default="", description="why a finding that newer numbers have replaced is decided on"
    )
    replaces: str = Field(default="", description="the id of an earlier decision that this one takes the place of")

    @field_validator("findings")
    @classmethod
    def _once(cls, findings: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(findings)) < len(findings):
            raise ValueError("an id stands there twice")
        return findings

    @field_validator("due")
    @classmethod
    def _after_the_decision(cls, due: date, told: ValidationInfo) -> date:
        if "decided_on" in told.data and due < told.data["decided_on"]:
            raise ValueError("it lies before `decided_on`: a decision is carried out after it was taken")
        return due

    @field_validator("activity_change")
    @classmethod
    def _changes_one(cls, change: ActivityChange | None, told: ValidationInfo) -> ActivityChange | None:
        if change is None and told.data.get("type") == "change_activity":
            raise ValueError("a decision of type `change_activity` says which activity gets which version, from when")
        if change is not None and "decided_on" in told.data and change.on < told.data["decided_on"]:
            raise ValueError("its day `on` lies before `decided_on`: it had been changed before that was decided")
        return change

    @field_validator("expected")
    @classmethod
    def _of_a_change(cls, expected: Expected | None, told: ValidationInfo) -> Expected | None:
        kind = told.data.get("type")
        if expected is None and kind in CHANGES:
            raise ValueError(f"a decision of type `{kind}` changes something: say what it should do, and by how much")
        if expected is not None and kind not in (*CHANGES, None):
            raise ValueError(f"a decision of type `{kind}` changes nothing that could be expected to do something")
        return expected

    @field_validator("metric")
    @classmethod
    def _decided_on(cls, metric: str | None, told: ValidationInfo) -> str | None:
        if metric is not None and metric not in told.data.get("findings", (metric,)):
            raise ValueError("it is the id of one of the `findings`, which is measured again at the review")
        return metric

    @field_validator("review_on")
    @classmethod
    def _after_the_change(cls, review_on: date, told: ValidationInfo) -> date:
        change = told.data.get("activity_change")
        days = [told.data[name] for name in ("decided_on", "due") if name in told.data]
        days += [change.on] if change else []
        if days and review_on <= max(days):
            raise ValueError("it must lie after `due` and after the change: until then there is nothing to measure")
        return review_on

    @field_validator("text", "stop_rule", "although_superseded")
    @classmethod
    def _of_nobody(cls, text: str, told: ValidationInfo) -> str:
        _require_nobody_named(text, told)
        return text

    @field_validator("participants_view")
    @classmethod
    def _view_of_nobody(cls, voice: Voice, told: ValidationInfo) -> Voice:
        _require_nobody_named(voice.comment, told)
        return voice

    @property
    def texts(self) -> dict[str, str]:
        """Everything that somebody wrote in words of their own, by key."""
        said = {name: getattr(self, name) for name in ("text", "stop_rule", "although_superseded")}
        return said | {"participants_view.comment": self.participants_view.comment}

    @property
    def measured_from(self) -> date:
        """The day from which people count as after the change: that of the new version, or else the day it is due."""
        return self.activity_change.on if self.activity_change else self.due


def _require_nobody_named(text: str, told: ValidationInfo) -> None:
    if contains_identity_number(text) or _ADDRESS.search(text):
        raise ValueError("an identity number, a telephone number or an address stands in it. Take it out")
    named = [found for found in _NAME.findall(text) if found not in told.data.get("not_names", ())]
    if named:
        raise ValueError(
            f"{len(named)} pair(s) of capitalised words stand in it, which may be somebody's name. Write the role "
            "instead; a place or an organisation is listed under `not_names`"
        )


def read_decision(path: str | Path) -> DecisionFile:
    """A decision from its YAML file.

    Raises
    ------
    DeclarationError
        A key is misspelt or missing, dates are in the wrong order, or a text may hold somebody's name; with its line.
    """
    return read_declaration(path, DecisionFile)


def decision_from(options: Mapping[str, Any]) -> DecisionFile:
    """A decision from options, by the keys of its file; those that are null are left out.

    Raises
    ------
    DeclarationError
        As `read_decision`, by option instead of line.
    """
    given = {key: value for key, value in options.items() if value not in (None, (), "", {})}
    try:
        return DecisionFile.model_validate(given)
    except ValidationError as error:
        raise DeclarationError("\n".join(_fault(fault["loc"], str(fault["msg"])) for fault in error.errors())) from None


def _fault(location: tuple[int | str, ...], said: str) -> str:
    wrong = " is missing" if said == "Field required" else f": {said.removeprefix('Value error, ')}"
    return f"`{'.'.join(map(str, location))}`{wrong}. Nothing was entered."
