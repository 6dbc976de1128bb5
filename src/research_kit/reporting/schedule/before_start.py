"""What is looked at before a run begins: the clock, and the room on the disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from research_kit.errors import ClockError, DiskFullError
from research_kit.ledger.entry import ENTRY
from research_kit.reporting.declaration import RunPlan

_SLACK = timedelta(minutes=10)
_LONGEST_SLEEP = timedelta(days=200)
_ROOM_FOR_EDITIONS = 3
_MIB = 1024 * 1024


def require_sound_clock(plan: RunPlan, *, last_look: str, now: datetime, confirmed: str = "") -> None:
    """The clock is not before what has happened already, and has not leapt more than two quarters since the last look.

    Parameters
    ----------
    plan
        The study, whose ledger knows when it was last written to.
    last_look
        When the schedule last looked; empty where it never did.
    now
        What the clock says.
    confirmed
        Up to when somebody has said that it is no matter that things happened later than the clock says.

    Raises
    ------
    ClockError
        With both times.
    """
    before, now = _moment(last_look) if last_look else None, now.astimezone(UTC)
    for what, then in (("the last look of the schedule", before), ("the last entry of the ledger", _last_entry(plan))):
        is_confirmed = then is not None and bool(confirmed) and then <= _moment(confirmed)
        if then is not None and now < then - _SLACK and not is_confirmed:
            raise ClockError(
                f"the clock says {_shown(now)}, and {what} was at {_shown(then)}: it was set back, or "
                "was ahead then. Nothing was run: what is due follows from the day. Set the clock (`timedatectl`); if "
                "it is right now, say so once: `research-kit run-due PARAMETERS --clock-is-right`."
            )
    if before is not None and now - before > _LONGEST_SLEEP:
        raise ClockError(
            f"the clock says {_shown(now)}, and the last look of the schedule was at {_shown(before)}, "
            f"{(now - before).days} days ago. Nothing was run. If the server was off for so long, say so once: "
            "`research-kit run-due PARAMETERS --clock-is-right`; else set the clock (`timedatectl`)."
        )


def latest_known(plan: RunPlan, *, last_look: str, now: datetime) -> str:
    """The latest moment that this computer has known: now, the last look, the last entry of the ledger."""
    known = [now.astimezone(UTC), *([_moment(last_look)] if last_look else []), *filter(None, [_last_entry(plan)])]
    return max(known).isoformat()


def require_room(plan: RunPlan) -> None:
    """There is room for what a run writes: the declared least, or three times the largest edition if that is more.

    Raises
    ------
    DiskFullError
        With the room that there is and that is needed.
    """
    largest = max((_size(folder) for folder in _editions(plan)), default=0)
    needed = max(plan.schedule.least_free_mib * _MIB, _ROOM_FOR_EDITIONS * largest)
    for folder in (plan.study_folder, plan.ledger):
        there = next(place for place in (folder, *folder.parents) if place.exists())
        free = shutil.disk_usage(there).free
        if free < needed:
            raise DiskFullError(
                f"{free // _MIB} MiB are free at {there}, and a run needs {-(-needed // _MIB)} MiB there. Nothing was "
                "begun, and the report published before is untouched. Make room, or lower `schedule.least_free_mib` in "
                f"{plan.parameters}; the next look goes on by itself."
            )


def _last_entry(plan: RunPlan) -> datetime | None:
    """When the newest entry of any chain of the study's ledger was written, by the file system."""
    times = [path.stat().st_mtime for path in plan.ledger.glob(f"*/*/{ENTRY}")]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _moment(said: str) -> datetime:
    """A moment as it was written down, in UTC: by the clock on the wall an hour comes twice in autumn."""
    return datetime.fromisoformat(said).astimezone(UTC)


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _editions(plan: RunPlan) -> Iterator[Path]:
    if plan.study_folder.is_dir():
        yield from (path for path in plan.study_folder.iterdir() if (path / "manifest.json").is_file())


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
