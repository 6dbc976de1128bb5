"""`index.html` of a study's reports: the approved editions and no other, newest first, each with what changed in it.

Beside it stand the page of alerts, and in each language a page on which findings are followed over the quarters. Where
an edition for the public stands in the same index, nothing is told in it of the loop, whose numbers passed the gate by
the board's thresholds.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from research_kit.disclosure.stored_release import read_subject
from research_kit.display import catalogue
from research_kit.display.markup import stylesheet
from research_kit.display.words import Words
from research_kit.ledger.loop import LoopRecord, read_loop
from research_kit.reporting.alerts.alert_pages import alerts_folder, page_name
from research_kit.reporting.alerts.told_record import subject_of
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.edition_changes import Changes, changes_in, quarter_in_words
from research_kit.reporting.findings_page import followed, followed_claims
from research_kit.reporting.findings_page import page_name as findings_page
from research_kit.reporting.format_files import formats_in
from research_kit.reporting.manifest import read_manifest
from research_kit.reporting.published_before import QUARTER

if TYPE_CHECKING:
    from jinja2 import Template

INDEX = "index.html"


class _Edition(NamedTuple):
    """One edition: the address and words of its board page, of its questions' pages and formats; what changed in it."""

    address: str
    words: str
    more: list[tuple[str, str]]
    formats: list[tuple[str, str]]
    changes: Changes


class _Part(NamedTuple):
    """The editions in one language, and the pages beside them: address and words of each."""

    language: str
    heading: str
    editions: list[_Edition]
    more_words: str
    formats_words: str
    beside: list[tuple[str, str]]


def write_index(plan: RunPlan) -> None:
    """Write the index of a study's approved editions anew, and the pages of its findings, each in one step."""
    editions = sorted((path for path in plan.study_folder.iterdir() if _is_approved(path)), reverse=True)
    words = _words(plan, editions)
    loop = read_loop(plan.ledger)
    for each in words if editions else ():
        path = plan.study_folder / findings_page(each.language)
        if _is_for_the_board(plan, editions):
            _write(path, _findings(plan, loop, each))
        else:
            path.unlink(missing_ok=True)
    parts = [_part(plan, each, editions) for each in words]
    first = words[0]
    page = _template("index").render(
        lang=catalogue.tag(first.language),
        title=first.text("index-title", title=plan.study.title.get(first.language)),
        fake=first.text("page-fake") if plan.study.synthetic else "",
        css=stylesheet(),
        parts=[part for part in parts if part.editions or part.beside],
        nothing=first.text("index-nothing"),
    )
    _write(plan.study_folder / INDEX, page)


def _write(path: Path, page: str) -> None:
    beside = path.with_name(f".{path.name}")
    beside.write_text(page, encoding="utf-8")
    beside.replace(path)


def _words(plan: RunPlan, editions: list[Path]) -> list[Words]:
    """In each language of the report the words of the study, as the newest edition has them."""
    told = (read_subject(edition / "released") for edition in editions)
    subject = next((one for one in told if one is not None), subject_of(plan))
    return [Words(language, subject) for language in plan.report.languages]


def _is_approved(edition: Path) -> bool:
    if not QUARTER.fullmatch(edition.name):
        return False
    return bool(read_manifest(edition).get("standing") == "approved")


def _is_for_the_board(plan: RunPlan, editions: list[Path]) -> bool:
    """Whether nobody but the board is meant to open the index."""
    told = [read_manifest(edition).get("policy", {}).get("audience", "board") for edition in editions]
    return {plan.policy.audience, *told} == {"board"}


def _findings(plan: RunPlan, loop: LoopRecord, words: Words) -> str:
    return _template("findings").render(
        lang=catalogue.tag(words.language),
        title=words.text("archive-findings-title", title=plan.study.title.get(words.language)),
        fake=words.text("page-fake") if plan.study.synthetic else "",
        css=stylesheet(),
        back=(INDEX, words.text("archive-back")),
        claims=[followed(claim, loop, words) for claim in followed_claims(loop)],
        intro=words.text("archive-findings-intro"),
        nothing=words.text("archive-findings-none"),
    )


def _part(plan: RunPlan, words: Words, editions: list[Path]) -> _Part:
    language = words.language
    befores: list[Path | None] = [*editions[1:], None]
    followed_on = findings_page(language) if _is_for_the_board(plan, editions) else None
    told = [
        _edition(plan, one, changes_in(one, before, words, findings_page=followed_on), words)
        for one, before in zip(editions, befores, strict=False)
    ]
    there = [one for one in told if (plan.study_folder / one.address).is_file()]
    alerts = (alerts_folder(plan) / page_name(language)).relative_to(plan.study_folder).as_posix()
    pages = {alerts: words.text("index-alerts"), findings_page(language): words.text("archive-findings")}
    beside = [(address, said) for address, said in pages.items() if (plan.study_folder / address).is_file()]
    more, formats = words.text("index-more"), words.text("archive-formats")
    return _Part(catalogue.tag(language), words.text("index-heading"), there, more, formats, beside)


def _edition(plan: RunPlan, edition: Path, changes: Changes, words: Words) -> _Edition:
    name, language = edition.name, words.language
    pages = {of: f"{name}/{of}_{language}.html" for of in plan.report.notebooks}
    more = [(page, _question(of, language)) for of, page in pages.items() if (plan.study_folder / page).is_file()]
    formats = [(f"{name}/{file}", words.text(f"archive-format-{what}")) for what, file in formats_in(edition, language)]
    return _Edition(f"{name}/board_{language}.html", quarter_in_words(name, words), more, formats, changes)


def _question(notebook: str, language: str) -> str:
    """What a notebook's page is about; its own name where the catalogue has no words for it."""
    key = f"index-page-{notebook}"
    return catalogue.text(language, key) if catalogue.has(language, key) else notebook.replace("_", " ")


@lru_cache
def _template(name: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = os.fspath(Path(__file__).parent / "templates")
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return environment.get_template(f"editions/{name}.html.j2")
