"""The items of process, equity, targets and ESF+: what they say and draw in every status and both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest

from research_kit.display import item_heading, render_item
from research_kit.display.tellings.equity import EQUITY
from research_kit.display.tellings.process import PROCESS
from research_kit.display.tellings.targets import TARGETS
from research_kit.display.untold import is_untold
from tests.unit.display.made_up_beside import STATUSES, in_status
from tests.unit.display.made_up_equity import equity
from tests.unit.display.made_up_process import process
from tests.unit.display.made_up_targets import esf_plus, targets
from tests.unit.display.reading import require_reads_well, text
from tests.unit.display.test_tellings import plain

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


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", NAMES)
def test_every_item_reads_well_in_every_status(name, status):
    require_reads_well(lambda language: item(name, language, status))


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
        == "Det senaste kvartalet som kan visas ligger inom det som brukar variera, men ett tidigare gjorde det inte"
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
    assert heading("attainment") == "Det går inte att säga än om målet nås"  # the readings of one target differ


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
    assert "Risken för minst en falsk signal på 8 kvartal är 3 %." in text(item("charts"))


def test_a_withheld_quarter_has_no_place_on_the_axis():
    html = item("charts")
    assert "dotc" in html
    assert re.search(r"2011 kv 2, alla.*?prickad", text(html))


def test_stock_is_told_beside_its_plan():
    said = text(item("stock"))
    assert "Planen är 43" in said
    assert "chart-plan" not in said


def told(name, frame, language="sv"):
    """An item of a table with other rows."""
    answer = answer_with(name)
    table = replace(answer[name], table=frame)
    tables = {**answer.tables, name: table}
    return text(plain(render_item(table, answer.subject, language=language, item_id="x", siblings=tables)))


def rows(name):
    return answer_with(name)[name].to_polars()


@pytest.mark.parametrize("name", ["waits", "phases", "access", "attainment"])
def test_a_table_of_withheld_cells_is_told_in_one_sentence(name):
    html = item(name, status="suppressed")
    assert html.count("<p") == 1
    assert "Talen är prickade: så få personer att någon kunde kännas igen" in text(html)
    assert not re.search(r"<table|<figure|<h4", html)


@pytest.mark.parametrize(("name", "reason"), [("attainment", "NO_TARGETS"), ("representation", "NO_BENCHMARK")])
def test_what_the_study_has_not_declared_is_left_to_the_list_at_the_end(name, reason):
    frame = rows(name).head(1).with_columns(estimate=None, status=pl.lit("blocked"), reason=pl.lit(reason))
    answer = answer_with(name)
    only = replace(answer, tables={name: replace(answer[name], table=frame)})
    assert is_untold(only, name)


def test_where_a_year_is_withheld_the_nearest_time_before_is_told():
    late = pl.col("time") > 3
    frame = rows("dropout").with_columns(
        status=pl.when(late).then(pl.lit("suppressed")).otherwise("status"),
        reason=pl.when(late).then(pl.lit("WITHHELD")).otherwise("reason"),
        estimate=pl.when(~late).then(pl.lit(0.0)),
    )
    frame = pl.concat(
        [frame, frame.filter(pl.col("time") == 12).with_columns(time=3.0, status=pl.lit("ok"), estimate=0.0)]
    )
    said = told("dropout", frame)
    assert "Ingen hade slutat i förtid inom 3 månader" in said


def test_a_chance_that_was_rounded_to_certainty_is_not_said():
    is_chance = pl.col("statistic") == "chance_of_reaching"
    assert "Chansen är ungefär" in told("forecast", rows("forecast"))
    certain = rows("forecast").with_columns(estimate=pl.when(is_chance).then(1.0).otherwise("estimate"))
    assert "Chansen" not in told("forecast", certain)


def test_a_small_chance_is_less_than_one_in_ten():
    is_chance = pl.col("statistic") == "chance_of_reaching"
    small = rows("forecast").with_columns(estimate=pl.when(is_chance).then(0.02).otherwise("estimate"))
    assert "Chansen är mindre än 1 av 10." in told("forecast", small)


def test_each_benchmark_has_its_figure_and_table_and_is_named():
    frame = rows("representation")
    one, other = (frame.with_columns(compared_with=pl.lit(name)) for name in ("Kartläggningen", "Ansökan"))
    html = told("representation", pl.concat([one, other]))
    assert html.count("delat med delen enligt: Kartläggningen") >= 1
    assert html.count("delat med delen enligt: Ansökan") >= 1


def test_the_screening_finds_those_who_have_less_by_its_own_rule_and_nobody_else():
    frame = rows("screening").with_columns(
        estimate=0.2, lower=0.05, upper=0.3, alarm_lower=None, alarm_upper=None, status=pl.lit("ok"), reason=None
    )
    assert "Ingen grupp behöver kontrolleras nu" in told("screening", frame)
    yellow = frame.with_columns(estimate=-0.2, lower=-0.3, upper=-0.05, reason=pl.lit("YELLOW"))
    said = told("screening", yellow)
    assert "Någon grupp bör kontrolleras" in said
    assert "larmstrecket gör det" not in said  # there is none in the screening


def test_of_a_difference_with_too_little_nobody_is_told_how_many_it_rests_on():
    frame = rows("access_gaps").with_columns(
        n=None, estimate=None, lower=None, upper=None, status=pl.lit("insufficient"), reason=pl.lit("FEW_PEOPLE")
    )
    said = told("access_gaps", frame)
    assert "det är för få personer" in said
    assert "färre än" not in said


def test_an_indicator_of_ours_has_no_code_before_its_name():
    frame = rows("indicators").with_columns(statistic=pl.col("statistic").replace("EECR04", "left_28_days"))
    said = told("indicators", frame)
    assert "Har slutat för minst 28 dagar sedan" in said
    assert "left_28_days" not in said
    assert "EECO01 Deltagare" in said
