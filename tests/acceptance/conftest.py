"""A project of its own for the acceptance tests: the shipped declarations and notebooks, in an empty folder."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from research_kit.cli import app
from tests.demo_once import once, shared_by_processes

ROOT = Path(__file__).parents[2]
SPELLS = "parameters/unemployment_spells.yaml"


@dataclass(frozen=True)
class Project:
    """A folder laid out like the repository, and its command line."""

    folder: Path

    def research_kit(self, *arguments: str, ok: bool = True, **options) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "research_kit.cli", *arguments],
            check=False, cwd=self.folder, capture_output=True, text=True, timeout=3_600,
            env={**os.environ, "COLUMNS": "200"}, **options,
        )  # fmt: skip
        if ok:
            assert done.returncode == 0, done.stderr + done.stdout
        return done

    def here(self, *arguments: str, code: int = 0) -> str:
        """What the command says, in this process: a new one takes two seconds before it reads anything.

        An error that it does not explain is raised here, and fails the test.
        """
        with contextlib.chdir(self.folder):
            done = CliRunner(env={"COLUMNS": "200"}).invoke(app, list(arguments), catch_exceptions=False)
        assert done.exit_code == code, done.output
        return done.output

    def refused_here(self, *arguments: str) -> str:
        """What the command says as it refuses."""
        return self.here(*arguments, code=1)

    def copy(self, to: Path) -> Project:
        shutil.copytree(self.folder, to, dirs_exist_ok=True)
        return Project(to)


def make_project(folder: Path) -> Project:
    for name in ("parameters", "cohorts", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shipped = folder / "src" / "research_kit" / "data"
    shutil.copytree(ROOT / "src" / "research_kit" / "data", shipped)
    return Project(folder)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Project]) -> Project:
    """A project that only the first of pytest's processes to ask for it makes; the others wait, and look at the same.

    A test that writes to it takes a copy (`Project.copy`).
    """
    return Project(once(shared_by_processes(factory) / "projects" / name, make))


def with_one_question(project: Project, parameters: str) -> Project:
    """The same study, of which only the first notebook is told, on its own page and on the board's.

    How a run is stopped, what it refuses and what it leaves behind does not depend on how many questions it answers.
    """
    declared = project.folder / parameters
    all_of_them, one = r"(?m)^  notebooks:.*\n(    - .*\n)+", "  notebooks: [01_participants]\n"
    text, found = re.subn(all_of_them, one, declared.read_text())
    assert found == 1
    declared.write_text(text)
    with_pages_alone(project, parameters)
    notebooks = project.folder / "notebooks"
    shutil.copyfile(notebooks / "01_participants.ipynb", notebooks / "board_report.ipynb")
    return project


def with_pages_alone(project: Project, parameters: str) -> Project:
    """The same study, whose report is pages in Swedish and English: other forms take most of a small run's time.

    Easy-read pages and all other forms are made of the real spells (`spells`), and of made-up and released studies in
    the unit tests.
    """
    declared = project.folder / parameters
    text, found = re.subn(r"(?m)^  languages: \[.*\]", "  languages: [sv, en]\n  formats: []", declared.read_text())
    assert found == 1
    declared.write_text(text)
    return project


def add_cell(project: Project, source: str) -> None:
    """One more cell at the end of the first notebook."""
    notebook = project.folder / "notebooks" / "01_participants.ipynb"
    content = json.loads(notebook.read_text())
    more = {"cell_type": "code", "id": "more", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
    content["cells"].append(more)
    notebook.write_text(json.dumps(content))


def _with_spells(folder: Path) -> Project:
    project = make_project(folder)
    project.research_kit("run", SPELLS)
    return project


def _with_spells_and_one_question(folder: Path) -> Project:
    project = with_one_question(make_project(folder), SPELLS)
    project.research_kit("run", SPELLS)
    return project


def _with_samba(folder: Path) -> Project:
    project = with_pages_alone(make_project(folder), "parameters/samba.yaml")
    project.research_kit("demo", "samba", "--run")
    return project


def _with_botkyrka(folder: Path) -> Project:
    project = with_pages_alone(make_project(folder), "parameters/botkyrka.yaml")
    project.research_kit("demo", "botkyrka", "--run")
    return project


@pytest.fixture(scope="session")
def spells(tmp_path_factory) -> Project:
    """A project in which the report on the real unemployment spells has been made; not to be written to."""
    return made_once(tmp_path_factory, "spells", _with_spells)


@pytest.fixture(scope="session")
def one_question(tmp_path_factory) -> Project:
    """A project in which the first question about the spells has been answered; not to be written to."""
    return made_once(tmp_path_factory, "one_question", _with_spells_and_one_question)


@pytest.fixture(scope="session")
def samba(tmp_path_factory) -> Project:
    """A project in which the SAMBA-like quarter 2011-Q2 has been made; not to be written to."""
    return made_once(tmp_path_factory, "samba", _with_samba)


@pytest.fixture(scope="session")
def botkyrka(tmp_path_factory) -> Project:
    """A project in which the Botkyrka-like quarter 2019-Q2 has been made; not to be written to."""
    return made_once(tmp_path_factory, "botkyrka", _with_botkyrka)
