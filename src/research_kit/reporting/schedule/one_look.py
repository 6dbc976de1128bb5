"""One look of the schedule at a time; the lock is the system's, so that a killed one leaves none behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.state import state_folder
from research_kit.study.one_at_a_time import one_at_a_time


@contextmanager
def alone(plan: RunPlan) -> Iterator[None]:
    """Hold the lock of a study's schedule.

    Raises
    ------
    RunLockedError
        Another look is at work: which process, since when.
    """
    with one_at_a_time(_lock(plan), busy=lambda who: f"another look of the schedule is at work{who}"):
        yield


def held_for(plan: RunPlan, now: datetime) -> timedelta:
    """How long whoever holds the lock has held it."""
    return timedelta(seconds=now.timestamp() - _lock(plan).stat().st_mtime)


def _lock(plan: RunPlan) -> Path:
    return state_folder(plan) / ".lock"
