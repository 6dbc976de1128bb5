from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from research_kit.disclosure.released_table import Release, ReleasedAnswer
from research_kit.display import MIME, entries_of, page_footer, page_header, show, untold_of
from research_kit.errors import ResearchKitError
from research_kit.results import Answer, ResultTable, result_frame
from tests.unit.display.made_up import botkyrka, released, samba, samba_subject, samba_within, spells


def exact():
    rows = pl.DataFrame({"gender": ["woman", None], "statistic": ["share_within"] * 2, "estimate": [0.23456789, 0.5]})
    table = result_frame([rows.with_columns(n=pl.Series([3, 1234]))], ("gender",))
    return ResultTable(
        name="within", kind="share", table=table, by=("gender",), method_id="M3.2", method_version="1", sentence_key="x"
    )


def test_a_released_table_carries_every_language_and_can_be_written_as_json():
    bundle = show(samba()["time_to_employment"], "within")._repr_mimebundle_()
    assert set(bundle) == {"text/html", MIME}
    item = json.loads(json.dumps(bundle[MIME]))
    assert item["id"] == "time-to-employment-within"
    assert set(item["languages"]) == {"sv", "en", "easy-read"}
    assert item["section"]["titles"]["sv"] == "Tid till arbete"
    assert item["contents"]["sv"][0][0] == "time-to-employment-within"


def test_a_missing_table_is_one_sentence():
    html = show(samba()["participants"], "within").html["sv"]
    assert "Studien har inga uppgifter om detta" in html
    assert "<figure" not in html


def test_a_table_that_the_study_has_not_got_is_one_sentence_too():
    absent = [{"statistic": "referred", "status": "blocked", "reason": "NO_TABLE"}]
    answer = ReleasedAnswer(
        name="participants",
        tables={"flow": released("flow", absent, ("gender",), kind="count")},
        subject=samba_subject(),
    )
    assert "Studien har inga uppgifter om detta" in show(answer, "flow").html["sv"]
    assert "Påhittade siffror" in page_header(Release(answers={"participants": answer}), language="sv")


ABSENT = {"status": "blocked", "reason": "NO_TABLE"}


def partly_untold():
    """As a study without statuses by date: two tables that only say so, one without any rows about people."""
    answer = samba()["time_to_employment"]
    tables = {**answer.tables}
    for name, statistic in (("sustained", "share_sustained"), ("states", "share_in_state"), ("standardised", "x")):
        tables[name] = released(name, [{"statistic": statistic, **ABSENT}], ("gender",))
    return replace(answer, tables=tables)


def payload(table=None):
    shown = show(partly_untold(), table) if table else show(partly_untold())
    return json.loads(json.dumps(shown._repr_mimebundle_()[MIME]))


def test_what_the_data_cannot_answer_is_told_in_the_notebook_and_has_no_place_of_its_own_on_the_page():
    shown = show(partly_untold(), "sustained")
    assert "Studien har inga uppgifter om detta" in shown._repr_mimebundle_()["text/html"]
    assert payload("sustained")["languages"] == payload("sustained")["contents"] == {}
    assert payload("sustained")["untold"]["sv"] == ["om ett arbete varade"]


def test_the_page_tells_once_what_the_data_cannot_answer():
    items = [payload(name) for name in ("within", "sustained", "states", "gaps")]
    last = untold_of(items)
    assert last["languages"]["sv"].count("<li>") == 2
    assert "Detta kan inte besvaras, för uppgifter saknas i den här studien:" in last["languages"]["sv"]
    assert "<li>whether a job lasted</li>" in last["languages"]["en"]
    entries = entries_of([*items, last], language="sv")
    assert [e.id for e in entries] == [
        "time-to-employment",
        "time-to-employment-within",
        "time-to-employment-gaps",
        "untold",
    ]
    assert untold_of([payload("within")]) is None


def test_a_question_asked_by_two_tables_is_told_once():
    answer = partly_untold()
    tables = {name: table for name, table in answer.tables.items() if name != "adjusted"}
    shown = [
        show(replace(answer, tables=tables), name)._repr_mimebundle_()[MIME] for name in ("standardised", "adjusted")
    ]
    assert untold_of(shown)["languages"]["sv"].count("<li>") == 1


def test_a_whole_answer_lists_what_it_cannot_tell_below_what_it_tells():
    shown = show(partly_untold())
    html = shown._repr_mimebundle_()["text/html"]
    assert html.count('id="untold"') == 1
    assert "Studien har inga uppgifter om detta" not in html
    assert 'id="untold"' not in payload()["languages"]["sv"]
    assert payload()["untold"]["sv"] == untold_words()


def untold_words():
    return [
        "om ett arbete varade", "om grupperna skiljer sig åt med hänsyn till läget vid start",
        "hur många som är i arbete och i utbildning, kvartal för kvartal",
    ]  # fmt: skip


def test_an_answer_of_nothing_but_unanswered_questions_has_no_section():
    only = replace(partly_untold(), tables={"states": partly_untold()["states"]})
    data = show(only)._repr_mimebundle_()[MIME]
    assert data["languages"] == {}
    assert entries_of([data], language="sv") == []
    whole = show(Release(answers={only.name: only}))
    assert whole.html["sv"] == ""
    assert "kvartal för kvartal" in whole._repr_mimebundle_()["text/html"]


def test_the_lead_does_not_call_groups_small_of_which_there_are_no_data():
    answer = partly_untold()
    gaps = released("gaps", [{"statistic": "gap_within", **ABSENT}], ("gender",), kind="gap")
    without = replace(answer, tables={**answer.tables, "gaps": gaps})
    html = page_header(Release(answers={answer.name: without}), language="sv")
    assert "Inom 12 månader hade" in html
    assert "för små" not in html


def test_the_footer_does_not_name_methods_of_what_is_not_told():
    answer = partly_untold()
    html = page_footer(Release(answers={answer.name: answer}), language="en", version="1")
    assert "M4.6" in page_footer(samba(), language="en", version="1")
    assert "M4.6" not in html


def test_a_stage_without_a_table_is_left_out_of_the_flow_not_called_withheld():
    rows = [
        {"statistic": "enrolled", "n": 168, "status": "ok"},
        {"statistic": "any_activity", "status": "blocked", "reason": "NO_TABLE"},
    ]
    tables = {"flow": released("flow", rows, ("gender",), kind="count")}
    answer = ReleasedAnswer(name="participants", tables=tables, subject=samba_subject())
    html = show(answer, "flow").html["sv"]
    assert "prickad" not in html
    assert "168" in html


def test_a_released_table_alone_needs_its_study():
    with pytest.raises(ResearchKitError, match="does not know its study"):
        show(samba_within())
    assert "börjat arbeta" in show(samba_within(), subject=samba_subject()).html["sv"]


def test_exact_results_are_marked_and_are_never_taken_for_the_page():
    shown = show(exact())
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html"}
    assert "Inte för spridning" in bundle["text/html"]
    assert "0,2346" in bundle["text/html"]
    assert "Not for release" in show(exact(), language="en")._repr_mimebundle_()["text/html"]


def test_an_exact_answer_and_one_table_of_it():
    answer = Answer(name="time_to_employment", tables={"within": exact()}, subject=samba_subject())
    assert "within, M3.2" in show(answer).html["sv"]
    assert "within, M3.2" in show(answer, "within").html["sv"]


def test_participants_cannot_be_shown():
    with pytest.raises(ResearchKitError, match="never participants"):
        show(pl.DataFrame({"pid": [1]}))


def test_a_whole_release_has_its_sections():
    html = show(samba()).html["sv"]
    assert html.count("<section") == 2
    assert html.count("<article") == 13


def test_the_header_says_who_when_and_which_report():
    html = page_header(samba(), language="sv").replace("\u202f", " ").replace("\u00a0", " ")
    assert "168 personer, inskrivna från maj 2009 till juni 2011" in html
    assert "30 juni 2011" in html
    assert "9 av 14 planerade" in html
    assert "Känt för 143 av 168. För 25 vet vi inte" in html
    assert "Påhittade siffror" in html
    assert "Påhittade" not in page_header(spells(), language="sv")


def test_the_lead_names_what_to_look_at_and_claims_nothing():
    html = page_header(samba(), language="sv")
    assert "utrikes födda kvinnor mot alla andra" in html
    assert "Ingen skillnad är fastställd bland de grupper som kan visas, men se efter" in html


def test_contents_name_sections_once():
    release = samba()
    items = [show(a, t)._repr_mimebundle_()[MIME] for a in release.values() for t in a]
    entries = entries_of([*items, items[0]], language="en")
    assert [e.text for e in entries if e.part] == ["The participants", "Time to work"]
    assert len(entries) == 15


def test_the_footer_explains_and_names_the_methods():
    html = page_footer(botkyrka(), language="en", version="9.9")
    assert "Methods: M3.2, M3.5, M4.6, M6.3. Version 9.9. Data until 30 June 2019." in html
    assert "under 5 people" in html


def test_importing_display_is_light():
    code = (
        "import sys, research_kit.display as d; d.show; d.page_resources\n"
        "print([m for m in ('pandas', 'matplotlib', 'scipy', 'babel', 'fluent', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_synthetic_and_date_are_read_from_the_subject():
    assert samba_subject().as_of == date(2011, 6, 30)
