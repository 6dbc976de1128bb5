"""An edition of the SAMBA-like study tells of process, voice, equal terms, activities, targets, ESF+ and indicators."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest

from research_kit.disclosure import Release, read_release
from research_kit.display.catalogue import text
from research_kit.errors import DisclosureError
from research_kit.ledger.told_loop import ToldLoop, read_told_loop
from research_kit.reporting.edition import pages_of
from research_kit.reporting.export_report import audit_pages
from research_kit.reporting.read_back.markup_tree import Node, tree_of
from research_kit.reporting.read_back.numbers import numbers_in

PROCESS, VOICE, EQUITY, ACTIVITIES, TARGETS = (
    *("03_process", "04_participants_voice", "05_equal_access_and_results"),
    *("06_activity_effects", "07_targets_and_decisions"),
)
TOLD = {
    PROCESS: ("process",),
    VOICE: ("participants_voice",),
    EQUITY: ("equity",),
    ACTIVITIES: ("activity_effects",),
    TARGETS: ("targets", "esf_plus"),
}
"""Which answers each notebook tells, table by table."""
BESIDE = {
    ACTIVITIES: {"participants-voice-unmet"},
    TARGETS: {f"indicators-indicator-{kind}" for kind in ("answers", "shares", "values")},
}
"""What it tells of others beside them; the steering group of the study follows no numbers of people."""
GENDERS = ("woman", "man", "non_binary", "unstated")


def edition_of(project, study: str) -> Path:
    return next(path for path in (project.folder / "reports" / study).iterdir() if re.match(r"\d{4}-Q\d$", path.name))


@pytest.fixture(scope="module")
def edition(samba) -> Path:
    return edition_of(samba, "samba")


@pytest.fixture(scope="module")
def release(edition) -> Release:
    return read_release(edition / "released")


@pytest.fixture(scope="module")
def loop(edition) -> ToldLoop:
    return read_told_loop(edition / "released")


def page(edition: Path, name: str, language: str = "sv") -> Node:
    return tree_of((edition / f"{name}_{language}.html").read_text(encoding="utf-8"))


def said(node: Node) -> str:
    return " ".join(node.text().replace("\u202f", " ").replace("\u00a0", " ").split())


def items(tree: Node) -> dict[str, Node]:
    return {article.get("id"): article for article in tree.find("article")}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", TOLD)
def test_each_notebook_is_a_page_with_every_table_of_its_answers(edition, release, name, language):
    tree = page(edition, name, language)
    expected = {f"{answer}-{table}".replace("_", "-") for answer in TOLD[name] for table in release[answer]}
    assert {item for item in items(tree) if item != "untold"} == expected | BESIDE.get(name, set())
    for article in items(tree).values():
        (heading,) = article.find("h3")
        assert said(heading)
        assert [said(p) for p in article.find("p")]
        sentences = [said(p) for p in article.find("p") if p.get("class") != "note"]
        assert len(sentences) == len(set(sentences))


def test_the_board_reads_what_it_decided_then_what_is_certain_then_fairness_voice_targets_questions_and_depth(edition):
    headings = [said(heading) for heading in page(edition, "board").find("h2")]
    assert headings[1:8] == [
        "Vad vi beslutade förra gången – och vad som hände", "Nytt och säkert", "Behandlas alla lika?",
        "Vad deltagarna själva säger", "Når vi det vi lovat?", "Frågor att besluta om", "Fördjupning",
    ]  # fmt: skip
    deep = ("time-to-employment", "activity-effects", "process", "participants")
    assert {text("sv", f"part-{part}") for part in deep} < set(headings[8:])
    assert "Prognosen gäller bara om inget ändras." in said(items(page(edition, "board"))["targets-forecast"])


def test_the_index_leads_to_every_page_and_to_the_alerts(samba):
    folder = samba.folder / "reports" / "samba"
    links = re.findall(r'href="([^"]+)"', (folder / "index.html").read_text(encoding="utf-8"))
    assert {"alerts/alerts_sv.html", "alerts/alerts_en.html"} <= set(links)
    assert all(any(f"/{name}_{language}.html" in link for link in links) for name in TOLD for language in ("sv", "en"))
    for link in links:
        name, _, anchor = link.partition("#")
        assert (folder / name).is_file(), link
        assert not anchor or f'id="{anchor}"' in (folder / name).read_text(encoding="utf-8"), link


def counts(release: Release) -> dict[tuple[str, str | None], int | None]:
    """The published ESF+ table: per indicator and gender (nothing: everybody) the number, or nothing if withheld."""
    frame = release["esf_plus"]["indicators"].to_polars().filter(pl.col("status") != "blocked")
    return {(row["statistic"], row["gender"]): row["n"] for row in frame.iter_rows(named=True)}


def test_what_is_published_of_esf_plus_never_contradicts_its_totals(release):
    told = counts(release)
    codes = {code for code, _ in told}
    assert len(codes) >= 10
    for code in codes:
        parts = [told[code, gender] for gender in GENDERS if (code, gender) in told]
        whole = told[code, None]
        withheld = parts.count(None) + (whole is None)
        assert withheld != 1, code  # it could be worked out
        if not withheld:
            assert sum(parts) == whole, code
        elif whole is not None:
            assert sum(n for n in parts if n is not None) <= whole, code
    entered = [told[code, None] for code in ("EECO02", "EECO04", "EECO05")]
    assert None not in entered
    not_known = told["EECO01", None] - sum(entered)
    assert not_known == 0 or not_known >= 5  # those of whom it is not known what they did: never a few


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_shows_the_esf_plus_table_as_released(edition, release, language):
    told, withheld = counts(release), text(language, "cell-suppressed")
    table = next(items(page(edition, TARGETS, language))["esf-plus-indicators"].find("table"))
    lines = [[said(cell) for cell in row.elements()] for row in table.find("tr")]
    names = {text(language, f"code-gender-{gender}"): gender for gender in GENDERS}
    genders = [None, *(names[label] for label in lines[0][2:])]
    seen = 0
    for label, *cells in lines[1:]:
        code = label.split()[0]
        if not code.startswith("EEC"):
            continue
        for gender, cell in zip(genders, cells, strict=True):
            n = told[code, gender]
            assert cell == (withheld if n is None else str(n))
            seen += 1
    assert seen >= 40


def test_no_page_holds_a_number_beyond_the_release(edition, release, loop):
    audit_pages(pages_of(edition), release, loop)


@pytest.mark.parametrize(
    ("name", "item"),
    [
        (PROCESS, "process-waits"), (PROCESS, "process-stock"), (EQUITY, "equity-access"),
        (EQUITY, "equity-representation"), (TARGETS, "targets-attainment"), (TARGETS, "targets-forecast"),
        (TARGETS, "esf-plus-indicators"), (TARGETS, "indicators-indicator-answers"),
        (TARGETS, "indicators-indicator-values"), (VOICE, "participants-voice-change"),
        (VOICE, "participants-voice-needs-match"), (VOICE, "participants-voice-closer"),
        (ACTIVITIES, "activity-effects-activity-starts"), (ACTIVITIES, "activity-effects-effect-questions"),
        ("board", "equity-results"), ("board", "participants-voice-unmet"),
    ],
)  # fmt: skip
def test_a_changed_number_in_any_of_them_is_refused(edition, release, loop, tmp_path, name, item):
    html = (edition / f"{name}_sv.html").read_text(encoding="utf-8")
    start = re.search(rf'<article[^>]* id="{item}"', html).start()
    cell = re.compile(r"(<td[^>]*>[^<\d]*)(\d+)").search(html, start)
    changed = tmp_path / f"{name}_sv.html"
    changed.write_text(f"{html[: cell.start(2)]}{int(cell[2]) + 301}{html[cell.end(2) :]}", encoding="utf-8")
    with pytest.raises(DisclosureError, match=rf"{name}_sv\.html, {item}"):
        audit_pages([changed], release, loop)


def test_what_is_withheld_is_told_as_withheld_and_as_nothing_else(edition, release):
    """Waits of a group: the cells of its line have a number just where the release has one, and else words."""
    withheld = text("sv", "cell-suppressed")
    rows = release["process"]["waits"].to_polars().filter(gender="woman")
    by = [name for name in rows.columns[: rows.columns.index("statistic")] if name != "gender"]
    rows = rows.filter(pl.all_horizontal(pl.col(name).is_null() for name in by)).sort("outcome", "time")
    tables = list(items(page(edition, PROCESS))["process-waits"].find("table"))
    women = text("sv", "code-gender-woman")
    lines = [[said(cell) for cell in row.elements()] for table in tables for row in table.find("tr")]
    lines = [line for line in lines if line[0] == women]
    shown = {
        outcome: [r["estimate"] for r in of]
        for outcome, of in groupby(rows.iter_rows(named=True), lambda r: r["outcome"])
    }
    assert sorted(sum("%" in cell for cell in line[2:]) for line in lines) == sorted(
        sum(value is not None for value in values) for values in shown.values() if any(v is not None for v in values)
    )
    silent = {cell for line in lines for cell in line[2:] if "%" not in cell}
    assert withheld in silent
    assert silent <= {withheld, text("sv", "cell-insufficient")}


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize(
    ("language", "sentence"), [("sv", "Detta kan inte besvaras"), ("en", "This cannot be answered")]
)
def test_a_study_without_the_data_says_so_in_one_sentence(spells, name, language, sentence):
    tree = page(edition_of(spells, "unemployment_spells"), name, language)
    (article,) = items(tree).values()
    assert said(next(article.find("p"))).startswith(sentence)
    assert not list(tree.find("table", "svg"))
    assert not numbers_in(said(article).replace("ESF+", ""), language=language)


def test_a_changed_number_in_a_question_to_the_board_is_refused(edition, release, loop, tmp_path):
    html = (edition / "board_sv.html").read_text(encoding="utf-8")
    start = re.search(r'<article[^>]* id="questions"', html).start()
    number = re.compile(r"Efter \d+ månader svarade (\d+)").search(html, start)
    changed = tmp_path / "board_sv.html"
    changed.write_text(f"{html[: number.start(1)]}{int(number[1]) + 7}{html[number.end(1) :]}", encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"board_sv\.html, questions"):
        audit_pages([changed], release, loop)


def test_a_study_of_one_gender_says_once_what_it_cannot_compare(botkyrka):
    tree = page(edition_of(botkyrka, "botkyrka"), PROCESS)
    sentences = [said(p) for p in tree.find("p") if p.get("class") != "note"]
    assert sum("kan inte jämföras här" in one for one in sentences) == 1
    assert "targets-attainment" not in items(page(edition_of(botkyrka, "botkyrka"), TARGETS))
