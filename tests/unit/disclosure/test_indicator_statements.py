"""What the tables of the board's indicators tell of people cannot be put together into what is withheld."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

import research_kit as rk
from research_kit.disclosure import Policy
from tests.unit.analyses.test_indicators import asked, cohort_of, followed, indicator, items, value, version
from tests.unit.cohort.small_studies import person, together

CHANGED = date(2010, 7, 1)
BEFORE = CHANGED - timedelta(days=120)


def released(few):
    """Forty women and forty men, `few` of them asked in the old wording; another indicator asks all in one wording."""
    people = [
        followed(
            f"p{i:02d}", [("q_1", 0, 5 if i % 2 else 1), ("q_2", 0, 4)],
            index=BEFORE if i < few else CHANGED, gender="woman" if i < 40 else "man",
        )
        for i in range(80)
    ]  # fmt: skip
    wordings = ((1, date(2009, 1, 1)), (2, CHANGED))
    tables = together(*people) | {"item": [*items("q_1", versions=wordings), *items("q_2")]}
    changed = indicator("changed", version(answers=asked()), version(2, "2010-07-01", "Ny", answers=asked(ver=2)))
    same = indicator("same", version(answers=asked(items=("q_2",))))
    answer = rk.indicators(cohort_of(tables, changed, same), by=["gender"])
    return rk.release([answer], policy=Policy(k=5))["indicators"]


def told(answer, table, outcome=None, **group):
    rows = answer[table].to_polars().filter(pl.col("time") == 0.0)
    if outcome:
        rows = rows.filter(pl.col("outcome") == outcome)
    for name in answer[table].by:
        rows = rows.filter(pl.col(name).eq_missing(pl.lit(group.get(name))))
    return set(rows["n"].drop_nulls().to_list())


@pytest.mark.parametrize("few", [1, 3, 4])
def test_the_few_asked_in_another_wording_are_not_the_difference_between_two_numbers(few):
    answer = released(few)
    everybody = told(answer, "indicator_responses") | told(answer, "indicator_bounds", "same.1")
    in_the_new_wording = told(answer, "indicator_bounds", "changed.2")
    assert not {whole - part for whole in everybody for part in in_the_new_wording} & {1, 2, 3, 4}


def test_where_many_were_asked_in_each_wording_both_are_told():
    answer = released(20)
    assert told(answer, "indicator_responses") == {80}
    assert told(answer, "indicator_bounds", "changed.2") == {60}
    assert told(answer, "indicator_bounds", "changed.1") == {20}


def test_staff_of_an_organisation_are_not_what_is_left_of_the_project():
    values = [value("women", "2010-Q1", 0.5, n, o) for n, o in ((30, "all"), (14, "af"), (12, "fk"), (4, "kommun"))]
    tables = together(*(person(f"p{i:02d}", gender="woman") for i in range(12))) | {"indicator_value": values}
    answer = rk.indicators(cohort_of(tables, indicator("women", version())), by=["gender"])
    safe = rk.release([answer], policy=Policy(k=5))["indicators"]["indicator_shares"].to_polars()
    shown = {row["organisation"]: row["n"] for row in safe.iter_rows(named=True) if row["n"] is not None}
    assert "kommun" not in shown
    assert len({None, "af", "fk"} & set(shown)) <= 2  # else 30 - 14 - 12 is the staff of four


def test_numbers_of_things_are_not_withheld():
    rooms = indicator("rooms", version(counts="things"))
    calls = indicator("calls", version(measure="count", counts="things"))
    tables = together(*(person(f"p{i:02d}", gender="woman") for i in range(12)))
    tables |= {"indicator_value": [value("rooms", "2010-Q1", 0.5, 4), value("calls", "2010-Q1", 3)]}
    answer = rk.indicators(cohort_of(tables, rooms, calls), by=["gender"])
    safe = rk.release([answer], policy=Policy(k=5))["indicators"]["indicator_values"].to_polars()
    assert safe.select("outcome", "estimate", "status").rows() == [("rooms.1", 0.5, "ok"), ("calls.1", 3.0, "ok")]


def test_an_older_release_keeps_the_versions_apart():
    answer = released(20)
    keys = answer["indicator_answers"].to_polars().select("outcome", "cause").unique().rows()
    assert set(keys) == {("changed.1", "changed"), ("changed.2", "changed"), ("same.1", "same")}
