"""A study that has published nothing, and whose schedule waits for nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from research_kit.reporting.declaration import RunPlan, read_plan
from tests.acceptance.conftest import SPELLS, make_project

PlanWith = Callable[..., RunPlan]


@pytest.fixture
def plan_with(tmp_path) -> PlanWith:
    """The plan of the study with a schedule, and with `as_of` and dates of the project."""
    project = make_project(tmp_path / "a study")

    def read(schedule: str = "", *, as_of: str = "2025-12-31", more: str = "") -> RunPlan:
        path = project.folder / SPELLS
        text = re.sub(r"(?m)^  as_of: .*", f"  as_of: {as_of}", path.read_text()).split("\nschedule:")[0]
        path.write_text(f"{text}\nschedule: {{still_minutes: 0, wait_seconds: 0, {schedule}}}\n{more}")
        return read_plan(path)

    return read


def edition(plan: RunPlan, name: str, standing: str = "approved") -> Path:
    """An edition's folder, of which there is only the manifest and something internal."""
    folder = plan.study_folder / name
    (folder / "internal").mkdir(parents=True)
    (folder / "internal" / "exact.txt").write_text("exact")
    (folder / "manifest.json").write_text(json.dumps({"standing": standing, "files": {}}))
    return folder
