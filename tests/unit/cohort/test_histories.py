"""The state each person is in, day by day, and each start of work (METHODS M4.6, M3.6)."""

from __future__ import annotations

from datetime import date

import pytest

from research_kit.cohort import build_cohort
from tests.unit.cohort.followed import cohort_of, status
from tests.unit.cohort.small_studies import CUT, definition, person, study, together

LEFT = {"end": date(2010, 7, 1), "exit_reason": "completed"}  # day 181


def seen(on, start="2009-06-01", kind="unemployed"):
    return status(kind, start, verified=on)


def work(start, end=None, *, verified=None, kind="ord_emp", **more):
    ends = {} if end is None else {"end_lo": end, "end_hi": end}
    return status(kind, start, verified=verified, **({"hours_pct": 100} | ends | more))


def courses(*statuses, **more):
    cohort = cohort_of(*statuses, **more)
    rows = cohort.histories.select("start_days", "stop_days", "state", "event").rows()
    return [(start, stop, state, cohort.states[event - 1] if event else None) for start, stop, state, event in rows]


def phase(name, start, end=None, seq=1):
    return {"enr_id": "e-a", "seq": seq, "phase": name, "start": start, "end": end}


PHASES = {
    "phase": [
        phase("utredning", date(2010, 1, 1), date(2010, 3, 1)),
        phase("rekrytering", date(2010, 3, 1), date(2010, 5, 1), 2),
    ]
}


def test_she_goes_through_the_project_to_work_and_back():
    lives = [work("2010-08-01", "2010-10-01", verified="2010-10-01"), seen("2010-12-01", "2010-10-01")]
    assert courses(*lives, about=LEFT, tables=PHASES) == [
        (0, 59, "utredning", "rekrytering"),
        (59, 120, "rekrytering", "in_project"),  # a gap between the phases and the end
        (120, 181, "in_project", "ended_without_outcome"),
        (181, 212, "ended_without_outcome", "work"),
        (212, 273, "work", "ended_without_outcome"),
        (273, 334, "ended_without_outcome", None),  # verified to 1 December, not to the cut
    ]


def test_the_states_are_those_of_the_methods_in_their_order():
    assert cohort_of(seen("2010-05-01"), tables=PHASES).states == (
        "utredning", "rekrytering", "in_project", "ended_without_outcome", "work", "education", "terminal",
    )  # fmt: skip
    assert cohort_of(seen("2010-05-01")).states[0] == "in_project"


def test_a_lost_job_leads_back_to_the_phase_she_is_in():
    tables = {"phase": [phase("utredning", date(2010, 1, 1))]}
    lives = [work("2010-02-01", "2010-03-01", verified="2010-03-01"), seen("2010-04-01", "2010-03-01")]
    assert courses(*lives, tables=tables) == [
        (0, 31, "utredning", "work"),
        (31, 59, "work", "utredning"),
        (59, 90, "utredning", None),
    ]


def test_nothing_follows_a_terminal_status():
    retired = status("retired", "2010-03-02", verified="2010-08-01")
    assert courses(retired, seen("2010-12-01")) == [(0, 60, "in_project", "terminal")]


def test_without_an_end_work_lasts_until_another_main_activity_is_seen():
    assert courses(work("2010-03-02", verified="2010-05-01"), seen("2010-12-01", "2010-09-01")) == [
        (0, 60, "in_project", "work"),
        (60, 243, "work", "in_project"),
        (243, 334, "in_project", None),
    ]
    beside = seen("2010-12-01", "2010-09-01", "sfi")
    assert courses(work("2010-03-02", verified="2010-05-01"), beside)[-1] == (60, 334, "work", None)


def test_a_status_that_nobody_verified_does_not_end_work():
    unheard = seen(None, "2010-04-01")
    assert courses(work("2010-03-02", verified="2010-05-01"), unheard)[-1] == (60, 120, "work", None)


def test_work_is_told_before_studies_beside_it():
    studies = seen("2010-12-01", "2010-02-01", "regular_edu")
    assert courses(studies, work("2010-03-02", "2010-05-01", verified="2010-05-01")) == [
        (0, 31, "in_project", "education"),
        (31, 60, "education", "work"),
        (60, 120, "work", "education"),
        (120, 334, "education", None),
    ]


def test_work_that_is_none_in_the_strict_sense_is_told_as_where_she_is():
    assert courses(work("2010-03-02", verified="2010-12-01", kind="sub_emp")) == [(0, 334, "in_project", None)]


def test_where_the_hours_are_not_known_the_state_is_not_known():
    assert courses(seen("2010-02-01"), work("2010-03-02", verified="2010-12-01", hours_pct=None)) == [
        (0, 60, "in_project", None)
    ]


def test_who_works_from_the_start_begins_in_work():
    assert courses(work("2009-06-01", "2010-03-02", verified="2010-03-02"), seen("2010-05-01", "2010-03-02")) == [
        (0, 60, "work", "in_project"),
        (60, 120, "in_project", None),
    ]


def test_a_start_that_nobody_verified_is_told_and_ends_what_is_known():
    assert courses(seen("2010-02-01"), work("2010-03-02")) == [(0, 60, "in_project", "work")]


def test_observation_ends_where_she_was_lost():
    lost = {"end": date(2010, 4, 11), "exit_reason": "lost"}
    assert courses(seen("2010-12-01"), about=lost) == [(0, 100, "in_project", None)]


def test_a_short_pause_between_enrolments_is_no_end():
    again = {"enrolment": [{"enr_id": "f", "pid": "a", "start": date(2010, 7, 20), "end": date(2010, 9, 1)},
                           {"enr_id": "g", "pid": "a", "start": date(2010, 11, 1)}]}  # fmt: skip
    assert courses(seen("2010-12-01"), about=LEFT, tables=again) == [
        (0, 243, "in_project", "ended_without_outcome"),
        (243, 304, "ended_without_outcome", "in_project"),
        (304, 334, "in_project", None),
    ]


def test_who_enrolled_before_the_data_begin_is_followed_from_their_first_day():
    rows = courses(seen("2010-05-01"), declared={"starts_on": date(2010, 1, 11)})
    assert rows == [(10, 120, "in_project", None)]


def test_before_she_enrols_she_is_referred():
    referral = {"referral": [{"ref_id": "r", "pid": "a", "referred_on": date(2010, 1, 1), "decision": "accepted"}]}
    about = {"enrolled": date(2010, 2, 1)}
    assert courses(seen("2010-05-01"), about=about, tables=referral, index="referral") == [
        (0, 31, "referred", "in_project"),
        (31, 120, "in_project", None),
    ]


def test_intervals_stand_at_their_midpoints_and_wide_ones_are_counted():
    march = {"start_lo": "2010-03-01", "start_hi": "2010-03-31", "precision": "month"}
    spring = {"start_lo": "2010-03-01", "start_hi": "2010-05-31", "precision": "quarter"}
    narrow = cohort_of(work(None, verified="2010-12-01", **march))
    wide = cohort_of(work(None, verified="2010-12-01", **spring))
    assert narrow.histories["stop_days"].to_list() == [74, 334]
    assert (narrow.diagnostics["wide_intervals"], wide.diagnostics["wide_intervals"]) == (0, 1)


def test_of_whom_nothing_was_verified_nothing_is_told_and_she_is_counted():
    rows = together(person("a", seen("2010-05-01")), person("b"))
    cohort = build_cohort(study(rows), definition())
    assert cohort.histories["pid"].unique().to_list() == ["a"]
    assert cohort.diagnostics["without_history"] == 1


def test_only_participants_have_a_history():
    rows = together(person("a", seen("2010-05-01"), gender="woman"), person("b", seen("2010-05-01"), gender="man"))
    women = [{"criterion": "gender", "among": ["woman"], "reason": "for women"}]
    cohort = build_cohort(study(rows), definition(include=women))
    assert cohort.histories["pid"].to_list() == cohort.starts["pid"].to_list() == ["a"]


def starts(*statuses, **more):
    return cohort_of(*statuses, **more).starts.select("start_days", "stop_days", "event").rows()


def test_work_starts_again_and_again():
    lives = [
        work("2010-02-01", "2010-03-01", verified="2010-03-01"),
        work("2010-05-01", "2010-06-01", verified="2010-06-01", kind="self_emp"),
        seen("2010-12-01", "2010-06-01"),
    ]
    assert starts(*lives) == [(0, 31, 1), (31, 120, 1), (120, 334, 0)]


@pytest.mark.parametrize(("again", "events"), [("2010-03-15", [1, 0]), ("2010-03-16", [1, 1, 0])])
def test_work_after_a_short_interruption_is_no_start(again, events):
    lives = [work("2010-02-01", "2010-03-01", verified="2010-03-01"), work(again, verified="2010-12-01")]
    assert [event for _, _, event in starts(*lives)] == events


def test_work_from_before_the_index_date_is_no_start():
    lives = [work("2009-06-01", "2010-02-01", verified="2010-02-01"), work("2010-03-02", verified="2010-12-01")]
    assert starts(*lives) == [(0, 60, 1), (60, 334, 0)]


def test_work_that_was_over_by_the_index_date_does_not_bridge_to_a_start():
    lives = [work("2009-06-01", "2009-12-28", verified="2009-12-28"), work("2010-01-05", verified="2010-12-01")]
    assert starts(*lives) == [(0, 4, 1), (4, 334, 0)]


def test_of_who_is_in_work_of_unknown_hours_on_the_index_date_nothing_is_told():
    unclear = work("2009-06-01", verified="2010-12-01", hours_pct=None)
    cohort = cohort_of(unclear)
    assert (cohort.histories.height, cohort.starts.height, cohort.diagnostics["without_history"]) == (0, 0, 1)
    over = work("2009-06-01", "2009-12-01", verified="2009-12-01", hours_pct=None)
    assert courses(over, seen("2010-05-01", "2009-12-01")) == [(0, 120, "in_project", None)]


def test_death_ends_the_starts():
    died = status("died", "2010-06-01", verified="2010-08-01")
    assert starts(work("2010-02-01", "2010-03-01", verified="2010-03-01"), died) == [(0, 31, 1), (31, 151, 2)]


def test_without_statuses_there_are_no_histories():
    people = person("a")
    del people["status_spell"]
    cohort = build_cohort(study(people, as_of=CUT), definition())
    assert (cohort.histories.height, cohort.starts.height, cohort.states) == (0, 0, ())


def test_a_cohort_never_shows_its_histories():
    cohort = cohort_of(seen("2010-05-01"))
    assert "start_days" not in repr(cohort) + cohort._repr_html_()
