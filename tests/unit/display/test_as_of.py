"""A number carried from an earlier release says its quarter wherever it is told: table, figure, words, contents."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import polars as pl
import pytest

from research_kit.disclosure.released_table import Release, ReleasedTable
from research_kit.display import page_header, render_item
from research_kit.display.rows import EVERYBODY, Group
from research_kit.display.sentences import sentence
from tests.unit.display.made_up import RELEASES

QUARTER = {"sv": "2010 kv 4", "en": "Q4 2010"}
EVERY_TABLE = tuple(
    name
    for name, table in RELEASES["samba"]()["time_to_employment"].items()
    if table.table["estimate"].is_not_null().any()
)
WOMEN = Group((("gender", "woman"),))


def carried(table: ReleasedTable, rows: pl.Expr | None = None, quarter: str = "2010-Q4") -> ReleasedTable:
    chosen = pl.lit(True) if rows is None else rows
    return replace(table, table=table.table.with_columns(as_of=pl.when(chosen).then(pl.lit(quarter))))


def answer_of(study: str = "samba"):
    return RELEASES[study]()["time_to_employment"]


def item(table, language="sv", siblings=None):
    answer = answer_of()
    html = render_item(table, answer.subject, language=language, item_id="x", siblings=siblings or answer.tables)
    return re.sub(r"[ \u202f\u00a0]+", " ", unescape(html))


def sentences(html: str) -> list[str]:
    words = html.partition("<figure")[0].partition("</h3>")[2]
    return [re.sub(r"<[^>]+>", "", text) for text in re.findall(r"<p[^>]*>(.*?)</p>", words, flags=re.S)]


@pytest.mark.parametrize("language", QUARTER)
@pytest.mark.parametrize("name", EVERY_TABLE)
def test_a_carried_table_says_so_in_every_line_and_explains_it_once(name, language):
    html = item(carried(answer_of()[name]), language)
    lines = re.findall(r"<tr>(.*?)</tr>", html, flags=re.S)
    told = [line for line in lines if re.search(r"<td[^>]*>[^<]*\d", line)]
    assert told
    assert all(QUARTER[language] in line for line in told)
    explained = {"sv": "skulle kunna avslöja dem", "en": "might give them away"}[language]
    assert html.count(explained) == 1


@pytest.mark.parametrize("language", QUARTER)
@pytest.mark.parametrize("name", EVERY_TABLE)
def test_the_text_alternative_of_a_figure_says_of_when_each_number_is(name, language):
    html = item(carried(answer_of()[name]), language)
    for text in re.findall(r"<desc[^>]*>(.*?)</desc>", html, flags=re.S):
        assert QUARTER[language] in text


@pytest.mark.parametrize("name", ["within", "median", "months"])
def test_a_sentence_about_a_carried_number_begins_with_its_quarter(name):
    answer = answer_of()
    said = sentence(carried(answer[name]), EVERYBODY, answer.subject, language="en")
    assert said.startswith("As of Q4 2010: ")
    assert sentence(answer[name], EVERYBODY, answer.subject, language="en") in said


def test_a_sentence_from_rows_of_two_releases_says_so():
    html = item(carried(answer_of()["within"], pl.col("gender") == "woman"), "en")
    lowest = next(text for text in sentences(html) if "lowest" in text.lower())
    assert lowest.startswith("In part as of Q4 2010: ")


def test_only_the_carried_rows_are_marked():
    html = item(carried(answer_of()["months"], (pl.col("gender") == "woman") & pl.col("foreign_born").is_null()))
    lines = [line for line in re.findall(r"<tr>(.*?)</tr>", html, flags=re.S) if "2010 kv 4" in line]
    assert len(lines) == 1
    assert "Kvinnor" in lines[0]


def test_times_of_one_group_from_several_quarters_are_marked_in_their_cells():
    html = item(carried(answer_of()["within"], pl.col("time") == 6.0))
    first = next(line for line in re.findall(r"<tr>(.*?)</tr>", html, flags=re.S) if "Alla" in line)
    head, cells = first.partition("</th>")[0], re.findall(r"<td[^>]*>(.*?)</td>", first, flags=re.S)
    assert "kv 4" not in head
    assert [("2010 kv 4" in cell) for cell in cells].count(True) == 1


def test_the_alarm_limits_and_the_unknown_are_of_the_quarter_of_the_last_share():
    html = item(carried(answer_of()["within"], pl.col("time") == 12.0))
    first = next(line for line in re.findall(r"<tr>(.*?)</tr>", html, flags=re.S) if "Alla" in line)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", first, flags=re.S)
    numbers = [("2010 kv 4" in cell) for cell in cells[-3:] if re.search(r"\d", cell)]
    assert len(numbers) > 1
    assert all(numbers)


def test_the_heading_and_the_contents_do_not_speak_of_now():
    html = item(carried(answer_of()["within"]))
    heading = re.sub(r"<[^>]+>", "", html.partition("</h3>")[0])
    assert heading.endswith("(uppgift från 2010 kv 4)")


def test_the_top_of_the_page_says_of_when_its_headline_is():
    release = RELEASES["samba"]()
    answer = release["time_to_employment"]
    old = replace(answer, tables={name: carried(table) for name, table in answer.tables.items()})
    html = page_header(Release(answers={**release.answers, "time_to_employment": old}), language="en")
    assert "As of Q4 2010: Within 12 months" in html


def test_a_withheld_row_that_was_carried_is_only_withheld():
    answer = answer_of()
    hidden = answer["within"].table.filter(pl.col("status") == "suppressed").select(answer["within"].by).row(0)
    group = Group(tuple((n, c) for n, c in zip(answer["within"].by, hidden, strict=True) if c is not None))
    plain = sentence(answer["within"], group, answer.subject, language="en")
    assert sentence(carried(answer["within"]), group, answer.subject, language="en") == plain


def test_a_release_of_its_own_numbers_says_nothing_of_quarters():
    for name in EVERY_TABLE:
        html = item(answer_of()[name])
        assert "uppgift från" not in html.lower()
        assert "avslöja dem" not in html


def test_the_heading_of_the_flow_is_dated_by_the_numbers_that_it_tells():
    answer = RELEASES["samba"]()["participants"]
    is_late = pl.col("statistic") == "lost_before_outcome_known"
    is_first = pl.col("statistic") == "lost_before_enrolled"
    for rows, dated in ((is_late, False), (is_first, True)):
        html = render_item(carried(answer["flow"], rows), answer.subject, language="en", item_id="x")
        heading = re.sub(r"<[^>]+>", "", html.partition("</h3>")[0])
        assert heading.endswith("(as of Q4 2010)") == dated, heading


@pytest.mark.parametrize("name", ["flow", "composition", "known"])
def test_the_tables_about_participants_are_dated_too(name):
    answer = RELEASES["samba"]()["participants"]
    html = unescape(render_item(carried(answer[name]), answer.subject, language="en", item_id="x"))
    assert html.count("might give them away") == 1
    for text in re.findall(r"<desc[^>]*>(.*?)</desc>", html, flags=re.S):
        assert "as of Q4 2010" in text


def test_the_number_of_people_at_the_top_is_not_those_enrolled_until_now_where_it_is_carried():
    release = RELEASES["samba"]()
    answer = release["participants"]
    old = replace(answer, tables={**answer.tables, "flow": carried(answer["flow"])})
    html = page_header(Release(answers={**release.answers, "participants": old}), language="en")
    text = re.sub(r"<[^>]+>", "", unescape(html))
    assert "168 people (as of Q4 2010)" in text
    assert "enrolled from" not in text
