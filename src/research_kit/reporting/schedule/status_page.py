"""How the unattended run of a study stands: as a page, as JSON, and in words. No number about participants."""

from __future__ import annotations

import json
import os
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from research_kit.display import catalogue
from research_kit.display.markup import stylesheet
from research_kit.errors import ScheduleError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.due import due_editions, made_before, next_due
from research_kit.reporting.schedule.state import ScheduleState, place_of_state

if TYPE_CHECKING:
    from jinja2 import Template


def page_file(plan: RunPlan, language: str = "en") -> Path:
    """Where the page in a language is, the English one under the plain name; the JSON is beside that."""
    of = f"_{plan.organisation}" if plan.organisation else ""
    return plan.study_folder / f"status{of}{'' if language == 'en' else f'_{language}'}.html"


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
        "names_wait": state.names_wait,
        "due_now": due,
        "next_due": None if upcoming is None else upcoming.isoformat(timespec="minutes"),
        "failing_since": failing.since if failing else None,
        "failing_quarter": (failing.quarter or None) if failing else None,
        "why_and_what_to_do": failing.why if failing else (problem or None),
        "log": os.path.relpath(place_of_state(plan), plan.study_folder),
        "written": now.isoformat(timespec="minutes"),
    }


def write_status(plan: RunPlan, state: ScheduleState, *, now: datetime) -> Path:
    """Write the page in each language of the study and in English, and JSON, each in one step; the English page."""
    said, page = status_of(plan, state, now=now), page_file(plan)
    _write(page.with_suffix(".json"), json.dumps(said, indent=1, ensure_ascii=False) + "\n")
    for language in _languages(plan):
        _write(page_file(plan, language), _page(plan, said, language))
    return page


def describe_status(plan: RunPlan, state: ScheduleState, *, now: datetime) -> str:
    """The same in lines of text."""
    said = status_of(plan, state, now=now)
    told = [f"{line.name}: {line.value}" for line in _lines(plan, said, "en")]
    return "\n".join([f"{plan.study.name}: {_heading(said, 'en').lower()}", *told])


def _languages(plan: RunPlan) -> list[str]:
    """English, in which errors are told; then the study's languages, without easier forms of one of them."""
    others = [one for one in plan.report.languages if catalogue.own(one, catalogue.FALLS_BACK_ON) is None]
    return list(dict.fromkeys(["en", *others]))


def _page(plan: RunPlan, said: dict[str, Any], language: str) -> str:
    text = partial(catalogue.text, language)
    others = [one for one in _languages(plan) if one != language]
    links = [(page_file(plan, one).name, catalogue.tag(one), catalogue.own(one, catalogue.NAME)) for one in others]
    return _template().render(
        lang=catalogue.tag(language), text=text, said=said, heading=_heading(said, language), links=links,
        title=plan.study.title.get(language), lines=_lines(plan, said, language), css=stylesheet(),
    )  # fmt: skip


def _heading(said: dict[str, Any], language: str) -> str:
    return catalogue.text(language, "status-well" if said["is_well"] else "status-needs")


class _Line(NamedTuple):
    """What is told, under which name; `is_english` where it is told in no other language."""

    name: str
    value: str
    is_english: bool = False


def _lines(plan: RunPlan, said: dict[str, Any], language: str) -> list[_Line]:
    """What is told; what there is nothing to say of is left out."""
    text = partial(catalogue.text, language)
    came = text(f"status-came-{said['came_of_it'] or 'none'}")
    command = f"research-kit link {plan.parameters}"
    lines = [
        _Line("problem", said["why_and_what_to_do"], is_english=True),
        _Line("failing-since", _minute(said["failing_since"])),
        _Line("failing-quarter", said["failing_quarter"]),
        _Line("approval", ", ".join(said["waits_for_approval"])),
        _Line("names", text("status-names-wait", command=command) if said["names_wait"] else ""),
        _Line("looked", f"{_minute(said['looked'])} – {came}" if said["looked"] else came),
        _Line("made", _minute(said["last_made"])),
        _Line("made-what", said["last_made_what"], is_english=True),
        _Line("newest", said["newest_edition"]),
        _Line("due", ", ".join(said["due_now"])),
        _Line("next", _minute(said["next_due"]) or text("status-next-none")),
        _Line("log", said["log"]),
    ]
    return [line._replace(name=text(f"status-{line.name}")) for line in lines if line.value]


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
