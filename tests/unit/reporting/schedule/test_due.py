"""What is due: by the day, by what is there, and never in the wrong order."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_kit.errors import ScheduleError
from research_kit.reporting.declaration import quarter_of
from research_kit.reporting.schedule.due import due_editions, due_on, made_before, next_due
from research_kit.reporting.schedule.quarters import last_day, next_quarter, quarters
from tests.unit.reporting.schedule.conftest import edition


def due_at(plan, moment: str) -> list[tuple[str, str]]:
    found = due_editions(plan, made_before(plan), datetime.fromisoformat(moment))
    return [(one.quarter, one.why) for one in found]


def test_a_quarter_is_due_on_its_day_and_not_a_minute_before(plan_with):
    plan = plan_with('days_after_quarter: 14, at: "04:30"')
    assert due_at(plan, "2026-01-14 04:29") == []
    assert due_at(plan, "2026-01-14 04:30") == [("2025-Q4", "quarter")]


def test_missed_quarters_are_due_oldest_first(plan_with):
    plan = plan_with()
    edition(plan, "2025-Q4")
    assert due_at(plan, "2026-11-23 12:00") == [("2026-Q1", "missed"), ("2026-Q2", "missed"), ("2026-Q3", "quarter")]


def test_a_quarter_missed_before_a_later_one_was_published_is_not_made_any_more(plan_with):
    plan = plan_with()
    for name in ("2025-Q4", "2026-Q2"):
        edition(plan, name)
    assert due_at(plan, "2026-11-23 12:00") == [("2026-Q3", "quarter")]


def test_an_edition_whose_run_died_after_the_ledger_is_due_again(plan_with):
    plan = plan_with()
    edition(plan, "2025-Q4")
    (plan.ledger / "releases" / "0002-2026-Q1").mkdir(parents=True)
    assert due_at(plan, "2026-04-20 12:00") == [("2026-Q1", "quarter")]


def test_drafts_and_reports_for_an_organisation_are_no_editions_of_the_study(plan_with):
    plan = plan_with()
    for name in ("2025-Q4-draft", "2025-Q4-burlov"):
        edition(plan, name, "draft" if "draft" in name else "approved")
    assert due_at(plan, "2026-01-20 12:00") == [("2025-Q4", "quarter")]


def test_nothing_is_due_after_the_project(plan_with):
    plan = plan_with("last_quarter: 2026-Q1")
    edition(plan, "2026-Q1")
    assert due_at(plan, "2026-11-23 12:00") == []
    assert next_due(plan, made_before(plan), datetime(2026, 11, 23)) is None


def test_a_flood_of_missed_quarters_is_not_published_unasked(plan_with):
    plan = plan_with("most_missed: 3")
    with pytest.raises(ScheduleError, match=r"4 quarters from 2025-Q4 to 2026-Q3 .*first_quarter"):
        due_at(plan, "2026-11-23 12:00")


def test_when_the_next_one_is_due(plan_with):
    plan = plan_with('days_after_quarter: 5, at: "06:00"')
    assert next_due(plan, made_before(plan), datetime(2026, 1, 5, 6)) == datetime(2026, 4, 5, 6)


def test_no_quarter_is_due_before_it_has_ended(plan_with):
    plan = plan_with('days_after_quarter: 0, at: "04:30"')
    assert due_on(plan, "2026-Q1") == datetime(2026, 4, 1, 0, 0)


@given(st.dates(min_value=datetime(1990, 1, 1).date(), max_value=datetime(2100, 1, 1).date()))
def test_a_quarter_ends_on_the_last_day_that_lies_in_it(day):
    quarter = quarter_of(day)
    assert quarter_of(last_day(quarter)) == quarter
    assert day <= last_day(quarter)
    assert list(quarters(quarter, next_quarter(quarter))) == [quarter, next_quarter(quarter)]
    assert next_quarter(quarter) > quarter


def test_a_corrected_edition_that_waits_beside_the_published_one_is_seen(plan_with):
    plan = plan_with()
    edition(plan, "2025-Q4")
    edition(plan, "2025-Q4-proposed", "proposed")
    made = made_before(plan)
    assert (made.editions, made.proposed) == (("2025-Q4",), ("2025-Q4",))
