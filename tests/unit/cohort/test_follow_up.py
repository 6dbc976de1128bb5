"""Every rule of exit and censoring, by an example person (METHODS 1.1, 2, 3.0)."""

from __future__ import annotations

from datetime import date

import pytest

from research_kit.cohort import build_cohort
from tests.unit.cohort.small_studies import definition, person, status, study, together

IDLE = status("unemployed", "2009-06-01", verified="2010-11-30")


def followed(*statuses, outcome="strict", about=None, tables=None, **changes):
    """Days from index, the cause, and the row of one person."""
    about = about or {}
    made = study(together(person("a", *statuses, **about), tables or {}))
    row = build_cohort(made, definition(**changes)).frame.row(0, named=True)
    return row[f"duration_days_{outcome}"], row[f"event_{outcome}"], row


@pytest.mark.parametrize(
    ("kind", "hours", "days", "event"),
    [
        ("ord_emp", 100, 181, 1),
        ("self_emp", 50, 181, 1),
        ("regular_edu", None, 181, 2),
        ("retired", None, 181, 3),
        ("died", None, 181, 3),
    ],
)
def test_a_start_ends_the_follow_up_with_its_cause(kind, hours, days, event):
    assert followed(IDLE, status(kind, "2010-07-01", hours_pct=hours))[:2] == (days, event)


@pytest.mark.parametrize("kind", ["sick", "parental_leave", "sfi", "internship", "programme"])
def test_a_temporary_status_keeps_her_at_risk(kind):
    pause = status(kind, "2010-02-01", verified="2010-06-01", end_lo="2010-07-01", end_hi="2010-07-01")
    work = status("ord_emp", "2010-07-01", hours_pct=80)
    assert followed(pause, work)[:2] == (181, 1)
    assert followed(pause)[:2] == (151, 0)  # and nothing else known: until it was verified, 1 June


def test_without_an_event_she_is_followed_to_the_last_verified_status_not_to_the_cut():
    assert followed(IDLE)[:2] == (333, 0)  # 30 November 2010; the cut is in June 2011


def test_a_status_that_nobody_verified_says_nothing():
    assert followed(status("unemployed", "2009-06-01"))[:2] == (0, 0)


def test_a_verified_status_lasts_until_the_first_day_it_may_have_ended():
    ended = status("unemployed", "2009-06-01", verified="2010-11-30", end_lo="2010-05-01", end_hi="2010-05-31")
    assert followed(ended)[:2] == (120, 0)


def test_subsidised_work_is_success_only_in_the_wide_sense():
    subsidised = status("sub_emp", "2010-05-01", hours_pct=100, verified="2011-01-31")
    assert followed(subsidised)[:2] == (395, 0)
    assert followed(subsidised, outcome="wide")[:2] == (120, 1)


def test_a_quarter_of_full_time_is_not_employment_in_the_strict_sense():
    few_hours = status("ord_emp", "2010-05-01", hours_pct=25, verified="2011-01-31")
    assert followed(few_hours)[:2] == (395, 0)
    assert followed(few_hours, outcome="wide")[:2] == (120, 1)


def test_hours_nobody_wrote_down_are_neither_yes_nor_no():
    unclear = status("ord_emp", "2010-05-01", verified="2011-01-31")
    assert followed(IDLE, unclear)[:2] == (120, 0)  # verified later, but not as without work
    assert followed(IDLE, unclear, outcome="wide")[:2] == (120, 1)


@pytest.mark.parametrize("code", ["lost", "moved_untraceable", "withdrawn", "end_of_consent"])
def test_a_censoring_code_ends_observation_and_is_never_an_event(code):
    lost = status(code, "2010-04-11")
    later = status("ord_emp", "2010-09-01", hours_pct=100, verified="2010-12-01")
    assert followed(IDLE, lost, later)[:2] == (100, 0)
    left = {"end": date(2010, 4, 11), "exit_reason": code}
    assert followed(IDLE, later, about=left)[:2] == (100, 0)


def test_leaving_the_project_as_completed_does_not_end_observation():
    left = {"end": date(2010, 4, 11), "exit_reason": "completed"}
    assert followed(IDLE, about=left)[:2] == (333, 0)


def test_a_month_stands_at_its_midpoint():
    march = status("ord_emp", None, start_lo="2010-03-01", start_hi="2010-03-31", precision="month", hours_pct=100)
    days, event, row = followed(march)
    assert (days, event) == (74, 1)  # 16 March
    assert (row["interval_days_strict"], row["start_precision_strict"]) == (31, "month")


def test_a_wide_interval_stands_at_its_midpoint_and_is_counted_as_wide():
    quarter = status("ord_emp", None, start_lo="2010-04-01", start_hi="2010-06-30", precision="quarter", hours_pct=100)
    days, _, row = followed(quarter)
    assert (days, row["interval_days_strict"]) == (135, 91)


def test_a_start_without_any_date_lies_between_two_verified_statuses():
    before = status("unemployed", "2009-06-01", verified="2010-03-02")
    unknown = status("ord_emp", None, precision="unknown", hours_pct=100, verified="2010-07-01")
    days, event, row = followed(before, unknown)
    assert (days, event, row["interval_days_strict"]) == (121, 1, 121)  # after 2 March, until 1 July


def undated(verified, **more):
    return status("ord_emp", None, precision="unknown", hours_pct=100, verified=verified, **more)


def month(verified, **more):
    days = {"start_lo": "2010-03-01", "start_hi": "2010-03-31"}
    return status("ord_emp", None, **days, precision="month", hours_pct=100, verified=verified, **more)


def seen_unemployed(on):
    return status("unemployed", "2009-06-01", verified=on)


@pytest.mark.parametrize(
    ("without", "work", "days", "width"),
    [
        ("2010-02-10", month("2010-03-05"), 61, 5),  # 1 to 5 March: by then she was seen at work
        ("2010-03-25", month("2010-04-15"), 86.5, 6),  # 26 to 31 March: on the 25th she was seen without
        ("2010-02-10", month("2010-04-15", end_lo="2010-03-11", end_hi="2010-03-11"), 64, 11),  # ended on the 11th
        ("2010-02-10", month("2010-02-20"), 74, 31),  # verified before it can have begun: not believed
        ("2010-03-01", undated("2010-04-01"), 75, 31),  # after 1 March, until 1 April: a month, not wide
        ("2010-03-01", undated("2010-05-31"), 105, 91),
        ("2009-12-01", undated("2010-04-01"), 45.5, 90),  # nothing verified after index: from the day after it
    ],
)
def test_a_start_lies_after_the_last_day_without_it_and_by_the_day_it_was_seen(without, work, days, width):
    found, event, row = followed(seen_unemployed(without), work)
    assert (found, event, row["interval_days_strict"]) == (days, 1, width)


def test_a_verified_success_of_another_definition_bounds_a_start_too():
    subsidised = status("sub_emp", "2010-01-15", hours_pct=100, verified="2010-03-01")
    days, event, row = followed(subsidised, undated("2010-04-01"))
    assert (days, event, row["interval_days_strict"]) == (75, 1, 31)
    assert followed(subsidised, undated("2010-04-01"), outcome="wide")[:2] == (14, 1)


@pytest.mark.parametrize("later", [[], [status("ord_emp", "2010-07-01", hours_pct=100, verified="2010-11-30")]])
def test_who_is_in_a_success_at_index_cannot_start_it_whatever_is_heard_later(later):
    already = status("sub_emp", "2009-06-01", hours_pct=100, verified="2010-06-30")
    days, event, row = followed(already, *later, outcome="wide")
    assert (days, event, row["interval_days_wide"], row["already_in_wide"]) == (0, 0, None, True)
    assert followed(already, *later)[:2] == ((181, 1) if later else (180, 0))  # strictly she can still start
    assert row["already_in_strict"] is False


def test_who_is_in_strict_success_at_index_is_not_followed_either_where_no_criterion_excludes_her():
    work = status(
        "ord_emp", "2009-06-01", hours_pct=100, verified="2010-02-01", end_lo="2010-02-01", end_hi="2010-02-01"
    )
    again = status("ord_emp", "2010-07-01", hours_pct=100)
    days, event, row = followed(work, seen_unemployed("2010-05-01"), again)
    assert (days, event, row["already_in_strict"]) == (0, 0, True)


def test_a_month_that_holds_the_index_date_counts_from_it():
    january = status("ord_emp", None, start_lo="2010-01-01", start_hi="2010-01-31", precision="month", hours_pct=100)
    days, event, row = followed(january, about={"enrolled": date(2010, 1, 11)})
    assert (days, event, row["interval_days_strict"]) == (10.5, 1, 20)  # 12 to 31 January


def test_work_that_began_before_the_index_is_no_start():
    before = status("ord_emp", "2009-10-01", hours_pct=100, verified="2010-12-01")
    assert followed(before)[:2] == (0, 0)  # and it does not verify that she is without work


def test_the_first_of_several_events_counts():
    studies = status("regular_edu", "2010-03-02", verified="2010-08-01")
    work = status("ord_emp", "2010-08-01", hours_pct=100)
    assert followed(work, studies)[:2] == (60, 2)


def test_nothing_after_the_cut_is_read():
    later = status("ord_emp", "2011-07-01", hours_pct=100, verified="2011-08-01")
    assert followed(status("unemployed", "2009-06-01", verified="2011-08-01"), later)[:2] == (545, 0)


def test_follow_up_can_be_limited():
    work = status("ord_emp", "2010-07-01", hours_pct=100)
    assert followed(IDLE, work, follow_up={"at_most_days": 100})[:2] == (100, 0)


def test_a_start_on_the_day_of_a_follow_up_is_marked():
    wave = {"wave": [{"enr_id": "e-a", "k": 2, "planned_on": date(2010, 7, 2), "actual_on": date(2010, 7, 1)}]}
    work = status("ord_emp", "2010-07-01", hours_pct=100)
    assert followed(work, tables=wave)[2]["at_follow_up_strict"] is True
    assert followed(status("ord_emp", "2010-07-02", hours_pct=100), tables=wave)[2]["at_follow_up_strict"] is False
    month = status("ord_emp", None, start_lo="2010-07-01", start_hi="2010-07-31", precision="month", hours_pct=100)
    assert followed(month, tables=wave)[2]["at_follow_up_strict"] is None


def test_a_status_that_the_map_does_not_know_is_refused():
    outcomes = definition().outcomes.model_dump()
    del outcomes["map"]["programme"]
    with pytest.raises(Exception, match="`programme` occurs in `status_spell` but not in the outcome map"):
        followed(status("programme", "2010-02-01"), outcomes=outcomes)


def test_a_start_whose_interval_is_not_over_by_the_cut_is_not_yet_one():
    seen = status("unemployed", "2009-06-01", verified="2011-06-10")
    quarter = status("ord_emp", None, start_lo="2011-06-11", start_hi="2011-07-10", precision="month", hours_pct=100)
    assert followed(seen, quarter)[:2] == (525, 0)


def test_a_start_of_which_nothing_at_all_is_known_is_no_event():
    assert followed(IDLE, status("ord_emp", None, precision="unknown", hours_pct=100))[:2] == (333, 0)
