"""Targets: the state at the horizon, the verdict by the alarm bar, progress, forecast and back-test (METHODS 9)."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import CohortError, GuardError
from research_kit.results import History
from tests.unit.analyses.promised import INDEX, WORK, cohort_of, row_of
from tests.unit.analyses.small_answers import people
from tests.unit.cohort.small_studies import person, status, together

BOTH = {"A": {"labels": {"sv": "av alla"}, "denominator_rule": {}}, "B": {"labels": {"sv": "av övriga"}}}
STATES = ["work", "education"]
IDLE = status("unemployed", "2009-06-01", verified="2011-02-05")


def targets_of(tables, *, by=(), history=None, **declared):
    targets = declared.pop("targets", [WORK])
    made = cohort_of(tables, targets=targets, **declared)
    return rk.targets(made, by=list(by), undisaggregated_reason="one group", history=history)


def attained(tables, **declared):
    return row_of(targets_of(tables, **declared)["attainment"], statistic="share_attained")


def test_88_of_220_with_the_interval_of_the_methods():
    # METHODS M9.1: Wilson(88/220) = .3375-.4659.
    row = attained(people("a", 220, at=range(20, 108)))
    assert (row["n"], row["events"], row["unknown"], row["estimate"]) == (220, 88, 0, 0.4)
    assert (row["lower"], row["upper"]) == pytest.approx((0.3375, 0.4659), abs=5e-5)
    assert (row["status"], row["reason"]) == ("ok", "CANNOT_TELL")


def test_having_had_work_is_not_being_in_work():
    lost = status(
        "ord_emp", "2010-03-01", hours_pct=100, verified="2010-06-01", end_lo="2010-06-01", end_hi="2010-06-01"
    )
    after = status("unemployed", "2010-06-01", verified="2011-02-05")
    left = together(*(person(f"b{i:02d}", status("unemployed", "2009-06-01"), lost, after) for i in range(10)))
    row = attained(together(people("a", 30, at=range(20, 32)), left))
    assert (row["n"], row["events"], row["estimate"]) == (40, 12, 0.3)


def test_a_target_that_counts_who_has_ever_worked_is_refused():
    ever = WORK | {"numerator_rule": {"states": STATES, "when": "ever"}}
    with pytest.raises(GuardError, match="G-EVER: The target `work` counts who has ever been in work, education"):
        targets_of(people("a", 30, at=range(20, 32)), targets=[ever])


def test_the_horizon_is_the_projects_end_if_that_is_sooner():
    tables = people("a", 40, at=[*range(20, 30), *range(150, 170)])
    assert attained(tables)["events"] == 30
    assert attained(tables, ends_on=INDEX + timedelta(days=100))["events"] == 10


def test_of_whom_nothing_is_known_at_the_horizon_is_neither_yes_nor_no():
    early = [person(f"b{i:02d}", status("unemployed", "2009-06-01", verified="2010-05-01")) for i in range(10)]
    row = attained(together(people("a", 30, at=range(200, 215)), *early))
    assert (row["n"], row["events"], row["unknown"]) == (40, 15, 10)
    assert row["estimate"] == pytest.approx(15 / 30)  # they were lost before anybody had begun, not without work
    assert row["lower"] < row["estimate"] < row["upper"]


def test_whoever_enrolled_lately_is_not_counted_but_says_what_is_known_so_far():
    young = [person(f"c{i:02d}", IDLE, enrolled=date(2010, 12, 1)) for i in range(10)]
    row = attained(together(people("a", 30, at=range(20, 35)), *young))
    assert (row["n"], row["events"], row["unknown"]) == (30, 15, 0)


def test_fewer_than_twenty_mature_people_are_too_few():
    row = attained(people("a", 19, at=range(20, 30)))
    assert (row["status"], row["reason"], row["estimate"]) == ("insufficient", "FEW_MATURE", None)


@pytest.mark.parametrize(
    ("working", "direction", "verdict"),
    [(2, "at_least", "BELOW"), (38, "at_least", "ABOVE"), (16, "at_least", "CANNOT_TELL"), (2, "at_most", "BELOW")],
)
def test_the_verdict_is_by_the_alarm_bar(working, direction, verdict):
    row = attained(people("a", 40, at=range(20, 20 + working)), targets=[WORK | {"direction": direction}])
    assert row["reason"] == verdict
    assert row["alarm_lower"] < row["lower"] or row["lower"] == 0


def test_every_target_by_group():
    tables = together(
        people("a", 30, at=range(20, 30), gender="woman"), people("b", 30, at=range(20, 40), gender="man")
    )
    table = targets_of(tables, by=["gender"])["attainment"]
    assert row_of(table, statistic="share_attained", gender="woman")["events"] == 10
    assert row_of(table, statistic="share_attained", gender="man")["events"] == 20


def test_both_readings_stand_until_one_is_chosen():
    ways = {"A": BOTH["A"], "B": {"labels": {"sv": "b"}, "denominator_rule": {"not_in": STATES}}}
    closer = WORK | {
        "code": "closer", "value": 0.5, "denominator_rule": None, "readings": ways,
        "numerator_rule": {"scale": "closeness", "at_least": 4, "not_in": STATES},
    }  # fmt: skip
    together_ = WORK | {
        "code": "together", "value": None, "denominator_rule": None,
        "numerator_rule": {"states": STATES, "scale": "closeness", "at_least": 4},
        "readings": {"A": BOTH["A"] | {"value": 0.9}, "B": BOTH["A"] | {"value": 0.7}},
    }  # fmt: skip
    plan = {"participants": [{"from_on": "2009-05-01", "people": 240}]}
    answer = targets_of(people("a", 40, at=range(20, 36)), targets=[WORK, closer, together_], plan=plan)
    values = answer["progress"].table.filter(pl.col("statistic") == "target_value").rows(named=True)
    promised = {(row["outcome"], row["cause"]): row["estimate"] for row in values}
    # METHODS M9.1, ambiguity register: at 240, 96 / 120 / 216 (A) or 96 / 72 / 168 (B).
    assert promised == {
        ("work", None): 96, ("closer", "A"): 120, ("closer", "B"): 72, ("together", "A"): 216, ("together", "B"): 168,
    }  # fmt: skip
    assert [hit.facts["target"] for hit in answer.guards if hit.code == "G-DENOM"] == ["closer", "together"]
    shares = answer["attainment"].table.filter(pl.col("outcome") == "closer", pl.col("statistic") == "share_attained")
    assert shares.select("cause", "status", "reason").rows() == [(way, "blocked", "NO_TABLE") for way in "AB"]


def answered(pid, value):
    wave = {"enr_id": f"e-{pid}", "k": 4, "actual_on": INDEX + timedelta(days=366)}
    return {"wave": [wave], "item_response": [{"enr_id": f"e-{pid}", "k": 4, "item": "close_1", "value": value}]}


def test_answers_count_only_among_those_who_are_elsewhere():
    item = {"item": [{"item": "close_1", "ver": 1, "scale": "closeness", "range_lo": 1, "range_hi": 5}]}
    tables = together(people("a", 40, at=range(20, 36)), item, *(answered(f"a{i:03d}", 5) for i in range(16, 28)))
    tables = together(tables, *(answered(f"a{i:03d}", 2) for i in range(28, 34)), answered("a000", 5))
    rule = {"scale": "closeness", "at_least": 4, "not_in": STATES}
    ways = {"A": BOTH["A"], "B": {"labels": {"sv": "b"}, "denominator_rule": {"not_in": STATES}}}
    closer = WORK | {"denominator_rule": None, "readings": ways, "numerator_rule": rule, "value": 0.5}
    table = targets_of(tables, targets=[closer])["attainment"]
    of_others = row_of(table, statistic="share_attained", cause="B")
    assert (of_others["n"], of_others["events"], of_others["unknown"]) == (24, 12, 6)
    assert of_others["estimate"] == pytest.approx(12 / 18)
    of_all = row_of(table, statistic="share_attained", cause="A")
    assert (of_all["n"], of_all["events"]) == (40, 12)
    assert of_all["estimate"] == pytest.approx(0.6 * 12 / 18)  # of the 24 in 40 who are elsewhere


def test_a_target_may_not_change_under_its_version():
    tables = people("a", 40, at=range(20, 36))
    before = History(look=2, definitions={"targets": dict(targets_of(tables).definition)})
    assert targets_of(tables, history=before).guards == ()
    with pytest.raises(GuardError, match="G-DEFSWITCH: The target `work` asks something else"):
        targets_of(tables, history=before, targets=[WORK | {"value": 0.35}])
    (hit,) = targets_of(tables, history=before, targets=[WORK | {"value": 0.35, "version": "2"}]).guards
    assert (hit.code, hit.facts["changed"]) == ("G-DEFSWITCH", "work")


def test_numbers_of_people_beside_what_was_planned():
    targets = [
        {"code": "all", "version": "1", "labels": {"sv": "a"}, "source_text": "a", "counted": "participants"},
        {"code": "now", "version": "1", "labels": {"sv": "a"}, "source_text": "a", "counted": "at_once"},
    ]
    plan = {
        "participants": [{"from_on": "2009-05-01", "people": 30}, {"from_on": "2012-01-01", "people": 50}],
        "at_once": [{"from_on": "2009-05-01", "people": 20}],
    }
    tables = together(people("a", 30), people("b", 10, end=date(2010, 6, 1), exit_reason="completed"))
    table = targets_of(tables, targets=targets, plan=plan)["progress"]
    assert (row_of(table, statistic="reached", outcome="all")["n"], row_of(table, outcome="all")["reason"]) == (
        40,
        "REACHED",
    )
    assert row_of(table, statistic="reached", outcome="now")["n"] == 30
    assert row_of(table, statistic="target_value", outcome="all")["estimate"] == 30


def test_without_targets_every_table_says_so():
    answer = targets_of(people("a", 30), targets=[])
    assert {table.table["reason"].to_list()[0] for table in answer.values()} == {"NO_TARGETS"}


def test_a_forecast_needs_twenty_people_and_four_quarters():
    plan = {"participants": [{"from_on": "2009-05-01", "people": 60}]}
    declared = {"plan": plan, "starts_on": date(2009, 5, 1), "ends_on": date(2012, 10, 31)}
    table = targets_of(people("a", 40, at=range(20, 36)), **declared)["forecast"]
    final = row_of(table, statistic="forecast_final")
    assert (
        16
        <= final["lower"]
        <= final["alarm_lower"]
        <= final["estimate"]
        <= final["alarm_upper"]
        <= final["upper"]
        <= 60
    )
    assert 0 <= row_of(table, statistic="chance_of_reaching")["estimate"] <= 1
    few = targets_of(people("a", 15, at=range(20, 26)), **declared)["forecast"]
    assert row_of(few, statistic="forecast_final")["reason"] == "FEW_MATURE"
    shares = (0.2, 0.3, 0.4, 0.5, 0.6)  # of all who are planned: not a word of the 15 who came, nor of the 6
    told = [row_of(few, statistic=f"scenario_{round(100 * share)}")["estimate"] for share in shares]
    assert told == pytest.approx([60 * share for share in shares])


def test_after_the_last_enrolment_there_is_no_forecast_of_how_many_take_part():
    # It would be the number of those enrolled, which the gate may have to withhold.
    everybody = {
        "code": "participants", "version": "1", "labels": {"sv": "deltagare"}, "source_text": "60",
        "counted": "participants",
    }  # fmt: skip
    plan = {"participants": [{"from_on": "2009-05-01", "people": 60}], "enrols_until": "2010-06-30"}
    declared = {"plan": plan, "starts_on": date(2009, 5, 1), "ends_on": date(2012, 10, 31), "targets": [everybody]}
    table = targets_of(people("a", 40, at=range(20, 36)), **declared)["forecast"]
    final = row_of(table, statistic="forecast_final")
    assert (final["status"], final["reason"]) == ("blocked", "ENROLMENT_OVER")
    assert (final["estimate"], final["lower"], final["upper"]) == (None, None, None)
    assert row_of(table, statistic="target_value")["estimate"] == 60


def test_the_same_forecast_comes_out_again():
    declared = {"starts_on": date(2009, 5, 1), "ends_on": date(2012, 10, 31)}
    tables = people("a", 40, at=range(20, 36))
    first, second = (targets_of(tables, **declared)["forecast"].table for _ in range(2))
    assert first.equals(second)


def test_earlier_forecasts_are_held_against_what_came():
    waves = []
    for quarter in range(6):
        begun = date(2008, 1, 1) + timedelta(days=91 * quarter)
        for i in range(15):
            idle = status("unemployed", "2007-01-01", verified="2011-06-01")
            work = status("ord_emp", begun + timedelta(days=60), hours_pct=100, verified="2011-06-01")
            waves.append(person(f"q{quarter}{i:02d}", idle, *([work] if i % 3 == 0 else []), enrolled=begun))
    table = targets_of(together(*waves), starts_on=date(2008, 1, 1), ends_on=date(2012, 1, 1))["backtest"]
    hits = {row["statistic"]: row["estimate"] for row in table.table.iter_rows(named=True)}
    assert hits == {"hit_rate_80": 1.0, "hit_rate_95": 1.0}  # a third of every quarter: each forecast holds
    assert table.table["n"].null_count() == table.table.height  # forecasts are no people


def test_a_back_test_of_which_nothing_could_be_foretold_says_so():
    declared = {"starts_on": date(2009, 5, 1), "ends_on": date(2012, 10, 31)}
    young = targets_of(people("a", 15, at=range(20, 26)), **declared)["backtest"].table
    assert young.select("status", "reason").rows() == [("blocked", "FEW_MATURE")]


def test_the_final_report_says_what_the_95_per_cent_bar_says():
    # 27 of 40 are 67.5 %: the 95 % bar lies above 50 %, the alarm bar does not.
    half, tables = WORK | {"value": 0.5}, people("a", 40, at=range(20, 47))
    assert attained(tables, targets=[half], ends_on=date(2012, 1, 1))["reason"] == "CANNOT_TELL"
    assert attained(tables, targets=[half], ends_on=date(2011, 6, 1))["reason"] == "ABOVE"
    over = targets_of(tables, targets=[half], starts_on=date(2009, 1, 1), ends_on=date(2011, 6, 1))["forecast"]
    assert over.table["reason"].to_list() == ["PROJECT_OVER"]


def test_a_target_may_be_judged_by_another_definition_of_success_than_the_headline():
    tables = together(people("a", 30, at=range(20, 30)), people("b", 10, at=range(20, 30), kind="sub_emp"))
    assert attained(tables)["events"] == 10
    wide = WORK | {"numerator_rule": {"states": STATES, "outcome": "wide"}}
    row = attained(tables, targets=[wide])
    assert (row["n"], row["events"], row["unknown"]) == (40, 20, 0)
    unheard_of = WORK | {"numerator_rule": {"states": STATES, "outcome": "broad"}}
    with pytest.raises(CohortError, match="has no definition of success `broad`; it has: strict, wide"):
        attained(tables, targets=[unheard_of])
