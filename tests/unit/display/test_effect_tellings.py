"""The items about activities: words that follow from the design, in every status and both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest

from research_kit.display import item_heading, render_item
from research_kit.display.tellings.activity_effects import ACTIVITY_EFFECTS
from tests.unit.display.made_up_beside import STATUSES, in_status
from tests.unit.display.made_up_effects import activity_effects, beside_people, lacks
from tests.unit.display.made_up_process import BY
from tests.unit.display.made_up_tables import released
from tests.unit.display.reading import require_reads_well, text
from tests.unit.display.test_catalogue import CAUSAL
from tests.unit.display.test_tellings import plain

LANGUAGES = ("sv", "en")


def item(name, language="sv", status="ok", answer=None):
    answer = answer or activity_effects()
    table = answer[name] if status == "ok" else in_status(answer[name], status)
    return plain(render_item(table, answer.subject, language=language, item_id="x", siblings=answer.tables))


def heading(name, answer=None, status="ok", language="sv"):
    answer = answer or activity_effects()
    table = answer[name] if status == "ok" else in_status(answer[name], status)
    return plain(item_heading(table, answer.subject, language=language, siblings=answer.tables))


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", ACTIVITY_EFFECTS)
def test_every_item_reads_well_in_every_status(name, status):
    require_reads_well(lambda language: item(name, language, status))


@pytest.mark.parametrize("status", ["insufficient", "blocked", "suppressed"])
@pytest.mark.parametrize("name", ACTIVITY_EFFECTS)
def test_where_nothing_can_be_told_there_is_no_figure(name, status):
    assert "<figure>" not in item(name, "sv", status)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wording", ["DESCRIBED", "ASSOCIATED", "POINTS_TO", "LED_TO"])
@pytest.mark.parametrize("estimate", [0.12, -0.12])
def test_only_a_design_by_lot_may_say_a_cause(language, wording, estimate):
    said = text(item("effects", language, answer=activity_effects(wording, estimate)))
    assert bool(re.search(CAUSAL[language], said, flags=re.I)) == (wording == "LED_TO")


def test_the_words_follow_from_the_design():
    said = {wording: text(item("effects", answer=activity_effects(wording))) for wording in ("DESCRIBED", "ASSOCIATED")}
    assert "Bland dem som började med språk var 12 punkter fler i arbete inom 12 månader" in said["DESCRIBED"]
    assert "Att börja med språk hänger ihop med 12 punkter fler i arbete inom 12 månader" in said["ASSOCIATED"]
    assert "Andra förklaringar kan inte uteslutas." in said["ASSOCIATED"]
    points = text(item("effects", answer=activity_effects("POINTS_TO", -0.12)))
    assert "Uppgifterna talar för 12 punkter färre i arbete inom 12 månader bland dem som börjar med språk" in points
    led = text(item("effects", "en", answer=activity_effects("LED_TO")))
    assert "Starting language led to 12 points more in work within 12 months" in led
    assert "Other explanations" not in led


def test_activities_with_the_same_reason_for_silence_stand_together():
    rows = [lacks(name, "FEW_EVENTS") for name in ("language", "external_assessment", "short_course")]
    answer = activity_effects()
    silent = released("effects", rows, BY, kind="gap", alarm_z=2.7)
    said = text(item("effects", answer=replace(answer, tables={**answer.tables, "effects": silent})))
    assert "Språk, extern utredning och korta kurser: detta går inte att säga än." in said


def test_not_yet_stands_beside_and_is_named_for_what_it_is():
    said = text(item("effects", "en"))
    assert "Against those who have not started yet, and often start later, it is 6 points more" in said
    assert "The others are followed until they start themselves." in said
    assert "which makes the difference smaller" not in said


def test_the_difference_between_groups_is_told_where_it_is_established():
    said = text(item("effects", "en"))
    assert "Short courses: the difference is 20 points larger for women than for men" in said
    assert "difference from men" in said


def test_each_difference_says_what_it_shows():
    shown = {
        wording: text(item("effects", "en", answer=activity_effects(wording))) for wording in ("DESCRIBED", "LED_TO")
    }
    assert "drawn by lot" in shown["LED_TO"]
    assert "drawn by lot" not in shown["DESCRIBED"]
    assert "What it shows" in shown["DESCRIBED"]


def test_not_yet_is_the_message_where_the_protocol_asks_for_it():
    answer = activity_effects()
    rows = answer["effects"].table.filter(pl.col("statistic") != "gap_starting")
    asked = replace(answer["effects"], table=rows)
    said = plain(render_item(asked, answer.subject, language="en", item_id="x", siblings=answer.tables))
    assert "Starting language goes together with 6 points more in work" in text(said)
    assert "Against those who have not started yet" not in text(said)
    assert "Many of those start later, which makes the difference smaller." in text(said)


def test_a_wording_that_nobody_knows_only_describes():
    assert "var 12 punkter fler" in text(item("effects", answer=activity_effects("PROVED")))


def test_points_come_first_and_what_could_not_be_seen_is_said():
    said = text(item("effects"))
    assert "Extern utredning: ingen skillnad i arbete inom 12 månader är fastställd (osäkerhet −9 till 11)" in said
    assert "Skillnader under ungefär 15 punkter hade inte synts." in said
    assert "Korta kurser: detta går inte att säga än. Skälet: det har hänt för få ännu." in said
    assert "Skillnader under ungefär 19 punkter hade inte synts." in said
    assert "För kvinnor: Att börja med språk hänger ihop med 17 punkter fler i arbete" in said


def test_headings_say_the_message():
    assert heading("effects") == "Minst en aktivitet hänger ihop med en skillnad i arbete"
    assert heading("effects", status="insufficient") == "Ännu kan ingen aktivitet jämföras"
    assert heading("effect_checks") == "Några kontroller av jämförelserna är inte godkända"
    assert heading("effect_questions") == "Vad borde ändras? Frågor till styrgruppen"


def test_the_figure_has_each_design_with_a_text_alternative():
    html = item("effects")
    (described,) = set(re.findall(r"<desc[^>]*>(.*?)</desc>", html))
    assert "Språk, börja, mot inte alls" in described
    assert "Språk, börja nu, mot inte än" in described
    assert "Språk, börja inom några månader" in described


def test_checks_are_told_by_name_and_verdict():
    said = text(item("effect_checks"))
    assert "Språk: detta är inte godkänt: största olikhet mellan grupperna efter viktning, andel som knappast" in said
    assert "Största ändring utan en uppgift: ålder 1,1 godkänd" in said
    assert "Samma jämförelse där inget ska synas: kultur" in said


def test_every_verdict_asks_the_board_something():
    said = text(item("effect_questions"))
    assert "Språk hänger ihop med fler i arbete. Vilka får plats, och vilka får vänta?" in said
    assert "Korta kurser: det går inte att säga än." in said
    assert "Ungefär 120 till behöver börja innan en skillnad på 10 punkter skulle synas." in said
    assert "Friskvård: ingen skillnad är fastställd. Vad säger deltagarna själva om aktiviteten? Så många har" in said
    assert "Validering: de som börjar och de andra är för olika för att jämföra. Kan platserna lottas" in said


def test_a_published_share_describes_different_groups():
    said = text(item("outside_comparison", "en"))
    assert "Among the participants 4 points more had" in said
    assert "according to AF 2011" in said
    assert "These are different groups." in said


def test_people_outside_are_told_with_the_change_and_the_trend_before():
    said = text(item("outside_comparison", "en", answer=beside_people()))
    assert "The others are weighted to look like the participants." in said
    assert "The difference is not established. Look into it, but draw no conclusion yet." in said
    assert "the share rose 7 points more in the project than outside" in said
    assert "It says something only if the groups would have moved alike otherwise." in said
    assert "Before the start the difference fell by 1 point a quarter" in said


def test_people_outside_are_checked_and_drawn():
    said = text(item("outside_checks", "en"))
    assert "this is not passed: largest difference between the groups after weighting" in said
    html = item("outside_overlap", "en")
    (described,) = set(re.findall(r"<desc[^>]*>(.*?)</desc>", html))
    assert "The participants: 42%, plausibly 21–63" in described
    assert "The others: 31%" in described
