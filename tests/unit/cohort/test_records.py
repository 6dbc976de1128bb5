"""What happened in the project, as frames: nothing after the cut, nothing dropped without a reason."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

import research_kit as rk
from research_kit.cohort import build_cohort
from tests.unit.analyses.small_process import (
    EMPTY,
    after,
    cohort_of,
    met,
    rows_of,
    someone,
    took_part,
    version,
)
from tests.unit.cohort.small_studies import CUT, definition, person, status, study, together


def wait_of(cohort, wait):
    rows = cohort.records.waits.filter(pl.col("wait") == wait).sort("pid")
    return rows.select("pid", "days", "event").rows()


def lost_of(cohort):
    return {(frame, reason): rows for frame, reason, rows in cohort.records.lost.iter_rows()}


def test_a_wait_counts_from_the_first_referral_to_the_first_enrolment():
    again = {"referral": [{"ref_id": "x", "pid": "a", "referred_on": after(30), "decision": "accepted"}]}
    back = {"enrolment": [{"enr_id": "e2", "pid": "a", "start": after(400)}]}
    cohort = cohort_of(someone("a", enrolled=50, left=100), again, back)
    assert wait_of(cohort, "referral_to_enrolment") == [("a", 50.0, 1)]
    assert cohort.records.stays.select("spell", "start_on").rows() == [(1, after(50)), (2, after(400))]


def test_a_short_pause_is_the_same_spell():
    back = {"enrolment": [{"enr_id": "e2", "pid": "a", "start": after(120)}]}
    cohort = cohort_of(someone("a", enrolled=0, left=100), back)
    assert cohort.records.stays.select("spell", "end_on", "ends").rows() == [(1, None, None)]
    assert lost_of(cohort)["stays", "same_spell"] == 1


def test_who_was_enrolled_before_the_referral_did_not_wait_for_it():
    early = {"enrolment": [{"enr_id": "e", "pid": "a", "start": after(-10)}], **someone("a")}
    cohort = cohort_of(early, someone("b", enrolled=3))
    assert wait_of(cohort, "referral_to_enrolment") == [("b", 3.0, 1)]
    assert lost_of(cohort)["referral_to_enrolment", "enrolled_before_referral"] == 1


def test_a_decision_on_an_unknown_day_is_not_given_one():
    cohort = cohort_of(
        someone("a", decision="declined_by_project"),
        someone("b", enrolled=9, decision="accepted"),
        someone("c", enrolled=9),
        someone("d", decision="waiting"),
    )
    open_days = float((CUT - date(2010, 1, 1)).days)
    assert wait_of(cohort, "referral_to_decision") == [
        ("a", 0.0, 0), ("b", 0.0, 0), ("c", 0.0, 0), ("d", open_days, 0),
    ]  # fmt: skip
    assert wait_of(cohort, "referral_to_enrolment")[0] == ("a", 0.0, 0)


def test_the_first_meeting_held_ends_the_wait_for_it_and_a_booking_does_not():
    cohort = cohort_of(
        someone("a", enrolled=0), met("a", after(3), "booked"), met("a", after(5), "no_show"), met("a", after(8)),
        someone("b", enrolled=0, left=40), met("b", after(50)),
    )  # fmt: skip
    assert wait_of(cohort, "enrolment_to_contact") == [("a", 8.0, 1), ("b", 40.0, 2)]
    assert "coach_id" not in cohort.records.contacts.columns


def test_a_declined_offer_is_no_first_activity_and_none_in_the_flow():
    enrolled = [someone(pid, enrolled=0) for pid in "abc"]
    no = took_part("a", after(5), planned=0.0, attended=0.0, end=after(5), declined=after(6))
    came_then_left = took_part("b", after(7), planned=10.0, attended=3.0, end=after(20), declined=after(20))
    cohort = cohort_of(*enrolled, no, came_then_left, took_part("c", after(9)))
    assert [row[:1] + row[2:] for row in wait_of(cohort, "enrolment_to_activity")] == [("a", 0), ("b", 1), ("c", 1)]
    assert cohort.records.attendance["pid"].to_list() == ["b", "c"]
    assert cohort.records.offers.sort("pid")["declined"].to_list() == [True, False, False]
    flow = rk.participants(cohort, by=["gender"])["flow"]
    assert rows_of(flow, statistic="any_activity", cause=None)["n"].to_list() == [2]


def test_nothing_after_the_cut_is_known():
    later = CUT + timedelta(days=1)
    cohort = cohort_of(
        someone("a", enrolled=0, left=(later - after(0)).days, why="completed"), met("a", later),
        took_part("a", later), took_part("a", after(5), end=later, planned=1.0, attended=1.0, act="b"),
        someone("b", decided=(later - after(0)).days, decision="accepted"), version(start=later),
    )  # fmt: skip
    records = cohort.records
    assert records.stays.select("end_on", "ends").rows() == [(None, None)]
    assert records.contacts.height == 0
    assert records.attendance.select("act_id", "end").rows() == [("b", None)]
    assert records.versions.height == 0
    assert dict(records.referrals.select("pid", "decision").iter_rows()) == {"a": None, "b": "waiting"}
    assert lost_of(cohort)["contacts", "after_cut"] == 1


@pytest.mark.parametrize(
    ("why", "left", "ends"),
    [
        ("completed", 60, "completed"), ("lost", 60, "dropped_out"), ("sick", 60, "dropped_out"),
        ("sick", 120, "completed"), ("ord_emp", 60, "work"), ("regular_edu", 60, "education"),
        ("retired", 60, "terminal"), ("moved_untraceable", 60, "moved"), ("withdrawn", 60, "withdrawn"),
        ("sfi", 60, "other_programme"), (None, 60, "not_known"), (None, 130, "completed"), ("lost", 130, "dropped_out"),
    ],
)  # fmt: skip
def test_how_a_stay_ended(why, left, ends):
    cohort = cohort_of(someone("a", enrolled=0, left=left, why=why))
    assert cohort.records.stays["ends"].to_list() == [ends]


def test_a_phase_lasts_to_the_next_one_and_not_beyond_the_enrolment():
    rows = [("utredning", 0, None), ("rekrytering", 40, None)]
    phases = [{"enr_id": "e-a", "seq": i, "phase": name, "start": after(day), "end": end}
              for i, (name, day, end) in enumerate(rows, start=1)]  # fmt: skip
    cohort = cohort_of(someone("a", enrolled=0, left=100), {"phase": phases})
    assert cohort.records.phases.select("phase", "start_on", "end_on").rows() == [
        ("utredning", after(0), after(40)), ("rekrytering", after(40), after(100)),
    ]  # fmt: skip


def followed(pid, enrolled, *statuses, **referral):
    rows = person(pid, *statuses, enrolled=after(enrolled), gender="woman")
    return {**rows, "referral": someone(pid, **referral)["referral"]}


def test_the_course_since_the_referral_has_no_gaps():
    idle = status("unemployed", "2009-06-01", verified="2010-12-01")
    work = status("ord_emp", after(100), hours_pct=100, verified="2010-12-01")
    cohort = cohort_of(
        followed("a", 20, idle, work),
        someone("b", decided=15, decision="declined_by_person"),
        someone("c", decision="waiting"),
        followed("d", 10, status("unemployed", "2009-06-01")),
    )
    course = cohort.records.course.select("pid", "start_days", "stop_days", "state", "event")
    end, cut = float((date(2010, 12, 1) - after(0)).days), float((CUT - after(0)).days)
    assert course.rows() == [
        ("a", 0.0, 20.0, "referred", "in_project"),
        ("a", 20.0, 100.0, "in_project", "work"),
        ("a", 100.0, end, "work", None),
        ("b", 0.0, 15.0, "referred", "ended_without_outcome"),
        ("b", 15.0, cut, "ended_without_outcome", None),
        ("c", 0.0, cut, "referred", None),
        ("d", 0.0, 10.0, "referred", "in_project"),  # enrolled, and nothing verified since
    ]


def test_of_whom_nothing_was_verified_since_the_phase_on_the_first_day_is_known():
    idle = status("unemployed", "2009-06-01", verified="2010-12-01")
    phase = [
        {"enr_id": f"e-{pid}", "seq": 1, "phase": "utredning", "start": after(day)}
        for pid, day in (("a", 20), ("d", 10))
    ]
    people = (followed("a", 20, idle), followed("d", 10, status("unemployed", "2009-06-01")))
    course = cohort_of(*people, {"phase": phase}).records.course
    assert course.filter(pl.col("state") == "referred").select("pid", "event").rows() == [
        ("a", "utredning"), ("d", "utredning"),
    ]  # fmt: skip


def test_who_is_enrolled_and_no_participant_is_lost_with_a_reason():
    include = [{"criterion": "gender", "among": ["woman"], "reason": "for women"}]
    idle = status("unemployed", "2009-06-01", verified="2010-12-01")
    man = followed("m", 5, idle)
    man["participant"][0]["gender"] = "man"
    man |= {"participation": took_part("m", after(9))["participation"]}
    cohort = cohort_of(man, followed("a", 5, idle), changes={"include": include})
    assert set(cohort.records.course["pid"]) == {"a"}
    lost = lost_of(cohort)
    assert (lost["course", "not_in_cohort"], lost["attendance", "not_in_cohort"]) == (1, 1)
    assert {pid for pid, *_ in wait_of(cohort, "referral_to_enrolment")} == {"a", "m"}  # everybody referred


def test_a_study_without_tables_has_empty_frames_of_the_same_columns():
    full = cohort_of(someone("a", enrolled=0)).records
    bare = build_cohort(study(together(person("a", status("unemployed", "2009-06-01")))), definition()).records
    for frame in ("waits", "attendance", "offers", "contacts", "phases", "course", "referrals", "answers"):
        assert getattr(bare, frame).height == 0
        assert getattr(bare, frame).schema == getattr(full, frame).schema
    assert bare.has("enrolment")
    assert not bare.has("enrolment", "referral")
    assert sorted(EMPTY) == sorted(set(full.delivered) - {"participant"})


def test_an_answer_stands_with_the_latest_wording_and_the_day_of_its_follow_up():
    tables = {
        "item": [{"item": "i", "ver": v, "scale": "choices", "range_lo": 1, "range_hi": 4 + v} for v in (1, 2)],
        "wave": [{"enr_id": "e-a", "k": 0, "actual_on": after(3)}, {"enr_id": "e-a", "k": 1}],
        "item_response": [{"enr_id": "e-a", "k": k, "item": "i", "value": value} for k, value in ((0, 5), (1, 2))],
    }
    cohort = cohort_of(someone("a", enrolled=0), tables)
    assert cohort.records.answers.select("k", "on", "value", "range_hi").rows() == [(0, after(3), 5, 6)]
    assert lost_of(cohort)["answers", "no_follow_up"] == 1
