"""A board adds an indicator, and changes another, in the parameters file alone: both are seen on the page."""

from __future__ import annotations

import re
import shutil
from datetime import date
from html import unescape
from pathlib import Path

import polars as pl
import pytest

import research_kit as rk
from research_kit.display import render_item
from research_kit.errors import FaultyInputError
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[2]
SOURCE = """    - partner: projektet
      table: indicator_value
      file: ../data/samba/projektet/barnpassning.csv
"""
ADDED = """  - code: childcare_at_meetings
    labels: {sv: "möten med barnpassning", en: "meetings with childcare"}
    versions:
      - version: 1
        from_on: 2011-01-01
        question: {sv: "Hur många möten hade barnpassning?", en: "How many meetings had childcare?"}
        counts: things
        unit: {sv: mötena, en: the meetings}
        decided:
          by: {sv: deltagarrådet, en: the participants' council}
          on: 2010-12-01
          why: {sv: "Flera kunde inte komma.", en: "Several could not come."}
"""
VALUES = "indicator;period;org_id;value;n;reference;recorded_at\nchildcare_at_meetings;2011-Q1;all;0.4;15;;2011-04-10\n"
CHANGED = """      - version: 2
        from_on: 2011-01-01
        question: {sv: "Hur många arbetsgivare?", en: "How many employers?"}
        measure: count
        counts: things
        unit: {sv: arbetsgivare, en: employers}
        decided:
          by: {sv: styrgruppen, en: the steering group}
          on: 2010-12-15
          why: {sv: "Tio samtal med samma är ett.", en: "Ten calls to the same one are one."}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samba")
    for name in ("parameters", "cohorts"):
        shutil.copytree(ROOT / name, folder / name)
    write_demo("samba", folder / "parameters" / "samba.yaml")
    (folder / "data" / "samba" / "projektet" / "barnpassning.csv").write_text(VALUES, encoding="utf-8")
    return folder


def with_text(project, name, *changes):
    """The parameters with texts put in before others; nothing else is touched."""
    text = (ROOT / "parameters" / "samba.yaml").read_text(encoding="utf-8")
    for before, added in changes:
        assert text.count(before) == 1
        text = text.replace(before, added + before)
    path = project / "parameters" / name
    path.write_text(text, encoding="utf-8")
    return path


def answer_of(project, parameters):
    cohort = rk.build_cohort(rk.open_study(parameters, as_of=date(2011, 6, 30)), project / "cohorts" / "samba.yaml")
    return rk.indicators(cohort, by=["gender"])


def said(project, answer, table, language="sv"):
    policy = rk.disclosure.read_policy(project / "parameters" / "samba.yaml")
    safe = rk.release([answer], policy=policy)["indicators"]
    html = render_item(safe[table], safe.subject, language=language, item_id="x", siblings=safe.tables)
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(words).replace("\u202f", " "))


NEXT_SENSE = "  - code: accessible_premises_share\n"


def test_an_indicator_added_in_yaml_is_in_the_answer_and_on_the_page(project):
    parameters = with_text(project, "added.yaml", ("\ncohort:\n", SOURCE.rstrip("\n")), (NEXT_SENSE, ADDED))
    answer = answer_of(project, parameters)
    row = answer["indicator_values"].table.filter(pl.col("outcome") == "childcare_at_meetings.1").row(0, named=True)
    assert (row["cause"], row["estimate"], row["n"]) == ("2011-Q1", 0.4, None)
    assert row["lower"] == pytest.approx(0.198, abs=1e-3)  # Wilson, 6 of 15; R prop.test(6, 15, correct = FALSE)
    page = said(project, answer, "indicator_values")
    assert "Möten med barnpassning: 40 % av mötena, 2011 kv 1 (troligen mellan 2 och 6 av 10)." in page
    assert "”Hur många möten hade barnpassning?”, räknat så sedan 1 januari 2011" in page


def test_values_of_an_indicator_that_nobody_decided_on_keep_the_study_closed(project):
    parameters = with_text(project, "undecided.yaml", ("\ncohort:\n", SOURCE.rstrip("\n")))
    with pytest.raises(FaultyInputError, match=r"barnpassning\.csv, row 2.*not in the board's registry"):
        rk.open_study(parameters, as_of=date(2011, 6, 30))


def test_a_new_version_is_seen_in_the_sentence_and_nothing_before_it_is_compared(project):
    parameters = with_text(project, "changed.yaml", (NEXT_SENSE, CHANGED))
    answer = answer_of(project, parameters)
    contacts = answer["indicator_values"].table.filter(pl.col("outcome").str.starts_with("employer_contacts"))
    periods = dict(contacts.group_by("outcome").agg(pl.col("cause").sort()).rows())
    assert periods["employer_contacts.2"] == ["2011-Q1"]
    assert periods["employer_contacts.1"][-1] == "2010-Q4"
    page = said(project, answer, "indicator_values", "en")
    assert (
        "Contacts with employers: counted in a new way since 1 January 2011. It was decided on 15 December 2010 by the "
        "steering group. The reason: “Ten calls to the same one are one.” Values before and after are not compared."
    ) in page


def test_the_shipped_study_tells_all_that_its_board_follows(project):
    answer = answer_of(project, with_text(project, "as_shipped.yaml"))
    told = {code.rpartition(".")[0] for table in answer.values() for code in table.table["outcome"].drop_nulls()}
    assert len(told) == 11
    assert "Bestämmer om sin egen plan: frågas på ett nytt sätt sedan 1 juli 2010" in said(
        project, answer, "indicator_answers"
    )
    assert "Personal utbildad i likabehandling: räknas på ett nytt sätt sedan 1 juli 2010" in said(
        project, answer, "indicator_shares"
    )
