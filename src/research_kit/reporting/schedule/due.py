"""Which editions are due: every quarter that has ended without one, oldest first, and the newest where data arrived.

A missed quarter is made as it was known on its last day: rows recorded later are not read. So a report that is late
is the one that would have been made in time, and each is compared with those before it, as if none had been missed.
A quarter that was missed before a later one was published is not made any more: what was published since was compared
without it, and its findings would be told in the wrong order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from research_kit.disclosure.release_ledger import RELEASES
from research_kit.errors import ScheduleError
from research_kit.reporting.declaration import RunPlan, quarter_of
from research_kit.reporting.manifest import read_manifest
from research_kit.reporting.schedule.quarters import last_day, next_quarter, quarters

Why = Literal["quarter", "missed", "arrival"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """An edition to make: its quarter, as known on which day, and why."""

    quarter: str
    why: Why

    @property
    def as_of(self) -> date:
        """The quarter's last day."""
        return last_day(self.quarter)


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """What is there: quarters with an edition, those of them that wait for approval, those in the ledger."""

    editions: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()

    @property
    def newest(self) -> str | None:
        """The newest quarter of which anything was published or put forward."""
        return max({*self.editions, *self.entered}, default=None)


def made_before(plan: RunPlan) -> Made:
    """What is there of a study, or of its report for one organisation; read by folder names and manifests alone."""
    standing = [
        (_quarter(path.name.removesuffix("-proposed"), plan), _standing(path)) for path in _folders(plan.study_folder)
    ]
    entered = {_quarter(path.name.partition("-")[2], plan) for path in _folders(plan.ledger / RELEASES)}
    return Made(
        editions=tuple(sorted({name for name, said in standing if name and said in ("approved", "proposed")})),
        proposed=tuple(sorted({name for name, said in standing if name and said == "proposed"})),
        entered=tuple(sorted(entered - {""})),
    )


def due_on(plan: RunPlan, quarter: str) -> datetime:
    """From when a quarter's edition is due, by the clock of this computer."""
    hour, minute = map(int, plan.schedule.at.split(":"))
    day = last_day(quarter) + timedelta(days=plan.schedule.days_after_quarter)
    at = datetime.combine(day, time(hour, minute))
    return max(at, datetime.combine(last_day(quarter) + timedelta(days=1), time()))


def due_editions(plan: RunPlan, made: Made, now: datetime) -> tuple[Due, ...]:
    """Every quarter whose day has come and that has no edition, oldest first.

    Raises
    ------
    ScheduleError
        More are missed than is caught up with unasked.
    """
    missed = [name for name in quarters(_first(plan, made), _last(plan, now)) if name not in made.editions]
    lost = [made.newest] if made.newest and made.newest not in made.editions else []  # died before its rename
    wanted = sorted({*missed, *lost})
    if len(wanted) > plan.schedule.most_missed:
        raise ScheduleError(
            f"{len(wanted)} quarters from {wanted[0]} to {wanted[-1]} have ended without a report: more than "
            f"{plan.schedule.most_missed} are not caught up with unasked. If the clock is right, set "
            "`schedule.first_quarter`, `schedule.last_quarter` or `schedule.most_missed` in "
            f"{plan.parameters}. Nothing was run."
        )
    dues = tuple(Due(quarter=name, why="missed") for name in wanted)
    return (*dues[:-1], replace(dues[-1], why="quarter")) if dues else ()


def next_due(plan: RunPlan, made: Made, now: datetime) -> datetime | None:
    """When the next quarter's edition is due; none after the last one."""
    begin, end = _first(plan, made), _end(plan)
    upcoming = max(begin, quarter_of(now.date() - timedelta(days=120)))
    while due_on(plan, upcoming) <= now:
        upcoming = next_quarter(upcoming)
    return None if end is not None and upcoming > end else due_on(plan, upcoming)


def _first(plan: RunPlan, made: Made) -> str:
    begin = plan.schedule.first_quarter or quarter_of(plan.study.as_of)
    return begin if made.newest is None else max(begin, next_quarter(made.newest))


def _last(plan: RunPlan, now: datetime) -> str:
    last = quarter_of(now.date())
    while due_on(plan, last) > now:
        last = quarter_of(last_day(last).replace(day=1) - timedelta(days=80))
    end = _end(plan)
    return last if end is None else min(last, end)


def _end(plan: RunPlan) -> str | None:
    ends_on = plan.study.ends_on
    return plan.schedule.last_quarter or (quarter_of(ends_on) if ends_on else None)


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []


def _quarter(label: str, plan: RunPlan) -> str:
    """The quarter of a label of this very report; empty for drafts, and for reports of or without an organisation."""
    of = f"-{plan.organisation}" if plan.organisation else ""
    quarter = label.removesuffix(of) if of and label.endswith(of) else label
    is_quarter = len(quarter) == 7 and quarter[:4].isdigit() and quarter[4:6] == "-Q" and quarter[6] in "1234"
    return quarter if is_quarter and label == f"{quarter}{of}" else ""


def _standing(edition: Path) -> str:
    return str(read_manifest(edition).get("standing", ""))
