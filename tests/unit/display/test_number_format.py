from __future__ import annotations

from datetime import date

import pytest

from research_kit.display.number_format import NumberFormat, report_number, rounded

SV, EN = NumberFormat("sv", "till"), NumberFormat("en", "to")


def test_swedish_percent_has_a_narrow_space_and_english_none():
    assert SV.percent(0.23) == "23\u202f%"
    assert EN.percent(0.23) == "23%"


def test_minus_is_a_minus_and_comma_a_comma():
    assert SV.points(-0.18) == "\u221218"
    assert EN.points(-0.18) == "\u221218"
    assert SV.months(2.14) == "2,1"
    assert EN.months(2.14) == "2.1"
    assert SV.months(3.0) == "3"
    assert SV.months_tenths(3.0) == "3,0"


def test_ranges_have_an_en_dash_or_the_word_where_a_limit_is_negative():
    assert SV.range(0.12, 0.36, SV.percent_digits) == "12\u201336"
    assert SV.range(-0.29, 0.14, SV.points) == "\u221229 till 14"
    assert EN.range(-0.29, -0.02, EN.points) == "\u221229 to \u22122"


TENTHS = [(0, 0), (0.04, 0), (0.05, 1), (0.25, 3), (0.349, 3), (0.95, 10), (1, 10)]


@pytest.mark.parametrize(("share", "tenths"), TENTHS)
def test_tenths_round_half_up(share, tenths):
    assert SV.tenths(share) == tenths


def test_rounding_is_half_away_from_nought():
    assert str(rounded(0.125, 2)) == "0.13"
    assert str(rounded(-0.125, 2)) == "-0.13"
    assert SV.points(-0.004) == "0"


def test_dates_are_in_words():
    assert SV.day(date(2011, 6, 30)) == "30 juni 2011"
    assert EN.day(date(2011, 6, 30)) == "30 June 2011"
    assert SV.month(date(2009, 5, 1)) == "maj 2009"


def test_large_counts_are_grouped():
    assert SV.count(1234) == "1\u202f234"
    assert EN.count(1234) == "1,234"


@pytest.mark.parametrize(
    ("start", "quarter", "number"),
    [(date(2009, 5, 1), "2011-Q2", 9), (date(2018, 3, 1), "2019-Q2", 6), (date(2018, 3, 1), "first", None)],
)
def test_the_number_of_a_report_counts_quarters_from_the_start(start, quarter, number):
    assert report_number(start, quarter) == number
