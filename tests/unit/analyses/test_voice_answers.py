"""Response, scores, change and being closer to work, in studies typed by hand (METHODS M6.1-M6.4)."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from tests.unit.analyses.small_voice import (
    after,
    answered,
    cohort_of,
    missed,
    need,
    question,
    row_of,
    rows_of,
    someone,
    voice_of,
)
from tests.unit.cohort.small_studies import INDEX, together

FOUR = ("q1", "q2", "q3", "q4")
SCALE = together(*(question(item) for item in FOUR))
CLOSER = question("close", scale="closeness")


def all_four(value):
    return dict.fromkeys(FOUR, value)


def two_waves(size, change, *, k=2, spread=True):
    """People with answers at the start and at the k-th follow-up; `change(i)` None: missed."""
    people = []
    for i in range(size):
        pid, first = f"p{i:03d}", 2 + (i % 2 if spread else 0)
        people += [someone(pid, gender="woman" if i % 2 else "man"), answered(pid, 0, all_four(first))]
        step = change(i)
        people.append(missed(pid, k) if step is None else answered(pid, k, all_four(first + step)))
    return together(SCALE, *people)


def test_response_is_answered_over_due_less_died_and_withdrawn():
    people = [someone(f"p{i}") for i in range(12)]
    answers = [answered(f"p{i}", 2, {"q1": 3}) for i in range(5)]
    silent = [missed("p5", 2), missed("p6", 2, "withdrawn")]
    dead = someone("dead", end=after(100), exit_reason="died")
    voice = voice_of(question("q1"), *people, *answers, *silent, dead)
    row = row_of(voice["responses"], time=6.0)
    # Thirteen came; one died and one withdrew before the follow-up; whom nobody wrote anything about was due.
    assert (row["n"], row["events"]) == (11, 5)
    assert row["estimate"] == pytest.approx(5 / 11)
    assert row["reason"] == "UNDER_60"


def test_a_follow_up_that_lies_ahead_is_not_due():
    late = date(2011, 5, 1)
    cohort = cohort_of(question("q1"), someone("p"), someone("late", enrolled=late), answered("p", 2, {"q1": 1}))
    asked = cohort.voice.follow_ups.filter((pl.col("pid") == "late") & (pl.col("k") == 1))
    assert asked.select("due", "answered").row(0) == (False, False)


def test_a_register_check_is_no_answer():
    held = answered("p", 1, {})
    cohort = cohort_of(question("q1"), someone("p"), held)
    assert cohort.voice.follow_ups.filter(k=1).select("due", "answered").row(0) == (True, False)


def test_answers_are_turned_and_read_by_the_wording_of_their_day():
    used = after(200)
    cohort = cohort_of(
        question("q1", reverse=True), question("q2"), question("q2", ver=2, lo=0, hi=10, used=used), someone("p"),
        answered("p", 0, {"q1": 2, "q2": 4}), answered("p", 4, {"q2": 8}),
    )  # fmt: skip
    said = cohort.voice.answers.select("k", "item", "ver", "edition", "value", "range_hi").rows()
    assert said == [(0, "q1", 1, 1, 4.0, 5.0), (0, "q2", 1, 1, 4.0, 5.0), (4, "q2", 2, 2, 8.0, 10.0)]


def test_an_answer_outside_the_range_of_its_days_wording_is_left_out_and_counted():
    cohort = cohort_of(
        question("q1", used=date(2009, 1, 1)), question("q1", ver=2, hi=10, used=after(300)), someone("p"),
        answered("p", 0, {"q1": 8}),
    )  # fmt: skip
    assert not cohort.voice.answers.height
    assert cohort.voice.lost.rows() == [("answers", "outside_range", 1)]


def test_shares_improved_same_and_worse_by_hand():
    # Of 30 who answered both times 12 improved, 9 stayed, 9 got worse by 1; half an SD of the start is 0.25.
    voice = voice_of(two_waves(30, lambda i: (1, 1, 1, 1, 0, 0, 0, -1, -1, -1)[i % 10]))
    said = {row["cause"]: (row["events"], row["estimate"]) for row in rows_of(voice["change"], time=6.0).to_dicts()}
    assert said == {"improved": (12, 0.4), "same": (9, pytest.approx(0.3)), "worse": (9, pytest.approx(0.3))}


def test_under_twenty_pairs_no_change_is_told():
    voice = voice_of(two_waves(19, lambda i: i % 2))
    rows = rows_of(voice["change"], time=6.0)
    assert set(rows.select("status", "reason", "estimate").rows()) == {("insufficient", "FEW_PAIRS", None)}


def test_under_sixty_per_cent_bounds_stand_beside_and_under_forty_they_stand_alone():
    half = voice_of(two_waves(60, lambda i: 1 if i % 2 else None))
    row = row_of(half["change"], time=6.0, cause="improved")
    assert (row["n"], row["reason"]) == (30, "UNDER_60")
    ends = {name: row_of(half["change_bounds"], time=6.0, statistic=name)["estimate"]
            for name in ("share_if_none", "share_if_all")}  # fmt: skip
    assert ends == {"share_if_none": 0.5, "share_if_all": 1.0}

    few = voice_of(two_waves(90, lambda i: 1 if i % 3 == 0 else None))
    rows = rows_of(few["change"], time=6.0)
    assert set(rows.select("status", "reason", "estimate").rows()) == {("blocked", "UNDER_40", None)}
    assert row_of(few["change_bounds"], time=6.0, statistic="share_if_none")["estimate"] == pytest.approx(1 / 3)


def test_pairs_in_two_languages_or_wordings_are_no_pairs():
    people = two_waves(40, lambda i: 1)
    changed = [row | {"lang": "ar"} if row["k"] == 2 and row["enr_id"] < "e-p010" else row
               for row in people["item_response"]]  # fmt: skip
    voice = voice_of({**people, "item_response": changed})
    assert row_of(voice["change"], time=6.0, cause="improved")["n"] == 30
    assert voice["change"].diagnostics["pairs_apart"] == {"empowerment": 10}

    new = together(people, question("q1", ver=2, used=after(100)))
    assert rows_of(voice_of(new)["change"], time=6.0).height == 0


def test_means_give_way_to_shares_where_many_are_at_the_top():
    people = together(SCALE, *(someone(f"p{i:02d}") for i in range(40)),
                      *(answered(f"p{i:02d}", 0, all_four(5 if i < 10 else 3)) for i in range(40)))  # fmt: skip
    voice = voice_of(people)
    row = row_of(voice["scales"], time=0.0, statistic="mean_score")
    assert (row["status"], row["reason"], row["estimate"]) == ("blocked", "CEILING", None)
    agree = row_of(voice["agree"], time=0.0, cause="agree")
    assert (agree["events"], agree["n"]) == (10, 40)


def test_a_scale_whose_questions_do_not_go_together_is_told_question_by_question():
    people = []
    for i in range(60):
        pid = f"p{i:02d}"
        apart = {"q1": 1 + i % 5, "q2": 1 + (i // 5) % 5, "q3": 5 - (i * 7) % 5, "q4": 1 + (i * 11 // 3) % 5}
        people += [someone(pid), answered(pid, 0, apart)]
    voice = voice_of(SCALE, *people)
    assert row_of(voice["reliability"], statistic="omega", cause="sv")["reason"] in ("UNRELIABLE", "NOT_ESTIMABLE")
    if row_of(voice["reliability"], statistic="omega", cause="sv")["reason"] == "UNRELIABLE":
        assert row_of(voice["scales"], statistic="mean_score")["reason"] == "UNRELIABLE"
        assert set(voice["agree"].table["outcome"].drop_nulls()) == set(FOUR)


def closer_study(size, *, in_work=0, silent=0, agree=0):
    """People seen at 12 months: some in work; of the others some silent, and some who agree."""
    people = []
    for i in range(size):
        pid = f"p{i:03d}"
        people.append(someone(pid, kind="ord_emp" if i < in_work else "unemployed"))
        if in_work <= i < in_work + silent:
            people.append(missed(pid, 4))
        else:
            people.append(answered(pid, 4, {"close": 5 if i < in_work + silent + agree else 2}))
    seen = {"status_spell": [row for one in people for row in one.pop("status_spell", [])]}
    for row in seen["status_spell"]:
        row["hours_pct"] = 100
        row["start"] = INDEX + timedelta(days=200) if row["kind"] == "ord_emp" else date(2009, 6, 1)
    return together(CLOSER, *people, seen)


def test_closer_is_asked_of_those_known_not_to_be_in_work_with_bounds_by_hand():
    voice = voice_of(closer_study(60, in_work=20, silent=10, agree=18))
    row = row_of(voice["closer"], statistic="share_closer")
    assert (row["n"], row["events"], row["estimate"]) == (30, 18, pytest.approx(0.6))
    ends = [row_of(voice["closer"], statistic=name) for name in ("share_if_none", "share_if_all")]
    assert [(end["n"], end["events"]) for end in ends] == [(40, 18), (40, 28)]


def test_closer_with_few_answers_has_only_bounds():
    voice = voice_of(closer_study(60, in_work=0, silent=40, agree=15))
    row = row_of(voice["closer"], statistic="share_closer")
    assert (row["status"], row["reason"], row["estimate"]) == ("blocked", "UNDER_40", None)
    assert row_of(voice["closer"], statistic="share_if_none")["estimate"] == pytest.approx(15 / 60)


def test_groups_with_other_room_to_gain_are_guarded():
    people = []
    for i in range(60):
        woman = i % 2 == 0
        first = 5 if woman and i % 4 == 0 else 3
        people += [someone(f"p{i:02d}", gender="woman" if woman else "man"), answered(f"p{i:02d}", 0, all_four(first)),
                   answered(f"p{i:02d}", 2, all_four(min(first + i % 3, 5)))]  # fmt: skip
    voice = voice_of(SCALE, *people)
    assert [hit.code for hit in voice["change"].guards] == ["G-CEILING"]


def test_languages_are_not_compared_under_a_hundred_each():
    people = [someone(f"p{i:03d}") for i in range(120)]
    said = [answered(f"p{i:03d}", 0, all_four(2 + i % 3), lang="sv" if i < 60 else "ar") for i in range(120)]
    row = row_of(voice_of(SCALE, *people, *said)["languages"], statistic="gap_language")
    assert (row["status"], row["reason"], row["estimate"]) == ("blocked", "FEW_PER_LANGUAGE", None)


def test_follow_ups_held_in_another_way_and_needs_voiced_late_are_counted_for_the_researcher():
    people = two_waves(30, lambda i: 1)
    held = [row | {"mode": "phone" if row["k"] and row["enr_id"] < "e-p010" else "in_person"} for row in people["wave"]]
    late = together(need("p000", "work", stated=200), need("p001", "work", stated=20))
    told = voice_of({**people, "wave": held}, late)["change"].diagnostics
    assert told["mode_shift"].rows() == [(2, 30, 10)]
    assert told["needs_stated_late"] == 1


def test_whether_one_odds_ratio_does_for_all_steps_of_a_question_is_checked():
    people = [someone(f"p{i:02d}") for i in range(60)]
    said = [answered(f"p{i:02d}", k, {"q1": 1 + (i + k) % 5}) for i in range(60) for k in (0, 2)]
    told = voice_of(question("q1"), *people, *said)["change_mean"].diagnostics["odds_by_step"]
    assert set(told["question"]) == {"empowerment"}
    assert {"above", "difference", "agrees"} <= set(told.columns)
