"""Identity numbers are found in any text, and read from identifier columns."""

from datetime import date

import polars as pl
import pytest

from research_kit.study.identity_numbers import (
    MARK,
    cells_with_identity_numbers,
    contains_identity_number,
    lines_with_identity_numbers,
    read_identity_number,
    scrub,
    short_without_proof,
)

# 19640823-3234 and 19121212-1212 are in the tax agency's and the authorities' own examples.


@pytest.mark.parametrize(
    "written",
    [
        "640823-3234",
        "6408233234",
        "19640823-3234",
        "196408233234",
        "640823+3234",
        "19640823 3234",
        "640823 3234",
        "1964-08-23-3234",
        "1964-08-23 3234",
        "64.08.23-3234",
        "19 640823-3234",
        "640823 - 3234",
        "640823–3234",
        "640823\u20113234",
        "640823\u00a03234",
        "121212-1212",
        "701063-2391",
        "19701063-2391",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "ring {} i morgon", "pnr:{};", "id={}.0", "a_{}_b", "pnr{}", "({})", "1 {} 2"]
)
def test_a_number_is_found_however_it_is_written(written, around):
    text = around.format(written)
    assert contains_identity_number(text)
    assert scrub(text) == around.format(MARK)


@pytest.mark.parametrize(
    "text",
    [
        "640823-3235",  # wrong check digit
        "641323-3234",  # no such month
        "640832-3234",  # no such day
        "16408233234",  # eleven digits
        "1964082332345",
        "2010-03-04 12:30:00",
        "2010-03-04 - 2011-03-05",
        "2010-03-04",
        "08-123 456 78",
        "kl 12.30-14.00",
        "",
    ],
)
def test_other_digits_are_left_alone(text):
    assert not contains_identity_number(text)
    assert scrub(text) == text


def test_a_number_is_found_beside_what_only_looks_like_one():
    assert scrub("20100304 640823-3234") == f"20100304 {MARK}"
    assert scrub("640823-3234 och 121212-1212") == f"{MARK} och {MARK}"


def test_cells_are_looked_through_but_decimals_are_not():
    cells = pl.Series(
        "c", ["ok", "hos 640823-3234", None, "0.6408233234", "3,6408233234", "6408233234.0", "6408233234"]
    )
    assert cells_with_identity_numbers(cells).to_list() == [False, True, False, False, False, True, True]
    assert cells_with_identity_numbers(pl.Series("c", [], dtype=pl.String)).to_list() == []


def test_the_line_of_a_number_is_counted_from_one():
    assert lines_with_identity_numbers(["a", "b: 640823-3234", "", "6408233234"]) == [2, 4]


@pytest.mark.parametrize(
    ("written", "year", "expected"),
    [
        ("640823-3234", 2010, "196408233234"),
        ("6408233234", 2010, "196408233234"),
        ("19640823-3234", 2010, "196408233234"),
        (" 19640823 3234 ", 2010, "196408233234"),
        ("121212-1212", 2010, "191212121212"),
        ("121212-1212", 2015, "201212121212"),
        ("121212+1212", 2015, "191212121212"),
        ("701063-2391", 2010, "197010632391"),
    ],
)
def test_every_way_of_writing_gives_twelve_digits(written, year, expected):
    assert read_identity_number(written, date(year, 6, 30)) == expected


@pytest.mark.parametrize(
    "written", ["640823-3235", "640823", "", "anna", "640823-3234 extra", "640823-000", "640823-0007"]
)
def test_what_is_no_number_is_none(written):
    assert read_identity_number(written, date(2010, 6, 30)) is None


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ([], True),
        (["6408233234"], False),
        (["6408233234.0", None], False),
        (["6408233234", "0101011234"], True),
        (["640823-3234"], True),
        (["196408233234"], True),
    ],
)
def test_zeros_are_lost_only_where_the_column_was_taken_for_numbers(beside, expected):
    shortened = pl.Series(["101010007", "101010006", *beside], dtype=pl.String)  # 0101010007 is a number, ...06 is none
    assert short_without_proof(shortened).to_list() == [expected, False, *[False] * len(beside)]
    assert short_without_proof(shortened, has_reserve_numbers=True).to_list()[0]
