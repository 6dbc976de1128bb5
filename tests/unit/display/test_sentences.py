from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import polars as pl
import pytest

from research_kit.display import render_item, sentence
from research_kit.display.amounts import of_ten
from research_kit.display.gaps import gap_verdict
from research_kit.display.rows import EVERYBODY, Group, Row, rows_beside, rows_of
from research_kit.display.sentences import row_sentence
from research_kit.display.words import Words
from research_kit.errors import ResearchKitError
from tests.unit.display.lix import lix
from tests.unit.display.made_up import RELEASES, samba, samba_subject, spells

STATUSES = ("ok", "wide", "insufficient", "blocked", "suppressed")
STATISTICS = (
    *("share_within", "median", "months_in_work", "months_without", "gap_within", "gap_months"),
    *("gap_months_without", "share_of_participants", "outcome_known_12_months"),
    *("share_sustained", "share_if_none_started", "share_if_all_started", "share_verified", "share_standardised"),
    *("gap_standardised", "share_in_state"),
)
FBW = Group((("gender", "woman"), ("foreign_born", "yes")))


def row(statistic="share_within", status="ok", **more):
    values = {"outcome": "strict", "cause": "employment", "time": 12.0, "n": 52, "estimate": 0.23, "lower": 0.12}
    values |= {"upper": 0.36, "smallest_visible_gap": 0.31, "compared_with": "gender=man", "group": FBW}
    if status in ("suppressed", "blocked"):
        values |= {"estimate": None, "lower": None, "upper": None, "n": None, "reason": "WITHHELD"}
    if status == "insufficient":
        values |= {"estimate": None, "lower": None, "upper": None, "n": 8, "reason": "FEW_PEOPLE"}
    return Row(statistic=statistic, status=status, **(values | more))


def said(of, language="sv", study=samba):
    subject = next(iter(study().values())).subject
    return row_sentence(of, Words(language, subject), k=5).replace("\u00a0", " ").replace("\u202f", " ")


def digits(text):
    return sorted(re.findall(r"\d+(?:[.,]\d+)?", text.replace(",", ".")))


def test_headline_share_as_annex_b():
    assert said(row(group=EVERYBODY)) == "Inom 12 månader hade 2 av 10 börjat arbeta (troligen mellan 1 och 4 av 10)."
    assert said(row(group=EVERYBODY), "en") == "Within 12 months 2 in 10 had started work (plausibly 1 to 4 in 10)."
    assert "bland utrikes födda kvinnor" in said(row())


def test_wide_ends_in_the_shared_words():
    assert said(row(status="wide")).endswith("men osäkerheten är stor: mellan 1 och 4 av 10.")
    assert said(row(status="wide"), "en").endswith("but uncertainty is large: 1 to 4 in 10.")


def test_insufficient_says_how_many_and_what_could_have_been_seen():
    assert said(row(status="insufficient")) == (
        "För lite underlag för att säga något om utrikes födda kvinnor: 8 personer. "
        "Skillnader mindre än 31 punkter skulle inte synas."
    )
    assert "färre än 5 personer" in said(row(status="insufficient", n=None))
    assert "2,3 månader" in said(row("months_in_work", "insufficient", smallest_visible_gap=2.3))


def test_blocked_gives_the_reason():
    one_level = Row(group=EVERYBODY, statistic="one_level:gender", status="blocked", reason="ONE_LEVEL")
    assert said(one_level).startswith("Detta kan inte besvaras med det upplägg vi har: alla deltagare hör till")


def test_median_and_median_not_reached():
    assert said(row("median", estimate=14.0, lower=11.0, upper=19.0, group=EVERYBODY)) == (
        "Hälften hade börjat arbeta efter ungefär 14 månader (11–19)."
    )
    assert said(row("median", "insufficient", reason="NOT_REACHED", group=EVERYBODY)) == (
        "Hälften har ännu inte nått dit."
    )
    assert said(row("median", estimate=14.0, lower=11.0, upper=None, group=EVERYBODY)).endswith("(minst 11).")


def test_months_gap_says_which_way():
    less = row("gap_months", estimate=-1.2, lower=-2.3, upper=-0.1)
    whole = "Under de första 12 månaderna var utrikes födda kvinnor i arbete i snitt 1,2 månader kortare tid än män"
    assert said(less).startswith(whole)
    assert "(osäkerhet −2,3 till −0,1)" in said(less)
    assert "1,2 månader kortare tid utan arbete" in said(replace(less, statistic="gap_months_without"))


def test_only_the_alarm_bar_establishes_a_gap():
    gap = row("gap_within", estimate=-0.18, lower=-0.34, upper=-0.02, alarm_lower=-0.41, alarm_upper=0.05)
    assert gap_verdict(gap) == "check"
    assert "larmstrecket gör det" in said(gap)
    assert "fastställt" not in said(gap)
    assert said(replace(gap, alarm_upper=-0.01)).endswith("Det är fastställt.")
    assert said(replace(gap, upper=0.02)).endswith("Det går inte att säga än.")
    assert gap_verdict(replace(gap, alarm_lower=None, alarm_upper=None)) == "check"


def test_a_studys_own_outcome_is_said_in_its_own_words():
    within = spells()["time_to_employment"]["within"]
    subject = spells()["time_to_employment"].subject
    text = sentence(within, EVERYBODY, subject).replace("\u00a0", " ")
    assert text.startswith("För fler än 9 av 10 gällde inom 12 månader att arbetslösheten hade upphört (troligen")
    assert sentence(within, EVERYBODY, subject, language="en").startswith("For ")


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0 av 10"), (0.03, "färre än 1 av 10"), (0.97, "fler än 9 av 10"), (1.0, "10 av 10")]
)
def test_few_never_reads_as_none(share, words):
    assert of_ten(share, Words("sv", samba_subject())).replace("\u00a0", " ") == words


@pytest.mark.parametrize("study", [samba, spells])
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("group", [EVERYBODY, FBW], ids=["all", "group"])
def test_every_statistic_and_status_renders_with_the_same_digits(statistic, status, group, study):
    more = {"outcome": "ended", "cause": "ended"} if study is spells else {}
    if statistic == "share_in_state":
        more = {"outcome": None, "cause": "work"}
    of = row(statistic, status, group=group, **more)
    swedish, english = said(of, study=study), said(of, "en", study)
    assert digits(swedish) == digits(english)
    assert not swedish[0].islower()
    assert not english[0].islower()
    assert swedish.endswith(".")
    assert lix(swedish) <= 60  # one sentence alone; the texts as a whole are held to 45


@pytest.mark.parametrize("name", RELEASES)
def test_every_item_has_the_same_digits_in_both_languages(name):
    for answer in RELEASES[name]().values():
        for table in answer.values():
            found = {lang: _texts(table, answer, lang) for lang in ("sv", "en")}
            assert _all_digits(found["sv"]) == _all_digits(found["en"]), table.name


def _texts(table, answer, language):
    html = render_item(table, answer.subject, language=language, item_id="x", siblings=answer.tables)
    return unescape(re.sub(r"<[^>]+>", " | ", html))


def _all_digits(text):
    return sorted(re.findall(r"\d+(?:\.\d+)?", text.replace("\u202f", "").replace(",", ".")))


@pytest.mark.parametrize("name", RELEASES)
def test_the_prose_of_every_page_is_plain_swedish(name):
    for answer in RELEASES[name]().values():
        prose = []
        for table in answer.values():
            html = render_item(table, answer.subject, language="sv", item_id="x", siblings=answer.tables)
            prose += re.findall(r"<(?:p|h3|figcaption)[^>]*>(.*?)</(?:p|h3|figcaption)>", html, flags=re.S)
        text = " ".join(re.sub(r"<[^>]+>", "", p).rstrip(".") + "." for p in prose)
        assert lix(text) <= 45


def test_a_group_that_is_not_there_is_an_error():
    within = samba()["time_to_employment"]["within"]
    with pytest.raises(ResearchKitError, match="no row about that group"):
        sentence(within, Group((("education", "9y"),)), samba_subject())


def test_gaps_in_months_without_work_are_read_from_the_answer():
    answer = samba()["time_to_employment"]
    months = answer["months"]
    table = months.to_polars().with_columns(statistic=months.to_polars()["statistic"].str.replace("in_work", "without"))
    siblings = {"months": replace(months, table=table)}
    statistics = {r.statistic for r in rows_beside(answer["gaps"], siblings)}
    assert "gap_months_without" in statistics
    assert "gap_months" in {r.statistic for r in rows_beside(answer["gaps"], answer.tables)}


def test_people_outside_a_target_group_are_never_shown():
    answer = RELEASES["botkyrka"]()["time_to_employment"]
    codes = {r.group.code("target_newly") for r in rows_of(answer["within"])}
    assert codes == {None, "yes"}


def test_only_the_headlines_outcome_is_compared_on_the_page():
    answer = samba()["time_to_employment"]
    gaps = answer["gaps"]
    frame = gaps.to_polars()
    other = frame.with_columns(outcome=pl.lit("wide"), cause=pl.lit("any_success"), alarm_upper=-0.01, upper=-0.02)
    both = replace(gaps, table=pl.concat([frame, other]))
    one, two = (
        render_item(t, answer.subject, language="sv", item_id="x", siblings=answer.tables) for t in (gaps, both)
    )
    assert "Ingen skillnad är fastställd" in two
    assert re.findall(r"<svg.*?</svg>", one, flags=re.S) == re.findall(r"<svg.*?</svg>", two, flags=re.S)
    assert two.count("<table>") == 2 * one.count("<table>")


def test_rows_come_split_by_split():
    rows = rows_of(samba()["time_to_employment"]["within"])
    dimensions = list(dict.fromkeys(r.group.dimensions for r in rows))
    assert dimensions == [(), ("gender",), ("foreign_born",), ("gender", "foreign_born")]
    changes = [
        r.group.dimensions for i, r in enumerate(rows) if i == 0 or rows[i - 1].group.dimensions != r.group.dimensions
    ]
    assert changes == dimensions
