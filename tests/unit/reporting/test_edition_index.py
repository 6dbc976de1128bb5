"""The index of a study's editions: what is approved, newest first, in each language, reachable without a network."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date

import pytest

from research_kit.ledger.decision import Decision
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.ledger.told_loop import ToldDecision, ToldFinding, ToldLoop, write_told_loop
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.edition_index import write_index
from research_kit.results.finding import Voice
from tests.unit.ledger.made_up_loop import finding
from tests.unit.reporting.made_up_runs import MadeUpStudy, decide_on, make_study

Q1, Q2 = "2010-03-31", "2010-06-30"


@pytest.fixture
def index(tmp_path, monkeypatch) -> str:
    study = make_study(tmp_path, monkeypatch)
    study.run(Q1, 40)
    study.run(Q2, 50)
    return (study.editions / "index.html").read_text()


def test_every_approved_edition_is_listed_newest_first_in_each_language(index):
    assert re.findall(r'href="([^"]+/board_\w\w\.html)">([^<]+)<', index) == [
        ("2010-Q2/board_sv.html", "2010, andra kvartalet"),
        ("2010-Q1/board_sv.html", "2010, första kvartalet"),
        ("2010-Q2/board_en.html", "2010, second quarter"),
        ("2010-Q1/board_en.html", "2010, first quarter"),
    ]


def test_the_pages_of_the_questions_and_of_the_alerts_are_one_click_away(tmp_path, monkeypatch):
    study = make_study(tmp_path, monkeypatch)
    study.run(Q1, 40)
    plan = read_plan(study.parameters)
    (study.editions / "2010-Q1" / f"{plan.report.notebooks[0]}_sv.html").write_text("a page")
    (study.editions / "alerts").mkdir()
    (study.editions / "alerts" / "alerts_en.html").write_text("a page")
    write_index(plan)
    swedish, english = (study.editions / "index.html").read_text().split('<section lang="en">')
    assert f'Mer om: <a href="2010-Q1/{plan.report.notebooks[0]}_sv.html">' in swedish
    assert "alerts_sv.html" not in swedish  # there is no such page
    assert '<a href="alerts/alerts_en.html">Alerts of unequal terms in force now</a>' in english


def test_the_index_is_a_page_of_the_house(index):
    assert '<html lang="sv">' in index
    assert '<section lang="en">' in index
    assert len(re.findall(r"<h1[ >]", index)) == len(re.findall(r"<main[ >]", index)) == 1
    assert not re.search(r"""(src|href)=["'](https?:)?//|@import|url\(|<script""", index)
    assert "Påhittade siffror" in index  # the study's people are invented


def test_a_study_that_has_nothing_approved_has_no_list(tmp_path, monkeypatch):
    study: MadeUpStudy = make_study(tmp_path, monkeypatch)
    study.run(Q1, 40)
    shutil.rmtree(study.editions / "2010-Q1")
    write_index(read_plan(study.parameters))
    assert "Ingen rapport är godkänd ännu" in (study.editions / "index.html").read_text()


def in_part(index: str, language: str) -> list[str]:
    """The editions of one language, each as the text between two of them."""
    part = index.partition(f'<section lang="{language}">')[2].partition("</section>")[0]
    return part.split("<h3>")[1:]


def test_an_index_that_the_public_opens_tells_nothing_of_the_loop(tmp_path, monkeypatch):
    study = make_study(tmp_path, monkeypatch)
    study.run(Q1, 40)
    study.run(Q2, 50)
    _tell(study, "2010-Q2")
    write_index(read_plan(study.parameters))
    assert (study.editions / "findings_sv.html").is_file()
    manifest = study.editions / "2010-Q1" / "manifest.json"
    said = json.loads(manifest.read_text())
    said["policy"]["audience"] = "public"
    manifest.write_text(json.dumps(said))
    write_index(read_plan(study.parameters))
    assert not list(study.editions.glob("findings_*.html"))
    page = (study.editions / "index.html").read_text()
    assert "findings_" not in page
    assert "Beslutet" not in page
    assert "2010-Q2/board_sv.html" in page


def test_each_edition_says_what_changed_since_the_one_before(tmp_path, monkeypatch):
    study = make_study(tmp_path, monkeypatch)
    study.run(Q1, 40)
    study.run(Q2, 50)
    _tell(study, "2010-Q2")
    manifest = study.editions / "2010-Q2" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"version": "1"', '"version": "2"', 1))
    write_index(read_plan(study.parameters))
    newer, first = in_part((study.editions / "index.html").read_text(), "en")
    assert "Changed since 2010, first quarter:" in newer
    assert "The decision “We open in the evenings too” was measured again: not met." in newer
    assert "Definitions were changed for the participants." in newer
    assert "4 findings are new and certain:" in newer
    assert len(re.findall(r'href="findings_en.html#F\w{8}"', newer)) == 3
    assert "and one more" in newer
    assert "The first report. There is nothing to compare with." in first
    assert "Changed since" not in first


def test_a_quarter_in_which_nothing_came_says_so(index):
    assert "Inget nytt är säkert. Inget beslut har mätts om." in in_part(index, "sv")[0]


def test_formats_that_an_edition_has_are_linked_and_no_others(tmp_path, monkeypatch):
    study = make_study(tmp_path, monkeypatch)
    study.run(Q1, 40)
    for name in ("board_sv.pdf", "numbers_sv.xlsx"):
        (study.editions / "2010-Q1" / name).write_text("a file")
    write_index(read_plan(study.parameters))
    (swedish,), (english,) = (in_part((study.editions / "index.html").read_text(), of) for of in ("sv", "en"))
    assert re.findall(r'<a href="2010-Q1/([^"]+)">([^<]+)</a>', swedish)[1:] == [
        ("board_sv.pdf", "PDF"),
        ("numbers_sv.xlsx", "kalkylblad med alla tal"),
    ]
    assert "Other formats" not in english


def test_a_claim_that_was_decided_on_is_followed_and_what_is_superseded_is_marked(tmp_path, monkeypatch):
    study = make_study(tmp_path, monkeypatch)
    study.run(Q1, 40)
    study.run(Q2, 50)
    decide_on(study, "2010-07-01")
    write_index(read_plan(study.parameters))
    page = (study.editions / "findings_en.html").read_text()
    claim = next(iter(study.loop.decisions.values())).metric
    assert re.findall(r'<section class="followed" id="(\w+)">', page) == [claim.short]
    cells = [re.findall(r"<t[hd][^>]*>([^<]*)<", line) for line in re.findall(r"<tr.*?</tr>", page)]
    assert cells[1:] == [
        ["2010, second quarter", "50%", "40–60", "description", "stands now"],
        ["2010, first quarter", "40%", "30–50", "description", "a newer one has taken its place"],
    ]
    assert page.count('<tr class="superseded">') == 1
    assert "Decision on 1 July 2010: “We open the language course in the evenings too.” Not measured again yet." in page
    assert not re.search(r"""(src|href)=["'](https?:)?//|@import|url\(|<script""", page)


def test_before_anything_was_certain_the_page_of_findings_says_so(index, tmp_path):
    page = (tmp_path / "reports" / "made_up" / "findings_sv.html").read_text()
    assert "Inget fynd har varit säkert än. Inget beslut är fattat." in page
    assert '<a href="findings_sv.html">Fynd och beslut över tid</a>' in index


def _tell(study: MadeUpStudy, quarter: str) -> None:
    """As if the release of a quarter had measured a decision again, and four findings were new."""
    found = [finding(f"gender={code}", quarter) for code in ("woman", "man", "non_binary", "unstated")]
    decision = Decision(
        id="D1", finding_ids=("F",), text="We open in the evenings too.", type="access", owner_role="activity_lead",
        decided_on=date(2010, 2, 1), metric=found[0].claim, measured_from=date(2010, 2, 1), due=date(2010, 2, 1),
        review_on=date(2010, 6, 1), stop_rule="Nobody comes.", participants_view=Voice(),
    )  # fmt: skip
    measured = Remeasurement(id="R1", decision_id="D1", release=quarter, as_of=date(2010, 6, 30), verdict="not_met")
    told = ToldLoop(
        quarter=quarter,
        decisions=(ToldDecision(decision=decision, remeasurement=measured, is_new=True),),
        certain=tuple(ToldFinding(finding=one) for one in found),
    )
    write_told_loop(told, study.editions / quarter / "released")
