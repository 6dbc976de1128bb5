"""Work abroad: counts when a follow-up verifies it; a Swedish register says nothing about it (METHODS 1.1)."""

from __future__ import annotations

import pytest

from tests.unit.cohort.followed import cohort_of, followed, status

REGISTER_IDLE = status("unemployed", "2009-06-01", verified="2010-12-01", verified_by="register")


def strict(*statuses, **more):
    row = followed(*statuses, **more)
    return row["duration_days_strict"], row["event_strict"]


def danish(verified_by="coach", verified="2010-08-31", **more):
    job = {"hours_pct": 100, "work_place": "abroad", "verified_by": verified_by, "verified": verified}
    return status("ord_emp", more.pop("start", "2010-03-02"), **(job | more))


@pytest.mark.parametrize("verified_by", ["self", "coach", "employer", "follow_up"])
def test_a_follow_up_makes_it_count(verified_by):
    assert strict(REGISTER_IDLE, danish(verified_by)) == (60, 1)


@pytest.mark.parametrize("verified_by", ["register", None])
def test_without_a_follow_up_it_is_neither_yes_nor_no(verified_by):
    assert strict(REGISTER_IDLE, danish(verified_by)) == (59, 0)  # no register can tell how it went on


@pytest.mark.parametrize("place", ["sweden", "unknown", None])
def test_at_home_a_register_is_enough(place):
    assert strict(REGISTER_IDLE, danish("register", work_place=place)) == (60, 1)


def test_a_register_neither_narrows_nor_ends_it():
    undated = danish(start=None, start_lo="2010-03-01", start_hi="2010-05-31", precision="quarter")
    after = status("unemployed", "2010-06-15", verified="2010-12-01", verified_by="register")
    seen = status("programme", "2010-01-15", verified="2010-04-20", verified_by="register")
    row = followed(seen, undated, after)
    assert (row["left_days_strict"], row["right_days_strict"]) == (58, 150)  # 20 April does not narrow it
    assert (row["duration_days_sustained_90"], row["event_sustained_90"]) == (104.5, 1)  # day 150 to day 242
    history = cohort_of(seen, undated, after).histories
    assert history["state"].to_list()[-1] == "work"
    assert history["stop_days"].max() == 242


def test_somebody_who_asked_does_narrow_and_end_it():
    undated = danish(start=None, start_lo="2010-03-01", start_hi="2010-05-31", precision="quarter")
    asked = status("programme", "2010-01-15", verified="2010-04-20", verified_by="coach")
    after = status("unemployed", "2010-10-01", verified="2010-12-01", verified_by="coach")
    row = followed(asked, undated, after)
    assert (row["left_days_strict"], row["right_days_strict"]) == (109, 150)
    assert cohort_of(asked, undated, after).histories["state"].to_list()[-1] == "in_project"


def test_after_the_work_abroad_has_ended_a_register_is_believed_again():
    ended = danish(hours_pct=25, end_lo="2010-06-01", end_hi="2010-06-01", verified="2010-06-01")
    assert strict(REGISTER_IDLE, ended) == (334, 0)  # 1 December
    going_on = danish(hours_pct=25, verified="2010-06-01")
    assert strict(REGISTER_IDLE, going_on) == (151, 0)


def test_retirement_and_death_are_believed_of_a_register():
    died = status("died", "2010-10-01", verified="2010-10-20", verified_by="register")
    assert strict(danish("register"), died)[1] == 0  # unclear before it
    assert strict(died) == (273, 3)
