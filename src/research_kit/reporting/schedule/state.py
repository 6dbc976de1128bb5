"""What the unattended run remembers between two looks: what it saw, made and could not make. Nothing about people.

It is kept beside the reports, open to its owner alone. Should it be lost or unreadable, the next look makes sure of
everything anew: nothing that is published depends on it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from research_kit.reporting.declaration import RunPlan

FOLDER = ".schedule"
_FILE = "state.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Failing:
    """What fails since when, with which inputs, how often; and who has been told."""

    since: str
    kind: str
    why: str
    quarter: str = ""
    inputs: str = ""
    attempts: int = 1
    again_at: str = ""
    is_told: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleState:
    """When it last looked and made something, and what came of it; `made`: per quarter, how the files looked.

    `names_wait`: whether people in the lists of names waited to be compared or decided on when a report was last made,
    and `names_are_told`, whether somebody was told.
    """

    looked: str = ""
    came_of_it: str = ""
    did: str = ""
    did_what: str = ""
    waiting_since: str = ""
    clock_confirmed: str = ""
    made: dict[str, str] = field(default_factory=dict)
    failing: Failing | None = None
    works_again: bool = False
    names_wait: bool = False
    names_are_told: bool = False

    def with_made(self, quarter: str, seen: str) -> ScheduleState:
        """The same, with a quarter made from files that looked so."""
        return replace(self, made={**self.made, quarter: seen})


def place_of_state(plan: RunPlan) -> Path:
    """Where the state and the log are, or would be."""
    return plan.study_folder / (f"{FOLDER}-{plan.organisation}" if plan.organisation else FOLDER)


def state_folder(plan: RunPlan) -> Path:
    """Where the state and the log are; made, and open to its owner alone."""
    folder = place_of_state(plan)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def read_state(plan: RunPlan) -> ScheduleState:
    """What is remembered; nothing where it is lost or cannot be read."""
    try:
        said: dict[str, Any] = json.loads((place_of_state(plan) / _FILE).read_text(encoding="utf-8"))
        failing = said.pop("failing", None)
        return ScheduleState(**said, failing=Failing(**failing) if failing else None)
    except (OSError, ValueError, TypeError, AttributeError):
        return ScheduleState()


def write_state(plan: RunPlan, state: ScheduleState) -> None:
    """Remember it, in one step."""
    folder = state_folder(plan)
    beside = folder / f".{_FILE}"
    beside.write_text(json.dumps(asdict(state), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    beside.chmod(0o600)
    beside.replace(folder / _FILE)
