"""The demonstration's partner files, drawn once for all of pytest's processes: it takes three seconds each time."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from research_kit.synthetic import demo
from research_kit.synthetic.truth import StudyTruth

_made: list[Path] = []
"""Where they are kept; nowhere outside pytest."""


def keep_in(folder: Path) -> None:
    """From now on each study is drawn once, into this folder."""
    _made[:] = [folder]


def shared_by_processes(factory: pytest.TempPathFactory) -> Path:
    """The folder of this run of pytest, the same for all of its processes."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """A folder that only the first process to ask for it makes; the others wait, and look at the same."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    ready = folder.with_suffix(".ready")
    with folder.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what a process that failed has left
            make(folder)
            ready.touch()
    return folder


def write_demo(name: str, parameters: Path, *, seed: int | None = None) -> Path:
    """`research_kit.synthetic.demo.write_demo`: the same checks and a key of its own, beside a copy of the files."""

    def copied(truth: StudyTruth, folder: Path, *, seed: int) -> None:
        drawn = once(_made[0] / f"{name}-{seed}", lambda into: draw(truth, into, seed=seed))
        shutil.copytree(drawn, folder, dirs_exist_ok=True)

    draw = demo.write_partner_files
    with pytest.MonkeyPatch.context() as patched:
        if _made:
            patched.setattr(demo, "write_partner_files", copied)
        return demo.write_demo(name, parameters, seed=seed)
