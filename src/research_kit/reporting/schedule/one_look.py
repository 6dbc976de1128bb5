"""One look of the schedule at a time; the lock is the system's, so that a killed one leaves none behind."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from research_kit.errors import RunLockedError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.state import state_folder


@contextmanager
def alone(plan: RunPlan) -> Iterator[None]:
    """Hold the lock of a study's schedule.

    Raises
    ------
    RunLockedError
        Another look is at work: which process, since when.
    """
    with _lock(plan).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise RunLockedError(f"another look of the schedule is at work ({file.read(200).strip()})") from None
        with suppress(OSError):  # a full disk: who is at work is then not told
            file.truncate(0)
            file.write(_who())
            file.flush()
        yield


def held_for(plan: RunPlan, now: datetime) -> timedelta:
    """How long whoever holds the lock has held it."""
    return timedelta(seconds=now.timestamp() - _lock(plan).stat().st_mtime)


def _lock(plan: RunPlan) -> Path:
    return state_folder(plan) / ".lock"


def _who() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}, since {datetime.now():%Y-%m-%d %H:%M}"
