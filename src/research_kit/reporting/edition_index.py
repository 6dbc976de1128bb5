"""`index.html` of a study's reports: the approved editions and no other, newest first."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from research_kit.display import catalogue
from research_kit.display.markup import stylesheet
from research_kit.display.number_format import quarter_parts
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.manifest import read_manifest
from research_kit.reporting.published_before import QUARTER

if TYPE_CHECKING:
    from jinja2 import Template

INDEX = "index.html"


class _Part(NamedTuple):
    """The editions in one language: its heading, and the address and words of each link."""

    language: str
    heading: str
    links: list[tuple[str, str]]


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
        parts=[part for part in parts if part.links],
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
    pages = {name: f"{name}/board_{language}.html" for name in editions}
    links = [(page, _quarter(name, language)) for name, page in pages.items() if (plan.study_folder / page).is_file()]
    return _Part(language, catalogue.text(language, "index-heading"), links)


def _quarter(name: str, language: str) -> str:
    parts = quarter_parts(name)
    return catalogue.text(language, f"quarter-{parts[1]}", year=str(parts[0])) if parts else name


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = os.fspath(Path(__file__).parent / "templates")
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("editions/index.html.j2")
