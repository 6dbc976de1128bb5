"""Work that lasts: from which start, how long it must be verified, and until when anybody can be judged (M3.6)."""

from __future__ import annotations

from datetime import date

import pytest

from research_kit.cohort import CohortDefinition
from tests.unit.cohort.followed import cohort_of, followed, status, with_outcomes
from tests.unit.cohort.small_studies import definition

IDLE = status("unemployed", "2009-06-01", verified="2010-03-01")


def job(start, verified=None, *, end=None, kind="ord_emp", **more):
    """A full-time job known to the day; day 59 of the follow-up is 1 March 2010."""
    ends = {} if end is None else {"end_lo": end, "end_hi": end}
    return status(kind, start, verified=verified, **({"hours_pct": 100} | ends | more))


def lasting(*statuses, days=90, **more):
    row = followed(*statuses, **more)
    return row[f"duration_days_sustained_{days}"], row[f"event_sustained_{days}"]


def test_the_event_is_the_start_of_work_verified_for_so_long():
    work = job("2010-03-02", "2010-06-30")  # day 60, verified for 120 days
    assert lasting(IDLE, work) == (60, 1)
    assert lasting(IDLE, work, days=180) == (0, 0)  # judged to 180 days before the last verified day


@pytest.mark.parametrize(("verified", "event"), [("2010-05-30", 0), ("2010-05-31", 1)])
def test_ninety_days_are_enough_and_one_less_is_not(verified, event):
    assert lasting(IDLE, job("2010-03-02", verified)) == (60 if event else 59, event)  # 31 May is day 150


def test_a_start_in_the_last_days_cannot_be_judged_and_she_is_followed_to_ninety_days_before():
    seen = status("unemployed", "2009-06-01", verified="2010-11-30")  # day 333
    assert lasting(seen) == (243, 0)
    assert lasting(seen, job("2010-12-01", "2011-01-10")) == (284, 0)  # day 374 less 90


def test_short_work_is_no_event_and_she_can_still_start():
    short = job("2010-03-02", "2010-04-01", end="2010-04-01")
    later = job("2010-10-01", "2011-03-01")  # day 273
    back = status("unemployed", "2010-04-01", verified="2010-09-01")
    assert lasting(IDLE, short, back) == (153, 0)  # 1 September is day 243
    assert lasting(IDLE, short, back, later) == (273, 1)


@pytest.mark.parametrize(("again", "outcome"), [("2010-04-15", (60, 1)), ("2010-04-16", (105, 1))])
def test_an_interruption_of_two_weeks_is_bridged_and_one_day_more_is_not(again, outcome):
    first = job("2010-03-02", "2010-04-01", end="2010-04-01")
    second = job(again, "2010-08-31", kind="self_emp")
    cohort = cohort_of(first, second)
    row = cohort.frame.row(0, named=True)
    assert (row["duration_days_sustained_90"], row["event_sustained_90"]) == outcome
    assert cohort.diagnostics["bridged_gaps"] == (1 if outcome[0] == 60 else 0)


def test_how_long_is_bridged_is_the_studys_choice():
    first, second = job("2010-03-02", "2010-04-01", end="2010-04-01"), job("2010-04-30", "2010-08-31")
    outcomes = with_outcomes(sustained={"days": [60], "bridge_days": 29})
    assert lasting(first, second, days=60, outcomes=outcomes) == (60, 1)


def test_an_interval_must_have_lasted_from_its_last_day():
    march = {"start_lo": "2010-03-01", "start_hi": "2010-03-31", "precision": "month"}
    row = followed(IDLE, job(None, "2010-06-29", **march))  # 90 days after 31 March
    assert (row["event_sustained_90"], row["left_days_sustained_90"], row["right_days_sustained_90"]) == (1, 59, 89)
    assert row["duration_days_sustained_90"] == 74.5  # 2 to 31 March: on the 1st she was seen without
    assert lasting(IDLE, job(None, "2010-06-28", **march)) == (59, 0)  # it may have lasted: undecided


def test_work_that_ended_nobody_knows_when_is_undecided():
    ended = job("2010-03-02", "2010-05-01", end_lo="2010-05-01", end_hi="2010-09-01")
    back = status("unemployed", None, start_lo="2010-05-01", start_hi="2010-09-01", precision="quarter",
                  verified="2011-03-01")  # fmt: skip
    assert lasting(ended, back) == (59, 0)


def test_short_work_that_may_yet_be_bridged_is_undecided():
    short = job("2010-03-02", "2010-05-28", end="2010-05-28")  # 87 days, to day 147

    def studying_until(verified):
        return status("regular_edu", "2010-03-03", verified=verified)

    assert lasting(IDLE, short, studying_until("2010-06-01")) == (59, 0)  # she may go on within two weeks
    assert lasting(IDLE, short, studying_until("2010-06-12")) == (61, 2)  # by day 162 she has not
    assert lasting(IDLE, short, studying_until("2010-06-12"), job("2010-06-08", "2010-07-30")) == (60, 1)


@pytest.mark.parametrize(("kind", "cause"), [("regular_edu", 2), ("retired", 3), ("died", 3)])
def test_other_causes_compete_and_are_judged_as_far(kind, cause):
    other = status(kind, "2010-03-02", verified="2010-05-31")  # verified 90 days after it
    assert lasting(IDLE, other) == (60, cause)
    assert lasting(IDLE, status(kind, "2010-03-02", verified="2010-05-30")) == (59, 0)  # 90 days before day 149


def test_work_of_which_nobody_knows_the_hours_is_neither_yes_nor_no():
    unclear = job("2010-03-02", "2010-08-31", hours_pct=None)
    assert lasting(IDLE, unclear) == (60, 0)


def test_few_hours_are_no_work_here_either():
    few = job("2010-03-02", "2010-08-31", hours_pct=25)
    assert lasting(IDLE, few) == (152, 0)


def test_what_nobody_verified_has_not_lasted():
    assert lasting(IDLE, job("2010-03-02")) == (0, 0)  # verified to day 59


def test_what_is_heard_after_she_was_lost_is_not_used():
    lost = {"end": date(2010, 5, 1), "exit_reason": "lost"}
    assert lasting(IDLE, job("2010-03-02", "2010-08-31"), about=lost) == (30, 0)  # day 120 less 90


def test_who_works_already_cannot_start():
    assert lasting(job("2009-06-01", "2010-12-01")) == (0, 0)


def test_the_outcomes_have_the_headlines_causes_and_can_be_left_out():
    outcomes = definition().outcomes
    assert outcomes.causes_of("sustained_90") == outcomes.causes_of("strict") == ("employment", "education", "terminal")
    assert outcomes.sustained_days == {"sustained_90": 90, "sustained_180": 180}
    off = cohort_of(IDLE, outcomes=with_outcomes(sustained={"days": []}))
    assert not [name for name in off.frame.columns if "sustained" in name]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"sustained": {"days": [0]}}, "at least one day"),
        ({"sustained": {"days": [90, 90]}}, "each once"),
        ({"definitions": {"sustained_90": {"labels": {"sv": "x"}, "causes": {"a": ["ord_emp"]}}}, "headline":
          "sustained_90"}, "kept for sustained work"),
    ],
)  # fmt: skip
def test_a_faulty_declaration_is_refused(changed, sentence):
    whole = definition().model_dump() | {"outcomes": with_outcomes(**changed)}
    with pytest.raises(ValueError, match=sentence):
        CohortDefinition.model_validate(whole)
