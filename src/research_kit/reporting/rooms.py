"""The two rooms of a run: notebooks on the participants, then the same notebooks on what was released alone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from research_kit.display.told_in import pages_in
from research_kit.reporting.causal_language import require_no_causal_claims
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.edition import pages_of, remove
from research_kit.reporting.export_report import clean_notebook, export_pages
from research_kit.reporting.open_run import QUESTIONS, write_room
from research_kit.reporting.run_data import RunData
from research_kit.reporting.run_notebooks import Job, run_notebooks
from research_kit.results import History
from research_kit.results.stored_answer import read_answers

Progress = Callable[[str], None]


def open_analysis_room(plan: RunPlan, data: RunData, history: History, staging: Path) -> None:
    """Stage what the notebooks of the analysis room are given: the study, and what earlier releases fixed."""
    data.stage(staging / "study")
    (staging / "internal").mkdir(mode=0o700, exist_ok=True)
    write_room(
        staging,
        {
            "study": "study",
            "cohort": str(plan.cohort),
            "by": plan.report.by,
            "organisation": plan.organisation,
            "k": plan.policy.k,
            "collapse": {name: one.model_dump(mode="json") for name, one in plan.policy.hierarchies.items()},
            "history": asdict(history),
            "results": "internal/results",
        },
    )


def run_analysis_room(plan: RunPlan, staging: Path, chosen: Sequence[str], progress: Progress) -> None:
    """Every question's notebook on the participants; the exact answers are staged for the gate."""
    questions = [name for name in chosen if name != plan.report.board_report]
    _analyse(plan, staging, questions, progress)
    staged = {answer.name for answer in read_answers(staging / "internal" / "results")}
    if plan.report.board_report in chosen and not staged >= set(QUESTIONS):
        _analyse(plan, staging, [plan.report.board_report], progress)  # it may ask what no chosen notebook did


def close_analysis_room(staging: Path) -> None:
    """Nobody's data are there when the board room opens."""
    for told in ("study", "room.json"):
        remove(staging / told)


def run_board_room(plan: RunPlan, staging: Path, chosen: Sequence[str], progress: Progress) -> None:
    """The same notebooks once more, in kernels that are given a copy of the release and nothing else; then the pages.

    The copy is in a folder of its own, away from the study: no path that a notebook is told leads to anything exact.

    Raises
    ------
    GuardError
        G-CAUSAL: a notebook claims a cause; looked at here too, since pages are also made anew without an analysis.
    """
    for name in chosen:
        require_no_causal_claims(plan.notebook(name), plan.study)
    with tempfile.TemporaryDirectory(prefix="board-room-") as room:
        released, board, empty = (Path(room) / name for name in ("released", "executed", "empty"))
        shutil.copytree(staging / "released", released)
        empty.mkdir()
        longest_first = sorted(chosen, key=lambda name: name != plan.report.board_report)
        jobs = [_job(plan, name, board, room=released, working_folder=empty) for name in longest_first]
        with pages_in(plan.report.languages):
            run_notebooks(jobs, done=lambda name: progress(f"board room: {name}"))
            export_pages(plan, board, staging, chosen)
    progress(f"pages: {len(pages_of(staging))}")


def _analyse(plan: RunPlan, staging: Path, names: Sequence[str], progress: Progress) -> None:
    """Notebooks executed in the analysis room, those apart that a stopped run had finished."""
    folder = staging / "internal" / "notebooks"
    folder.mkdir(exist_ok=True)
    left = [name for name in names if not (folder / f"{name}.ipynb").is_file()]
    jobs = [_job(plan, name, folder, room=staging, working_folder=folder) for name in left]
    run_notebooks(jobs, done=lambda name: progress(f"analysis room: {name}"))
    for name in names:  # a stopped run may have finished one and not cleaned it
        clean_notebook(folder / f"{name}.ipynb")


def _job(plan: RunPlan, name: str, output: Path, *, room: Path, working_folder: Path) -> Job:
    return Job(
        notebook=plan.notebook(name),
        output=output / f"{name}.ipynb",
        parameters={"parameters": "", "as_of": "", "room": str(room)},
        working_folder=working_folder,
        minutes=plan.report.minutes_per_notebook,
    )
