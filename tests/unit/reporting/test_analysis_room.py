"""The analysis room after a run that was stopped in it: what was finished is as an undisturbed run has it."""

from __future__ import annotations

from types import SimpleNamespace

import nbformat
import pytest

from research_kit.reporting import rooms
from research_kit.reporting.rooms import run_analysis_room

TIMED = {"papermill": {"start_time": "2026-11-23T09:40:16"}}


def executed(job) -> None:
    """As papermill leaves it, with when it ran."""
    job.output.parent.mkdir(exist_ok=True)
    cell = nbformat.v4.new_code_cell("1 + 1", id="one", metadata={**TIMED, "execution": {"idle": "09:40"}})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=TIMED), job.output)


def test_a_notebook_that_a_stopped_run_had_executed_and_not_cleaned_is_cleaned(tmp_path, monkeypatch):
    report = SimpleNamespace(board_report="board", minutes_per_notebook=1)
    plan = SimpleNamespace(report=report, notebook=lambda name: tmp_path / f"{name}.ipynb")
    (tmp_path / "internal" / "results").mkdir(parents=True)

    def stopped(jobs, done):
        for job in jobs:
            executed(job)
            raise KeyboardInterrupt

    asked = []

    def goes_on(jobs, done):
        for job in jobs:
            asked.append(job.output.stem)
            executed(job)

    monkeypatch.setattr(rooms, "run_notebooks", stopped)
    with pytest.raises(KeyboardInterrupt):
        run_analysis_room(plan, tmp_path, ["one", "two"], print)
    monkeypatch.setattr(rooms, "run_notebooks", goes_on)
    run_analysis_room(plan, tmp_path, ["one", "two"], print)
    assert asked == ["two"]
    folder = tmp_path / "internal" / "notebooks"
    assert (folder / "one.ipynb").read_bytes() == (folder / "two.ipynb").read_bytes()
    assert "09:40" not in (folder / "one.ipynb").read_text()
    assert sorted(path.name for path in folder.iterdir()) == ["one.ipynb", "two.ipynb"]
