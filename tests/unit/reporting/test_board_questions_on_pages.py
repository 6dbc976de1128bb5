"""The board's questions on an exported page: shown in the board room alone, compared with the release, audited."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_output

from research_kit.disclosure.released_table import Release
from research_kit.display import show_questions
from research_kit.errors import DisclosureError
from research_kit.reporting.export_report import audit_pages
from research_kit.reporting.export_report.released_items import ReleasedItems
from research_kit.reporting.open_run import AnalysisRoom, BoardRoom
from research_kit.results import History
from tests.unit.display.made_up import samba
from tests.unit.display.made_up_voice import voice
from tests.unit.display.test_board_questions import release
from tests.unit.reporting.made_up_board import board_notebook, export, stored


@pytest.fixture
def told(tmp_path) -> Release:
    """A release with everything that questions are made from, of each answer the tables that they need."""
    kept = {"time_to_employment": ("gaps",), "participants_voice": ("unmet", "responses"), "equity": ("screening",),
            "activity_effects": ("effect_questions",), "targets": ("attainment",)}  # fmt: skip
    made = release()
    answers = {
        name: replace(made[name], tables={table: made[name][table] for table in tables})
        for name, tables in kept.items()
    }
    return stored(tmp_path, Release(answers=answers))


def with_questions(of: Release):
    notebook = board_notebook(of)
    data = json.loads(json.dumps(BoardRoom(of).questions()._repr_mimebundle_()))
    notebook.cells.append(new_code_cell("run.questions()", outputs=[new_output("display_data", data=data)]))
    return notebook


def test_the_questions_stand_on_the_page_in_both_languages(tmp_path, told):
    pages = export(tmp_path, with_questions(told))
    for language, section in (("sv", "Frågor att besluta om"), ("en", "Questions to decide on")):
        html = pages[f"board_{language}"]
        assert f"<h2>{section}</h2>" in html
        assert html.count('class="ask"') >= 4
        assert '<a href="#questions">' in html


def test_a_question_of_another_making_is_refused(tmp_path, told):
    fewer = Release(answers={name: told[name] for name in ("targets", "participants_voice")})
    notebook = with_questions(told)
    data = json.loads(json.dumps(show_questions(fewer)._repr_mimebundle_()))
    notebook.cells[-1].outputs = [new_output("display_data", data=data)]
    with pytest.raises(DisclosureError, match="not a released result"):
        export(tmp_path, notebook)


def test_a_changed_number_in_a_question_is_refused(tmp_path, told):
    html = export(tmp_path, with_questions(told))["board_sv"]
    assert "Ungefär 120 till" in html
    page = tmp_path / "board_sv.html"
    page.write_text(html.replace("Ungefär 120 till", "Ungefär 117 till"), encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"board_sv\.html, (questions|activity-effects-effect-questions)"):
        audit_pages([page], told)


def test_in_the_analysis_room_nothing_has_been_released_yet():
    room = AnalysisRoom(cohort=None, by=None, history=History(), _answers={"participants": samba()["participants"]})
    shown = room.questions()
    assert not shown.released
    assert "Inte för spridning" in shown._repr_mimebundle_()["text/html"]
    assert "skrivs av det som har släppts" in shown._repr_mimebundle_()["text/html"]


def test_an_item_belongs_to_the_answer_with_the_longest_name():
    """`participants_voice` begins like `participants`."""
    items = ReleasedItems(Release(answers={"participants": samba()["participants"], "participants_voice": voice()}))
    assert items.payload("participants-voice-closer")["section"]["id"] == "participants-voice"
    assert items.payload("participants-flow")["section"]["id"] == "participants"
    assert items.payload("participants-voice")["id"] == "participants-voice"
    assert items.payload("nothing-of-this-name") is None


def test_the_contents_say_what_the_headings_say_and_no_other_number(tmp_path):
    """A mean has no unit: in the contents it is known by the heading that it repeats."""
    only = replace(voice(), tables={"scales": voice()["scales"]})
    of = stored(tmp_path, Release(answers={"participants_voice": only}))
    html = export(tmp_path, board_notebook(of))["board_sv"]
    line = re.search(r'<a href="#participants-voice-scales">[^<]*?(\d,\d)</a>', html)
    page = tmp_path / "board_sv.html"
    page.write_text(f"{html[: line.start(1)]}9,7{html[line.end(1) :]}", encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"board_sv\.html, the page's nav"):
        audit_pages([page], of)
