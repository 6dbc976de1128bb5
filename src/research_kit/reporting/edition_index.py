"""`index.html` of a study's reports: the approved editions and no other, newest first, and the page of alerts."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from research_kit.display import catalogue
from research_kit.display.markup import stylesheet
from research_kit.display.number_format import quarter_parts
from research_kit.reporting.alerts.alert_pages import alerts_folder, page_name
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.manifest import read_manifest
from research_kit.reporting.published_before import QUARTER

if TYPE_CHECKING:
    from jinja2 import Template

INDEX = "index.html"


class _Edition(NamedTuple):
    """One edition: the address and words of its board page, and of the pages of its questions."""

    address: str
    words: str
    more: list[tuple[str, str]]


class _Part(NamedTuple):
    """The editions in one language, and the address and words of the page of alerts, where there is one."""

    language: str
    heading: str
    editions: list[_Edition]
    more_words: str
    alerts: list[tuple[str, str]]


def write_index(plan: RunPlan) -> None:
    """Write the index of a study's approved editions anew; it takes the place of the old one in one step."""
    editions = [path.name for path in plan.study_folder.iterdir() if _is_approved(path)]
    parts = [_part(plan, language, sorted(editions, reverse=True)) for language in plan.report.languages]
    first = plan.report.languages[0]
    page = _template().render(
        lang=first,
        title=catalogue.text(first, "index-title", title=plan.study.title.get(first)),
        fake=catalogue.text(first, "page-fake") if plan.study.synthetic else "",
        css=stylesheet(),
        parts=[part for part in parts if part.editions or part.alerts],
        nothing=catalogue.text(first, "index-nothing"),
    )
    beside = plan.study_folder / f".{INDEX}"
    beside.write_text(page, encoding="utf-8")
    beside.replace(plan.study_folder / INDEX)


def _is_approved(edition: Path) -> bool:
    if not QUARTER.fullmatch(edition.name):
        return False
    return bool(read_manifest(edition).get("standing") == "approved")


def _part(plan: RunPlan, language: str, editions: list[str]) -> _Part:
    told = [_edition(plan, name, language) for name in editions]
    there = [one for one in told if (plan.study_folder / one.address).is_file()]
    said = [catalogue.text(language, key) for key in ("index-heading", "index-more", "index-alerts")]
    page = alerts_folder(plan) / page_name(language)
    alerts = [(page.relative_to(plan.study_folder).as_posix(), said[2])] if page.is_file() else []
    return _Part(language, said[0], there, said[1], alerts)


def _edition(plan: RunPlan, name: str, language: str) -> _Edition:
    pages = {notebook: f"{name}/{notebook}_{language}.html" for notebook in plan.report.notebooks}
    more = [(page, _question(of, language)) for of, page in pages.items() if (plan.study_folder / page).is_file()]
    return _Edition(f"{name}/board_{language}.html", _quarter(name, language), more)


def _question(notebook: str, language: str) -> str:
    """What a notebook's page is about; its own name where the catalogue has no words for it."""
    key = f"index-page-{notebook}"
    return catalogue.text(language, key) if catalogue.has(language, key) else notebook.replace("_", " ")


def _quarter(name: str, language: str) -> str:
    parts = quarter_parts(name)
    return catalogue.text(language, f"quarter-{parts[1]}", year=str(parts[0])) if parts else name


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = os.fspath(Path(__file__).parent / "templates")
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("editions/index.html.j2")
