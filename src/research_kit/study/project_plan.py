"""The `plan` section of a parameters file: how many people the project promised to take, at once and in all."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from pydantic import Field, field_validator

from research_kit.declarations import Declaration


class Step(Declaration):
    """A number of people that is planned from a day on."""

    from_on: date
    people: int = Field(ge=1)


class ProjectPlan(Declaration):
    """What was planned, and from when; a plan that was changed has a further step."""

    participants: tuple[Step, ...] = Field(default=(), description="in all, until the project's end")
    at_once: tuple[Step, ...] = Field(default=(), description="enrolled on the same day")
    per_year: tuple[Step, ...] = Field(default=(), description="enrolments a year")
    months: float | None = Field(default=None, gt=0, description="planned length of an enrolment")
    enrols_until: date | None = Field(default=None, description="last day of enrolment; the project's own if left out")

    @field_validator("participants", "at_once", "per_year")
    @classmethod
    def _in_order(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        if any(later.from_on <= earlier.from_on for earlier, later in pairwise(steps)):
            raise ValueError("the steps of a plan stand in the order of their days, each day once")
        return steps


def planned_on(steps: tuple[Step, ...], day: date) -> int | None:
    """How many were planned on a day; null before the first step."""
    return next((step.people for step in reversed(steps) if step.from_on <= day), None)
