"""One edition of a study's report: check, analysis room, gate, board room, pages, one rename."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from research_kit.disclosure import release, write_release
from research_kit.errors import DeclarationError, RunError
from research_kit.provenance import hash_values
from research_kit.reporting.declaration import RunPlan, read_plan
from research_kit.reporting.export_report import clean_notebook, export_pages
from research_kit.reporting.manifest import history_of, inputs_of, is_intact, read_manifest, write_manifest
from research_kit.reporting.open_run import QUESTIONS, write_room
from research_kit.reporting.publish import full_disk_is_explained, locked, publish, recover
from research_kit.reporting.run_data import RunData, open_data
from research_kit.reporting.run_notebooks import Job, run_notebooks
from research_kit.results.stored_answer import read_answers
from research_kit.study.identity_numbers import lines_with_identity_numbers

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """A published edition: its folder, its pages, and whether this run made it or found it unchanged."""

    folder: Path
    pages: tuple[Path, ...]
    unchanged: bool = False


def run_edition(plan: RunPlan, *, notebooks: Sequence[str] = (), progress: Progress = lambda _: None) -> Edition:
    """Make and publish the edition of one quarter.

    The partner data are read and checked before anything is written. What a stopped run had finished is used
    again if nothing it depends on has changed.

    Parameters
    ----------
    plan
        What the parameters file says (`read_plan`).
    notebooks
        Some of the notebooks, for a draft beside the edition; all of them, and the board's page, where empty.
    progress
        Called with a line of text as each step ends.

    Raises
    ------
    FaultyInputError, CohortError, RunError
        With what was published before untouched.
    """
    chosen = _chosen(plan, notebooks)
    data = open_data(plan)
    progress(f"{plan.study.name}: {len(data.cohort)} participants as known on {plan.as_of}")
    _require_dimensions(plan, data)
    if len(data.cohort) < plan.policy.k:
        raise RunError(
            f"the cohort has fewer than {plan.policy.k} participants as known on {plan.as_of}: a report about so few "
            "would describe them. Choose a later day (`--as-of`), or explore in JupyterLab. Nothing has been written."
        )
    edition = plan.study_folder / (f"{plan.quarter}-draft" if notebooks else plan.quarter)
    inputs = inputs_of(plan, data_hash=data.cohort.data_hash, notebooks=chosen)
    if edition.exists() and not edition.is_dir():
        raise RunError(f"{edition} is a file, where the edition's folder belongs. Move it away.")
    with locked(plan.study_folder), full_disk_is_explained(plan.study_folder):
        recover(edition)
        if read_manifest(edition).get("inputs") == inputs and is_intact(edition):
            return Edition(folder=edition, pages=_pages(edition), unchanged=True)
        staging = _staging(edition, hash_values(inputs))
        _analysis_room(plan, data, staging, chosen, progress)
        facts = _gate(plan, staging, progress)
        for told in ("study", "room.json"):  # nobody's data are there when the board room opens
            _remove(staging / told)
        _board_room(plan, staging, chosen, progress)
        _remove(staging / "made_from.txt")
        _require_nothing_else(staging)
        where = {"study": plan.study.name, "parameters_file": os.path.relpath(plan.parameters, edition)}
        write_manifest(staging, {**where, "quarter": plan.quarter, "inputs": inputs, **facts})
        publish(staging, edition)
    return Edition(folder=edition, pages=_pages(edition))


def export_edition(folder: Path, *, progress: Progress = lambda _: None) -> Edition:
    """Rebuild the pages of an edition from what it released; nothing is computed anew.

    Raises
    ------
    RunError
        The folder is no edition, or what it released was changed since.
    """
    edition = folder.resolve()
    manifest = read_manifest(edition)
    if not manifest:
        raise RunError(f"{folder} is no edition: it has no manifest. Name a folder such as reports/samba/2011-Q2.")
    plan = read_plan(edition / manifest["parameters_file"], date.fromisoformat(manifest["inputs"]["as_of"]))
    with locked(plan.study_folder), full_disk_is_explained(plan.study_folder):
        staging = edition.with_name(f".export-{edition.name}")
        _remove(staging)
        shutil.copytree(edition, staging)
        for page in _pages(staging):
            page.unlink()
        _board_room(plan, staging, tuple(manifest["inputs"]["notebooks"]), progress)
        _require_nothing_else(staging)
        write_manifest(staging, {key: value for key, value in manifest.items() if key != "files"})
        publish(staging, edition)
    return Edition(folder=edition, pages=_pages(edition))


def _pages(edition: Path) -> tuple[Path, ...]:
    return tuple(sorted(edition.glob("*.html")))


def _staging(edition: Path, fingerprint: str) -> Path:
    """The staging folder of an edition: the one a stopped run left, if it was made from the same inputs."""
    staging = edition.with_name(f".staging-{edition.name}")
    state = staging / "made_from.txt"
    if not state.is_file() or state.read_text() != fingerprint:
        _remove(staging)
        staging.mkdir(mode=0o700)
        state.write_text(fingerprint)
    return staging


def _require_dimensions(plan: RunPlan, data: RunData) -> None:
    """Every dimension that the study's files name is one of its participants, before anything is written."""
    split_by = data.cohort.definition.split_by
    named = {
        f"{plan.cohort}, `split_by`": (*split_by.crossed, *split_by.single),
        f"{plan.parameters}, `report.by`": plan.report.by or (),
        f"{plan.parameters}, `disclosure.sensitive_dimensions`": plan.policy.sensitive_dimensions,
    }
    known = ("target_group", *data.columns)
    for where, names in named.items():
        for name in names:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"Did you mean `{near[0]}`?" if near else f"There are: {', '.join(data.cohort.dimensions)}."
                raise DeclarationError(f"{where}: the participants have no dimension `{name}`. {hint}")


def _chosen(plan: RunPlan, notebooks: Sequence[str]) -> tuple[str, ...]:
    """The notebooks of a run, each once; their names and what is written in them looked at before anything is run."""
    known = (*plan.report.notebooks, plan.report.board_report)
    chosen = tuple(dict.fromkeys(notebooks or known))
    strange = [name for name in chosen if name not in known]
    if strange:
        raise RunError(f"the report has no notebook {', '.join(strange)}. It has: {', '.join(dict.fromkeys(known))}.")
    for path in (plan.cohort, *map(plan.notebook, chosen)):
        lines = lines_with_identity_numbers(path.read_text(encoding="utf-8").splitlines())
        if lines:
            raise RunError(
                f"{path}, line {lines[0]}: a personal identity number is written there, and would be in the report. "
                "Take it out. Nothing has been written."
            )
    return chosen


def _analysis_room(plan: RunPlan, data: RunData, staging: Path, chosen: Sequence[str], progress: Progress) -> None:
    data.stage(staging / "study")
    internal = staging / "internal"
    internal.mkdir(mode=0o700, exist_ok=True)
    write_room(
        staging,
        {
            "study": "study",
            "cohort": str(plan.cohort),
            "by": plan.report.by,
            "history": asdict(history_of(plan)),
            "results": "internal/results",
        },
    )
    questions = [name for name in chosen if name != plan.report.board_report]
    _analyse(plan, staging, questions, progress)
    staged = {answer.name for answer in read_answers(internal / "results")}
    if plan.report.board_report in chosen and not staged >= set(QUESTIONS):
        _analyse(plan, staging, [plan.report.board_report], progress)  # it may ask what no chosen notebook did


def _analyse(plan: RunPlan, staging: Path, names: Sequence[str], progress: Progress) -> None:
    """Notebooks executed in the analysis room, those apart that a stopped run had finished."""
    folder = staging / "internal" / "notebooks"
    folder.mkdir(exist_ok=True)
    left = [name for name in names if not (folder / f"{name}.ipynb").is_file()]
    jobs = [_job(plan, name, folder, room=staging, working_folder=folder) for name in left]
    run_notebooks(jobs, done=lambda name: progress(f"analysis room: {name}"))
    for name in left:
        clean_notebook(folder / f"{name}.ipynb")


def _gate(plan: RunPlan, staging: Path, progress: Progress) -> dict[str, object]:
    """Release everything that was staged, together, and say what was lost."""
    answers = read_answers(staging / "internal" / "results")
    safe = release(answers, policy=plan.policy)
    _remove(staging / "released")
    write_release(safe, staging / "released")
    safe.lost.write_csv(staging / "internal" / "withheld_by_rule.csv")
    lost = int(safe.lost["cells"].sum()) if safe.lost.height else 0
    progress(f"gate: {len(answers)} answers released, {lost} cells withheld (k = {plan.policy.k})")
    return {
        "policy": plan.policy.model_dump(),
        "withheld_cells": lost,
        "definitions": {answer.name: dict(answer.definition) for answer in answers},
        "seeds": {a.name: {n: t.provenance.seed for n, t in a.items()} for a in answers},
    }


def _board_room(plan: RunPlan, staging: Path, chosen: Sequence[str], progress: Progress) -> None:
    """The same notebooks once more, in kernels that are given a copy of the release and nothing else.

    The copy is in a folder of its own, away from the study: no path that a notebook is told leads to anything exact.
    """
    with tempfile.TemporaryDirectory(prefix="board-room-") as room:
        released, board, empty = (Path(room) / name for name in ("released", "executed", "empty"))
        shutil.copytree(staging / "released", released)
        empty.mkdir()
        jobs = [_job(plan, name, board, room=released, working_folder=empty) for name in chosen]
        run_notebooks(jobs, done=lambda name: progress(f"board room: {name}"))
        export_pages(plan, board, staging, chosen)
    progress(f"pages: {len(_pages(staging))}")


def _require_nothing_else(staging: Path) -> None:
    """An edition holds its pages, the release, what is internal, and the manifest: a file left behind stops it."""
    known = {"released", "internal", "manifest.json", *(page.name for page in _pages(staging))}
    strange = sorted(path.name for path in staging.iterdir() if path.name not in known)
    if strange:
        raise RunError(
            f"a notebook left {len(strange)} file(s) in the edition: {', '.join(strange)}. Nothing was published. "
            "Write nothing beside the report from a notebook."
        )


def _job(plan: RunPlan, name: str, output: Path, *, room: Path, working_folder: Path) -> Job:
    return Job(
        notebook=plan.notebook(name),
        output=output / f"{name}.ipynb",
        parameters={"parameters": "", "as_of": "", "room": str(room)},
        working_folder=working_folder,
        minutes=plan.report.minutes_per_notebook,
    )


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
