"""Waits and drop-out: the share that came so far, with leaving before as what competes (METHODS M4.1, M4.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

import research_kit as rk
from research_kit.analyses import mean_completed_stay, mean_completed_wait
from research_kit.cohort import build_cohort
from research_kit.errors import EstimateError, GuardError
from tests.unit.analyses.small_process import PLAIN, after, cohort_of, met, process_of, row_of, rows_of, someone
from tests.unit.cohort.small_studies import CUT, definition, study, together

ENROLLED, DECLINED = (5, 10, 14, 20, 30, 40), (12, 25)


def ten(copy=0):
    """Six enrolled, two turned down, one waiting for 20 days at the cut, one for 100."""
    came = [someone(f"c{copy}{i}", enrolled=day, decided=2, decision="accepted") for i, day in enumerate(ENROLLED)]
    said_no = ("declined_by_project", "declined_by_person")
    gone = [someone(f"g{copy}{i}", decided=day, decision=said_no[i]) for i, day in enumerate(DECLINED)]
    open_for = [20, 100]
    waiting = [someone(f"w{copy}{i}", referred=CUT - timedelta(days=d), decision="waiting")
               for i, d in enumerate(open_for)]  # fmt: skip
    return [*came, *gone, *waiting]


def wait(table, outcome="referral_to_enrolment", time=14.0, **more):
    return row_of(table, statistic="share_within_days", outcome=outcome, time=time, **more)


def test_the_share_enrolled_within_so_many_days_allows_for_those_turned_down_and_those_waiting():
    # By hand, each person twice: S = .9 at day 5, .8 at 10, .7 after a refusal at 12, F(14) = .3, S = .6; F(20) = .4,
    # S = .5, one leaves observation; a refusal at 25 of 4: S = .375; F(30) = .4 + .375 / 3 = .525.
    table = process_of(*ten(0), *ten(1))["waits"]
    assert wait(table)["estimate"] == pytest.approx(0.3)
    row = wait(table, time=30.0)
    assert row["estimate"] == pytest.approx(0.525)
    assert (row["n"], row["events"], row["unknown"], row["unit"]) == (20, 10, 2, "share")
    assert row["lower"] < row["estimate"] < row["upper"]
    assert row["alarm_lower"] < row["lower"]


def test_the_median_wait_is_where_half_of_all_referred_have_come():
    row = row_of(process_of(*ten(0), *ten(1))["waits_median"], statistic="median_days", outcome="referral_to_enrolment")
    assert (row["estimate"], row["unit"], row["n"], row["events"]) == (30.0, "days", 20, None)


def test_too_few_at_risk_is_too_little_to_say():
    table = process_of(*ten())
    assert wait(table["waits"])["status"] in ("ok", "wide")
    late = wait(table["waits"], time=30.0)
    assert (late["status"], late["reason"], late["estimate"], late["n"]) == ("insufficient", "FEW_AT_RISK", None, 10)
    assert row_of(table["waits_median"], outcome="referral_to_enrolment")["reason"] == "NOT_REACHED"


def test_a_decision_by_the_project_is_what_was_waited_for_and_one_by_the_person_is_leaving():
    refused = [someone(f"p{i}", decided=6, decision="declined_by_project") for i in range(12)]
    left = [someone(f"q{i}", decided=6, decision="no_show") for i in range(12)]
    enrolled = [someone(f"e{i}", enrolled=50, decided=20, decision="accepted") for i in range(12)]
    row = wait(process_of(*refused, *left, *enrolled)["waits"], "referral_to_decision")
    assert (row["events"], row["n"]) == (12, 36)
    assert row["estimate"] == pytest.approx(1 / 3)


def test_waits_from_referral_are_of_everybody_referred_and_those_from_enrolment_of_participants():
    answer = process_of(*ten(0), *ten(1), {"coach_contact": met("c00", after(9))["coach_contact"]})
    assert wait(answer["waits"], "referral_to_decision")["n"] == 20
    row = wait(answer["waits"], "enrolment_to_contact")
    assert (row["n"], row["events"]) == (12, 1)


def test_a_group_has_its_own_line_and_one_level_says_so():
    women, men = ten(0), [*(someone(f"m{i}", enrolled=7, gender="man") for i in range(12))]
    row = wait(process_of(*women, *men)["waits"], gender="man")
    # Nobody waits any longer and nothing is unknown: a plain share. R: prop.test(12, 12, correct = FALSE)$conf.int
    assert (row["estimate"], row["n"], row["events"]) == (1.0, 12, 12)
    assert row["lower"] == pytest.approx(0.7575059, abs=1e-6)
    alone = process_of(*ten(0), *ten(1))["waits"]
    blocked = rows_of(alone, statistic="one_level:gender")
    assert blocked.select("status", "reason").rows() == [("blocked", "ONE_LEVEL")]


def test_without_referrals_the_waits_from_it_are_not_told():
    people = [{k: v for k, v in one.items() if k != "referral"} for one in ten(0) + ten(1)]
    tables = together(*people, {"participation": [], "coach_contact": []})
    table = rk.process(build_cohort(study(tables), definition(**PLAIN)), by=["gender"])["waits"]
    assert wait(table, time=None)["reason"] == "NO_TABLE"
    assert wait(table, "enrolment_to_activity", time=14.0)["n"] == 12


LEAVING = ((50, "lost"), (80, "lost"), (70, "ord_emp"), (85, "completed"), (200, "unemployed"), (60, "sick"))


def stayers(copy):
    gone = [someone(f"s{copy}{i}", enrolled=0, left=day, why=why) for i, (day, why) in enumerate(LEAVING)]
    return [*gone, *(someone(f"t{copy}{i}", enrolled=0) for i in range(4))]


def test_drop_out_competes_with_leaving_as_planned_and_with_work():
    table = process_of(*stayers(0), *stayers(1))["dropout"]
    dropped = row_of(table, cause="dropped_out", time=3.0)
    assert dropped["estimate"] == pytest.approx(0.3)  # lost at 50 and 80, and sick at 60, of ten
    assert (dropped["n"], dropped["events"], dropped["unknown"]) == (20, 6, 0)
    assert row_of(table, cause="completed", time=3.0)["estimate"] == pytest.approx(0.1)
    late = row_of(table, cause="completed", time=9.0)
    assert late["estimate"] == pytest.approx(0.2)  # who was unemployed on day 200 had stayed past the plan of 120
    assert set(table.table["cause"].drop_nulls()) == {"dropped_out", "completed"}


def test_a_mean_of_completed_waits_is_refused_while_any_is_open():
    cohort = cohort_of(*ten())
    with pytest.raises(GuardError, match=r"G-COMPLETED: 4 of 10 waits"):
        mean_completed_wait(cohort, wait="referral_to_enrolment")
    done = cohort_of(*(someone(f"p{i}", enrolled=10 * i) for i in range(1, 4)))
    assert mean_completed_wait(done, wait="referral_to_enrolment") == pytest.approx(20.0)
    with pytest.raises(EstimateError, match="no wait is called"):
        mean_completed_wait(done, wait="to_work")


def test_a_mean_of_completed_stays_is_refused_while_any_goes_on():
    with pytest.raises(GuardError, match=r"G-ONGOING: 4 of 10 stays"):
        mean_completed_stay(cohort_of(*stayers(0)))
    over = cohort_of(*(someone(f"p{i}", enrolled=0, left=30 * i, why="completed") for i in range(1, 4)))
    assert mean_completed_stay(over) == pytest.approx(60.0)


def test_somebody_who_left_days_ago_may_be_back():
    recent = [someone(f"p{i}", referred=CUT - timedelta(days=60), enrolled=5, left=45, why="lost") for i in range(12)]
    waits = cohort_of(*recent).records.waits
    contact = waits.filter(waits["wait"] == "referral_to_activity")
    assert contact.select("days", "event").unique().rows() == [(50.0, 0)]  # left 10 days ago: not known yet


def test_of_who_came_before_the_data_begin_the_first_days_are_not_known():
    people = [someone(f"p{i}", enrolled=5, referred=after(0)) for i in range(3)]
    answer = process_of(*people, starts_on=after(10))
    assert [guard.code for guard in answer["waits"].guards] == ["G-TRUNC"]
    assert wait(answer["waits"], "enrolment_to_activity", time=None)["reason"] == "NO_TABLE"
    assert answer["waits"].diagnostics["open_waits"] == {"referral_to_activity": 3, "referral_to_decision": 3}
