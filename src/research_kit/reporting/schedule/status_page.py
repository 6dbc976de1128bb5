"""How the unattended run of a study stands: as a page, as JSON, and in words. No number about participants."""

from __future__ import annotations

import json
import os
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from research_kit.display.markup import stylesheet
from research_kit.errors import ScheduleError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.due import due_editions, made_before, next_due
from research_kit.reporting.schedule.state import ScheduleState, state_folder

if TYPE_CHECKING:
    from jinja2 import Template

_CAME_OF_IT = {
    "made": "A report was made.",
    "nothing_due": "Nothing was due.",
    "waiting": "It waits for the partners' files to stand still.",
    "busy": "Another run was at work.",
    "failed": "It failed.",
    "": "It has not looked yet.",
}


def page_file(plan: RunPlan) -> Path:
    """Where the page is; the JSON is beside it."""
    of = f"_{plan.organisation}" if plan.organisation else ""
    return plan.study_folder / f"status{of}.html"


def status_of(plan: RunPlan, state: ScheduleState, *, now: datetime) -> dict[str, Any]:
    """How it stands: when it last looked, what came of it, what is due next, and what to do."""
    made, failing = made_before(plan), state.failing
    try:
        due, problem = [one.quarter for one in due_editions(plan, made, now)], ""
    except ScheduleError as error:
        due, problem = [], str(error)
    upcoming = next_due(plan, made, now)
    return {
        "study": plan.study.name,
        "is_well": failing is None and not problem,
        "looked": state.looked or None,
        "came_of_it": state.came_of_it or None,
        "last_made": state.did or None,
        "last_made_what": state.did_what or None,
        "newest_edition": made.editions[-1] if made.editions else None,
        "waits_for_approval": list(made.proposed),
        "due_now": due,
        "next_due": None if upcoming is None else upcoming.isoformat(timespec="minutes"),
        "failing_since": failing.since if failing else None,
        "failing_quarter": (failing.quarter or None) if failing else None,
        "why_and_what_to_do": failing.why if failing else (problem or None),
        "log": os.path.relpath(state_folder(plan), plan.study_folder),
        "written": now.isoformat(timespec="minutes"),
    }


def write_status(plan: RunPlan, state: ScheduleState, *, now: datetime) -> Path:
    """Write page and JSON, each in one step."""
    said, page = status_of(plan, state, now=now), page_file(plan)
    _write(page.with_suffix(".json"), json.dumps(said, indent=1, ensure_ascii=False) + "\n")
    title = plan.study.title.get("en")
    _write(page, _template().render(said=said, title=title, lines=_lines(said), css=stylesheet()))
    return page


def describe_status(plan: RunPlan, state: ScheduleState, *, now: datetime) -> str:
    """The same in lines of text."""
    said = status_of(plan, state, now=now)
    told = [f"{name}: {value}" for name, value in _lines(said)]
    return "\n".join([f"{plan.study.name}: {_heading(said)}", *told])


def _heading(said: dict[str, Any]) -> str:
    return "the unattended run is well" if said["is_well"] else "the unattended run needs somebody"


def _lines(said: dict[str, Any]) -> list[tuple[str, str]]:
    """What is told, as pairs of a name and a value; what there is nothing to say of is left out."""
    came = _CAME_OF_IT[said["came_of_it"] or ""]
    lines = [
        ("What is wrong, and what to do", said["why_and_what_to_do"]),
        ("Failing since", _minute(said["failing_since"])),
        ("Quarter that fails", said["failing_quarter"]),
        ("Waits for approval", ", ".join(said["waits_for_approval"])),
        ("Last looked", f"{_minute(said['looked'])} – {came}" if said["looked"] else came),
        ("Last report made", _minute(said["last_made"])),
        ("What was made", said["last_made_what"]),
        ("Newest edition", said["newest_edition"]),
        ("Due now", ", ".join(said["due_now"])),
        ("Next due", _minute(said["next_due"]) or "none: the last quarter has been reached"),
        ("Log", said["log"]),
    ]
    return [(name, value) for name, value in lines if value]


def _minute(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else ""


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = Path(__file__).parent
    folders = [os.fspath(here / "templates"), os.fspath(here.parent / "templates")]
    environment = Environment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("status.html.j2")
