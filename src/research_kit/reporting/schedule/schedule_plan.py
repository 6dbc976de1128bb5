"""The `schedule` and `retention` sections of a parameters file: when a run is due, and for how long things are kept."""

from __future__ import annotations

from pydantic import Field, field_validator

from research_kit.declarations import Declaration
from research_kit.reporting.alerts.alert_plan import ADDRESS

_QUARTER = r"^\d{4}-Q[1-4]$"
LOOKS = (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720)
"""Minutes between two looks that a clock of hours and minutes can keep."""


class SchedulePlan(Declaration):
    """When the unattended run is due, what it needs, how long it may take, and who is told when it fails."""

    days_after_quarter: int = Field(
        default=14, ge=0, le=27, description="a quarter's report is due so many days after its last day"
    )
    at: str = Field(default="04:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="and at this time of day, here")
    look_every_minutes: int = Field(default=60, description="how often to look whether partners delivered something")
    still_minutes: int = Field(
        default=10, ge=0, le=1440, description="a file that was written to less long ago is still arriving"
    )
    first_quarter: str | None = Field(
        default=None, pattern=_QUARTER, description="the first report; that of `study.as_of` if left out"
    )
    last_quarter: str | None = Field(
        default=None, pattern=_QUARTER, description="the last report; that of `study.ends_on` if left out"
    )
    most_missed: int = Field(
        default=8, ge=1, le=40, description="more missed quarters than this are not caught up with unasked"
    )
    hours_for_all: float = Field(default=6.0, gt=0, le=48, description="then what is at work is stopped")
    attempts: int = Field(default=3, ge=1, le=10, description="of what may pass: a lock, a full disk, a lost database")
    wait_seconds: float = Field(
        default=60.0, ge=0, le=3600, description="before the second attempt; twice as long before the next"
    )
    least_free_mib: int = Field(default=500, ge=1, description="room on the disk without which no run begins")
    recipients: tuple[str, ...] = Field(
        default=(), description="who is told that a run failed; `alerts.recipients` if left out, by `alerts.smtp`"
    )

    @field_validator("look_every_minutes")
    @classmethod
    def _by_the_clock(cls, minutes: int) -> int:
        if minutes not in LOOKS:
            raise ValueError(f"{minutes} minutes do not divide an hour or a day: one of {', '.join(map(str, LOOKS))}")
        return minutes

    @field_validator("recipients")
    @classmethod
    def _addresses(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        wrong = sum(not ADDRESS.fullmatch(one) for one in given)
        if wrong:
            raise ValueError(f"{wrong} of {len(given)} is no address of the form name@place")
        return given


class RetentionPlan(Declaration):
    """For how long what is not published is kept; what is published stays."""

    internal_months: int | None = Field(
        default=None, ge=1, description="exact results of an edition, after its quarter; kept for good if left out"
    )
    log_months: int = Field(default=12, ge=1, description="the log of the unattended run")
