"""Grades: computed from what was released, never chosen (METHODS 11)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from research_kit.results.finding import Claim, Voice, codes_of, last_day_of
from research_kit.results.grades import Evidence, grade_of
from research_kit.results.registered import Registered

GAP = {"status": "ok", "design": "associated", "alarm_lower": 0.02, "alarm_upper": 0.30}
ADJUSTED = {**GAP, "design": "adjusted", "e_value_limit": 1.6, "is_stable": True}


def graded(**evidence) -> str:
    return grade_of(Evidence(**evidence)).level


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        ({"status": "insufficient"}, "E0"),
        ({"status": "blocked"}, "E0"),
        ({"status": "ok"}, "E1"),
        ({"status": "wide"}, "E0"),  # E1 asks for the status `ok`
        (GAP, "E2"),
        (GAP | {"status": "wide"}, "E2"),  # established, however wide
        (GAP | {"alarm_lower": -0.30, "alarm_upper": -0.02}, "E2"),
        (GAP | {"alarm_lower": -0.02}, "E1"),
        (GAP | {"alarm_lower": 0.0}, "E1"),  # the bar reaches no difference
        (GAP | {"alarm_lower": -0.02, "status": "wide"}, "E0"),
        (GAP | {"alarm_lower": None, "alarm_upper": None}, "E1"),
        (GAP | {"open_guards": ("G-DEFSWITCH",)}, "E1"),
        ({"status": "ok", "design": "associated", "alarm_lower": 0.9, "alarm_upper": 1.8, "no_difference": 1.0}, "E1"),
        ({"status": "ok", "design": "associated", "alarm_lower": 1.1, "alarm_upper": 1.8, "no_difference": 1.0}, "E2"),
        (ADJUSTED, "E3"),
        (ADJUSTED | {"e_value_limit": 1.4}, "E2"),
        (ADJUSTED | {"e_value_limit": None}, "E2"),
        (ADJUSTED | {"is_stable": False}, "E2"),
        (ADJUSTED | {"is_stable": None}, "E2"),
        (ADJUSTED | {"alarm_lower": -0.1}, "E1"),
        (GAP | {"design": "randomised", "is_registered": True}, "E4"),
        (GAP | {"design": "randomised"}, "E2"),
    ],
)
def test_the_level_follows_from_design_status_and_alarm_bar(evidence, level):
    assert graded(**evidence) == level


def test_few_answers_or_many_unknown_outcomes_lower_by_one_and_by_no_more():
    assert graded(**GAP, response=0.59) == "E1"
    assert graded(**GAP, response=0.60) == "E2"
    assert graded(**GAP, unknown=0.21) == "E1"
    assert graded(**GAP, unknown=0.20) == "E2"
    assert graded(**GAP, unknown=0.21, response=0.5) == "E1"
    assert graded(status="insufficient", response=0.1) == "E0"


def test_a_claim_that_the_data_suggested_is_a_description_at_most():
    assert graded(**ADJUSTED, is_exploratory=True) == "E1"
    assert graded(**ADJUSTED, changed_at_once=("short_course:2",)) == "E1"
    assert graded(**GAP, is_exploratory=True, response=0.5) == "E1"
    assert graded(status="ok", is_exploratory=True) == "E1"


def test_the_reasons_say_what_keeps_it_from_being_higher():
    assert grade_of(Evidence(**GAP, unknown=0.3, is_exploratory=True)).reasons == (
        "ALARM_EXCLUDES_NONE", "UNKNOWN_OUTCOMES", "EXPLORATORY",
    )  # fmt: skip
    assert grade_of(Evidence(**(ADJUSTED | {"e_value_limit": 1.0, "is_stable": False}))).reasons == (
        "ALARM_EXCLUDES_NONE", "E_VALUE_LOW", "NOT_STABLE",
    )  # fmt: skip


def test_only_gaps_of_the_family_and_protocols_with_a_day_are_registered():
    known = Registered(gaps=frozenset({"women_men", "foreign_born_women_others"}), protocols=frozenset({"language"}))
    gap = Claim(
        answer="equity", table="results", statistic="gap_results", group="gender=woman", compared_with="gender=man"
    )
    both = {"group": "gender=woman&foreign_born=yes", "compared_with": "rest"}
    assert known.holds(gap)
    assert known.holds(gap.model_copy(update=both))
    assert not known.holds(gap.model_copy(update=both | {"compared_with": ""}))
    assert not known.holds(gap.model_copy(update={"group": "foreign_born=yes", "compared_with": "foreign_born=no"}))
    assert not known.holds(gap.model_copy(update={"group": "age_half=35-75", "compared_with": "age_half=15-34"}))
    effect = {"answer": "activity_effects", "table": "effects", "statistic": "gap_starting_now", "group": ""}
    assert known.holds(gap.model_copy(update=effect | {"outcome": "language"}))
    assert not known.holds(gap.model_copy(update=effect | {"outcome": "vocational"}))


def test_a_contradiction_by_participants_asks_for_words():
    with pytest.raises(ValidationError, match="Numbers do not outrank what participants say"):
        Voice(view="contradicted")
    assert Voice(view="contradicted", comment="The hours are not the reason.").comment


def test_a_claim_keeps_its_name_over_the_quarters():
    one = Claim(answer="a", table="t", statistic="s", time=12.0, group="gender=woman&foreign_born=yes")
    assert one.short == one.model_copy().short != one.model_copy(update={"time": 6.0}).short
    assert one.dimensions == ("gender", "foreign_born")
    assert codes_of("") == {}
    assert [str(last_day_of(f"2011-Q{q}")) for q in (1, 2, 3, 4)] == [
        "2011-03-31", "2011-06-30", "2011-09-30", "2011-12-31",
    ]  # fmt: skip
