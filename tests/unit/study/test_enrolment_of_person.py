"""Enrolments without a number: told apart by person and day, and found again for rows that have the person only."""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.study.enrolment_of_person import find_enrolments, number_by_person
from research_kit.study.pseudonyms import PseudonymKey

KEY = PseudonymKey(b"k" * 32)
ENROLMENTS = pl.DataFrame(
    {
        "enr_id": ["e1", "e2", "e3"],
        "pid": ["a", "a", "b"],
        "start": [date(2024, 1, 1), date(2025, 1, 1), date(2024, 6, 1)],
    }
)


def found(table: str, **columns) -> list[str]:
    return find_enrolments({"enrolment": ENROLMENTS, table: pl.DataFrame(columns)})[table]["enr_id"].to_list()


def test_a_row_belongs_to_the_enrolment_that_had_begun_by_its_day():
    days = [date(2024, 5, 1), date(2025, 1, 1), date(2023, 1, 1), None]
    assert found("participation", enr_id=["a"] * 4, start=days) == ["e1", "e2", "e1", "e1"]
    assert found("item_response", enr_id=["a", "b"], k=[0, 0]) == ["e1", "e3"]


def test_a_number_of_an_enrolment_stays_and_so_does_a_person_without_one():
    assert found("participation", enr_id=["e3", "c", "b"], start=[None, date(2024, 1, 1), None]) == ["e3", "c", "e3"]


def test_the_same_person_and_day_is_the_same_enrolment():
    persons, starts = pl.Series(["a", "a", "a", "b"]), [date(2024, 1, 1), date(2024, 1, 1), date(2024, 2, 1), None]
    one, again, other, nobody = number_by_person(pl.DataFrame({"start": starts}), persons, "enrolment", KEY)
    assert one == again != other
    assert nobody is None
    assert number_by_person(pl.DataFrame({"start": starts}), persons, "wave", KEY).equals(persons)
