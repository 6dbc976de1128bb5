"""The run's side of the nursery: kept while a run goes on, and asked for a kernel per notebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

_KILLED = -9
_A_MOMENT = 0.02
"""Seconds between two looks at whether pages are made."""


class Nursery:
    """The process that kernels are forked from, and the line to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "research_kit.reporting.kernels.nursery"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={"OMP_NUM_THREADS": "1", **os.environ},
        )  # fmt: skip
        self._line = threading.Lock()
        self._ready: bool | None = None

    def is_ready(self) -> bool:
        """Whether kernels can be forked here; waits until the libraries are imported."""
        with self._line:
            if self._ready is None:
                self._ready = bool(self._answer().get("ready", False))
            return self._ready

    def ask(self, **what: Any) -> dict[str, Any]:
        """What the nursery answers; nothing where it is gone."""
        with self._line, suppress(OSError, ValueError):
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(what) + "\n")
            self._process.stdin.flush()
            return self._answer()
        return {}

    def close(self) -> None:
        """The kernels that still run are killed, and the process ends; at once where nothing was asked of it."""
        if self._ready is None:
            self._process.kill()
        try:
            self._process.communicate(timeout=10)
        except (OSError, subprocess.TimeoutExpired):  # kernels whose parent is gone end by themselves
            self._process.kill()
            self._process.wait()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {}
        return answer


class _Kernel:
    """A forked kernel, as far as Jupyter asks for a process."""

    stdin = stdout = stderr = None

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery, self.pid = nursery, pid

    def poll(self) -> int | None:
        code: int | None = self._nursery.ask(poll=self.pid).get("code", _KILLED)
        return code

    def wait(self) -> int | None:
        """How it ended; asked only once it has."""
        return self.poll()

    def send_signal(self, signum: int) -> None:
        os.kill(self.pid, signum)


class _ForkedKernels(LocalProvisioner):
    """Jupyter's own way to start a kernel here, but for the process itself, which is forked."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        nursery = _KEPT.nursery
        where = kwargs.get("cwd") or str(Path.cwd())
        asked = {"arguments": cmd[cmd.index("-f") :], "cwd": where, "env": kwargs["env"]}
        forked = nursery.ask(start=asked) if nursery is not None else {}
        if "pid" not in forked:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = _Kernel(nursery, forked["pid"])  # type: ignore[assignment, arg-type]
        self.pid = self.pgid = forked["pid"]
        return self.connection_info


class WarmKernelManager(AsyncKernelManager):
    """Jupyter's manager of a kernel, which is forked from the nursery."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.kernel_id = self.kernel_id or str(uuid.uuid4())
        self.provisioner = _ForkedKernels(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)


class _Kept:
    """The nursery of this process, and how many runs keep it."""

    nursery: Nursery | None = None
    by = 0
    starting = threading.Lock()


_KEPT = _Kept()


@contextmanager
def kept_warm() -> Iterator[None]:
    """Keep the process that kernels are forked from, once one was needed; a run within a run keeps the same one."""
    _KEPT.by += 1
    try:
        yield
    finally:
        _KEPT.by -= 1
        if not _KEPT.by and _KEPT.nursery is not None:
            _KEPT.nursery.close()
            _KEPT.nursery = None


def warm_up() -> None:
    """Inside `kept_warm`: let the libraries be imported beside whatever comes before the first notebook."""
    with _KEPT.starting:
        if _KEPT.nursery is None and _KEPT.by and sys.platform == "linux":
            _KEPT.nursery = Nursery()


def pages_apart(each: Sequence[Mapping[str, Any]]) -> bool:
    """Make pages in processes of their own, one for each of what is given; whether all of them were made.

    False too where no process is kept to fork them from; who asks then makes the pages itself, and meets what stopped
    them.
    """
    nursery = _KEPT.nursery
    if nursery is None or not nursery.is_ready():
        return False
    where = {"cwd": str(Path.cwd()), "env": dict(os.environ)}
    asked = [nursery.ask(pages={**where, "of": dict(one)}) for one in each]
    codes = [_code_of(nursery, one["pid"]) if "pid" in one else _KILLED for one in asked]
    return all(code == 0 for code in codes)


def _code_of(nursery: Nursery, pid: int) -> int:
    """How a process ended, once it has."""
    while (code := _Kernel(nursery, pid).poll()) is None:
        time.sleep(_A_MOMENT)
    return code


def kernel_manager() -> type[AsyncKernelManager]:
    """Who starts the kernels: forked inside `kept_warm`, in the ordinary way outside it.

    Linux alone: elsewhere, and where a library has threads at work already, kernels are started in the ordinary way.
    """
    warm_up()
    ready = _KEPT.nursery is not None and _KEPT.nursery.is_ready()
    return WarmKernelManager if ready else AsyncKernelManager
