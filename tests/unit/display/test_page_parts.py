"""The order of the board's page, told by the short names of its parts."""

from __future__ import annotations

import re

import pytest

from research_kit.display import depth_of, page_header, parts_of
from research_kit.ledger.told_loop import ToldDecision, ToldLoop
from tests.unit.display.made_up import samba
from tests.unit.display.made_up_loop import decision, every_state, measured


def item(section: str, language: str = "sv") -> dict:
    return {
        "id": f"{section}-x", "section": {"id": section, "titles": {language: f"Title of {section}"}},
        "contents": {language: [["x", "A message", False]]},
    }  # fmt: skip


ORDER = ["decided-part", "news-part", "equity", "targets", "questions-asked", "time-to-employment", "equity"]


def test_what_follows_the_questions_is_the_depth():
    parts = parts_of([item(section) for section in ORDER], language="sv")
    assert [(entry.id, entry.text) for entry in parts] == [
        ("decided-part", "Förra gången"),
        ("news-part", "Nytt och säkert"),
        ("equity", "Rättvisa"),
        ("targets", "Målen"),
        ("questions-asked", "Frågor att besluta om"),
        ("depth", "Fördjupning"),
        ("depth-time-to-employment", "Tid till arbete"),
        ("depth-equity", "Mer om rättvisa"),
    ]


def test_a_page_without_questions_has_no_depth():
    items = [item("equity"), item("targets")]
    assert [entry.part for entry in parts_of(items, language="sv")] == [False, False]
    assert depth_of(items, language="sv") == {}


def test_a_part_without_a_short_name_keeps_its_heading():
    assert parts_of([item("something-else")], language="sv")[0].text == "Title of something-else"


def lead(loop: ToldLoop | None = None) -> str:
    html = page_header(samba(), language="sv", loop=loop)
    return re.sub(r"<[^>]+>", "", re.search(r'<p class="lead">(.*?)</p>', html, flags=re.S)[1])


def test_the_lead_begins_with_what_came_of_decisions():
    assert lead(every_state()).startswith(
        "Fem beslut har mätts om: ett är uppfyllt, ett är inte uppfyllt, för ett är läget sämre och två gick inte att "
        "bedöma."
    )
    one = ToldLoop(decisions=(ToldDecision(decision=decision(), remeasurement=measured()),))
    assert lead(one).startswith("Ett beslut har mätts om. Det är uppfyllt.")
    assert lead(ToldLoop(decisions=(ToldDecision(decision=decision()),))).startswith("Inget av besluten är moget")


def test_without_a_decision_the_lead_begins_with_the_headline():
    assert lead().startswith("Inom 12 månader hade")


@pytest.mark.parametrize(
    ("loop", "said"),
    [
        (every_state(), "Två beslut har mätts om"),
        (ToldLoop(quarter="2011-Q2"), "Det här är den första"),
        (ToldLoop(quarter="2011-Q2", compared_with="2011-Q1"), "Inget nytt är säkert"),
    ],
)
def test_the_status_says_what_changed_since_the_last_report(loop, said):
    html = page_header(samba(), language="sv", loop=loop)
    assert f"<dt>Ändrat sedan förra rapporten</dt><dd>{said}</dd>" in html


def test_nothing_is_said_of_changes_where_the_release_tells_no_loop():
    assert "Ändrat sedan förra rapporten" not in page_header(samba(), language="sv")


def test_decisions_with_one_verdict_are_told_together():
    both = ToldLoop(
        decisions=tuple(ToldDecision(decision=decision(n), remeasurement=measured(n, "cannot_be_told")) for n in (1, 2))
    )
    assert lead(both).startswith("Två beslut har mätts om: inget gick att bedöma.")
