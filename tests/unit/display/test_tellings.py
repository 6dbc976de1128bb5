"""The items beside the headline: their sentences, figures and tables in every status and both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import polars as pl
import pytest

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display import item_heading, render_item, sentence, show
from research_kit.display.rows import EVERYBODY, Group
from research_kit.display.tellings import TELLINGS
from research_kit.results import Answer, GuardHit, ResultTable
from tests.unit.display.lix import lix
from tests.unit.display.made_up import samba, samba_subject
from tests.unit.display.made_up_beside import STATUSES, adjusted, states_jointly
from tests.unit.display.made_up_beside import in_status as every_row_in
from tests.unit.display.made_up_tables import NO_VALUES
from tests.unit.display.reading import digits

WOMEN = Group((("gender", "woman"),))
NAMES = tuple(name for name in TELLINGS if name in samba()["time_to_employment"])


def in_status(name: str, status: str) -> ReleasedTable:
    return every_row_in(samba()["time_to_employment"][name], status)


def plain(text: str) -> str:
    return unescape(text).replace("\u00a0", " ").replace("\u202f", " ")


def item(name: str, language: str = "sv", table: ReleasedTable | None = None) -> str:
    answer = samba()["time_to_employment"]
    made = table or answer[name]
    return plain(render_item(made, answer.subject, language=language, item_id="x", siblings=answer.tables))


def text(name: str, language: str = "sv", table: ReleasedTable | None = None) -> str:
    unbroken = re.sub(r"</?span[^>]*>", "", item(name, language, table))
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", unbroken, flags=re.S))


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", NAMES)
def test_every_item_reads_well_in_every_status(name, status):
    table = in_status(name, status)
    swedish, english = text(name, "sv", table), text(name, "en", table)
    assert digits(swedish) == digits(english)
    for said in (swedish, english):
        assert "None" not in said
        assert not re.search(r"(?<![\d])\.\.| ,| \.(?!\d)|\(\)|: \.", said)
    headings = [plain(item_heading(table, samba_subject(), language=x)) for x in ("sv", "en")]
    assert all(heading and heading[0] == heading[0].upper() for heading in headings)
    prose = re.findall(r"<(?:p|h3|figcaption)[^>]*>(.*?)</(?:p|h3|figcaption)>", item(name, "sv", table), flags=re.S)
    assert lix(" ".join(re.sub(r"<[^>]+>", "", p).rstrip(".") + "." for p in prose)) <= 45


@pytest.mark.parametrize("status", ["insufficient", "blocked", "suppressed"])
@pytest.mark.parametrize("name", NAMES)
def test_where_nothing_can_be_told_there_is_no_figure_and_no_number(name, status):
    html = item(name, "sv", in_status(name, status))
    assert "<figure>" not in html
    assert "Vad detta inte säger" not in html
    first = re.search(r"<p>(.*?)</p>", html)
    assert first is not None
    assert re.search(r"prickade|underlag|kan inte besvaras", first.group(1))


@pytest.mark.parametrize("name", NAMES)
def test_a_wide_range_is_said_to_be_uncertain(name):
    if name == "bounds":  # the bounds are limits: of each one it is not the range that is told
        return
    assert "osäkerheten är stor" in text(name, "sv", in_status(name, "wide"))
    assert "uncertainty is large" in text(name, "en", in_status(name, "wide"))


def said(name: str, group: Group = EVERYBODY, language: str = "sv") -> str:
    answer = samba()["time_to_employment"]
    return plain(sentence(answer[name], group, answer.subject, language=language, siblings=answer.tables))


def test_the_sentences_are_those_of_annex_b():
    assert said("sustained").startswith("3 av 10 hade fått ett arbete som varade minst 90 dagar (troligen")
    assert said("sustained", language="en").startswith("3 in 10 had got a job lasting at least 90 days")
    assert said("states").startswith("Ett år efter start är 3 av 10 i arbete, 1 i utbildning, 4 kvar i projektet")
    assert said("states", language="en").startswith("One year on, 3 in 10 are in work, 1 in education, 4 still in the")
    assert "Med hänsyn till ålder och utbildning vid start är skillnaden −6 punkter (−19 till 7)." in said(
        "adjusted", WOMEN
    )
    assert "Allowing for age and education at start the difference is −6 points (−19 to 7)." in said(
        "adjusted", WOMEN, "en"
    )


def test_the_bounds_stand_around_the_headline():
    told = text("bounds")
    assert "Mellan 3 och 5 av 10 hade börjat arbeta, hur det än gick för dem vi har tappat" in told
    assert "Om ingen hade det ligger andelen på 3 av 10 (31 %), om alla hade det på 5 av 10 (52 %)." in told
    assert "Huvudsiffran, 4 av 10 (38 %)" in told
    assert "Män 84 36 % prickad" in told  # in the table; the figure has no bar for them
    assert "Män" not in re.findall(r"<desc[^>]*>(.*?)</desc>", item("bounds"))[0]


def test_the_plain_gap_stands_beside_the_adjusted_one():
    told = text("adjusted")
    assert "Kvinnor mot män: skillnaden är −8 punkter rakt av." in told
    (drawn, *_) = re.findall(r"<desc[^>]*>(.*?)</desc>", item("adjusted"))
    assert drawn.index("Kvinnor mot män: −8 punkter") < drawn.index("Kvinnor mot män, med hänsyn: −6 punkter")


def test_a_comparison_does_not_allow_for_what_it_compares():
    table = replace(adjusted(), estimand_key="gap_standardised:gender,foreign_born,education")
    told = text("adjusted", table=table)
    assert "Med hänsyn till födelseland och utbildning vid start är skillnaden −6" in told
    assert "Med hänsyn till kön och utbildning vid start är skillnaden −9" in told
    assert "lika i utbildning vid start" in told


def test_only_the_alarm_bar_establishes_an_adjusted_gap():
    table = adjusted()
    apart = table.to_polars().with_columns(upper=pl.lit(-0.02), alarm_upper=pl.lit(-0.01))
    assert "Skillnaden är fastställd även med hänsyn" in text("adjusted", table=replace(table, table=apart))
    check = apart.with_columns(alarm_upper=pl.lit(0.03))
    assert "men se efter" in text("adjusted", table=replace(table, table=check))


def test_where_the_ratio_changes_over_time_readers_are_sent_to_the_months():
    changing = adjusted(guards=(GuardHit(code="G-PH", severity="warn"),))
    told = text("adjusted", table=changing)
    assert "Skillnaden ändras över tid. Lita hellre på månaderna." in told
    assert "Kvoten ändras över tid; månader visas." in told
    assert "Lita hellre" not in text("adjusted")


def test_one_of_two_differences_may_change_over_time():
    frame = adjusted().to_polars()
    of_women = pl.col("gender").eq_missing(pl.lit("woman"))
    silent = [pl.when(~of_women).then(name).alias(name) for name in NO_VALUES]
    blocked = frame.with_columns(
        *silent,
        status=pl.when(of_women).then(pl.lit("blocked")).otherwise("status"),
        reason=pl.when(of_women).then(pl.lit("NOT_PROPORTIONAL")).otherwise("reason"),
    )
    told = text("adjusted", table=replace(adjusted(), table=blocked))
    assert "Kvinnor mot män: skillnaden ändras över tid. Månaderna visas i stället." in told
    assert "är skillnaden −9 punkter (−22 till 4)." in told


@pytest.mark.parametrize("status", ["insufficient", "blocked"])
def test_a_gap_that_is_not_shown_for_it_changes_is_not_called_too_little(status):
    table = in_status("adjusted", status)
    changing = replace(table, table=table.to_polars().with_columns(reason=pl.lit("NOT_PROPORTIONAL")))
    told = text("adjusted", table=changing)
    assert "Kvinnor mot män: skillnaden ändras över tid. Månaderna visas i stället." in told
    assert "Skillnaden ändras över tid, och månaderna visas i stället" in told
    assert "För lite underlag för" not in told


def test_states_have_patterns_and_words_and_a_withheld_time_has_no_parts():
    html = item("states")
    wide = html.split('<svg class="n"')[0]
    assert wide.count('class="squared"') == 1 + 3  # the legend, and the three quarters that are shown
    assert 'fill="url(#' in wide
    assert "Efter 3 månader: prickad" in html


def test_where_tenths_are_the_same_percent_tell_started_from_lasted():
    assert "börjat arbeta inom 12 månader." in text("sustained")
    frame = samba()["time_to_employment"]["sustained"].to_polars()
    near = frame.with_columns(pl.when(pl.col("estimate").is_not_null()).then(0.36).alias("estimate"))
    told = text("sustained", table=replace(samba()["time_to_employment"]["sustained"], table=near))
    assert "(38 %) börjat arbeta inom 12 månader, och 36 % fått ett arbete som varade minst 90 dagar." in told


def test_those_in_the_project_and_out_of_it_may_be_told_as_one():
    told = text("states", table=states_jointly())
    assert (
        "Ett år efter start är 3 av 10 i arbete, 1 i utbildning och 6 varken i arbete eller studier (i arbete" in told
    )
    assert "De andra är ute ur projektet" not in told
    english = text("states", "en", states_jointly())
    assert "One year on, 3 in 10 are in work, 1 in education and 6 in neither (in work, plausibly" in english


def test_a_joint_state_has_a_pattern_a_column_and_a_note_of_its_own():
    html = item("states", table=states_jointly())
    wide = html.split('<svg class="n"')[0]
    assert wide.count('class="dotted"') == 1 + 1  # the legend, and the bar of twelve months
    assert "varken i arbete eller studier 62 %" in re.findall(r"<desc[^>]*>(.*?)</desc>", html)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    columns = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", rows[0])]
    assert columns[-3:] == [
        "Kvar i projektet",
        "Ute ur projektet utan arbete eller studier",
        "Varken i arbete eller studier",
    ]
    cells = [[re.sub(r"<[^>]+>", "", c) for c in re.findall(r"<td>(.*?)</td>", row)] for row in rows]
    assert any(row[-3:-1] == ["–", "–"] and row[-1] == "62 %" for row in cells if row)
    assert any(row[-1] == "–" and "–" not in row[-3:-1] for row in cells if row)
    assert "Ett streck (–) betyder inte noll." in html


def test_where_all_is_told_apart_nothing_speaks_of_a_joint_state():
    html = item("states")
    assert "Varken i arbete" not in html
    assert "dotted" not in html
    assert "betyder inte noll" not in html


def test_one_states_sentence_is_about_its_own_group():
    answer = samba()["time_to_employment"]
    men = Group((("gender", "man"),))
    table = states_jointly()
    made = plain(sentence(table, men, answer.subject, language="sv", siblings=answer.tables))
    assert "bland män i arbete, 1 i utbildning och" in made
    assert "varken i arbete eller studier" in made


def test_self_support_stands_beside_the_headline_with_what_it_means():
    told = text("within")
    assert "3 av 10 (32 %) hade fått egen försörjning, alltså arbete eller studier med egen inkomst." in told
    assert "Alla, egen försörjning" in item("within")


@pytest.mark.parametrize("method", ["M3.1", "M3.2", "M3.3"])
def test_each_route_says_in_one_line_how_it_counts(method):
    within = replace(samba()["time_to_employment"]["within"], method_id=method)
    assert text("within", table=within).count("Så räknar vi:") == 1
    assert text("within", "en", within).count("How we count:") == 1


# Exploration -----------------------------------------------------------------------------------------------------


def exact(**more) -> ResultTable:
    made = adjusted()
    return ResultTable(
        name="adjusted", kind="gap", table=made.table.drop("as_of"), by=made.by, method_id="M3.5", method_version="1",
        sentence_key="adjusted", **more,
    )  # fmt: skip


RATIOS = pl.DataFrame({"term": ["gender=woman"], "hazard_ratio": [0.81], "lower": [0.5], "upper": [1.31]})


def test_a_researcher_sees_the_models_checks_and_that_they_are_not_for_release():
    influence = [{"term": "gender=woman", "moved_by_one": 2}]
    html = show(exact(diagnostics={"hazard_ratios": RATIOS, "influence": influence, "n": 3})).html["sv"]
    assert "adjusted: hazard_ratios. Inte för spridning." in html
    assert "0,81" in html
    assert "moved_by_one" in html


def test_hazard_ratios_are_hidden_where_the_ratio_changes_over_time():
    guards = (GuardHit(code="G-PH", severity="warn"),)
    html = show(exact(diagnostics={"hazard_ratios": RATIOS}, guards=guards)).html["sv"]
    assert "0,81" not in html
    assert "Hazardkvoterna visas inte" in html


def test_an_exact_answer_without_the_table_says_so_calmly():
    answer = Answer(name="time_to_employment", tables={"adjusted": exact()}, subject=samba_subject())
    shown = show(answer, "sustained")
    assert "Svaret har ingen tabell sustained. Det har: adjusted." in plain(shown.html["sv"])
    assert not shown.released


@pytest.mark.parametrize("name", NAMES)
def test_a_released_answer_without_the_table_says_so_calmly(name):
    answer = samba()["time_to_employment"]
    without = replace(answer, tables={"within": answer["within"]})
    html = plain(show(without, name).html["sv"])
    assert "uppgifter saknas i den här studien" in html
    assert "Resultat:" not in html
