"""The items of the board's indicators: what they say and draw, and that a change in what is asked is seen."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from research_kit.display import item_heading, render_item
from research_kit.display.tellings.indicator_words import scale_changes
from research_kit.display.tellings.indicators import BOARD_INDICATORS
from research_kit.display.words import Words
from tests.unit.display.made_up_beside import STATUSES, in_status
from tests.unit.display.made_up_indicators import indicators, subject
from tests.unit.display.reading import require_reads_well, text
from tests.unit.display.test_tellings import plain

DRAWN = [name for name in BOARD_INDICATORS if name != "indicator_bounds"]
CHANGED_SV = (
    "räknas på ett nytt sätt sedan 1 juli 2010. Det bestämdes den 10 juni 2010 av styrgruppen. "
    "Skälet: ”En kort föreläsning räckte.” Värdena före och efter jämförs inte."
)
ASKED_EN = (
    "asked in a new way since 1 July 2010. It was decided on 10 June 2010 by the steering group. "
    "The reason: “A short lecture was enough.” Answers before and after are not compared."
)


def item(name, language="sv", status="ok", table=None):
    answer = indicators()
    table = table or (answer[name] if status == "ok" else in_status(answer[name], status))
    return plain(render_item(table, answer.subject, language=language, item_id="x", siblings=answer.tables))


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", BOARD_INDICATORS)
def test_every_item_reads_well_in_every_status(name, status):
    require_reads_well(lambda language: item(name, language, status))


@pytest.mark.parametrize("status", ["insufficient", "blocked", "suppressed"])
@pytest.mark.parametrize("name", BOARD_INDICATORS)
def test_where_nothing_can_be_told_there_is_no_figure(name, status):
    assert "<figure>" not in item(name, "sv", status)


@pytest.mark.parametrize("name", DRAWN)
def test_every_drawn_item_has_a_text_alternative_and_a_table(name):
    html = item(name)
    assert html.count("<figure>") >= 1
    assert all(desc.strip() for desc in re.findall(r"<desc[^>]*>(.*?)</desc>", html))
    assert "<table" in html


def test_headings_say_the_message():
    answer = indicators()
    heads = {name: plain(item_heading(answer[name], answer.subject, language="sv")) for name in answer}
    assert heads["indicator_answers"] == "4 av 10 bestämmer om sin plan"
    assert heads["indicator_shares"] == "Utbildad personal: 62 %"
    assert heads["indicator_values"] == "Kontakter med arbetsgivare: 21"
    assert heads["indicator_counts"] == "Antal anställda: 27"


def test_a_change_in_what_counts_is_in_the_sentence_with_who_decided_it_when_and_why():
    assert f"Utbildad personal: {CHANGED_SV}" in text(item("indicator_shares"))
    assert f"Have a say in their plan: {ASKED_EN}" in text(item("indicator_answers", "en"))
    assert f"Have a say in their plan: {ASKED_EN}" in text(item("indicator_bounds", "en"))
    assert "nytt sätt" not in text(item("indicator_values"))


def test_a_change_in_what_counts_is_a_mark_in_the_figure_where_the_line_is_broken():
    html = item("indicator_shares")
    assert html.count(">på nytt sätt sedan 1 juli 2010</text>") == 2  # wide and narrow
    paths = re.findall(r'<path d="([^"]+)" class="curve s-b"/>', html)
    assert all(path.count("M") == 2 for path in paths)  # before the change, and after it: never joined
    description = re.findall(r"<desc[^>]*>(.*?)</desc>", html)[0]
    assert "På nytt sätt sedan 1 juli 2010: 2010 kv 3: 54 %" in description
    assert "2010 kv 2: prickad" in description


def test_versions_of_a_question_are_dots_and_tables_of_their_own():
    html = item("indicator_answers", "en")
    assert "in a new way since 1 July 2010" in text(re.sub(r"</?(?:svg|text|tspan)[^>]*>", " ", html))
    assert "as it was asked before 1 July 2010" in text(re.sub(r"</?(?:svg|text|tspan)[^>]*>", " ", html))
    captions = re.findall(r"<caption[^>]*>(.*?)</caption>", html, flags=re.S)
    assert [caption.split("“")[1].split("”")[0] for caption in captions] == [
        "I have had a part in deciding", "I have been able to say what I think",
    ]  # fmt: skip


def test_the_loss_of_answers_stands_beside_the_share():
    said = text(item("indicator_answers", "en"))
    assert "231 of 231 asked have answered. Had all answered it would be between" in said


def test_amounts_are_said_with_what_they_count():
    assert "16 of 26 members of staff (62%), Q1 2011 (plausibly" in text(item("indicator_shares", "en"))
    values = text(item("indicator_values", "en"))
    assert "Contacts with employers: 21 calls and visits, Q1 2011." in values
    assert "Equal work: 3.3 on average, 28 members of staff answered, 2010." in values
    assert "Arbetsförmedlingen" in values
    assert "December 2010" in text(item("indicator_counts", "en"))


def test_what_will_change_later_is_not_told_yet():
    words = Words("sv", subject())
    assert len(scale_changes(words, ["other"])) == 1
    assert scale_changes(words, ["closeness"]) == []
    early = replace(subject(), as_of=date(2010, 6, 30))
    assert scale_changes(Words("sv", early), ["other"]) == []


def test_a_withheld_period_is_marked_and_not_told():
    table = indicators()["indicator_shares"]
    hidden = table.to_polars().with_columns(
        pl.when(pl.col("cause") == "2011-Q1").then(pl.lit("suppressed")).otherwise("status").alias("status"),
        *(pl.when(pl.col("cause") != "2011-Q1").then(name).alias(name) for name in ("n", "events", "estimate")),
    )
    said = text(item("indicator_shares", "sv", table=replace(table, table=hidden)))
    assert "15 av 26 anställda (58 %), 2010 kv 4" in said
    assert "2011 kv 1 prickad prickad" in said
