"""The parameters file as it was when it could last be read: by it somebody is told when it no longer can be.

The copy is kept with the user's own state (`XDG_STATE_HOME`, else `~/.local/state`), open to its owner alone: it is
there also when the whole folder of the study is not, such as a drive that was not mounted. What a look remembers in
that case is beside it.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from research_kit.errors import ResearchKitError
from research_kit.provenance import hash_text
from research_kit.reporting.declaration import RunPlan, read_plan_as_kept
from research_kit.reporting.schedule.state import read_state


def keep_plan(plan: RunPlan) -> bool:
    """Keep the parameters file as it is now; True where somebody was told that the study's folder was gone."""
    was_told = False
    with suppress(OSError, RuntimeError, ResearchKitError):  # no home, or one closed to us; a file that is being edited
        copy = _copy_of(plan.parameters)
        was_told = _was_told_without_folder(plan, copy)
        content = plan.parameters.read_bytes()
        if not copy.exists() or copy.read_bytes() != content:
            _keep(content, copy, plan.parameters)
    return was_told


def kept_plan(parameters: Path) -> RunPlan | None:
    """The plan as it could last be read; null where it never was."""
    try:
        path = parameters.resolve()
        copy = _copy_of(path)
        plan = read_plan_as_kept(copy, parameters=path)
    except (OSError, RuntimeError, ResearchKitError):
        return None
    is_there = plan.study_folder.is_dir() or path.parent.is_dir()
    return plan if is_there else _without_folder(plan, copy)


def _keep(content: bytes, copy: Path, parameters: Path) -> None:
    """Put the content in the place of the copy, if it can be read as a plan."""
    copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = copy.with_name(f".{copy.name}")
    try:
        beside.touch(mode=0o600)
        beside.write_bytes(content)
        read_plan_as_kept(beside, parameters=parameters)
        beside.replace(copy)
    finally:
        beside.unlink(missing_ok=True)


def _without_folder(plan: RunPlan, copy: Path) -> RunPlan:
    """The plan with its reports beside the copy: nothing is made where a drive should be."""
    return replace(plan, report=plan.report.model_copy(update={"folder": str(copy.with_suffix(""))}))


def _was_told_without_folder(plan: RunPlan, copy: Path) -> bool:
    if not copy.with_suffix("").is_dir():
        return False
    failing = read_state(_without_folder(plan, copy)).failing
    shutil.rmtree(copy.with_suffix(""), ignore_errors=True)
    return failing is not None and failing.is_told


def _copy_of(parameters: Path) -> Path:
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "research-kit" / f"{parameters.stem}-{hash_text(str(parameters))[:12]}.yaml"
