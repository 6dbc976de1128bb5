"""A study with one published quarter, which faults must leave as it is."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from research_kit.provenance import hash_values
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.schedule.arrival import seen_now
from research_kit.reporting.schedule.state import ScheduleState, write_state
from tests.acceptance.conftest import SPELLS, Project, one_question

__all__ = ["one_question"]

BEFORE = "1993-Q4"


def tree(folder: Path) -> dict[str, str]:
    """Every file under a folder, by its hash."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def study(one_question, tmp_path) -> Project:
    """A copy in which the quarter 1993-Q4 has been published."""
    return one_question.copy(tmp_path / "a study")


@pytest.fixture
def reports(study) -> Path:
    """Where its editions are."""
    return study.folder / "reports" / "unemployment_spells"


def with_nothing_new(project: Project) -> None:
    """The schedule has seen the data that the published quarter was made from."""
    plan = read_plan(project.folder / SPELLS)
    seen = hash_values(seen_now(plan, datetime.now()))
    write_state(plan, ScheduleState(made={BEFORE: seen}, looked=datetime.now().isoformat(timespec="seconds")))


def with_schedule(project: Project, lines: str) -> str:
    """The parameters file of a study that is due in 2026, with a schedule that waits for nothing."""
    declared = project.folder / SPELLS
    text = declared.read_text()
    declared.write_text(f"{text}\nschedule: {{still_minutes: 0, wait_seconds: 0.2, {lines}}}\n")
    return SPELLS
