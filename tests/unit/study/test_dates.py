"""Dates as partners write them."""

from datetime import date

import polars as pl
import pytest

from research_kit.study.dates import DateForm, read_days, read_possible_days, serial_days


def one(text, form=None):
    return read_days(pl.Series([text]), form or DateForm()).row(0)


@pytest.mark.parametrize(
    "text", ["2010-03-04", " 2010-03-04 ", "2010-03-04 00:00:00", "2010-03-04T12:30", "2010-03-04T12:30:00.5Z"]
)
def test_iso_dates_and_moments_are_days(text):
    assert one(text) == (date(2010, 3, 4), False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2010-03-04T23:30:00Z", date(2010, 3, 5)),
        ("2010-07-04T22:30:00.25Z", date(2010, 7, 5)),
        ("2010-03-04T22:30Z", date(2010, 3, 4)),
        ("2010-03-05 00:30:00+01", date(2010, 3, 5)),
        ("2010-03-05 00:30:00 +0330", date(2010, 3, 4)),
        ("2010-03-04 16:00:00-08:00", date(2010, 3, 5)),
        ("2010-02-30T12:00Z", None),
        ("2010-03-04T23:30:00", date(2010, 3, 4)),
    ],
)
def test_a_moment_with_a_time_zone_is_a_swedish_day(text, day):
    assert one(text)[0] == day
    assert read_days(pl.Series([text, "2010-03-04", None]), DateForm())["day"].to_list() == [
        day,
        date(2010, 3, 4),
        None,
    ]


@pytest.mark.parametrize("text", ["04/03/2010", "4.3.2010", "04-03-2010"])
def test_a_date_in_another_form_is_told_apart(text):
    assert one(text) == (None, True)


@pytest.mark.parametrize("text", ["2010-02-30", "2010-13-01", "snart", "0210-03-04", "2010-03", "40241", "2010-3-4 x"])
def test_what_is_no_date_is_none(text):
    assert one(text) == (None, False)


def test_a_stated_form_is_the_only_one_in_a_text_file():
    stated = DateForm("%d/%m/%Y", allows_iso=False)
    assert one("04/03/2010", stated) == (date(2010, 3, 4), False)
    assert one("2010-03-04", stated) == (None, True)
    assert one("04/03/10", stated) == (None, False)
    assert one("2010-03-04", DateForm("%d/%m/%Y")) == (date(2010, 3, 4), False)


@pytest.mark.parametrize(
    ("text", "lo", "hi", "precision"),
    [
        ("2010-03-04", date(2010, 3, 4), date(2010, 3, 4), "day"),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29), "month"),
        ("2010-12", date(2010, 12, 1), date(2010, 12, 31), "month"),
        ("2010-Q1", date(2010, 1, 1), date(2010, 3, 31), "quarter"),
        ("2010Q4", date(2010, 10, 1), date(2010, 12, 31), "quarter"),
        ("2010 kv1", date(2010, 1, 1), date(2010, 3, 31), "quarter"),
        ("2010 kv. 2", date(2010, 4, 1), date(2010, 6, 30), "quarter"),
        ("kv 3 2010", date(2010, 7, 1), date(2010, 9, 30), "quarter"),
        ("2010", date(2010, 1, 1), date(2010, 12, 31), "unknown"),
        ("2010-13", None, None, None),
        ("2010-Q5", None, None, None),
        ("våren 2010", None, None, None),
        (None, None, None, None),
    ],
)
def test_parts_of_dates_are_intervals_of_possible_days(text, lo, hi, precision):
    read = read_possible_days(pl.Series([text], dtype=pl.String), DateForm()).row(0, named=True)
    assert (read["lo"], read["hi"], read["precision"]) == (lo, hi, precision)
    assert not read["other"]


def test_a_year_of_two_digits_is_one_that_has_been_or_is_near():
    assert one("4/3-10") == (date(2010, 3, 4), False)
    assert one("30/6-85") == (None, False)
    assert one("4/3-10", DateForm(short_until=None)) == (None, False)


@pytest.mark.parametrize(
    "text",
    ["20100304", "2010/03/04", "2010.03.04", "4/3 2010", "04/03 2010", "4 Mar 2010", "4 mars 2010", "den 4 mars 2010",
     "4:e mars 2010", "March 4, 2010"],
)  # fmt: skip
def test_a_date_that_can_mean_one_day_only_needs_no_form(text):
    assert one(text) == (date(2010, 3, 4), False)


@pytest.mark.parametrize("text", ["31/2 2010", "32 mars 2010", "4 xyz 2010", "4 mars 10", "40210"])
def test_what_is_no_day_is_not_taken_for_one(text):
    assert one(text) == (None, False)


def test_a_month_in_words_is_a_month_and_a_wrong_day_is_none():
    read = read_possible_days(pl.Series(["mars 2010", "Okt. 2010", "31 februari 2010"]), DateForm())
    assert read.select("lo", "hi", "precision").rows() == [
        (date(2010, 3, 1), date(2010, 3, 31), "month"),
        (date(2010, 10, 1), date(2010, 10, 31), "month"),
        (None, None, None),
    ]


def test_days_that_a_spreadsheet_has_left_as_numbers():
    # Excel shows 40241 as 2010-03-04 (its day 60 is a 29 February 1900 that never was).
    assert serial_days(pl.Series(["40241", "402410", "1", "4 mars 2010", None])).to_list() == [
        date(2010, 3, 4), None, None, None, None,
    ]  # fmt: skip
