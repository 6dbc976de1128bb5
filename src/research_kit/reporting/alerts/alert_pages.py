"""The alerts of a study as a file and as a page in each language, in `reports/<study>/alerts/`."""

from __future__ import annotations

import json
import os
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from research_kit.display import catalogue
from research_kit.display.alert_words import alert_sentence
from research_kit.display.markup import stylesheet
from research_kit.errors import LedgerError
from research_kit.ledger.alerts import AlertRecord, OpenAlert
from research_kit.reporting.alerts.told_record import subject_of, told_record
from research_kit.reporting.declaration import RunPlan

if TYPE_CHECKING:
    from jinja2 import Template

FILE = "alerts.json"


def alerts_folder(plan: RunPlan) -> Path:
    """Where the file and the pages of a study's alerts are."""
    return plan.study_folder / "alerts"


def page_name(language: str) -> str:
    """The file name of the page in a language."""
    return f"alerts_{language}.html"


def write_alerts(record: AlertRecord, plan: RunPlan) -> tuple[Path, ...]:
    """Write the file, and the page in each language of the report; each takes the place of the old one in one step."""
    folder = alerts_folder(plan)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {FILE: _file(record, plan)}
    texts |= {page_name(language): _page(record, plan, language) for language in plan.report.languages}
    for name, text in texts.items():
        beside = folder / f".{name}"
        beside.write_text(text, encoding="utf-8")
        beside.replace(folder / name)
    return tuple(folder / name for name in texts)


def require_whole(record: AlertRecord, plan: RunPlan) -> None:
    """The ledger of alerts has the entry that the file was written with: its end was not cut off.

    Raises
    ------
    LedgerError
        It has not.
    """
    head = _head_told(plan)
    if head and head not in {entry.hash for entry in record.entries}:
        raise LedgerError(
            f"{alerts_folder(plan) / FILE} was written with entries that {plan.ledger / 'alerts'} does not have: "
            f"it has {len(record.entries)}. A red alert could be forgotten, so nothing was done. The ledger is kept in "
            f"git: `git checkout -- {plan.ledger}`, or copy it from a backup. If the reports were copied here from "
            "elsewhere, move that file away."
        )


def _head_told(plan: RunPlan) -> str:
    try:
        said = json.loads((alerts_folder(plan) / FILE).read_text(encoding="utf-8"))
        return str(said.get("ledger_head", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _file(record: AlertRecord, plan: RunPlan) -> str:
    load = record.latest_load
    said = {
        "study": plan.study.name,
        "invented": plan.study.synthetic,
        "data_until": None if load is None else str(load.as_of),
        "at_a_quarterly_look": None if load is None else load.is_look,
        "open": [_in_codes(one, plan) for one in record.open],
        "ledger_head": record.head,
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def _in_codes(one: OpenAlert, plan: RunPlan) -> dict[str, Any]:
    alert, subject = one.alert, subject_of(plan)
    words = {language: alert_sentence(alert, subject, language=language) for language in plan.report.languages}
    codes = {name: getattr(alert, name) for name in ("level", "key", "group", "compared_with", "statistic", "outcome")}
    return {**codes, "since": str(one.since), "words": words}


def _page(record: AlertRecord, plan: RunPlan, language: str) -> str:
    told = told_record(record, plan, language=language)
    text = partial(catalogue.text, language)
    return _template().render(lang=catalogue.tag(language), told=told, text=text, css=stylesheet())


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = Path(__file__).parent
    folders = [os.fspath(here), os.fspath(here.parent / "templates")]
    environment = Environment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("page.html.j2")
