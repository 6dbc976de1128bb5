"""Control charts quarter by quarter (METHODS M4.3), phases (M4.6), stock and flow (M4.7)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from math import sqrt

import polars as pl
import pytest

import research_kit as rk
from research_kit.analyses.process.quarters import in_quarters, pooled, quarters_until
from research_kit.cohort import build_cohort
from research_kit.statistics import false_signal_risk
from research_kit.study.project_plan import ProjectPlan
from research_kit.study.promises import Promises
from tests.unit.analyses.small_process import cohort_of, process_of, row_of, rows_of, someone, took_part, version
from tests.unit.cohort.small_studies import definition, person, status, study

START = date(2009, 1, 1)
QUARTERS = [f"{year}-Q{quarter}" for year in (2009, 2010, 2011) for quarter in (1, 2, 3, 4)][:10]


def test_quarters_are_those_that_are_over():
    table = quarters_until(date(2009, 5, 1), date(2010, 3, 30))
    assert table["quarter"].to_list() == ["2009-Q2", "2009-Q3", "2009-Q4"]
    assert table["time"][0] == pytest.approx(61 / 30.4375)  # 1 May to 1 July
    assert quarters_until(date(2009, 5, 1), date(2010, 3, 31))["quarter"].to_list()[-1] == "2010-Q1"


def test_a_quarter_that_is_too_small_is_pooled_with_the_next_and_the_last_with_the_one_before():
    table = quarters_until(date(2009, 1, 1), date(2010, 12, 31))
    merged = pooled(table, [1, 2, 9, 9, 2, 9, 1, 1], lambda total: total >= 5)
    assert merged["quarter"].to_list() == ["2009-Q3", "2009-Q4", "2010-Q4"]
    assert merged["from_on"].to_list() == [date(2009, 1, 1), date(2009, 10, 1), date(2010, 1, 1)]
    rows = pl.DataFrame({"on": [date(2009, 2, 1), date(2010, 12, 31), date(2011, 1, 1)]})
    assert in_quarters(rows, "on", merged)["quarter"].to_list() == ["2009-Q3", "2010-Q4"]


def referred_each_quarter(began, *, size=40):
    """`size` people referred on the first day of each quarter, of whom so many begin an activity on day 20."""
    people = [version(start=START)]
    for number, events in enumerate(began):
        first = date(2009 + number // 4, 3 * (number % 4) + 1, 1)
        for i in range(size):
            pid = f"q{number:02d}-{i:02d}"
            people.append(someone(pid, referred=first, enrolled=10, gender="man" if i % 4 == 0 else "woman"))
            if i < events:
                people.append(took_part(pid, first + timedelta(days=20)))
    return people


def charts_of(began, **more):
    cut = date(2011, 6, 30) + timedelta(days=40)
    return process_of(*referred_each_quarter(began, **more), cut=cut, starts_on=START)["charts"]


def quarter(table, name, **more):
    return row_of(table, statistic="activity_within_30_days", cause=name, **more)


def test_shares_lie_within_three_sigmas_of_the_share_of_all_quarters():
    table = charts_of([18, 22] * 5)  # neighbours differ by 4 people, 1.12 binomial sigmas: as much as chance makes them
    row = quarter(table, "2010-Q1")
    assert (row["estimate"], row["n"], row["events"], row["reason"]) == (0.45, 40, 18, "PRELIMINARY_LIMITS")
    assert (row["lower"], row["upper"]) == pytest.approx((0.5 - 3 * sqrt(0.25 / 40), 0.5 + 3 * sqrt(0.25 / 40)))
    assert row["time"] == pytest.approx((date(2010, 4, 1) - START).days / 30.4375)
    assert quarter(table, "centre")["estimate"] == 0.5
    risk = quarter(table, "false_signal_risk")
    assert risk["estimate"] == false_signal_risk(10, share=0.5, n=40)["estimate"].item()
    assert rows_of(table, statistic="activity_within_30_days")["cause"].to_list() == [
        *QUARTERS, "centre", "false_signal_risk",
    ]  # fmt: skip


def test_a_quarter_outside_the_limits_is_a_signal():
    table = charts_of([20, 22, 18, 21, 19, 20, 20, 38, 22, 18])
    assert quarter(table, "2010-Q4")["reason"] == "SIGNAL"
    assert quarter(table, "2010-Q3")["reason"] == "PRELIMINARY_LIMITS"


def test_women_and_men_have_charts_of_their_own_and_other_groups_none():
    people = [
        {**rows, "participant": [{**rows["participant"][0], "foreign_born": "yes" if i % 2 else "no"}]}
        if "participant" in rows else rows
        for i, rows in enumerate(referred_each_quarter([20] * 10))
    ]  # fmt: skip
    cut = date(2011, 8, 9)
    changes = {"split_by": {"crossed": ["gender", "foreign_born"], "single": []}}
    table = process_of(*people, by=("gender", "foreign_born"), cut=cut, starts_on=START, changes=changes)["charts"]
    assert quarter(table, "2010-Q1", gender="woman")["n"] == 30
    assert table.table.filter(pl.col("foreign_born").is_not_null()).height == 0


def test_with_fewer_than_eight_quarters_there_are_no_limits():
    table = charts_of([20, 24, 18, 21, 19, 22])
    row = quarter(table, "2010-Q1")
    assert (row["reason"], row["status"], row["lower"], row["upper"]) == ("RUN_CHART", "ok", None, None)
    assert row["estimate"] == pytest.approx(19 / 40)
    assert quarter(table, "centre")["estimate"] == pytest.approx(20.5 / 40)  # the median
    assert not rows_of(table, statistic="activity_within_30_days", cause="false_signal_risk").height


def test_a_quarter_that_is_pooled_says_so_and_nobody_is_lost():
    table = charts_of([2, 4] * 5)
    rows = rows_of(table, statistic="activity_within_30_days").filter(pl.col("cause").is_in(QUARTERS))
    gone = rows.filter(pl.col("reason") == "POOLED")
    assert (gone["cause"].to_list(), gone["estimate"].null_count()) == (QUARTERS[::2], 5)
    assert (rows["n"].sum(), rows["events"].sum()) == (400, 30)


def test_a_single_period_is_no_chart():
    table = charts_of([20])
    row = quarter(table, "2009-Q1")
    assert (row["status"], row["reason"], row["estimate"], row["n"]) == ("insufficient", "RUN_CHART", None, 40)
    none = process_of(*referred_each_quarter([20]), cut=date(2009, 3, 1), starts_on=START)["charts"]
    assert row_of(none, statistic="activity_within_30_days").get("reason") == "RUN_CHART"


def test_the_last_quarter_waits_until_all_have_been_followed_thirty_days():
    people = referred_each_quarter([20] * 10)
    table = process_of(*people, cut=date(2011, 7, 29), starts_on=START)["charts"]
    assert rows_of(table, statistic="activity_within_30_days", cause="2011-Q2").height == 0


def test_the_median_wait_is_charted_by_its_moving_range():
    days = [20, 22, 18, 20, 24, 20, 19, 21, 20, 20]
    people = [version(start=START)]
    for number, day in enumerate(days):
        first = date(2009 + number // 4, 3 * (number % 4) + 1, 1)
        for i in range(12):
            people += [
                someone(f"q{number}-{i}", referred=first, enrolled=5),
                took_part(f"q{number}-{i}", first + timedelta(days=day)),
            ]
    table = process_of(*people, cut=date(2011, 8, 1), starts_on=START)["charts"]
    row = row_of(table, statistic="median_wait", cause="2010-Q1")
    ranges = [abs(b - a) for a, b in pairwise(days)]
    half = 3 / 1.128 * sum(ranges) / 9
    assert (row["estimate"], row["unit"]) == (24.0, "days")
    assert (row["lower"], row["upper"]) == pytest.approx((20.4 - half, 20.4 + half))


# Where those referred are.


def course_of(size=40):
    """Of 40 referred, 10 are turned down on day 20; of 30 enrolled, 10 come to work and 5 to studies after 90 days."""
    people = []
    for i in range(size):
        pid = f"p{i:02d}"
        if i < 10:
            people.append(someone(pid, decided=20, decision="declined_by_project"))
            continue
        start = date(2010, 1, 31)
        rows = person(pid, status("unemployed", "2009-06-01", verified="2011-06-01"), enrolled=start, gender="woman")
        job = {"verified": "2011-06-01", "hours_pct": 100}
        if i < 20:
            rows["status_spell"].append({"pid": pid, **status("ord_emp", date(2010, 4, 1), **job)})
        elif i < 25:
            rows["status_spell"].append({"pid": pid, **status("regular_edu", date(2010, 4, 1), **job)})
        rows |= {"referral": someone(pid)["referral"]}
        rows["phase"] = [{"enr_id": f"e-{pid}", "seq": 1, "phase": "utredning", "start": start, "end": None}]
        people.append(rows)
    return people


def test_where_those_referred_are_adds_up_to_everybody():
    table = process_of(*course_of())["phases"]
    at_year = {row["cause"]: row for row in rows_of(table, statistic="share_in_phase", time=12.0).to_dicts()}
    assert {name: row["estimate"] for name, row in at_year.items()} == pytest.approx(
        {"referred": 0, "utredning": 15 / 40, "in_project": 0, "work": 0.25, "education": 0.125, "ended": 0.25}
    )
    assert {row["n"] for row in at_year.values()} == {40}
    assert (at_year["work"]["events"], at_year["ended"]["events"]) == (10, 10)


def test_where_a_state_has_few_people_the_project_is_told_as_one():
    people = course_of()
    for rows in people[25:27]:  # two of them are still waiting
        rows.pop("enrolment"), rows.pop("status_spell"), rows.pop("phase")
    causes = rows_of(process_of(*people)["phases"], statistic="share_in_phase", time=12.0)["cause"].to_list()
    assert causes == ["waiting_or_in_project", "work", "education", "ended"]


# How many at once.


def staying():
    """Ten who come on 1 April 2010 and stay 91 days, ten who come on 1 July and are there at the cut."""
    first = [someone(f"a{i}", referred=date(2010, 3, 30), enrolled=2, left=91, why="completed") for i in range(10)]
    return [*first, *(someone(f"b{i}", referred=date(2010, 6, 29), enrolled=2) for i in range(10))]


def test_how_many_are_there_at_the_end_of_each_quarter_beside_the_plan():
    plan = ProjectPlan(at_once=[{"from_on": date(2010, 7, 1), "people": 43}])
    answer = process_of(*staying(), cut=date(2010, 12, 31), starts_on=date(2010, 1, 1), promises=Promises(plan=plan))
    counts = rows_of(answer["stock"], statistic="at_once")
    assert dict(counts.select("cause", "n").iter_rows()) == {"2010-Q1": 0, "2010-Q2": 10, "2010-Q3": 10, "2010-Q4": 10}
    assert counts["unit"].unique().to_list() == ["participants"]
    planned = rows_of(answer["stock"], statistic="plan_at_once")
    assert dict(planned.select("cause", "estimate").iter_rows()) == {"2010-Q3": 43.0, "2010-Q4": 43.0}
    assert row_of(answer["flow_balance"], statistic="plan_at_once")["estimate"] == 43.0


def test_the_mean_number_the_inflow_and_the_length_are_those_of_the_stays():
    table = process_of(*staying(), cut=date(2010, 12, 31), starts_on=date(2010, 1, 1))["flow_balance"]
    inflow = row_of(table, statistic="inflow_per_month")
    assert inflow["unit"] == "per_month"
    assert inflow["lower"] < inflow["estimate"] < inflow["upper"]
    mean = row_of(table, statistic="mean_at_once")
    assert mean["estimate"] == pytest.approx((10 * 91 + 10 * 184) / 365)  # the whole year: too short for less
    gap = row_of(table, statistic="littles_gap")
    assert (gap["reason"], gap["status"]) == ("NOT_STEADY", "ok")


def test_less_than_two_quarters_are_too_few():
    table = process_of(*staying(), cut=date(2010, 8, 31), starts_on=date(2010, 4, 1))["flow_balance"]
    assert row_of(table, statistic="mean_at_once")["reason"] == "FEW_MONTHS"


# What is the same in every table.

TABLES = ["waits", "waits_median", "dropout", "attendance", "offers", "contacts", "charts", "versions", "series",
          "phases", "stock", "flow_balance"]  # fmt: skip


def test_the_tables_come_in_their_order_with_method_and_alarm_bar():
    answer = process_of(*staying())
    assert list(answer) == TABLES
    assert [answer[name].method_id for name in TABLES] == [
        "M4.1", "M4.1", "M4.2", "M4.2", "M4.2", "M4.2", "M4.3", "M4.5", "M4.5", "M4.6", "M4.7", "M4.7",
    ]  # fmt: skip
    assert {table.alarm_z for table in answer.values()} == {2.70}


def test_a_row_that_cannot_be_said_has_no_number():
    for table in process_of(*staying()).values():
        silent = table.table.filter(pl.col("status").is_in(["blocked", "insufficient"]))
        assert silent.select("estimate", "lower", "upper", "std_error").null_count().row(0) == (silent.height,) * 4


def test_a_study_without_tables_says_so_in_each():
    people = {"participant": [{"pid": f"p{i}", "gender": "woman"} for i in range(10)]}
    people["enrolment"] = [{"enr_id": f"e{i}", "pid": f"p{i}", "start": date(2010, 1, 1)} for i in range(10)]
    answer = rk.process(build_cohort(study(people), definition(split_by={"crossed": ["gender"], "single": []})))
    untold = {name for name, table in answer.items() if "NO_TABLE" in table.table["reason"].to_list()}
    assert untold == set(TABLES) - {"dropout", "stock", "flow_balance"}


def test_records_are_never_printed():
    cohort = cohort_of(*staying())
    assert repr(cohort.records).startswith("ProjectRecords(waits ")
    assert "a0" not in repr(cohort.records) + repr(cohort)


def test_more_planned_looks_make_a_wider_alarm_bar():
    usual, many = (process_of(*course_of(), planned_reports=looks) for looks in (14, 40))
    assert many["waits"].alarm_z > usual["waits"].alarm_z == 2.70
    for name, key in (("waits", {"outcome": "referral_to_enrolment", "time": 14.0}), ("phases", {"cause": "work"})):
        wider, bar = (rows_of(answer[name], **key).row(0, named=True) for answer in (many, usual))
        assert (wider["lower"], wider["upper"]) == (bar["lower"], bar["upper"])
        assert wider["alarm_upper"] > bar["alarm_upper"]
