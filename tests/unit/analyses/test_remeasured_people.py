"""A decision measured again from participants: through the gate and into the ledger, with nobody from before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

import research_kit as rk
from research_kit.analyses.remeasure import KnownStudy, decide
from research_kit.analyses.remeasure.answer import remeasure
from research_kit.analyses.remeasure.came_since import came_before, came_since
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.release_findings import FoundFrom, findings_of
from research_kit.disclosure.release_remeasurements import remeasurements_of, told_with_claims
from research_kit.ledger.decisions import enter_decision
from research_kit.ledger.describe_loop import describe_loop
from research_kit.ledger.findings import enter_findings
from research_kit.ledger.loop import LoopRecord, read_loop
from research_kit.ledger.remeasurements import enter_remeasurement
from tests.unit.analyses.promised import cohort_of, referrals
from tests.unit.cohort.small_studies import together
from tests.unit.ledger.made_up_loop import claim, decided
from tests.unit.ledger.made_up_loop import finding as made_up_finding

CHANGE = date(2010, 6, 1)
YES, NO = ("accepted", 10, 40), ("declined_by_project", 5, None)
BEFORE = together(
    referrals("wb", [YES] * 60 + [NO] * 140, gender="woman"), referrals("mb", [YES] * 100 + [NO] * 100, gender="man")
)
AFTER = together(
    referrals("wa", [YES] * 90 + [NO] * 60, gender="woman", on=CHANGE),
    referrals("ma", [YES] * 80 + [NO] * 70, gender="man", on=CHANGE),
)
POLICY = Policy(sensitive_dimensions=())


def known(tables, as_of):
    return cohort_of(tables, equity={"registered_on": "2009-05-01"}, as_of=as_of)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """The women's share through the gate was decided on in April, changed in June, and is reviewed in December."""
    folder = tmp_path_factory.mktemp("ledger")
    first = rk.release([rk.equity(known(BEFORE, date(2010, 4, 30)), by=["gender"])], policy=POLICY)
    enter_findings(folder, findings_of(first), quarter=first.quarter, release="")
    women = next(
        one.id
        for one in read_loop(folder).findings.values()
        if (one.claim.statistic, one.claim.outcome, one.claim.group)
        == ("share_through_gate", "enrolled", "gender=woman")
    )
    written = decided(
        women,
        decided_on=date(2010, 5, 3),
        due=CHANGE,
        activity_change={"activity": "A3", "from_version": "1", "to_version": "2", "on": CHANGE},
        expected={"direction": "higher", "size": 0.20},
        review_on=date(2010, 12, 1),
    )
    study = KnownStudy(today=date(2010, 5, 3), starts_on=date(2009, 5, 1))
    enter_decision(folder, decide(written, read_loop(folder), study))
    return folder


def test_only_those_who_came_from_the_day_of_the_change_on_are_there():
    cohort = known(together(BEFORE, AFTER), date(2010, 12, 31))
    later = came_since(cohort, CHANGE, by_referral=True)
    assert later.records.referrals["referred_on"].min() == CHANGE
    assert later.flow.height == 300
    assert set(later.frame["pid"]) <= set(later.records.referrals["pid"])
    earlier = came_before(cohort, CHANGE, by_referral=True)
    assert not set(earlier.flow["pid"]) & set(later.flow["pid"])
    assert earlier.flow.height + later.flow.height == cohort.flow.height
    by_index = came_since(cohort, CHANGE)
    assert by_index.frame["index_on"].min() >= CHANGE
    assert by_index.frame.height == 170
    assert not set(by_index.records.waits["pid"]) - set(by_index.frame["pid"])
    assert len({cohort.data_hash, later.data_hash, by_index.data_hash}) == 3


def test_a_decision_is_measured_again_at_the_first_release_after_its_review(ledger):
    record = read_loop(ledger)
    cohort = known(together(BEFORE, AFTER), date(2010, 12, 31))
    answer = remeasure(cohort, record.due(cohort.cut), by=["gender"])
    second = rk.release([answer], policy=POLICY)
    (measured,) = remeasurements_of(second, record)
    assert (measured.decision_id, measured.release, measured.verdict) == ("D1", "2010-Q4", "met")
    assert (measured.estimate_before, measured.estimate_after) == (0.30, 0.60)
    assert measured.difference == pytest.approx(0.30)
    assert measured.expected_rebound == pytest.approx(measured.difference - measured.beyond_chance)
    assert 0 < measured.expected_rebound < 0.05
    assert enter_remeasurement(ledger, measured) is not None
    assert read_loop(ledger).due(date(2012, 1, 1)) == ()
    assert "R1  2010-Q4: met. 0.30 before, 0.60 after: 0.30 (" in describe_loop(read_loop(ledger))


def test_a_number_after_a_change_is_told_only_where_the_claims_own_is_told_anew(ledger):
    record = _with_only_decisions(ledger)
    cohort = known(together(BEFORE, AFTER), date(2010, 12, 31))
    answers = [rk.equity(cohort, by=["gender"]), remeasure(cohort, [record.decisions["D1"]], by=["gender"])]
    released = rk.release(answers, policy=POLICY)
    assert told_with_claims(released, record) == released
    for marked in ({"as_of": "2010-Q1"}, {"status": "suppressed"}):
        (measured,) = remeasurements_of(told_with_claims(_with_access(released, **marked), record), record)
        assert (measured.verdict, measured.reason) == ("cannot_be_told", "WITHHELD")
        assert measured.estimate_after is measured.n_after is measured.difference is None


def _with_access(released, **marked):
    """A release in which the numbers of access are marked, as the gate does with those that it holds back."""
    table = released["equity"]["access"]
    frame = table.table.with_columns(**{name: pl.lit(value) for name, value in marked.items()})
    answer = replace(released["equity"], tables={**released["equity"].tables, "access": replace(table, table=frame)})
    return replace(released, answers={**released.answers, "equity": answer})


def test_before_the_review_nothing_is_due(ledger):
    assert [one.id for one in read_loop(ledger).due(date(2010, 11, 30))] == []


@pytest.mark.parametrize(("women_after", "reason"), [(8, "FEW_PEOPLE"), (0, "FEW_PEOPLE")])
def test_of_few_people_after_the_change_nothing_is_told(ledger, women_after, reason):
    few = together(BEFORE, referrals("wa", [YES] * women_after, gender="woman", on=CHANGE))
    decision = read_loop(ledger).decisions["D1"]
    answer = remeasure(known(few, date(2010, 12, 31)), [decision], by=["gender"])
    (row,) = answer["after_change_share"].table.iter_rows(named=True)
    assert (row["status"], row["reason"], row["estimate"], row["n"]) == ("insufficient", reason, None, None)
    (measured,) = remeasurements_of(rk.release([answer], policy=POLICY), _with_only_decisions(ledger))
    assert (measured.verdict, measured.reason, measured.estimate_after) == ("cannot_be_told", reason, None)


def test_where_few_came_before_nobody_can_be_found_by_subtraction(ledger):
    few = together(
        referrals("wb", [YES] * 4, gender="woman"),
        referrals("mb", [YES] * 50, gender="man"),
        AFTER,
    )
    few_through = together(
        referrals("wb", [YES] * 4 + [NO] * 60, gender="woman"), referrals("mb", [YES] * 50, gender="man"), AFTER
    )
    decision = read_loop(ledger).decisions["D1"]
    for people in (few, few_through):
        answer = remeasure(known(people, date(2010, 12, 31)), [decision], by=["gender"])
        (row,) = answer["after_change_share"].table.iter_rows(named=True)
        assert (row["status"], row["reason"], row["estimate"]) == ("insufficient", "FEW_BEFORE", None)


def test_what_was_withheld_is_in_no_finding():
    released = rk.release([rk.equity(known(BEFORE, date(2010, 4, 30)), by=["gender"])], policy=POLICY)
    for finding in findings_of(released, FoundFrom(data_hash="d")):
        table = released[finding.claim.answer][finding.claim.table].table
        told = set(table["estimate"].drop_nulls()) | {None}
        assert finding.estimate in told
        assert finding.status in ("ok", "wide", "insufficient")


def _with_only_decisions(ledger):
    record = read_loop(ledger)
    return type(record)(records=tuple(one for one in record.records if one.id.startswith(("F", "D"))))


def test_a_stricter_policy_wants_as_many_people_on_either_side(ledger):
    """Sixty of the women before came through; of them alone nothing is told where it takes more than that."""
    cohort = known(together(BEFORE, AFTER), date(2010, 12, 31))
    due = read_loop(ledger).due(date(2010, 12, 31), quarter="2010-Q4")
    (told,) = remeasure(cohort, due, by=["gender"], k=60).values()
    (untold,) = remeasure(cohort, due, by=["gender"], k=61).values()
    assert told.table["status"].to_list() == ["ok"]
    assert untold.table["reason"].to_list() == ["FEW_BEFORE"]


def test_people_a_month_are_never_those_who_came_later_over_all_months_since_the_project_began():
    """170 came in the seven months after the change; over the twenty months since May 2009 they would be far fewer."""
    inflow = claim("", answer="process", table="flow_balance", statistic="inflow_per_month", outcome="", time=None)
    numbers = {"estimate": 14.0, "lower": 12.0, "upper": 16.2, "n": 160, "unit": "per_month"}
    found = made_up_finding(claim=inflow, id="F1", as_of="2010-Q1", **numbers)
    days = {"decided_on": date(2010, 5, 3), "due": CHANGE, "review_on": date(2010, 12, 1)}
    more = {"type": "access", "activity_change": None, "expected": {"direction": "higher", "size": 4.0}}
    study = KnownStudy(today=date(2010, 5, 3), starts_on=date(2009, 5, 1))
    decision = decide(decided("F1", **days, **more), LoopRecord(records=(found,)), study).model_copy(
        update={"id": "D1"}
    )
    assert decision.not_measurable == "NO_METHOD"
    answer = remeasure(known(together(BEFORE, AFTER), date(2010, 12, 31)), [decision], by=["gender"])
    ((row,),) = (table.table.to_dicts() for table in answer.values())
    assert (row["status"], row["reason"], row["estimate"], row["n"]) == ("blocked", "NO_METHOD", None, None)
    released = rk.release([answer], policy=POLICY)
    (measured,) = remeasurements_of(released, LoopRecord(records=(found, decision)))
    assert (measured.verdict, measured.reason) == ("cannot_be_told", "NO_METHOD")
