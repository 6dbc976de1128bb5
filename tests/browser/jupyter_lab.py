"""A real JupyterLab for the tests: on a free port, with a token, in a home of its own, and stopped afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

TOKEN = "a-token-of-the-tests"
_SECONDS = 60
_SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that is running: its address, and the process."""

    address: str
    process: subprocess.Popen[bytes]

    def notebook(self, path: str) -> str:
        """The address of one notebook, alone in a fresh workspace."""
        return f"{self.address}lab/workspaces/tests/tree/{path}?token={TOKEN}&reset"


@contextlib.contextmanager
def started(command: list[str], home: Path, folder: Path) -> Iterator[Lab]:
    """Start it by a command that takes JupyterLab's options; give it when it answers; end it, and wait until it has."""
    _settle(home)
    options = ["--no-browser", "--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}"]
    options += ["--allow-root"] if os.getuid() == 0 else []
    log = home / "jupyterlab.log"
    with log.open("wb") as out:
        process = subprocess.Popen([*command, *options], cwd=folder, env=_environment(home), stdout=out, stderr=out)
        try:
            yield Lab(_address(log, process), process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=_SECONDS)


def _settle(home: Path) -> None:
    """A home without news from the net and without questions."""
    for name, values in _SETTINGS.items():
        extension, plugin = name.split(":")
        path = home / ".jupyter" / "lab" / "user-settings" / extension / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values))


def _environment(home: Path) -> dict[str, str]:
    """This environment with nothing of the user's own: settings, kernels and the server's files stand in the home."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("JUPYTER")}
    ours = Path(__file__).parents[2] / "src"
    own = {"HOME": str(home), "IPYTHONDIR": str(home / ".ipython"), "PYTHONPATH": str(ours), "MPLBACKEND": "Agg"}
    return {**kept, **own, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Where it says that it answers, as soon as it says so."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and process.poll() is None:
        found = re.search(rb"http://(?:localhost|127\.0\.0\.1):(\d+)/lab", log.read_bytes())
        if found and answers(address := f"http://127.0.0.1:{found[1].decode()}/"):
            return address
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start: {log.read_text()[-2000:]}")


def answers(address: str) -> bool:
    """Whether a JupyterLab answers there."""
    try:
        with urllib.request.urlopen(f"{address}api/status?token={TOKEN}", timeout=5) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def python_command(folder: Path) -> list[str]:
    """JupyterLab as `research-kit lab` starts it."""
    return [sys.executable, "-m", "research_kit.cli", "lab", str(folder)]
