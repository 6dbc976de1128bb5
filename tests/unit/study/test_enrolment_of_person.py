"""Enrolments without a number: told apart by person and day, and found again for rows that have the person only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.enrolment_of_person import find_enrolments, number_by_person
from research_kit.study.linkage import link_persons
from research_kit.study.pseudonyms import PseudonymKey

KEY = PseudonymKey(b"k" * 32)
ENROLMENTS = pl.DataFrame(
    {
        "enr_id": ["e1", "e2", "e3"],
        "pid": ["a", "a", "b"],
        "start": [date(2024, 1, 1), date(2025, 1, 1), date(2024, 6, 1)],
    }
)


def delivered(**columns) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    origin = {"_partner": "kommun", "_file": "lista.csv", "source": "kommun"}
    said = {name: pl.lit(text) for name, text in origin.items()}
    return pl.DataFrame(columns).with_columns(_row=pl.int_range(1, height + 1), **said)


def found(table: str, *, faults: Sequence[tuple[int, str]] = (), beside=None, **columns) -> list[str | None]:
    log = FaultLog()
    tables = find_enrolments({table: delivered(**columns), "enrolment": ENROLMENTS} | (beside or {}), log)
    assert log.table().select("row", "rule", "severity").rows() == [(row, rule, "error") for row, rule in faults]
    return tables[table]["enr_id"].to_list()


def numbered(recorded: list[date], starts: list[date | None], persons: list[str]) -> tuple[list[str | None], FaultLog]:
    rows, log = delivered(enr_id=persons, pid=persons, start=starts, recorded_at=recorded), FaultLog()
    return number_by_person({"enrolment": rows}, KEY, log)["enrolment"]["enr_id"].to_list(), log


def test_a_row_belongs_to_the_enrolment_that_had_begun_by_its_day():
    days = [date(2024, 5, 1), date(2025, 1, 1), date(2023, 1, 1)]
    assert found("participation", enr_id=["a"] * 3, start=days) == ["e1", "e2", "e1"]


def test_an_offer_belongs_to_the_enrolment_in_which_it_was_made():
    columns = {"start": [None, date(2024, 2, 1)], "offered_on": [date(2025, 2, 1)] * 2}
    frame = {name: pl.Series(values, dtype=pl.Date) for name, values in columns.items()}
    assert found("participation", enr_id=["a", "a"], **frame) == ["e2", "e1"]


def test_a_missed_follow_up_belongs_to_the_enrolment_in_which_it_was_planned():
    columns = {"actual_on": [date(2024, 4, 1), None], "planned_on": [date(2024, 4, 1), date(2025, 4, 1)]}
    assert found("wave", enr_id=["a", "a"], k=[1, 1], **columns) == ["e1", "e2"]


def test_a_row_without_a_day_is_never_placed_by_guessing():
    faults = [(1, "enrolment_not_told")]
    starts = pl.Series([None, None], dtype=pl.Date)
    assert found("participation", faults=faults, enr_id=["a", "b"], start=starts) == [None, "e3"]
    assert found("item_response", faults=faults, enr_id=["a", "b"], k=[0, 0]) == [None, "e3"]


def test_an_answer_belongs_where_its_follow_up_does_if_only_one_enrolment_has_it():
    days = [date(2024, 1, 2), date(2025, 1, 2), date(2025, 4, 2)]
    waves = {"wave": delivered(enr_id=["a", "a", "e2"], k=[0, 0, 1], actual_on=days)}
    faults = [(1, "enrolment_not_told")]
    answers = found("item_response", faults=faults, beside=waves, enr_id=["a", "a", "e1", "b"], k=[0, 1, 0, 5])
    assert answers == [None, "e2", "e1", "e3"]


def test_a_number_of_an_enrolment_stays_and_so_does_a_person_without_one():
    assert found("participation", enr_id=["e3", "c", "b"], start=[None, date(2024, 1, 1), None]) == ["e3", "c", "e3"]


def test_the_same_person_and_day_is_the_same_enrolment():
    starts = [date(2024, 1, 1), date(2024, 1, 1), date(2024, 2, 2), None]
    (one, again, other, nobody), log = numbered([date(2024, 3, 1)] * 4, starts, ["a", "a", "a", "b"])
    assert one == again != other
    assert nobody is None
    assert log.table().is_empty()


def test_a_number_of_the_source_is_left_as_it_is():
    rows = delivered(ref_id=["r1"], pid=["a"], referred_on=[date(2024, 1, 1)], recorded_at=[date(2024, 1, 1)])
    assert number_by_person({"referral": rows}, KEY, FaultLog())["referral"]["ref_id"].to_list() == ["r1"]


def test_people_who_are_linked_have_one_enrolment():
    day, links = [date(2024, 1, 1)] * 2, delivered(own_id=["m"], pid=["a"])
    rows = delivered(enr_id=["a", "m"], pid=["a", "m"], start=day, recorded_at=day)
    linked = link_persons({"enrolment": rows, "identity_link": links}, FaultLog())
    assert number_by_person(linked, KEY, FaultLog())["enrolment"]["enr_id"].n_unique() == 1


def test_a_first_day_that_moved_between_deliveries_is_told():
    spring, autumn = date(2024, 3, 1), date(2024, 9, 1)
    starts = [date(2024, 1, 1), date(2024, 1, 15), date(2024, 8, 1), date(2024, 1, 1), date(2024, 1, 20)]
    _, log = numbered([spring, autumn, autumn, spring, spring], starts, ["a", "a", "a", "b", "b"])
    table = log.table()
    assert table.select("row", "rule", "severity").rows() == [(2, "first_day_moved", "warning")]
    assert "a number (`enr_id`)" in table["remedy"].item()
