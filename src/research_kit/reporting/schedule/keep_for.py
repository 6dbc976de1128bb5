"""Retention: what is not published is kept as long as the parameters say; what is published stays."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from research_kit.errors import RunLockedError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.edition import remove
from research_kit.reporting.publish import locked
from research_kit.reporting.schedule.run_log import RunLog
from research_kit.reporting.schedule.state import state_folder

_LEFT_BY_STOPPED_RUNS = (".staging-", ".approving-", ".export-")


def forget_old(plan: RunPlan, *, now: datetime) -> list[str]:
    """Delete what has been kept long enough, and say what.

    Exact results, executed notebooks and what a stopped run left go `retention.internal_months` after the end of their
    quarter, log files after `retention.log_months`. Released tables, pages, manifests and the ledger are not touched.
    """
    said = _forget_exact(plan, now)
    logs = RunLog(state_folder(plan)).forget(months=plan.retention.log_months, today=now)
    if logs:
        said.append(f"retention: {logs} log file(s) older than {plan.retention.log_months} months were deleted")
    return said


def _forget_exact(plan: RunPlan, now: datetime) -> list[str]:
    """What is kept of exact results goes in time, and never from under a run that is at work."""
    months = plan.retention.internal_months
    if months is None or not _older(plan, months, now):
        return []
    try:
        with locked(plan.study_folder):
            folders = _older(plan, months, now)
            for folder in folders:
                remove(folder)
    except RunLockedError:
        return ["retention: another run is at work; the next look deletes what has been kept long enough"]
    return [f"retention: {len(folders)} folder(s) of exact results older than {months} months were deleted"]


def _older(plan: RunPlan, months: int, now: datetime) -> list[Path]:
    return [path for path in internal_of(plan) if _age(path, now) > months]


def internal_of(plan: RunPlan) -> list[Path]:
    """Every folder of a study's reports that holds something exact: within editions, and what stopped runs left."""
    if not plan.study_folder.is_dir():
        return []
    folders = [path for path in plan.study_folder.iterdir() if path.is_dir()]
    left = [path for path in folders if path.name.startswith(_LEFT_BY_STOPPED_RUNS)]
    within = [path / "internal" for path in folders if (path / "internal").is_dir() and path not in left]
    return sorted([*left, *within])


def _age(folder: Path, now: datetime) -> int:
    """Whole months since the end of the quarter that a folder's edition is about."""
    name = folder.parent.name if folder.name == "internal" else folder.name
    label = name[name.index("-Q") - 4 : name.index("-Q") + 3] if "-Q" in name else ""
    if not label[:4].isdigit():
        return 0
    return (now.year - int(label[:4])) * 12 + now.month - int(label[6]) * 3 - 1
