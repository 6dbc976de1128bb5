"""One command at a time: the lock is the system's, so that a killed process leaves none behind."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from research_kit.errors import RunError, RunLockedError


@contextmanager
def one_at_a_time(lock: Path, *, busy: Callable[[str], str]) -> Iterator[None]:
    """Hold a lock while something is done.

    Parameters
    ----------
    lock
        The file that is locked, in which it stands who holds it; made where it is missing.
    busy
        Makes the sentence of a refusal of who holds it: ` (process 17 on desk, since 2026-11-23 04:30)`, or nothing.

    Raises
    ------
    RunLockedError
        Another process holds it.
    RunError
        The disk that the file is on cannot lock files.
    """
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            who = file.read(200).strip()
            raise RunLockedError(busy(f" ({who})" if who else "")) from None
        except OSError as error:
            raise RunError(
                f"{lock}: files cannot be locked on this disk ({error.strerror}), so that nothing keeps two commands "
                "apart. Nothing was begun. Put this folder on a local disk, and run the same command again."
            ) from None
        with suppress(OSError):  # a full disk: who holds the lock is then not told
            file.truncate(0)
            file.write(f"process {os.getpid()} on {os.uname().nodename}, since {datetime.now():%Y-%m-%d %H:%M}")
            file.flush()
        try:
            yield
        finally:
            with suppress(OSError):
                file.truncate(0)
