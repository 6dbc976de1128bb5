"""Between which days an event lies: (left, right] (METHODS 0.5, M3.3)."""

from __future__ import annotations

import pytest

from research_kit.cohort import build_cohort
from tests.unit.cohort.followed import followed, status
from tests.unit.cohort.small_studies import definition, study

SEEN = status("unemployed", "2009-06-01", verified="2010-02-10")


def interval(*statuses, outcome="strict", **more):
    row = followed(*statuses, **more)
    return tuple(row[f"{name}_{outcome}"] for name in ("left_days", "duration_days", "right_days", "event"))


def test_a_day_is_that_day():
    assert interval(status("ord_emp", "2010-03-02", hours_pct=100)) == (60, 60, 60, 1)


def test_a_month_lies_between_the_day_before_it_and_its_last_day():
    march = status("regular_edu", None, start_lo="2010-03-01", start_hi="2010-03-31", precision="month")
    assert interval(march) == (58, 74, 89, 2)  # 28 February is day 58, 31 March day 89


def test_an_undated_start_lies_between_the_last_day_without_and_the_day_it_was_seen():
    undated = status("ord_emp", None, precision="unknown", hours_pct=100, verified="2010-07-01")
    assert interval(SEEN, undated) == (40, 111, 181, 1)


def test_a_month_that_holds_the_index_date_begins_after_it():
    january = status("ord_emp", None, start_lo="2009-12-15", start_hi="2010-01-09", precision="month", hours_pct=100)
    assert interval(january) == (0, 4.5, 8, 1)


def test_who_is_censored_has_no_right_end():
    assert interval(SEEN) == (40, 40, None, 0)


def test_who_is_in_it_already_has_no_right_end_either():
    already = status("sub_emp", "2009-06-01", verified="2010-06-30")
    assert interval(already, status("ord_emp", "2010-08-01"), outcome="wide") == (0, 0, None, 0)


@pytest.mark.parametrize("most", [30, 59])
def test_a_start_after_the_longest_follow_up_is_censored_at_it(most):
    begun = status("ord_emp", "2010-03-02", hours_pct=100)
    seen = status("unemployed", "2009-06-01", verified="2010-03-01")
    assert interval(seen, begun, follow_up={"at_most_days": most}) == (most, most, None, 0)


def test_a_length_without_dates_is_taken_as_the_source_counted_it():
    tables = {
        "participant": [{"pid": "a"}, {"pid": "b"}],
        "spell_duration": [
            {"pid": "a", "duration": 2.0, "unit": "week", "event": True},
            {"pid": "b", "duration": 3.0, "unit": "week", "event": False},
        ],
    }
    outcomes = {
        "version": "1",
        "headline": "ended",
        "map": {"ended": "success"},
        "definitions": {"ended": {"labels": {"sv": "slut"}, "causes": {"ended": ["ended"]}}},
    }
    cohort = build_cohort(study(tables), definition(observed_as="spell_durations", outcomes=outcomes))
    assert cohort.frame.select("left_days_ended", "right_days_ended").rows() == [(14, 14), (21, None)]
    assert cohort.frame.select("potential_days", "lost_ended", "register_followed").rows() == [(None,) * 3] * 2
    assert cohort.histories.is_empty()
