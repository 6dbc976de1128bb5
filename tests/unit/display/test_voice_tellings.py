"""The items of participants' voice: what they say and draw in every status and both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest

from research_kit.display import item_heading, render_item
from research_kit.display.tellings.participants_voice import PARTICIPANTS_VOICE
from tests.unit.display.made_up_beside import STATUSES, in_status
from tests.unit.display.made_up_voice import voice
from tests.unit.display.reading import require_reads_well, text
from tests.unit.display.test_tellings import plain

UNDRAWN = ("reliability", "languages", "coding", "needs_over_time")
"""Tables that say it all without a figure."""


def item(name, language="sv", status="ok"):
    answer = voice()
    table = answer[name] if status == "ok" else in_status(answer[name], status)
    siblings = {**answer.tables, name: table}
    return plain(render_item(table, answer.subject, language=language, item_id="x", siblings=siblings))


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", PARTICIPANTS_VOICE)
def test_every_item_reads_well_in_every_status(name, status):
    require_reads_well(lambda language: item(name, language, status))


@pytest.mark.parametrize("status", ["insufficient", "blocked", "suppressed"])
@pytest.mark.parametrize("name", PARTICIPANTS_VOICE)
def test_where_nothing_can_be_told_there_is_no_figure_and_no_number(name, status):
    html = item(name, "sv", status)
    assert "<figure>" not in html
    assert not re.search(r"<p>[^<]*\d+ av 10", html)


@pytest.mark.parametrize("name", [name for name in PARTICIPANTS_VOICE if name not in UNDRAWN])
def test_every_estimate_is_drawn_with_a_text_alternative(name):
    assert re.search(r"<title[^>]*>[^<]{10,}", item(name))
    assert re.search(r"<desc[^>]*>[^<]*\d", item(name))


def test_change_says_better_same_and_worse_who_answered_and_that_nobody_is_compared_with():
    said = text(item("change", "en"))
    assert re.search(r"After 12 months \S+ rate empowerment higher than at the start, \S+ the same", said)
    assert re.search(r"\d+ in 10 answered\.", said)
    assert "We have no group to compare with." in said


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((0.31, 0.52, 0.17), "skattar 3 av 10 egenmakt högre än vid start, 5 av 10 lika och 2 av 10 lägre."),
        ((0.26, 0.56, 0.18), "skattar 26 % egenmakt högre än vid start, 56 % lika och 18 % lägre."),
    ],
)
def test_better_same_and_worse_add_up_in_the_words_that_they_are_told_in(shares, said):
    answer, kinds = voice(), dict(zip(("improved", "same", "worse"), shares, strict=True))
    frame = answer["change"].to_polars().with_columns(estimate=pl.col("cause").replace_strict(kinds))
    table = replace(answer["change"], table=frame)
    html = render_item(table, answer.subject, language="sv", item_id="x", siblings={**answer.tables, "change": table})
    assert said in text(plain(html))


def test_what_is_not_shown_might_be_a_larger_gap():
    answer = voice()
    hidden = pl.col("cause") == "svenska"
    frame = answer["unmet"].to_polars().with_columns(
        pl.when(hidden).then(pl.lit("suppressed")).otherwise("status").alias("status"),
        pl.when(hidden).then(None).otherwise("estimate").alias("estimate"),
    )  # fmt: skip
    tables = {**answer.tables, "unmet": replace(answer["unmet"], table=frame)}
    heading = item_heading(tables["unmet"], answer.subject, language="sv", siblings=tables)
    assert heading == "Störst lucka av dem som kan visas: barnomsorg"
    match = render_item(tables["needs_match"], answer.subject, language="sv", item_id="x", siblings=tables)
    assert "Störst lucka av dem som kan visas: barnomsorg (plats 1–3)." in text(plain(match))


def test_closer_says_among_whom_and_what_it_would_be_had_all_answered():
    said = text(item("closer", "sv"))
    assert "Bland dem som inte är i arbete eller studier" in said
    assert "tack vare projektet" in said
    assert "om alla svarat: mellan" in said
    assert re.search(r"Av dem svarade \d+ av \d+\.", said)


def test_the_largest_gap_stands_with_its_rank_interval():
    assert "Störst lucka: barnomsorg (plats 1–3)" in text(item("needs_match", "sv"))
    assert "Largest gap: childcare" in item_heading(voice()["unmet"], voice().subject, language="en")


def test_needs_stand_beside_the_activities_that_answered_them():
    said = text(item("needs_over_time", "en"))
    assert "Language (changed during the year)" in said
    assert "No activity" in said
    assert "New since the years before: childcare." in said


def test_questions_that_are_told_singly_stand_in_one_table_under_their_own_words():
    said = text(item("change", "sv"))
    assert "fråga för fråga" in said
    assert "Jag kan välja mellan olika vägar" in said
    assert "välja mellan olika vägar.”" not in said


def test_languages_are_named_in_the_language_of_the_page():
    assert "arabiska" in text(item("reliability", "sv"))
    assert "Arabic" in text(item("reliability", "en"))
