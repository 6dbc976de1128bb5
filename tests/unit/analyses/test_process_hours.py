"""Attendance, offers, meetings and changes of activities (METHODS M4.2, M4.5)."""

from __future__ import annotations

from datetime import date
from math import sqrt

import pytest

from tests.unit.analyses.small_process import after, met, process_of, row_of, rows_of, someone, took_part, version

HOURS = (5, 6, 7, 8, 9, 10, 4, 5, 6, 10)


def attending(pid, attended, planned=10.0, *, start=5, enrolled=0, end=60, **more):
    until = None if end is None else after(enrolled + end)
    row = took_part(pid, after(enrolled + start), planned=planned, attended=attended, end=until, **more)
    return [someone(pid, enrolled=enrolled), row]


def of(people):
    return [rows for one in people for rows in one]


def test_attendance_is_hours_of_hours_with_people_as_the_unit():
    people = of(attending(f"p{i}", float(h)) for i, h in enumerate(HOURS))
    row = row_of(process_of(*people, version())["attendance"], statistic="attendance", outcome=None)
    assert row["estimate"] == pytest.approx(0.7)
    squares = sum((h - 7) ** 2 for h in HOURS)
    assert row["std_error"] == pytest.approx(sqrt(10 / 9 * squares) / 100)
    assert (row["n"], row["events"], row["unknown"], row["unit"]) == (10, None, 0, "share")
    assert 0 < row["alarm_lower"] < row["lower"] < 0.7 < row["upper"] < row["alarm_upper"] < 1


def test_each_kind_of_activity_has_its_row():
    people = of(attending(f"p{i}", 8.0, act="a" if i < 10 else "b") for i in range(22))
    table = process_of(*people, version("a"), version("b", kind="culture"))["attendance"]
    assert {row["outcome"]: row["n"] for row in rows_of(table, statistic="attendance").to_dicts()} == {
        None: 22, "language": 10, "culture": 12,
    }  # fmt: skip


def test_hours_nobody_knows_and_activities_that_go_on_are_unknown_not_zero():
    known = of(attending(f"p{i}", 5.0) for i in range(10))
    going_on = of(attending(f"q{i}", 1.0, end=None) for i in range(3))
    unwritten = of(attending(f"r{i}", None) for i in range(2))
    row = row_of(process_of(*known, *going_on, *unwritten, version())["attendance"], outcome=None)
    assert (row["estimate"], row["n"], row["unknown"]) == (pytest.approx(0.5), 15, 5)


def test_more_than_a_tenth_over_the_plan_is_a_guard():
    people = of(attending(f"p{i}", 12.0 if i == 0 else 5.0) for i in range(10))
    guards = process_of(*people, version())["attendance"].guards
    assert [(guard.code, guard.severity, dict(guard.facts)) for guard in guards] == [("G-DOSE", "warn", {})]
    assert process_of(*of(attending(f"p{i}", 5.0) for i in range(10)), version())["attendance"].guards == ()


def test_nine_people_are_too_few():
    row = row_of(process_of(*of(attending(f"p{i}", 5.0) for i in range(9)))["attendance"], outcome=None)
    assert (row["status"], row["reason"], row["estimate"], row["lower"], row["n"]) == (
        "insufficient", "FEW_PEOPLE", None, None, 9,
    )  # fmt: skip


def test_a_declined_offer_is_no_attendance_and_counts_people_once():
    people = of(attending(f"p{i}", 5.0) for i in range(12))
    no = [took_part(f"p{i}", after(20 + n), planned=0.0, attended=0.0, end=after(20 + n), declined=after(20 + n))
          for i in range(3) for n in range(2)]  # fmt: skip
    answer = process_of(*people, *no, version())
    row = row_of(answer["offers"], statistic="share_declined")
    assert (row["n"], row["events"], row["estimate"]) == (12, 3, 0.25)
    # R: prop.test(3, 12, correct = FALSE)$conf.int
    assert (row["lower"], row["upper"]) == pytest.approx((0.08894, 0.53231), abs=1e-5)
    assert row_of(answer["attendance"], outcome=None)["n"] == 12


def test_meetings_a_month_and_those_missed():
    people = [someone(f"p{i}", enrolled=0, left=303, why="completed") for i in range(10)]  # 304 days: ten months
    meetings = [met(f"p{i}", after(10 * n)) for i in range(10) for n in range(1, 1 + (10 if i % 2 else 20))]
    missed = [met(f"p{i}", after(5), "no_show") for i in range(10)]
    asked = [met(f"p{i}", after(6), "booked") for i in range(10)]
    early = [met("p0", after(310), number=1)]  # after she left: not a meeting of the project
    table = process_of(*people, *meetings, *missed, *asked, *early)["contacts"]
    held = row_of(table, statistic="held_per_month")
    assert held["estimate"] == pytest.approx(150 / (10 * 304 / 30.4375))
    assert (held["n"], held["unit"]) == (10, "per_month")
    share = row_of(table, statistic="missed_share")
    assert share["estimate"] == pytest.approx(10 / 160)


CHANGE = date(2010, 7, 1)


def changed(before, following):
    old = of(attending(f"o{i}", h, act="a") for i, h in enumerate(before))
    new = of(attending(f"n{i}", h, enrolled=200, start=10, end=90, act="a", ver=2) for i, h in enumerate(following))
    return [*old, *new, version("a", 1, end=CHANGE), version("a", 2, start=CHANGE)]


def test_after_a_change_is_compared_with_before_and_others_are_left_out():
    people = changed([4.0, 6.0] * 6, [7.0, 9.0] * 6)
    stayed = attending("both", 1.0, enrolled=100, start=100, end=150, act="a", ver=2)  # enrolled before the change
    other = [version("b", 1, kind="culture", end=date(2010, 5, 1)), version("b", 2, date(2010, 5, 1), kind="culture")]
    training = {"staff_training": [{"id": "t", "topic": "x", "date": date(2010, 8, 1), "share": 0.5}]}
    table = process_of(*people, *stayed, *other, training)["versions"]
    row = row_of(table, statistic="gap_after_version", cause="a:2")
    assert row["estimate"] == pytest.approx(0.3)
    # 12 people on each side, each 0.1 from the mean: sqrt(12 / 11 * 12 * 0.01 * 100) / 120 on either side
    assert row["std_error"] == pytest.approx(sqrt(2) * sqrt(12 / 11 * 12) / 120)
    assert (row["n"], row["outcome"], row["cause"], row["compared_with"]) == (12, "language", "a:2", "before")
    assert row["alarm_lower"] < row["lower"] < 0.3 < row["upper"] < row["alarm_upper"]
    beside = {"a:2": ["culture:2", "staff_training"], "b:2": ["language:2"]}  # the training was 92 days after the other
    assert table.diagnostics["changed_at_once"] == beside
    assert table.estimand_key == "gap_after_version:a:2=culture:2+staff_training,b:2=language:2"


def test_too_few_on_one_side_of_a_change():
    row = row_of(process_of(*changed([5.0] * 12, [5.0] * 9))["versions"], statistic="gap_after_version")
    assert (row["status"], row["reason"], row["n"], row["estimate"]) == ("insufficient", "FEW_PEOPLE", 9, None)


def test_twelve_quarters_never_yield_a_segmented_regression():
    table = process_of(*changed([5.0] * 12, [5.0] * 12))["series"]
    assert rows_of(table, statistic="level_change").select("status", "reason").rows() == [("blocked", "FEW_MONTHS")]


def test_nothing_changed_is_said():
    answer = process_of(*of(attending(f"p{i}", 5.0) for i in range(10)), version())
    assert row_of(answer["versions"], statistic="gap_after_version")["reason"] == "NO_CHANGE"
    assert row_of(answer["series"], statistic="level_change")["reason"] == "NO_CHANGE"


def monthly(before, following):
    """So many begin each month of 30.4375 days, for 13 months on either side of the change."""
    people, number = [], 0
    for month in range(-13, 13):
        for _ in range(before if month < 0 else following):
            pid, day = f"p{number:04d}", round(30.4375 * (month + 0.5))
            start = after(day, CHANGE)
            ver = 1 if month < 0 else 2
            people += [someone(pid, referred=after(-3, start), enrolled=0), took_part(pid, start, act="a", ver=ver)]
            number += 1
    long_ago = after(-round(30.4375 * 13) - 1, CHANGE)
    return [*people, version("a", 1, start=long_ago, end=CHANGE), version("a", 2, start=CHANGE)]


def test_on_monthly_series_the_level_is_compared():
    cut = after(round(30.4375 * 13) + 5, CHANGE)
    table = process_of(*monthly(6, 10), cut=cut)["series"]
    level = row_of(table, statistic="level_change")
    assert level["estimate"] == pytest.approx(4.0)
    assert (level["n"], level["unit"], level["status"]) == (13 * 16, "per_month", "ok")
    assert row_of(table, statistic="slope_change")["estimate"] == pytest.approx(0.0, abs=1e-9)


def test_on_monthly_series_with_few_a_month_nothing_is_estimated():
    cut = after(round(30.4375 * 13) + 5, CHANGE)
    table = process_of(*monthly(4, 10), cut=cut)["series"]
    assert row_of(table, statistic="level_change")["reason"] == "FEW_EXPECTED"
