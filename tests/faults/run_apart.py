"""A run in a process of its own that an outside hand can kill, starve of room, or leave without its clock.

The process is forked from one that has imported everything, so that a run takes about a second. Notebooks are executed
within it (tests/acceptance/notebooks_in_process.py) except where the kernel itself is the fault; all else is the real
run: check, rooms, gate, pages, audits, ledger, renames.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

_WRITES = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.copyfile", "shutil.copytree")
_PRELOADED = (
    "tests.acceptance.notebooks_in_process",
    "research_kit.reporting.run_edition",
    "research_kit.analyses",
    "nbconvert",
    "bs4",
)


@dataclass(frozen=True)
class Ended:
    """How a run ended: its code (negative: the signal that killed it), what it said, and how often it wrote."""

    code: int
    said: str
    writes: int


@dataclass(frozen=True)
class Fault:
    """What is done to the run: killed as it writes for the nth time, or allowed files of no more than so many bytes."""

    kill_at: int = 0
    most_bytes: int = 0
    kill_after: str = ""


def run_apart(folder: Path, parameters: str, as_of: date, fault: Fault | None = None) -> Ended:
    """A whole run of a study in `folder`, with a fault or without one."""
    said, writes = folder / ".said", folder / ".writes"
    for path in (said, writes):
        path.unlink(missing_ok=True)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    process = context.Process(target=_run, args=(folder, parameters, as_of, fault or Fault()))
    process.start()
    process.join(timeout=120)
    assert process.exitcode is not None, "the run has not ended"
    counted = int(writes.read_text()) if writes.exists() else 0
    return Ended(process.exitcode, said.read_text() if said.exists() else "", counted)


def _run(folder: Path, parameters: str, as_of: date, fault: Fault) -> None:
    from research_kit.errors import ResearchKitError
    from research_kit.reporting import rooms
    from research_kit.reporting.declaration import read_plan
    from research_kit.reporting.run_edition import run_edition
    from tests.acceptance.notebooks_in_process import run_in_process

    os.chdir(folder)
    said = os.open(".said", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    rooms.run_notebooks = run_in_process
    if fault.most_bytes:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (fault.most_bytes, fault.most_bytes))
    counted = _counted(fault.kill_at, folder)

    def tell(line: str) -> None:
        os.write(said, f"{line}\n".encode())
        if fault.kill_after and line.startswith(fault.kill_after):
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        run_edition(read_plan(parameters, as_of), progress=tell)
    except ResearchKitError as error:
        tell(str(error))
        os._exit(1)
    if not fault.most_bytes:
        Path(".writes").write_text(str(counted()))
    os._exit(0)


def _counted(kill_at: int, folder: Path) -> Callable[[], int]:
    """Count what this process writes within a folder, and kill it at a certain time, before the write is done."""
    writes = 0
    within = str(folder)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal writes
        is_write = event in _WRITES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & 0o103)
        if is_write and within in str(arguments[0]):
            writes += 1
            if writes == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return lambda: writes
