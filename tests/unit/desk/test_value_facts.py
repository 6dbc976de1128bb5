"""What the values of a column could be."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from research_kit.desk.value_facts import value_facts
from tests.unit.desk.partner_tables import NUMBERS

TODAY = date(2026, 11, 23)


def facts(*cells: str | None):
    return value_facts(pl.Series(list(cells), dtype=pl.String), TODAY)


def test_nothing_written_is_nothing_known():
    empty = facts(None, "", " ", "-", "n/a")
    assert (empty.filled, empty.distinct, empty.numbers, max(empty.dates.values())) == (0, 0, 0, 0)


def test_numbers_with_spaces_and_commas_are_numbers():
    seen = facts("1 250", "12,5", "\u22124", "3.0", "x")
    assert (seen.numbers, seen.whole, seen.decimal_commas) == (0.8, 0.6, True)


@pytest.mark.parametrize(
    ("cell", "form"),
    [("2019-03-31", ""), ("31/03/2019", "%d/%m/%Y"), ("20190331", ""), ("31.03.2019", "%d.%m.%Y")],
)
def test_the_form_of_a_day_is_found(cell, form):
    shares = facts(cell, cell, "okänd").dates
    assert max(shares, key=lambda one: shares[one]) == form
    assert shares[form] == pytest.approx(2 / 3)


def test_part_of_a_date_is_no_day():
    seen = facts("2010-03", "2010 kv1", "2011-02-03")
    assert (seen.part_dates, seen.dates[""]) == (1.0, pytest.approx(1 / 3))


def test_identity_numbers_are_told_from_other_numbers():
    assert facts(*NUMBERS[:4]).identity_numbers == 1.0
    assert facts("12345678", "19641301-3234", "0701234567").identity_numbers == 0.0
    assert facts(f"moderns är {NUMBERS[0]}", "x").holds_identity_numbers


def test_yes_and_no_in_two_languages():
    assert facts("Ja", "nej", "YES", "okänd", "kanske").yes_no == 0.8
