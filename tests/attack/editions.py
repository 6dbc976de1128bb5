"""Editions to attack: the demo's quarters released one after another, and their board pages, made without kernels."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import nbformat

import research_kit as rk
from research_kit.cohort.coarse_groups import with_coarse_groups
from research_kit.disclosure import read_policy, release
from research_kit.disclosure.released_table import Release
from research_kit.reporting.export_report import export_pages
from research_kit.results import Answer
from tests.attack.statements import Edition, Key
from tests.attack.truth import truth_of
from tests.demo_once import write_demo
from tests.unit.reporting.made_up_board import board_notebook, stored

ROOT = Path(__file__).parents[2]
SEED = 15
QUARTERS = (
    "2009-09-30", "2009-12-31", "2010-03-31", "2010-06-30", "2010-09-30", "2010-12-31",
    "2011-03-31", "2011-06-30", "2011-09-30", "2011-12-31", "2012-03-31", "2012-06-30",
)  # fmt: skip
QUESTIONS = ("participants", "time_to_employment", "process", "equity", "targets", "esf_plus")
Answers = Sequence[Answer]
Gate = Callable[..., Release]


def project(folder: Path, seed: int = SEED) -> Path:
    """The demo study in a folder of its own: its parameters file."""
    for name in ("parameters", "cohorts"):
        shutil.copytree(ROOT / name, folder / name)
    write_demo("samba", folder / "parameters" / "samba.yaml", seed=seed)
    return folder / "parameters" / "samba.yaml"


def answers_of(parameters: Path, as_of: str, *, questions: Sequence[str] = QUESTIONS) -> list[Answer]:
    """The exact answers of a quarter."""
    study = rk.open_study(parameters, as_of=date.fromisoformat(as_of))
    cohort = rk.build_cohort(study, parameters.parent.parent / "cohorts" / "samba.yaml")
    cohort = with_coarse_groups(cohort, read_policy(parameters).hierarchies)
    return [getattr(rk, question)(cohort) for question in questions]


def released(answers: Iterable[Answers], parameters: Path, *, gate: Gate = release) -> list[Release]:
    """Each quarter released after those before it."""
    policy = read_policy(parameters)
    made: list[Release] = []
    for quarter in answers:
        made.append(gate(quarter, policy=policy, earlier=tuple(made)))
    return made


def forgetful(answers: Answers, **given: object) -> Release:
    """A gate that has never published anything."""
    return release(answers, policy=given["policy"])  # type: ignore[arg-type]


def exported(release: Release, folder: Path, *, languages: Sequence[str] = ("sv", "en")) -> Edition:
    """The board pages of a release, every table of it shown, in Swedish and English."""
    folder.mkdir(parents=True)
    nbformat.write(board_notebook(stored(folder, release)), folder / "board_report.ipynb")
    plan = SimpleNamespace(report=SimpleNamespace(languages=tuple(languages), board_report="board_report"))
    pages = export_pages(plan, folder, folder, ["board_report"])  # type: ignore[arg-type]
    return Edition(release.quarter, tuple(str(page) for page in sorted(pages)))


def truths(answers: Iterable[Answers]) -> dict[Key, int]:
    """The exact numbers of all quarters."""
    found: dict[Key, int] = {}
    for quarter in answers:
        tables = {name: table.table for answer in quarter for name, table in answer.tables.items()}
        found |= truth_of(quarter[0].subject.quarter, tables)
    return found
