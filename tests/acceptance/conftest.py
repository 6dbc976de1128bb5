"""A project of its own for the acceptance tests: the shipped declarations and notebooks, in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Project:
    """A folder laid out like the repository, and its command line."""

    folder: Path

    def research_kit(self, *arguments: str, ok: bool = True, **options) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "research_kit.cli", *arguments],
            check=False, cwd=self.folder, capture_output=True, text=True, timeout=600,
            env={**os.environ, "COLUMNS": "200"}, **options,
        )  # fmt: skip
        if ok:
            assert done.returncode == 0, done.stderr + done.stdout
        return done

    def copy(self, to: Path) -> Project:
        shutil.copytree(self.folder, to, dirs_exist_ok=True)
        return Project(to)


def make_project(folder: Path) -> Project:
    for name in ("parameters", "cohorts", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shipped = folder / "src" / "research_kit" / "data"
    shutil.copytree(ROOT / "src" / "research_kit" / "data", shipped)
    return Project(folder)


@pytest.fixture(scope="session")
def spells(tmp_path_factory) -> Project:
    """A project in which the report on the real unemployment spells has been made."""
    project = make_project(tmp_path_factory.mktemp("spells"))
    project.research_kit("run", "parameters/unemployment_spells.yaml")
    return project


@pytest.fixture(scope="session")
def samba(tmp_path_factory) -> Project:
    """A project in which the SAMBA-like quarter 2011-Q2 has been made."""
    project = make_project(tmp_path_factory.mktemp("samba"))
    project.research_kit("demo", "samba", "--run")
    return project


@pytest.fixture(scope="session")
def botkyrka(tmp_path_factory) -> Project:
    """A project in which the Botkyrka-like quarter 2019-Q2 has been made."""
    project = make_project(tmp_path_factory.mktemp("botkyrka"))
    project.research_kit("demo", "botkyrka", "--run")
    return project
