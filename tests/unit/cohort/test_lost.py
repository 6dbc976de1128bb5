"""Who was lost, until when observation could have gone, and whom a register follows (METHODS M6.3)."""

from __future__ import annotations

import pytest

from tests.unit.cohort.followed import followed, status

LAST = 545  # from 1 January 2010 to the cut on 30 June 2011


def seen(on, by="coach"):
    return status("unemployed", "2009-06-01", verified=on, verified_by=by)


def test_observation_could_have_gone_to_the_cut_or_to_the_longest_follow_up():
    assert followed(seen("2010-03-01"))["potential_days"] == LAST
    assert followed(seen("2010-03-01"), follow_up={"at_most_days": 365})["potential_days"] == 365


@pytest.mark.parametrize(("on", "lost"), [("2011-02-16", True), ("2011-02-17", False), ("2011-06-30", False)])
def test_who_was_not_seen_at_the_last_follow_up_due_is_lost(on, lost):
    # The fifth is planned for day 456.6, the sixth after the cut; 17 February 2011 is day 412, 45 before the fifth.
    assert followed(seen(on))["lost_strict"] is lost


def test_a_follow_up_is_due_when_its_window_has_passed():
    late = {"window_days": 89}  # the fifth may be held after the cut: only the fourth, day 365.25, is due
    assert followed(seen("2010-10-04"), follow_up=late)["lost_strict"] is True  # day 276 is more than 89 before it
    assert followed(seen("2010-10-05"), follow_up=late)["lost_strict"] is False


def test_who_was_followed_to_the_longest_follow_up_is_not_lost():
    assert followed(seen("2010-12-20"), follow_up={"at_most_days": 365})["lost_strict"] is False


def test_an_event_is_no_loss_and_neither_is_work_from_the_start():
    work = status("ord_emp", "2010-03-02", hours_pct=100, verified="2010-03-02")
    assert followed(seen("2010-03-01"), work)["lost_strict"] is False
    already = status("ord_emp", "2009-03-02", hours_pct=100, verified="2010-03-02")
    assert followed(already)["lost_strict"] is False


def test_hours_that_nobody_knows_are_a_loss():
    unclear = status("ord_emp", "2010-03-02", verified="2011-06-30")
    assert followed(seen("2010-03-01"), unclear)["lost_strict"] is True
    assert followed(seen("2010-03-01"), unclear)["lost_wide"] is False


def test_of_work_that_lasts_who_could_be_judged_is_not_lost():
    row = followed(seen("2011-02-17"))
    assert row["duration_days_sustained_90"] == 322
    assert row["lost_sustained_90"] is False  # the last follow-up due less 90 days is day 366.6


REGISTER = [("2011-02-17", "register", True), ("2011-02-16", "register", False), ("2011-06-30", "coach", False)]


@pytest.mark.parametrize(("on", "by", "is_followed"), [*REGISTER, (None, None, False)])
def test_a_register_follows_to_the_last_day_or_not(on, by, is_followed):
    assert followed(seen(on, by))["register_followed"] is is_followed


def test_a_register_that_follows_to_the_event_is_enough():
    work = status("ord_emp", "2010-05-01", hours_pct=100, verified="2010-06-01", verified_by="coach")
    assert followed(seen("2010-03-17", "register"), work)["register_followed"] is True  # day 75, 45 before 120
    assert followed(seen("2010-03-16", "register"), work)["register_followed"] is False
