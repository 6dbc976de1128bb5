"""A run watched from outside: stopped when its time is up, and told of when something else has ended it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.due import Due

_GRACE_SECONDS = 10.0
_MARK = "RESEARCH_KIT_SUPERVISED"
"""An environment variable by which everything that a run started is known again, whoever its parent is by now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CameOfIt:
    """What came of one attempt: made or not, in words, and whether another attempt may end otherwise.

    `names_wait`: whether people in the lists of names wait to be compared or decided on.
    """

    is_made: bool
    words: str
    kind: str = ""
    may_pass: bool = False
    names_wait: bool = False


def make_supervised(plan: RunPlan, due: Due, *, seconds: float, say: Callable[[str], None]) -> CameOfIt:
    """Make an edition in a process of its own.

    Parameters
    ----------
    plan, due
        The study, and which of its quarters.
    seconds
        After which the process and all that it started are stopped.
    say
        Called with each line that it tells.
    """
    with tempfile.TemporaryDirectory(prefix="run-due-") as folder:
        outcome = Path(folder) / "outcome.json"
        command = [sys.executable, "-P", "-m", "research_kit.reporting.schedule.one_edition", str(plan.parameters)]
        mark = uuid4().hex
        process = subprocess.Popen(
            [*command, str(due.as_of), due.why, str(outcome)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            text=True, errors="replace", start_new_session=True, env={**os.environ, _MARK: mark},
        )  # fmt: skip
        ended = _watched(process, seconds, say, mark=mark)
        return _told(due, process.returncode, _read(outcome), None if ended else seconds)


def _watched(process: subprocess.Popen[str], seconds: float, say: Callable[[str], None], *, mark: str) -> bool:
    """Pass on what a process says until it ends; False if it had to be stopped. What it started ends with it."""
    lines = threading.Thread(target=_pass_on, args=(process, say), daemon=True)
    lines.start()
    with _stopped_with_us(process, mark):
        try:
            process.wait(timeout=seconds)
            return True
        except subprocess.TimeoutExpired:
            return False
        finally:
            stop_tree(process, mark)
            lines.join(timeout=_GRACE_SECONDS)


def _pass_on(process: subprocess.Popen[str], say: Callable[[str], None]) -> None:
    for line in process.stdout or ():
        say(line.rstrip("\n"))


@contextlib.contextmanager
def _stopped_with_us(process: subprocess.Popen[str], mark: str) -> Iterator[None]:
    """Whoever asks this process to end (cron, systemd, a shutdown) also ends the run."""

    def end(number: int, _frame: object) -> None:
        stop_tree(process, mark)
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def stop_tree(process: subprocess.Popen[str], mark: str) -> None:
    """Stop a process, if it has not ended, and everything it started: kernels in sessions of their own, and what a
    notebook has let go of, included.
    """
    if process.poll() is None:
        _signal([process.pid, *started_with(mark)], signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_GRACE_SECONDS)
        _signal([process.pid], signal.SIGKILL)
        process.wait()
    _signal(started_with(mark), signal.SIGKILL)


def started_with(mark: str) -> list[int]:
    """The processes that were started with this mark; none where the system does not tell."""
    found, known = [], f"{_MARK}={mark}".encode()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if known in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def _read(outcome: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(outcome.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _told(due: Due, code: int, said: dict[str, Any], stopped_after: float | None) -> CameOfIt:
    untouched = "What was published before is untouched; the next attempt goes on where this one stopped."
    if stopped_after is not None:
        return CameOfIt(
            is_made=False, kind="timeout",
            words=f"the run of {due.quarter} was stopped after {stopped_after / 3600:.1f} hours "
            f"(`schedule.hours_for_all`). {untouched} Look which notebook takes so long (the log names the last that "
            "ended), or give it more time.",
        )  # fmt: skip
    if "kind" in said:
        return CameOfIt(is_made=False, kind=said["kind"], words=said["why"], may_pass=bool(said["may_pass"]))
    if not said:
        name = signal.Signals(-code).name if code < 0 else f"code {code}"
        return CameOfIt(
            is_made=False, kind="killed", may_pass=True,
            words=f"the run of {due.quarter} was ended from outside ({name}). {untouched} If nobody stopped it, the "
            "computer may have run out of memory: look into its own log (`journalctl -k`).",
        )  # fmt: skip
    what = "nothing has changed since it was made" if said["unchanged"] else f"made ({said['standing']})"
    words = f"{due.quarter}: {what}. {said['warning']}".strip()
    return CameOfIt(is_made=True, words=words, names_wait=bool(said.get("names_wait")))
