"""JupyterLab, opened in the folder of a study."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
from pathlib import Path

from research_kit.errors import DeclarationError

_ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def lab_command(folder: str | Path, *options: str) -> list[str]:
    """The command that opens JupyterLab in a study's folder; `options` are passed on to it.

    Raises
    ------
    DeclarationError
        The folder is no study, or JupyterLab is not installed.
    """
    folder = Path(folder).resolve()
    if not (folder / "notebooks").is_dir() or not (folder / "parameters").is_dir():
        raise DeclarationError(
            f"{folder} has no folders `notebooks` and `parameters`: it is no study. Make one with `research-kit init`, "
            "or name its folder."
        )
    if importlib.util.find_spec("jupyterlab") is None:
        raise DeclarationError("JupyterLab is not installed here. Install research-kit from its lock file.")
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", *options]


def open_lab(folder: str | Path, *options: str) -> int:
    """Open JupyterLab in a study's folder, and wait until it is closed; its exit code.

    Whoever ends this command ends JupyterLab and its kernels, which hold participants, with it.
    """
    lab = subprocess.Popen(lab_command(folder, *options))
    for number in _ENDS:
        signal.signal(number, lambda *_: lab.terminate())
    while True:
        try:
            return lab.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab has got it too, and asks whether it is meant
