"""Alerts in words (METHODS 7.7, Annex B): both languages, no count, plain, and no cause claimed."""

from __future__ import annotations

import re
from datetime import date

import pytest

from research_kit.display import catalogue
from research_kit.display.alert_words import alert_sentence, is_group, report_subjects, told_alert
from research_kit.errors import ResearchKitError
from research_kit.results import Subject
from research_kit.results.alerts import AccessReport, Alert, reported
from tests.unit.display.lix import lix
from tests.unit.display.test_catalogue import CAUSAL, messages

OUTCOMES = ("accepted", "enrolled", "activity", "attained")
GROUPS = ("gender=woman", "gender=woman&foreign_born=yes", "disability=yes", "target_youth=yes", "rest")
SUBJECT = Subject(
    study="made_up",
    title={"sv": "Påhittad", "en": "Made up"},
    as_of=date(2011, 6, 30),
    dimensions={"target_youth": {"sv": "Unga", "en": "Young"}, "site": {"sv": "Ort", "en": "Place"}},
    codes={"site": {"north": {"sv": "Norra", "en": "North"}}},
)
GAPS = [
    Alert(level=level, group=group, compared_with="rest", statistic="gap_access", outcome=outcome, chance=0.155)
    for level in ("yellow", "red") for group in GROUPS for outcome in OUTCOMES
]  # fmt: skip
REPORTS = reported(
    AccessReport(by=by, about=about, group=group)
    for by in ("staff", "participant", "partner") for about in report_subjects() for group in ("", "gender=woman")
)  # fmt: skip


def said(alert, language):
    return " ".join(told_alert(alert, SUBJECT, language=language).lines)


def test_a_yellow_asks_for_a_check_and_says_how_often_chance_gives_one():
    alert = Alert(
        level="yellow", group="gender=woman&foreign_born=yes", compared_with="rest", statistic="gap_access",
        outcome="enrolled", chance=0.104,
    )  # fmt: skip
    assert alert_sentence(alert, SUBJECT, language="sv") == (
        "Kontrollera nu: utrikes födda kvinnor har skrivits in i tid mer sällan än alla andra. "
        "En sådan signal kommer av slump ungefär 1 gång på 10 under projektet."
    )
    assert alert_sentence(alert, SUBJECT, language="en") == (
        "Check now: foreign-born women have been enrolled in time less often than all others. "
        "Chance gives such a signal about 1 time in 10 over the project."
    )


def test_a_red_says_that_the_steering_group_must_minute_a_measure():
    alert = Alert(
        level="red", group="gender=man", compared_with="gender=woman", statistic="gap_results", outcome="attained"
    )
    assert said(alert, "sv") == (
        "Män har nått målet mer sällan än kvinnor. Skillnaden är fastställd. Styrgruppen ska besluta åtgärd. "
        "Beslutet skrivs in i styrgruppens protokoll. Larmet står kvar tills en ny mätning har stängt det."
    )
    assert "must decide on a measure. The decision is written into the minutes" in said(alert, "en")


def test_where_the_others_have_less_it_is_they_who_are_named():
    alert = Alert(
        level="red", group="rest", compared_with="gender=woman&foreign_born=yes", statistic="gap_access",
        outcome="activity",
    )  # fmt: skip
    assert said(alert, "sv").startswith("Alla andra har börjat en aktivitet i tid mer sällan än utrikes födda kvinnor.")


@pytest.mark.parametrize(("chance", "times"), [(0.104, "10"), (0.155, "6"), (0.208, "5"), (0.5, "2"), (0.09, "11")])
def test_the_chance_is_one_time_in_so_many(chance, times):
    alert = Alert(
        level="yellow", group="gender=woman", compared_with="rest", statistic="gap_access", outcome="enrolled",
        chance=chance,
    )  # fmt: skip
    assert re.findall(r"\d+", said(alert, "sv")) == ["1", times]


@pytest.mark.parametrize("chance", [None, 0.0, 0.7])
def test_a_chance_that_is_not_one_in_so_many_is_not_made_into_one(chance):
    alert = Alert(
        level="yellow", group="gender=woman", compared_with="rest", statistic="gap_access", outcome="enrolled",
        chance=chance,
    )  # fmt: skip
    assert not re.search(r"\d", said(alert, "sv") + said(alert, "en"))
    assert "kommer ofta av slump" in said(alert, "sv")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_digit_but_those_of_the_chance_and_of_the_day(language):
    for alert in (*GAPS, *REPORTS):
        expected = ["1", "6"] if alert.level == "yellow" else []
        assert re.findall(r"\d+", said(alert, language)) == expected, alert.key
    told = told_alert(GAPS[0], SUBJECT, language=language, since=date(2011, 6, 30))
    assert re.findall(r"\d+", told.since) == ["30", "2011"]


def test_no_digit_differs_between_the_languages():
    for alert in (*GAPS, *REPORTS):
        assert re.findall(r"\d+", said(alert, "sv")) == re.findall(r"\d+", said(alert, "en"))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_cause_is_claimed(language):
    for alert in (*GAPS, *REPORTS):
        assert re.findall(CAUSAL[language], said(alert, language), flags=re.I) == []


def test_the_swedish_is_plain():
    for level in ("red", "yellow", "report"):
        texts = [said(alert, "sv") for alert in (*GAPS, *REPORTS) if alert.level == level]
        assert lix(" ".join(texts)) <= 45, level
    fixed = [text.strip() for key, text in messages("sv").items() if key.startswith(("alert-note", "alert-silence"))]
    assert lix(" ".join(fixed)) <= 45


def test_every_code_of_the_answer_has_words_in_every_language():
    for language in catalogue.languages():
        assert all(catalogue.has(language, f"alert-what-{outcome}") for outcome in OUTCOMES)


def test_a_group_of_an_own_dimension_is_called_a_group():
    alert = Alert(
        level="yellow", group="site=north", compared_with="rest", statistic="gap_screening", outcome="enrolled",
        chance=0.1,
    )  # fmt: skip
    assert "gruppen Norra har skrivits in" in said(alert, "sv")


@pytest.mark.parametrize(
    ("group", "known"),
    [
        ("", True), ("gender=woman", True), ("gender=woman&foreign_born=yes", True), ("site=north", True),
        ("target_youth=yes", True), ("target_youth=no", False), ("target_elderly=yes", False), ("site=south", False),
        ("name=Fatima", False), ("gender=Fatima", False), ("Fatima", False),
    ],
)  # fmt: skip
def test_a_group_has_a_name_in_the_studys_words_or_is_none(group, known):
    assert is_group(group, SUBJECT) is known


def test_a_report_about_what_there_are_no_words_for_is_refused():
    (alert,) = reported([AccessReport(by="staff", about="the coach Eva")])
    with pytest.raises(ResearchKitError, match="It may be about: referral, decision"):
        alert_sentence(alert, SUBJECT, language="sv")
