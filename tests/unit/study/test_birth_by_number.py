"""When and where people were born: by the number where nobody says it, and by the name of a country."""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.study.birth_by_number import with_birth
from research_kit.study.birth_countries import foreign_born_by_country
from research_kit.study.identity_numbers import with_lost_zeros

NUMBERS = pl.Series(["198001612385", None, "197502030000"])


def test_what_the_partner_says_stays():
    rows = pl.DataFrame({"birth_year": pl.Series([None, None, 1974], dtype=pl.Int32)})
    assert with_birth(rows, NUMBERS)["birth_year"].to_list() == [1980, None, 1974]


def test_a_coordination_number_has_sixty_more_days():
    rows = pl.DataFrame({"birth_date": pl.Series([None] * 3, dtype=pl.Date)})
    assert with_birth(rows, NUMBERS)["birth_date"].to_list() == [date(1980, 1, 1), None, date(1975, 2, 3)]


def test_sweden_is_no_other_country():
    known = foreign_born_by_country()
    assert [known[name] for name in ("sverige", "sweden", "syrien", "finland", "övriga världen")] == [
        "no",
        "no",
        *["yes"] * 3,
    ]
    assert "okänd region" not in known


def test_zeros_that_a_spreadsheet_has_dropped_are_put_back():
    asked = ("101011234", "1051234", "0101011234", "198001011234", "9801011234.0", "10101-1234", "12345")
    said = [with_lost_zeros(one) for one in asked]
    assert said == ["0101011234", "0001051234", "0101011234", "198001011234", "9801011234", "10101-1234", "12345"]
