"""A part of a cohort is chosen by the day its numbers begin with, and is told of as a part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

import research_kit as rk
from research_kit.desk.explorer.choice import Choice, fitted
from research_kit.desk.explorer.outcomes import Outcome, groups_of
from research_kit.disclosure import Policy
from research_kit.display.exact_item import _in_months
from research_kit.errors import CohortError, DisclosureError, GuardError, ResearchKitError
from tests.unit.analyses.promised import cohort_of, referrals, row_of
from tests.unit.analyses.small_process import cohort_of as process_cohort_of
from tests.unit.analyses.small_process import someone
from tests.unit.cohort.small_studies import together
from tests.unit.cohort.test_late_measurements import cohort_with

YES, NO = ("accepted", 10, 40), ("declined_by_project", 5, None)
HALF = [YES] * 12 + [NO] * 8
"""Of twenty referred twelve are enrolled, forty days later: 60 %."""
PLAN = {"promises": {"plan": {"at_once": [{"from_on": date(2009, 5, 1), "people": 47}]}}}


@pytest.fixture(scope="module")
def cohort():
    """Women and men referred in mid June, who are enrolled after it, and as many in March."""
    june = [referrals(f"{code}j", HALF, gender=code, on=date(2010, 6, 15)) for code in ("woman", "man")]
    march = [referrals(f"{code}m", HALF, gender=code, on=date(2010, 3, 1)) for code in ("woman", "man")]
    return cohort_of(together(*june, *march), equity={"registered_on": "2009-05-01"})


def share_enrolled(people):
    return row_of(rk.equity(people, by=["gender"])["access"], outcome="enrolled", gender=None)["estimate"]


@pytest.mark.parametrize("period", [{"until": "2010-06-30"}, {"since": "2010-06-01"}, {"until": "2010-03-31"}])
def test_a_period_of_the_referral_leaves_the_share_through_the_gate_as_it_is(cohort, period):
    """By the index date those enrolled in July would be dropped, and those turned down kept: 43 % instead of 60 %."""
    assert share_enrolled(rk.part_of(cohort, counted_from="referral", **period)) == pytest.approx(0.6)


def test_nothing_is_told_of_those_referred_where_people_were_chosen_by_the_index_date(cohort):
    part = rk.part_of(cohort, until="2010-06-30")
    assert part.frame["index_on"].max() <= date(2010, 6, 30)
    assert part.flow.height == 0
    access = rk.equity(part, by=["gender"])["access"].to_polars()
    assert access.select("estimate", "reason").rows() == [(None, "OF_REFERRED")]
    flow = rk.participants(part, by=["gender"])
    assert flow["flow"].to_polars()["reason"].to_list() == ["OF_REFERRED"]
    assert flow["composition"].to_polars()["n"].max() == len(part) == 24
    with pytest.raises(ResearchKitError, match='counted_from="referral"'):
        rk.view(flow, "flow", language="en")


def test_who_was_enrolled_before_any_referral_has_come_on_the_index_date():
    early = {"referral": [{"ref_id": "r", "pid": "p", "referred_on": date(2010, 9, 1), "decision": "accepted"}]}
    enrolled = someone("p", referred=None, enrolled=0)
    cohort = process_cohort_of(together(enrolled, early), someone("q", referred=date(2010, 9, 1), enrolled=5))
    part = rk.part_of(cohort, until="2010-06-30", counted_from="referral")
    assert part.frame["pid"].to_list() == ["p"]


def test_the_explorer_counts_from_the_referral_what_begins_there(cohort):
    asked = {"by": ("gender",), "until": date(2010, 6, 30)}
    access = Choice(outcome=Outcome("equity"), **asked)
    assert share_enrolled(access.people(cohort)) == pytest.approx(0.6)
    assert 'rk.part_of(cohort, until="2010-06-30", counted_from="referral")' in access.code("cohort", language="en")
    told = Choice(outcome=Outcome("participants_voice"), **asked)
    assert told.people(cohort).frame["index_on"].max() <= date(2010, 6, 30)
    assert "counted_from" not in told.code("cohort", language="en")


def in_the_project():
    people = [someone(f"w{i}", enrolled=10) for i in range(12)]
    people += [someone(f"m{i}", enrolled=10, gender="man") for i in range(12)]
    return process_cohort_of(*people, **PLAN)


def test_a_part_does_not_stand_beside_the_plan_of_the_whole_project():
    whole = in_the_project()
    assert "plan_at_once" in rk.process(whole, by=["gender"])["stock"].to_polars()["statistic"].to_list()
    women = rk.part_of(whole, where={"gender": "woman"})
    answer = rk.process(women, by=[], undisaggregated_reason="one group")
    for table in ("stock", "flow_balance"):
        assert answer[table].to_polars().select("n", "estimate", "reason").rows() == [(None, None, "OF_WHOLE")]
        with pytest.raises(ResearchKitError, match="told of the whole project only"):
            rk.view(answer, table, language="en")
    choice = Choice(outcome=Outcome("process"), by=("gender",), table="stock", group=("gender", "woman"))
    assert fitted(choice, answer).table not in ("stock", "flow_balance")


@pytest.mark.parametrize("question", [rk.targets, rk.esf_plus, rk.indicators])
def test_what_was_promised_of_the_project_is_not_asked_of_a_part(cohort, question):
    with pytest.raises(CohortError, match="told of the whole project only"):
        question(rk.part_of(cohort, where={"gender": "woman"}))


def test_a_group_formed_after_the_index_date_is_no_group():
    late = cohort_with([date(2010, 1, 1), date(2010, 5, 1)])
    with pytest.raises(GuardError, match="G-MEDIATOR: `colour` was measured after the index date of 1 of 2"):
        rk.part_of(late, where={"colour": "red"})
    assert "colour" not in {name for name, _ in groups_of(late)}
    known = cohort_with([date(2010, 1, 1), date(2009, 5, 1)])
    assert len(rk.part_of(known, where={"colour": "red"})) == 2
    assert ("colour", "red") in groups_of(known)


def test_a_group_formed_after_the_referral_is_none_of_those_referred():
    cohort = process_cohort_of(*(someone(f"w{i}", enrolled=10) for i in range(3)))
    asked = cohort.frame.with_columns(gender_on=pl.col("index_on"))  # asked when they were enrolled
    cohort = replace(cohort, frame=asked)
    women = rk.part_of(cohort, where={"gender": "woman"})
    assert len(women) == 3
    assert (cohort.flow.height, women.flow.height) == (3, 0)  # who was referred and never enrolled was not asked
    with pytest.raises(GuardError, match="after the first referral of 3 of 3"):
        rk.part_of(cohort, where={"gender": "woman"}, counted_from="referral")


def test_the_attrition_of_a_part_adds_up(cohort):
    part = rk.part_of(cohort, since="2010-06-01", where={"gender": "woman"}, counted_from="referral")
    last = part.attrition.row(-1, named=True)
    assert (last["criterion"], last["n_in"], last["n_excluded"], last["n_out"]) == ("part_of", 48, 36, 12)
    assert last["reason"] == "since 2010-06-01, counted_from referral, gender woman"
    assert part.attrition["n_in"][0] == len(part) + part.attrition["n_excluded"].sum()


def test_what_is_shown_of_a_part_says_that_it_is_one(cohort):
    part = rk.part_of(cohort, since="2010-06-01", where={"gender": "woman"}, counted_from="referral")
    answer = rk.participants(part, by=[], undisaggregated_reason="one group")
    for language, said in (
        ("en", "One part of the participants: came from 2010-06-01, counted from the referral, women."),
        ("sv", "En del av deltagarna: kom från 2010-06-01, räknat från anvisningen, kvinnor."),
    ):
        assert said.lower() in rk.view(answer, "flow", language=language).html[language].lower()
    whole = rk.participants(cohort, by=["gender"])
    assert "One part" not in rk.view(whole, "flow", language="en").html["en"]


def test_months_are_compared_with_windows_in_days_as_months(cohort):
    answer = rk.equity(cohort, by=["gender"])
    assert "within 30 days" in rk.view(answer, "access", months=1, language="en").html["en"]
    with pytest.raises(ResearchKitError, match=r"tells nothing within 0\.5 months"):
        rk.view(answer, "access", months=0.5, language="en")
    screened = pl.DataFrame(
        {"statistic": ["gap_screening", "gap_screening", "share_within"], "outcome": ["enrolled", "strict", None],
         "time": [60.875, 12.0, 12.0]}
    )  # fmt: skip
    assert screened.select(_in_months()).to_series().to_list() == [2.0, 12.0, 12.0]


def test_a_day_that_people_are_not_counted_from_is_refused(cohort):
    with pytest.raises(CohortError, match="Did you mean `referral`"):
        rk.part_of(cohort, since="2010-01-01", counted_from="referal")


def test_the_answer_of_a_part_is_not_released(cohort):
    women = rk.equity(rk.part_of(cohort, where={"gender": "woman"}), by=[], undisaggregated_reason="one group")
    with pytest.raises(DisclosureError, match=r"about a part of the participants \(gender=woman\).*split the answer"):
        rk.release([women], policy=Policy())
    assert rk.release([rk.equity(cohort, by=["gender"])], policy=Policy())["equity"]["access"].table.height
