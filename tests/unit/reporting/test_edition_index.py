"""The index of a study's editions: what is approved, newest first, in each language, reachable without a network."""

from __future__ import annotations

import re
import shutil

import pytest

from research_kit.reporting.declaration import read_plan
from research_kit.reporting.edition_index import write_index
from tests.unit.reporting.made_up_runs import MadeUpStudy, make_study

Q1, Q2 = "2010-03-31", "2010-06-30"


@pytest.fixture
def index(tmp_path, monkeypatch) -> str:
    study = make_study(tmp_path, monkeypatch)
    study.run(Q1, 40)
    study.run(Q2, 50)
    return (study.editions / "index.html").read_text()


def test_every_approved_edition_is_listed_newest_first_in_each_language(index):
    assert re.findall(r'href="([^"]+\.html)">([^<]+)<', index) == [
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
