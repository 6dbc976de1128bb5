"""ESF+ indicators: entry, 28 days and 6 months after leaving, each with those of whom it is not known (DOMAIN 4)."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

import research_kit as rk
from tests.unit.analyses.promised import cohort_of
from tests.unit.cohort.small_studies import person, status, together

LEFT = date(2010, 6, 1)


def indicators_of(*people, **declared):
    return rk.esf_plus(cohort_of(together(*people), **declared))["indicators"]


def counts(table, statistic, gender=None):
    rows = table.table.filter(pl.col("statistic") == statistic, pl.col("gender").eq_missing(pl.lit(gender)))
    return rows.select("n", "unknown").row(0)


def left(pid, *statuses, **about):
    return person(pid, status("unemployed", "2009-06-01", verified="2010-05-20"), *statuses, end=LEFT, **about)


def test_entry_is_counted_by_gender_and_unknown_apart():
    table = indicators_of(
        person("a", gender="woman", labour_status_at_entry="unemployed", birth_year=1985, education="9y"),
        person(
            "b", gender="woman", labour_status_at_entry="long_term_unemployed", birth_year=1950, education="post_sec"
        ),
        person("c", gender="man", labour_status_at_entry="inactive", birth_year=1993, education="upper_sec"),
        person("d", gender="non_binary", labour_status_at_entry="employed", education="unknown"),
        person("e", labour_status_at_entry="unknown", disability_support="yes"),
    )
    assert [counts(table, "EECO01", who)[0] for who in (None, "woman", "man", "non_binary", "unstated")] == [
        5,
        2,
        1,
        1,
        1,
    ]
    assert counts(table, "EECO02") == (2, 1)  # long-term unemployed included
    assert counts(table, "EECO03") == (1, 1)
    assert counts(table, "EECO04") == (1, 1)
    assert counts(table, "EECO05") == (1, 1)
    assert counts(table, "EECO06") == (1, 0)  # 17 years
    assert counts(table, "EECO07") == (1, 0)
    assert counts(table, "EECO08") == (1, 0)
    assert counts(table, "EECO09") == (1, 2)
    assert counts(table, "EECO10") == (1, 2)
    assert counts(table, "EECO11") == (1, 2)
    assert counts(table, "EECO12") == (1, 4)
    assert table.diagnostics["genders_add_up"]
    assert table.diagnostics["labour_status_adds_up"]


def test_where_nobody_delivers_it_the_labour_status_is_the_one_verified_on_the_day_of_enrolment():
    def on_the_day(pid, kind, since, **about):
        return person(pid, status(kind, since, hours_pct=50, verified="2010-01-20", **about), birth_year=1980)

    table = indicators_of(
        on_the_day("a", "unemployed", "2008-11-01"),
        on_the_day("b", "programme", "2009-06-01"),
        on_the_day("c", "unemployed", None, start_hi="2009-12-31", precision="unknown"),
        on_the_day("d", "sick", "2009-06-01"),
        on_the_day("e", "ord_emp", "2009-12-01"),
        on_the_day("f", "unemployed", "2010-01-10"),  # what began after she came says nothing of that day
        person("g", labour_status_at_entry="inactive"),
    )
    assert counts(table, "EECO02") == (3, 1)
    assert counts(table, "EECO03") == (1, 2)  # of c it is not known since when, of f nothing
    assert counts(table, "EECO04") == (2, 1)
    assert counts(table, "EECO05") == (1, 1)
    assert table.diagnostics["labour_status_adds_up"]


@pytest.mark.parametrize(
    ("since", "birth_year", "long"), [("2009-05-01", 1990, 1), ("2009-05-01", 1980, 0), ("2009-08-01", 1990, 0)]
)
def test_the_young_are_long_term_unemployed_after_six_months(since, birth_year, long):
    table = indicators_of(person("a", status("unemployed", since, verified="2010-01-20"), birth_year=birth_year))
    assert counts(table, "EECO02") == (1, 0)
    assert counts(table, "EECO03") == (long, 0)


def test_what_a_partner_delivers_counts_before_what_was_verified():
    idle = status("unemployed", "2009-06-01", verified="2010-01-20")
    table = indicators_of(
        person("a", idle, labour_status_at_entry="employed"), person("b", idle, labour_status_at_entry="unknown")
    )
    assert counts(table, "EECO05") == (1, 0)
    assert counts(table, "EECO02") == (1, 0)


def test_citizenship_own_birth_and_parents_birth_are_three_facts():
    table = indicators_of(
        person("a", citizenship_band="third_country", foreign_born="yes", parents_born_abroad="yes"),
        person("b", citizenship_band="swedish", foreign_born="no", parents_born_abroad="yes"),
        person("c", citizenship_band="eu", foreign_born="yes"),
        person("d", citizenship_band="stateless", foreign_born="no", parents_born_abroad="no"),
        person("e", citizenship_band="unknown", foreign_born="no"),
    )
    assert counts(table, "EECO13") == (2, 1)
    assert counts(table, "EECO14") == (3, 1)  # of who was born here and whose parents are not known, not known


@pytest.mark.parametrize("code", ["EECO02", "EECO13", "EECO14", "EECO15", "EECO16", "EECO17", "EECR03", "EECR06"])
def test_what_the_study_has_no_facts_for_is_blocked_and_never_nought(code):
    table = indicators_of(person("a", gender="woman"))
    rows = table.table.filter(pl.col("statistic") == code)
    assert rows.select("n", "status", "reason").rows() == [(None, "blocked", "NO_TABLE")]


def test_of_the_statuses_within_28_days_the_last_counts():
    table = indicators_of(
        left("a", status("unemployed", "2010-06-01", verified="2010-06-10"),
             status("ord_emp", "2010-06-20", hours_pct=50, verified="2011-01-10")),
        left("b", status("ord_emp", "2010-06-10", verified="2010-06-15"),
             status("unemployed", "2010-06-20", verified="2010-07-10")),
        left("c", status("unemployed", "2010-06-02", verified="2010-06-28"),
             status("ord_emp", "2010-07-15", verified="2011-01-10")),
        left("d"),
        left("e", status("regular_edu", "2010-06-05", verified="2010-12-15")),
    )  # fmt: skip
    assert counts(table, "left_28_days") == (5, 0)
    assert counts(table, "EECR04") == (1, 1)  # a; of d nothing is known after leaving
    assert counts(table, "EECR01") == (2, 1)  # b and c
    assert counts(table, "EECR02") == (1, 1)
    assert counts(table, "EECR05") == (2, 2)  # a and c; e studies; b and d are not known


def test_the_reason_of_leaving_is_a_status_on_that_day():
    table = indicators_of(left("a", exit_reason="ord_emp"), left("b", exit_reason="completed"))
    assert counts(table, "EECR04") == (1, 1)


def test_each_horizon_is_judged_only_when_it_has_passed():
    lately = person("a", status("ord_emp", "2011-05-20", verified="2011-06-30"), end=date(2011, 5, 20))
    now = person("b", status("ord_emp", "2011-06-20", verified="2011-06-30"), end=date(2011, 6, 20))
    table = indicators_of(lately, now, left("c", status("ord_emp", "2010-06-01", verified="2011-02-01")))
    assert counts(table, "left_28_days")[0] == 2
    assert counts(table, "EECR04") == (2, 0)
    assert counts(table, "left_6_months")[0] == 1
    assert counts(table, "EECR05") == (1, 0)


def test_one_person_counts_once_entry_from_the_first_leaving_from_the_last():
    twice = person("a", gender="woman", end=LEFT, exit_reason="ord_emp")
    again = {"enrolment": [{"enr_id": "e-a2", "pid": "a", "start": date(2011, 1, 1)}]}
    table = indicators_of(twice, again, person("b", gender="man"))
    assert counts(table, "EECO01") == (2, 0)
    assert counts(table, "left_28_days") == (0, 0)  # she is in the project again


def test_everybody_enrolled_is_counted_whoever_the_cohort_file_speaks_about():
    employed = person("a", status("ord_emp", "2009-01-01", hours_pct=100, verified="2010-12-01"), gender="woman")
    assert counts(indicators_of(employed, person("b", gender="man")), "EECO01") == (2, 0)
