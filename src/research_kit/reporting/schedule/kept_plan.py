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
    copy = _copy_of(plan.parameters)
    beside = copy.with_name(f".{copy.name}")
    was_told = _was_told_without_folder(plan, copy)
    with suppress(OSError, ResearchKitError):  # a home that cannot be written to, a file that is being edited
        content = plan.parameters.read_bytes()
        if not copy.exists() or copy.read_bytes() != content:
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.touch(mode=0o600)
            beside.write_bytes(content)
            read_plan_as_kept(beside, parameters=plan.parameters)
            beside.replace(copy)
    return was_told


def kept_plan(parameters: Path) -> RunPlan | None:
    """The plan as it could last be read; null where it never was."""
    path = parameters.absolute() if not parameters.exists() else parameters.resolve()
    copy = _copy_of(path)
    try:
        plan = read_plan_as_kept(copy, parameters=path)
    except (OSError, ResearchKitError):
        return None
    is_there = plan.study_folder.is_dir() or path.parent.is_dir()
    return plan if is_there else _without_folder(plan, copy)


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
