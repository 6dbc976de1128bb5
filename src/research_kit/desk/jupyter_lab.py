"""JupyterLab, opened in the folder of a study."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from research_kit.errors import DeclarationError


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
    """Open JupyterLab in a study's folder, and wait until it is closed; its exit code."""
    return subprocess.run(lab_command(folder, *options), check=False).returncode
