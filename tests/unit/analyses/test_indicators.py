"""The board's indicators: what is told of them, each version by itself, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

import research_kit as rk
from research_kit.cohort import build_cohort
from research_kit.disclosure import Policy
from research_kit.errors import GuardError
from research_kit.results import History
from research_kit.study.indicators import IndicatorRegistry
from tests.unit.cohort.small_studies import INDEX, definition, person, status, study, together

DECIDED = {"by": {"sv": "styrgruppen"}, "on": "2009-12-01", "why": {"sv": "Det går att ändra."}}
LATE = (INDEX + timedelta(days=500)).isoformat()
CHANGED = date(2010, 7, 1)


def version(number=1, from_on="2010-01-01", question="Hur många?", **more):
    unit = {} if "answers" in more else {"unit": {"sv": "anställda"}}
    return {"version": number, "from_on": from_on, "question": {"sv": question}, "decided": DECIDED, **unit, **more}


def indicator(code, *versions):
    return {"code": code, "labels": {"sv": code}, "versions": list(versions)}


def asked(ver=1, at_least=4, items=("q_1",)):
    items = [{"item": item, "ver": ver, "wording": f"{item} {ver}"} for item in items]
    return {"scale": "other", "items": items, "range": [1, 5], "at_least": at_least}


def value(code, period, number, n=None, organisation="all"):
    return {"indicator": code, "period": period, "org_id": organisation, "value": number, "n": n}


def cohort_of(tables, *indicators):
    registry = IndicatorRegistry(indicators=indicators)
    return build_cohort(study(tables, registry=registry), definition())


def staff_of(*values, indicators):
    tables = together(*(person(f"p{i:02d}", gender="woman") for i in range(12)))
    return rk.indicators(cohort_of({**tables, "indicator_value": list(values)}, *indicators), by=["gender"])


def rows(answer, table, *columns):
    return answer[table].table.select(*columns).rows()


def followed(pid, answers, *, index=INDEX, **about):
    """Somebody enrolled on a day, with the answers (item, k, value) given at follow-ups that are all held or missed."""
    one = person(pid, status("unemployed", "2009-06-01", verified=LATE), enrolled=index, **about)
    held = {k for _, k, _ in answers}
    one["wave"] = [
        {"enr_id": f"e-{pid}", "k": k, "planned_on": (day := index + timedelta(days=round(91.3125 * k))),
         "actual_on": day if k in held else None}
        for k in range(5)
    ]  # fmt: skip
    one["item_response"] = [
        {"enr_id": f"e-{pid}", "k": k, "item": item, "value": number} for item, k, number in answers
    ]
    return one


def items(*codes, versions=((1, date(2009, 1, 1)),), reverse=False):
    return [
        {"item": code, "ver": ver, "scale": "other", "text_sv": f"{code} {ver}", "range_lo": 1, "range_hi": 5,
         "first_used": since, "reverse": reverse}
        for code in codes
        for ver, since in versions
    ]  # fmt: skip


def test_a_share_of_staff_is_told_with_wilsons_interval():
    answer = staff_of(value("women", "2010-Q1", 0.62, 13), indicators=[indicator("women", version())])
    row = answer["indicator_shares"].table.row(0, named=True)
    assert (row["outcome"], row["cause"], row["n"], row["events"]) == ("women.1", "2010-Q1", 13, 8)
    # Wilson (1927) for 8 of 13: 0.355 to 0.823; R prop.test(8, 13, correct = FALSE).
    assert (row["estimate"], row["lower"], row["upper"]) == pytest.approx((8 / 13, 0.3552, 0.8229), abs=5e-4)
    assert row["status"] == "wide"


def test_fewer_than_ten_staff_are_too_few_and_a_value_without_n_is_blocked():
    values = (value("women", "2010-Q1", 0.5, 8), value("women", "2010-Q2", 0.5), value("women", "2010-Q3", 0.5, 40))
    answer = staff_of(*values, indicators=[indicator("women", version())])
    assert rows(answer, "indicator_shares", "cause", "status", "reason", "estimate") == [
        ("2010-Q1", "insufficient", "FEW_PEOPLE", None), ("2010-Q2", "blocked", "NO_SAMPLE_SIZE", None),
        ("2010-Q3", "ok", None, 0.5),
    ]  # fmt: skip


def test_things_are_in_no_column_of_people():
    things = indicator("rooms", version(counts="things"))
    contacts = indicator("contacts", version(measure="count", counts="things"))
    answer = staff_of(
        value("rooms", "2010-Q1", 0.78, 9), value("contacts", "2010-Q1", 23), indicators=[things, contacts]
    )
    told = rows(answer, "indicator_values", "outcome", "n", "events", "estimate", "unit")
    assert told == [("rooms.1", None, None, 0.78, "share"), ("contacts.1", None, None, 23.0, "things")]
    assert answer["indicator_values"].table["lower"][0] == pytest.approx(0.4526, abs=5e-4)  # Wilson, 7 of 9


def test_people_who_are_counted_and_scores_keep_their_n():
    team = indicator("team", version(measure="count"))
    equal = indicator("equal", version(measure="score", range=[1, 5]))
    values = (value("team", "2010", 14), value("equal", "2010", 3.4, 11))
    answer = staff_of(*values, indicators=[team, equal])
    assert rows(answer, "indicator_counts", "outcome", "n", "unit") == [("team.1", 14, "participants")]
    assert rows(answer, "indicator_values", "outcome", "n", "estimate", "unit") == [("equal.1", 11, 3.4, "score")]


def test_versions_are_told_apart_and_a_period_with_a_change_is_told_by_neither():
    trained = indicator("trained", version(), version(2, "2010-08-01", "Hur många ordentligt?"))
    values = [value("trained", period, 0.5, 20) for period in ("2010-Q2", "2010-Q3", "2010-Q4")]
    answer = staff_of(*values, indicators=[trained])
    assert rows(answer, "indicator_shares", "outcome", "cause") == [("trained.2", "2010-Q4"), ("trained.1", "2010-Q2")]


def test_organisations_stand_beside_the_project_and_add_up_where_it_has_no_value_of_its_own():
    parts = [value("women", "2010-Q1", 0.5, 10, "af"), value("women", "2010-Q1", 0.75, 20, "fk")]
    answer = staff_of(*parts, indicators=[indicator("women", version())])
    assert rows(answer, "indicator_shares", "organisation", "n", "events") == [
        (None, 30, 20), ("af", 10, 5), ("fk", 20, 15),
    ]  # fmt: skip


def test_a_period_that_is_not_over_is_not_told():
    answer = staff_of(value("women", "2011-Q3", 0.5, 20), indicators=[indicator("women", version())])
    assert answer["indicator_shares"].table["reason"].to_list() == ["NO_TABLE"]


def test_a_study_without_a_registry_says_so():
    answer = staff_of(value("women", "2010-Q1", 0.5, 20), indicators=[])
    assert {table.table["reason"][0] for table in answer.values()} == {"NO_TABLE"}


def asked_study(versions, people):
    return together(*people) | {"item": items("q_1", versions=versions)}


def test_the_share_who_agree_is_of_those_who_answered_and_the_bounds_of_those_asked():
    people = [followed(f"a{i:02d}", [("q_1", 0, 5 if i < 9 else 2)], gender="woman") for i in range(15)]
    people += [followed(f"b{i}", [], gender="man") for i in range(5)]
    tables = asked_study(((1, date(2009, 1, 1)),), people)
    answer = rk.indicators(cohort_of(tables, indicator("agrees", version(answers=asked()))), by=["gender"])
    total = answer["indicator_answers"].table.row(0, named=True)
    assert (total["outcome"], total["cause"], total["time"]) == ("agrees.1", "agrees", 0.0)
    assert (total["n"], total["events"], total["estimate"]) == (15, 9, 0.6)
    bounds = answer["indicator_bounds"].table.filter(pl.col("gender").is_null())
    assert bounds.select("statistic", "n", "events", "estimate").rows() == [
        ("share_if_none", 20, 9, 0.45), ("share_if_all", 20, 14, 0.7),
    ]  # fmt: skip
    responses = answer["indicator_responses"].table.filter((pl.col("time") == 0.0) & pl.col("gender").is_null())
    assert responses.select("n", "events", "estimate").row(0) == (20, 15, 0.75)


def test_where_few_answer_only_the_bounds_say_anything():
    people = [followed(f"a{i:02d}", [("q_1", 0, 5)], gender="woman") for i in range(12)]
    people += [followed(f"b{i:02d}", [], gender="man") for i in range(20)]
    tables = asked_study(((1, date(2009, 1, 1)),), people)
    answer = rk.indicators(cohort_of(tables, indicator("agrees", version(answers=asked()))), by=["gender"])
    total = answer["indicator_answers"].table.row(0, named=True)
    assert (total["status"], total["reason"], total["estimate"]) == ("insufficient", "UNDER_40", None)
    assert answer["indicator_bounds"].table["estimate"][:2].to_list() == [0.375, 1.0]


def test_a_changed_question_is_counted_by_the_wording_that_each_was_asked():
    wordings = ((1, date(2009, 1, 1)), (2, CHANGED))
    before = [followed(f"a{i:02d}", [("q_1", 0, 5)], gender="woman") for i in range(12)]
    after = [followed(f"b{i:02d}", [("q_1", 0, 1)], index=CHANGED, gender="woman") for i in range(14)]
    versions = version(answers=asked()), version(2, CHANGED.isoformat(), "Annat", answers=asked(ver=2))
    cohort = cohort_of(asked_study(wordings, [*before, *after]), indicator("agrees", *versions))
    answer = rk.indicators(cohort, by=["gender"])
    told = answer["indicator_answers"].table.filter(pl.col("gender").is_null() & (pl.col("time") == 0.0))
    assert told.select("outcome", "n", "estimate").rows() == [("agrees.2", 14, 0.0), ("agrees.1", 12, 1.0)]


def test_answers_to_a_wording_that_the_board_did_not_decide_on_are_no_answers():
    wordings = ((1, date(2009, 1, 1)), (2, CHANGED))
    people = [followed(f"a{i:02d}", [("q_1", 0, 5)], gender="woman") for i in range(12)]
    people += [followed(f"b{i:02d}", [("q_1", 0, 5)], index=CHANGED, gender="woman") for i in range(4)]
    cohort = cohort_of(asked_study(wordings, people), indicator("agrees", version(answers=asked())))
    bounds = rk.indicators(cohort, by=["gender"])["indicator_bounds"].table
    assert bounds.select("n", "events").row(0) == (16, 12)


def test_of_several_questions_half_and_at_least_two_must_be_answered():
    codes = ("q_1", "q_2", "q_3")
    full = [followed(f"a{i:02d}", [("q_1", 0, 5), ("q_2", 0, 3)], gender="woman") for i in range(10)]
    half = [followed(f"b{i:02d}", [("q_1", 0, 5)], gender="woman") for i in range(5)]
    tables = together(*full, *half) | {"item": items(*codes)}
    of_three = version(answers=asked(items=codes))
    row = rk.indicators(cohort_of(tables, indicator("agrees", of_three)), by=["gender"])["indicator_answers"].table
    assert row.select("n", "events").row(0) == (10, 10)  # the mean of 5 and 3 is 4


def test_a_question_turned_round_counts_from_its_other_end():
    people = [followed(f"a{i:02d}", [("q_1", 0, 1)], gender="woman") for i in range(12)]
    tables = together(*people) | {"item": items("q_1", reverse=True)}
    answer = rk.indicators(cohort_of(tables, indicator("agrees", version(answers=asked()))), by=["gender"])
    assert answer["indicator_answers"].table["estimate"][0] == 1.0


def test_a_version_that_asks_something_else_than_at_the_last_release_stops_the_answer():
    values = (value("women", "2010-Q1", 0.5, 20),)
    released = staff_of(*values, indicators=[indicator("women", version())])
    history = History(release="2011-Q1", definitions={"indicators": released.definition})
    tables = together(*(person(f"p{i:02d}", gender="woman") for i in range(12)))
    other = cohort_of(tables, indicator("women", version(question="Hur många heltid?")))
    with pytest.raises(GuardError, match=r"G-DEFSWITCH: The indicator `women` asks something else in version 1"):
        rk.indicators(other, by=["gender"], history=history)
    translated = version(question="Hur många?")
    translated["question"]["en"] = "How many?"
    rk.indicators(cohort_of(tables, indicator("women", translated)), by=["gender"], history=history)
    added = indicator("women", version(), version(2, "2011-01-01", "Hur många heltid?"))
    rk.indicators(cohort_of(tables, added), by=["gender"], history=history)


def test_a_staff_of_four_is_people_too():
    values = [value("women", "2010-Q1", 0.5, 4), value("women", "2010-Q2", 0.8, 20)]
    team = [value("team", "2010-Q1", 4)]
    answer = staff_of(
        *values, *team, indicators=[indicator("women", version()), indicator("team", version(measure="count"))]
    )
    safe = rk.release([answer], policy=Policy(k=5))["indicators"]
    shares = safe["indicator_shares"].to_polars()
    assert shares.select("cause", "n", "events", "estimate", "status").rows() == [
        ("2010-Q1", None, None, None, "suppressed"), ("2010-Q2", 20, None, None, "suppressed"),  # 16 women, 4 men
    ]  # fmt: skip
    assert safe["indicator_counts"].to_polars()["n"].drop_nulls().to_list() == []


def test_an_indicator_added_in_the_parameters_alone_is_told():
    values = [value("women", "2010-Q1", 0.5, 20), value("plants", "2010-Q1", 7)]
    plants = indicator("plants", version(measure="count", counts="things", question="Hur många krukväxter?"))
    without = staff_of(*values, indicators=[indicator("women", version())])
    told = staff_of(*values, indicators=[indicator("women", version()), plants])
    assert without["indicator_values"].table["reason"].to_list() == ["NO_TABLE"]
    assert rows(told, "indicator_values", "outcome", "estimate") == [("plants.1", 7.0)]
    assert told.subject.codes["indicator_question"]["plants.1"] == {"sv": "Hur många krukväxter?"}
    assert replace(without.subject, codes={}) == replace(told.subject, codes={})
