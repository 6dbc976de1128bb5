"""A quarter's notebooks and pages for 240 people, beside the command lines of papermill and nbconvert in sequence.

The same notebooks are executed on the same staged study and on the same release, each in a clean kernel; the peers then
make a page of each notebook and language, as we do. They read no page back, which is part of ours. The whole run beside
it also checks the partner files, protects what is told and audits it, which has no peer.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import interleaved
from research_kit.reporting import rooms
from research_kit.reporting.declaration import RunPlan, read_plan
from research_kit.reporting.kernels import kept_warm, warm_up
from research_kit.reporting.run_data import open_data
from research_kit.results import History

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
GOAL = 4.0


def run(rows: int, repeats: int) -> None:  # noqa: ARG001 -- the number of participants is that of the study
    with tempfile.TemporaryDirectory(prefix="whole-edition-") as made:
        study = _study(Path(made) / "study")
        again = [sys.executable, "-m", "research_kit.cli", "run", "parameters/samba.yaml"]
        whole = _seconds(again, study)
        unchanged = _seconds(again, study)
        tasks = {"ours": lambda: _ours(study), "papermill and nbconvert": lambda: _peers(study)}
        found = interleaved.medians(tasks, min(repeats, 3))
    interleaved.show("eight notebooks, twice, and their pages in two languages, 240 people", found, "ours")
    print(f"  the whole run, from partner files to the ledger: {whole:.1f} s; nothing changed: {unchanged:.1f} s")
    ratio = found["papermill and nbconvert"] / found["ours"]
    interleaved.claim("papermill and nbconvert in sequence / ours", ratio, GOAL, at_most=False)


def _study(folder: Path) -> Path:
    for name in ("parameters", "cohorts", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    declared = folder / "parameters" / "samba.yaml"
    pages_alone = re.sub(r"(?m)^  languages: \[.*\]", "  languages: [sv, en]\n  formats: []", declared.read_text())
    declared.write_text(pages_alone)
    _seconds([sys.executable, "-m", "research_kit.cli", "demo", "samba"], folder)
    return folder


def _seconds(command: list[str], folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def _ours(study: Path) -> None:
    """In a process of its own: what it imports is part of the time."""
    subprocess.run([sys.executable, "-m", "benchmarks.whole_edition", str(study)], cwd=ROOT, check=True)


def rooms_and_pages(study: Path) -> None:
    """Both rooms and the pages of the edition that the study has a release of."""
    plan = read_plan(study / "parameters" / "samba.yaml")
    names = _notebooks(plan)
    with kept_warm():
        warm_up()
        staging = _staged(plan, study / "ours")
        rooms.run_analysis_room(plan, staging, names, lambda _: None)
        rooms.close_analysis_room(staging)
        rooms.run_board_room(plan, staging, names, lambda _: None)


def _peers(study: Path) -> None:
    plan = read_plan(study / "parameters" / "samba.yaml")
    staging, out = _staged(plan, study / "peers"), study / "peers-out"
    out.mkdir(exist_ok=True)
    names = _notebooks(plan)
    for name in names[:-1]:
        _papermill(plan, name, out / f"exact-{name}.ipynb", staging)
    for name in names:
        _papermill(plan, name, out / f"{name}.ipynb", staging / "released")
        for language in plan.report.languages:
            page = ["--to", "html", "--no-input", "--output", f"{name}_{language}", str(out / f"{name}.ipynb")]
            subprocess.run([str(BIN / "jupyter-nbconvert"), *page], check=True, capture_output=True)


def _papermill(plan: RunPlan, name: str, to: Path, room: Path) -> None:
    told = ["-p", "parameters", "", "-p", "as_of", "", "-p", "room", str(room)]
    command = [str(BIN / "papermill"), str(plan.notebook(name)), str(to), "-k", "python3", *told]
    subprocess.run(command, cwd=room, check=True, capture_output=True)


def _staged(plan: RunPlan, staging: Path) -> Path:
    """The study and the release, as a run stages them for its two rooms."""
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    rooms.open_analysis_room(plan, open_data(plan), History(), staging)
    shutil.copytree(plan.study_folder / plan.quarter / "released", staging / "released")
    return staging


def _notebooks(plan: RunPlan) -> list[str]:
    return [*plan.report.notebooks, plan.report.board_report]


if __name__ == "__main__":
    rooms_and_pages(Path(sys.argv[1]))
