"""The items of process, equity, targets and ESF+: what they say and draw in every status and both languages."""

from __future__ import annotations

import re

import pytest

from research_kit.display import item_heading, render_item
from research_kit.display.tellings.equity import EQUITY
from research_kit.display.tellings.process import PROCESS
from research_kit.display.tellings.targets import TARGETS
from tests.unit.display.lix import lix
from tests.unit.display.made_up_beside import STATUSES, in_status
from tests.unit.display.made_up_equity import equity
from tests.unit.display.made_up_process import process
from tests.unit.display.made_up_targets import esf_plus, targets
from tests.unit.display.test_tellings import _digits, plain

COUNTED = ("stock", "progress", "indicators")
"""Tables of counts: what they tell is not an estimate."""
UNDRAWN = ("progress", "indicators")
"""Tables that say it all without a figure."""
NAMES = (*PROCESS, *EQUITY, *TARGETS)


def answer_with(name):
    return next(answer for answer in (process(), equity(), targets(), esf_plus()) if name in answer.tables)


def item(name, language="sv", status="ok"):
    answer = answer_with(name)
    table = answer[name] if status == "ok" else in_status(answer[name], status)
    return plain(render_item(table, answer.subject, language=language, item_id="x", siblings=answer.tables))


def text(html):
    unbroken = re.sub(r"</?span[^>]*>", "", html)
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", unbroken, flags=re.S))


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", NAMES)
def test_every_item_reads_well_in_every_status(name, status):
    swedish, english = (text(item(name, language, status)) for language in ("sv", "en"))
    assert _digits(swedish) == _digits(english)
    for said in (swedish, english):
        assert "None" not in said
        assert not re.search(r"(?<![\d])\.\.| ,| \.(?!\d)|\(\)|: \.", said)
    prose = re.findall(r"<(?:p|h3|figcaption)[^>]*>(.*?)</(?:p|h3|figcaption)>", item(name, "sv", status), flags=re.S)
    assert lix(" ".join(re.sub(r"<[^>]+>", "", p).rstrip(".") + "." for p in prose)) <= 45


@pytest.mark.parametrize("status", ["insufficient", "blocked", "suppressed"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in COUNTED])
def test_where_nothing_can_be_told_there_is_no_figure_and_no_number(name, status):
    html = item(name, "sv", status)
    assert "<figure>" not in html
    assert re.search(r"prickade|underlag|kan inte besvaras", html)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNDRAWN])
def test_every_item_has_a_figure_with_a_text_alternative_and_a_table(name):
    html = item(name)
    assert html.count("<figure>") >= 1
    assert all(desc.strip() for desc in re.findall(r"<desc[^>]*>(.*?)</desc>", html))
    assert "<table" in html


def heading(name, status="ok"):
    answer = answer_with(name)
    table = answer[name] if status == "ok" else in_status(answer[name], status)
    return plain(item_heading(table, answer.subject, language="sv"))


def test_headings_say_the_message():
    assert heading("waits") == "4 av 10 hade börjat en aktivitet efter hänvisningen inom 30 dagar"
    assert heading("attendance") == "Deltagarna kom till 6 av 10 planerade timmar"
    assert (
        heading("charts")
        == "Det senaste kvartalet ligger inom det som brukar variera, men ett tidigare gjorde det inte"
    )
    assert heading("stock") == "48 deltar samtidigt"
    assert heading("waits", "suppressed") == "Hur länge deltagarna väntar"


def test_headings_of_equity_say_the_message():
    assert heading("access_gaps") == "3 skillnader på vägen in är fastställda"
    assert heading("results") == "En skillnad i resultat är fastställd"
    assert heading("organisations") == "Någon organisation ligger utanför det som slumpen brukar ge"


def test_targets_are_told_beside_what_was_promised():
    said = text(item("attainment"))
    assert "I arbete eller studier: 38 % har nått målet 40 % (31–45): går inte att säga än." in said
    assert "Närmare arbetsmarknaden (läsning A)" in said
    assert heading("attainment") == "En del mål är nådda, andra inte"


def test_the_forecast_says_the_range_the_goal_and_the_chance():
    said = text(item("forecast"))
    assert "I arbete eller studier: med nuvarande takt når 75 till 117 personer målet; målet är 96." in said
    assert "Chansen är ungefär 5 av 10." in said


def test_the_esf_table_names_each_indicator_and_hides_what_is_withheld():
    said = text(item("indicators"))
    assert "EECO01 Deltagare 160 80 72" in said
    assert re.search(r"prickade[^.]*: Icke-binära|Icke-binära[^.]*prickad", said, flags=re.I)


def test_who_is_under_represented_is_said_in_words():
    said = text(item("results"))
    assert "Utrikes födda kvinnor hade börjat arbeta 24 punkter mer sällan än alla andra inom 12 månader" in said
    assert "Utrikes födda kvinnor är underrepresenterade bland dem som hade börjat arbeta." in said


def test_points_come_first_and_the_ratio_beside_them():
    assert re.search(r"−21 −35 till −7 −41 till −1 0,62 \(0,41–0,93\) fastställd", text(item("access_gaps")))


def test_organisations_stand_in_no_order_of_size():
    assert re.findall(r"Föreningen|Kommunen|Vården", text(item("organisations")))[-3:] != sorted(
        ["Föreningen", "Kommunen", "Vården"],
        key=lambda name: {"Föreningen": 0.31, "Kommunen": 0.55, "Vården": 0.62}[name],
    )


def test_a_quarter_outside_usual_variation_is_ringed_and_named():
    html = item("charts")
    assert html.count('class="ring"') >= 2
    assert "2010 kv 4" in html
    assert "utanför" in re.sub(r"<svg.*?</svg>", "", html, flags=re.S)


def test_the_risk_of_a_false_signal_is_told_beside_the_limits():
    assert "Risken för minst en falsk signal på 7 kvartal är 3 %." in text(item("charts"))


def test_a_withheld_quarter_has_no_place_on_the_axis():
    html = item("charts")
    assert "dotc" in html
    assert re.search(r"2011 kv 2, alla.*?prickad", text(html))


def test_stock_is_told_beside_its_plan():
    said = text(item("stock"))
    assert "Planen är 43" in said
    assert "chart-plan" not in said
