from __future__ import annotations

from datetime import date
from itertools import pairwise

import polars as pl
import pytest

import research_kit as rk
from research_kit.cohort import build_cohort
from research_kit.errors import DisaggregationError, GuardError
from research_kit.results import History
from tests.unit.cohort.small_studies import definition, person, status, study, together

IDLE = status("unemployed", "2009-06-01", verified="2011-01-15")


def referral(pid, decision, decided=None):
    on = date(2009, 12, 1)
    return {
        "referral": [
            {"ref_id": f"r-{pid}", "pid": pid, "referred_on": on, "decision": decision, "decided_on": decided}
        ],
        "participant": [{"pid": pid, "birth_year": 1975, "gender": "man", "foreign_born": "no"}],
    }


def activity(pid):
    return {"participation": [{"enr_id": f"e-{pid}", "act_id": "x", "ver": 1, "start": date(2010, 2, 1)}]}


def wave(pid, k, held=True, reason=None):
    on = date(2010, 1 + 3 * (k % 4), 3) if k < 4 else date(2011, 1, 3)
    return {"wave": [{"enr_id": f"e-{pid}", "k": k, "actual_on": on if held else None, "missing_reason": reason}]}


WHOLE = together(
    referral("a", "waiting"),
    referral("b", "declined_by_person"),
    referral("c", "accepted", date(2011, 6, 1)),
    referral("d", "accepted", date(2010, 1, 1)),
    person("e", IDLE, gender="woman", foreign_born="yes"),
    person("f", IDLE, gender="woman", foreign_born="yes", end=date(2010, 3, 1), exit_reason="completed"),
    person("g", IDLE, gender="man", foreign_born="yes"),
    activity("g"),
    person("h", status("unemployed", "2009-06-01", verified="2010-04-03"), gender="woman", foreign_born="no"),
    activity("h"),
    wave("h", 1),
    wave("h", 2, held=False, reason="ill"),
    person("i", status("ord_emp", "2010-02-10", hours_pct=100), gender="man", foreign_born="no"),
    activity("i"),
    person("j", IDLE, enrolled=date(2011, 5, 1), gender="man", foreign_born="no"),
    activity("j"),
)


def flow_of(tables, **changes):
    answer = rk.participants(build_cohort(study(tables), definition(**changes)), by=["gender", "foreign_born"])
    return answer, answer["flow"].table


def everybody(table):
    rows = table.filter(pl.col("gender").is_null() & pl.col("foreign_born").is_null() & (pl.col("status") == "ok"))
    return {(row["statistic"], row["cause"]): row["n"] for row in rows.iter_rows(named=True)}


def test_everybody_is_counted_as_far_as_they_came_and_lost_with_a_reason():
    assert everybody(flow_of(WHOLE)[1]) == {
        ("referred", None): 10,
        ("accepted", None): 8,
        ("enrolled", None): 6,
        ("any_activity", None): 4,
        ("followed_1", None): 3,
        ("followed_2", None): 2,
        ("followed_3", None): 2,
        ("followed_4", None): 2,
        ("outcome_known", None): 2,
        ("lost_before_accepted", "waiting"): 1,
        ("lost_before_accepted", "declined_by_person"): 1,
        ("lost_before_enrolled", "not_enrolled_yet"): 1,  # accepted this quarter
        ("lost_before_enrolled", "not_known"): 1,  # accepted a year and a half ago
        ("lost_before_any_activity", "no_activity_yet"): 1,
        ("lost_before_any_activity", "ended"): 1,
        ("lost_before_followed_1", "not_due"): 1,
        ("lost_before_followed_2", "ill"): 1,
    }


def test_each_arrow_adds_up_in_every_group():
    answer, table = flow_of(WHOLE)
    stages = [
        "referred",
        "accepted",
        "enrolled",
        "any_activity",
        *(f"followed_{k}" for k in range(1, 5)),
        "outcome_known",
    ]
    for _, rows in table.group_by(list(answer["flow"].by)):
        count = dict(rows.filter(pl.col("cause").is_null()).select("statistic", "n").iter_rows())
        lost = dict(rows.filter(pl.col("cause").is_not_null()).group_by("statistic").agg(pl.col("n").sum()).iter_rows())
        for before, after in pairwise(stages):
            assert count[before] == count[after] + lost.get(f"lost_before_{after}", 0)


def test_a_group_that_was_referred_and_never_came_in_is_counted():
    unknown = referral("z", "no_show")
    unknown["participant"][0]["foreign_born"] = "unknown"
    table = flow_of(together(WHOLE, unknown))[1]
    row = table.filter((pl.col("foreign_born") == "unknown") & pl.col("gender").is_null() & (pl.col("n") > 0))
    assert row.select("statistic", "cause", "n").rows() == [
        ("referred", None, 1),
        ("lost_before_accepted", "no_show", 1),
    ]


def test_who_does_not_meet_the_criteria_is_lost_before_enrolment():
    include = [{"criterion": "gender", "among": ["woman"], "reason": "for women"}]
    table = flow_of(WHOLE, include=include)[1]
    assert everybody(table)["enrolled", None] == 3
    assert everybody(table)["lost_before_enrolled", "not_eligible"] == 3


def test_what_cannot_be_told_without_a_table_says_so():
    tables = {name: rows for name, rows in WHOLE.items() if name not in ("wave", "participation")}
    table = flow_of(tables)[1]
    blocked = table.filter(pl.col("status") == "blocked").select("statistic", "reason").rows()
    assert blocked == [("any_activity", "NO_TABLE"), ("followed_1", "NO_TABLE")]
    assert everybody(table)["outcome_known", None] == 4


def test_the_composition_is_of_all_participants():
    table = flow_of(WHOLE)[0]["composition"].table
    woman = table.filter((pl.col("gender") == "woman") & pl.col("foreign_born").is_null()).row(0, named=True)
    assert (woman["n"], woman["events"], woman["status"], woman["estimate"]) == (6, 3, "insufficient", None)
    cells = table.filter(pl.col("gender").is_not_null() & pl.col("foreign_born").is_not_null())
    assert cells["events"].sum() == 6


def test_known_is_of_those_enrolled_a_year_before_the_cut():
    table = flow_of(WHOLE)[0]["known"].table
    total = table.filter(pl.col("gender").is_null() & pl.col("foreign_born").is_null()).row(0, named=True)
    assert (total["n"], total["events"], total["unknown"]) == (5, 4, 1)  # j came in May; of h nothing since April


def test_a_share_has_wilsons_interval_when_there_are_ten():
    people = together(*(person(f"p{i}", IDLE, gender="woman" if i < 4 else "man") for i in range(10)))
    table = rk.participants(build_cohort(study(people), definition()), by=["gender"])["composition"].table
    woman = table.filter(pl.col("gender") == "woman").row(0, named=True)
    # R: prop.test(4, 10, correct = FALSE)$conf.int
    assert (woman["lower"], woman["upper"]) == pytest.approx((0.1681803, 0.6873262), abs=1e-6)
    assert (woman["status"], woman["reason"]) == ("wide", "WIDE")


def test_without_a_split_there_must_be_a_reason():
    cohort = build_cohort(study(WHOLE), definition())
    with pytest.raises(DisaggregationError, match="refused"):
        rk.participants(cohort, by=[])
    table = rk.participants(cohort, by=[], undisaggregated_reason="ten people in all")["composition"].table
    assert table.select("n", "events").rows() == [(6, 6)]


def test_another_population_than_in_the_last_release_is_refused_unless_stated():
    cohort = build_cohort(study(WHOLE), definition())
    before = History(release="2011-Q1", definitions={"participants": {"population": "another"}})
    with pytest.raises(GuardError, match=r"G-DEFSWITCH.*2011-Q1: population changed"):
        rk.participants(cohort, history=before)
    same = History(definitions={"participants": rk.participants(cohort).definition})
    assert rk.participants(cohort, history=same).guards == ()


def test_a_study_without_enrolments_still_has_a_composition():
    tables = {
        "participant": [{"pid": f"p{i}", "gender": "woman"} for i in range(10)],
        "spell_duration": [{"pid": f"p{i}", "duration": 1.0, "unit": "day", "event": True} for i in range(10)],
    }
    outcomes = {
        "version": "1",
        "headline": "ended",
        "map": {"ended": "success"},
        "definitions": {"ended": {"labels": {"sv": "slut"}, "causes": {"ended": ["ended"]}}},
    }
    made = definition(observed_as="spell_durations", outcomes=outcomes, split_by={"crossed": ["gender"], "single": []})
    answer = rk.participants(build_cohort(study(tables), made))
    assert answer["flow"].table.select("status", "reason").rows() == [("blocked", "NO_TABLE")]
    assert answer["known"].table.select("status", "reason").rows() == [("blocked", "NO_TABLE")]
    assert answer["composition"].table["statistic"].to_list() == ["share_of_participants", "one_level:gender"]


def test_what_happened_after_the_cut_has_not_happened():
    later = together(
        referral("a", "accepted", date(2011, 7, 4)),
        {"referral": [{"ref_id": "r-b", "pid": "b", "referred_on": date(2011, 7, 1), "decision": "no_show"}]},
        {"participant": [{"pid": "b"}]},
        person("c", IDLE),
        activity("c"),
        {"wave": [{"enr_id": "e-c", "k": 1, "actual_on": date(2011, 8, 1)}]},
    )
    rows = everybody(flow_of(later)[1])
    assert rows["referred", None] == 2
    assert rows["lost_before_accepted", "waiting"] == 1


def test_without_referrals_nobody_is_said_to_have_been_referred():
    tables = together(*(person(p, IDLE, gender="woman", foreign_born="yes") for p in "abc"))
    assert "referral" not in {name for name, rows in tables.items() if rows}
    _, flow = flow_of({name: rows for name, rows in tables.items() if rows})
    told = flow.filter(pl.col("n").is_not_null(), pl.col("gender").is_null(), pl.col("foreign_born").is_null())
    assert dict(told.filter(statistic="enrolled").select("statistic", "n").iter_rows()) == {"enrolled": 3}
    assert not told["statistic"].str.contains("referred|accepted").any()
