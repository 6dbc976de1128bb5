"""Numbers in texts: as the display writes them in each language, and as somebody else may write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_kit.display import catalogue
from research_kit.display.number_format import NumberFormat
from research_kit.reporting.read_back import numbers_in

FORMATS = {language: NumberFormat(language, catalogue.text(language, "range-to")) for language in ("sv", "en")}
languages = st.sampled_from(sorted(FORMATS))


def values(text, language):
    return [number.value for number in numbers_in(text, language=language)]


@settings(max_examples=200, deadline=None)
@given(language=languages, n=st.integers(0, 9_999_999))
def test_a_count_as_the_display_writes_it_is_read_back(language, n):
    write = FORMATS[language].count
    assert values(f"{write(n)} personer", language) == [n]
    assert values(f"({write(n)}), {write(n)}.", language) == [n, n]


@settings(max_examples=200, deadline=None)
@given(language=languages, tenths=st.integers(-4000, 4000))
def test_months_and_points_as_the_display_writes_them_are_read_back(language, tenths):
    form = FORMATS[language]
    assert values(form.months_tenths(tenths / 10), language) == [pytest.approx(tenths / 10)]
    assert values(form.months(tenths / 10), language) == [pytest.approx(tenths / 10)]
    assert values(form.points(tenths / 100), language) == [tenths]


@settings(max_examples=200, deadline=None)
@given(language=languages, low=st.integers(-100, 100), high=st.integers(-100, 100), share=st.integers(0, 100))
def test_a_share_with_its_range_is_read_back_with_units(language, low, high, share):
    form = FORMATS[language]
    text = f"{form.percent(share / 100)} ({form.range(low / 100, high / 100, form.points)})"
    found = numbers_in(text, language=language)
    assert [(number.value, number.unit) for number in found] == [(share, "%"), (low, "%"), (high, "%")]
    assert [number.pair for number in found] == [0, -1, 1]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1\u202f234 personer", "sv", [(1234, "people")]),
        ("1\u00a0234 personer", "sv", [(1234, "people")]),
        ("1 234 567 personer", "sv", [(1234567, "people")]),
        ("1,234 people", "en", [(1234, "people")]),
        ("1,234", "sv", [(1.234, "")]),
        ("1,234.5", "en", [(1234.5, "")]),
        ("3,5 månader", "sv", [(3.5, "months")]),
        ("0.123", "", [(0.123, "")]),
        ("12–34 %", "sv", [(12, "%"), (34, "%")]),
        ("12 procent", "sv", [(12, "%")]),
        ("12 per cent", "en", [(12, "%")]),
        ("−8 punkter (−25 till 11)", "sv", [(-8, "points"), (-25, "points"), (11, "points")]),
        ("-3 points", "en", [(-3, "points")]),
        ("I snitt 2,0 av de första 9 eller 12", "sv", [(2.0, "months"), (9, "months"), (12, "months")]),
        ("35–44 år", "sv", [(35, "years"), (44, "years")]),
        ("tre personer", "sv", [(3, "people")]),
        ("tjugotre personer", "sv", [(23, "people")]),
        ("ingen person", "sv", [(0, "people")]),
        ("en av dem", "sv", [(1, "")]),
        ("en lutande linje", "sv", []),
        ("None of them; twenty-one women", "en", [(0, ""), (21, "people")]),
        ("the fourth", "en", [(4, "")]),
        ("1\u200b3", "sv", [(13, "")]),
        ("①½²Ⅷ", "sv", [(1, ""), (0.5, ""), (2, ""), (8, "")]),
        ("\u0663 \uff13", "sv", [(3, ""), (3, "")]),
        ("1,2,3", "en", [(1, ""), (2, ""), (3, "")]),
        ("x", "sv", []),
    ],
)
def test_numbers_as_people_write_them(text, language, expected):
    assert [(number.value, number.unit) for number in numbers_in(text, language=language)] == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [("7 av 13 kvinnor", [(7, 13)]), ("7 of 13", [(7, 13)]), ("mellan 2 och 4\u00a0av\u00a010", [(2, 10), (4, 10)])],
)
def test_a_part_keeps_its_whole(text, parts):
    assert [(n.value, n.of) for n in numbers_in(text, language="") if n.of is not None] == parts
