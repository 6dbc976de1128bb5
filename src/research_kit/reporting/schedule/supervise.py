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
from typing import Any, NamedTuple
from uuid import uuid4

from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.due import Due

_GRACE_SECONDS = 10.0
_MOST_KILLS = 3
_MARK = "RESEARCH_KIT_SUPERVISED"
"""An environment variable by which everything that a run started is known again, whoever its parent is by now."""


class _Known(NamedTuple):
    """A process, by its number and by when it began: a number is given again when its process has ended."""

    pid: int
    began: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CameOfIt:
    """What came of one attempt: made or not, in words, and whether another attempt may end otherwise.

    `names_wait`: whether people in the lists of names wait to be compared or decided on; null where it is not known.
    """

    is_made: bool
    words: str
    kind: str = ""
    may_pass: bool = False
    names_wait: bool | None = False


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
    started = _started_by(process, mark)  # before the first signal: who has lost its parent is known by the mark alone
    if process.poll() is None:
        process.terminate()
        _signal(started, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_GRACE_SECONDS)
        process.kill()
        process.wait()
    for _ in range(_MOST_KILLS):
        started |= _started_by(process, mark)
        left = started & set(_at_work())
        if not left:
            return
        _signal(left, signal.SIGKILL)


def _started_by(process: subprocess.Popen[str], mark: str) -> set[_Known]:
    """What was started with this mark, and everything below that and below the process, which is itself left out."""
    known, parents = f"{_MARK}={mark}".encode(), _at_work()
    own = {one for one in parents if one.pid == process.pid and process.returncode is None}
    found = own | {one for one in parents if known in _environment(one.pid)}
    while True:
        above = {one.pid for one in found}
        below = {one for one, parent in parents.items() if parent in above}
        if below <= found:
            return found - own
        found |= below


def _at_work() -> dict[_Known, int]:
    """The processes that have not ended, and the number of each one's parent; none where the system does not tell."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            said = path.read_text().rpartition(")")[2].split()
            if said[0] != "Z":
                found[_Known(int(path.parent.name), said[19])] = int(said[1])
    return found


def _environment(pid: int) -> list[bytes]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return []


def _signal(known: set[_Known], number: signal.Signals) -> None:
    for one in known:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(one.pid, number)


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
    return CameOfIt(is_made=True, words=words, names_wait=said.get("names_wait"))
