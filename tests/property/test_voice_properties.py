"""What holds of participants' voice whatever was answered and needed (METHODS 6)."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.examples import examples
from tests.unit.analyses.small_voice import (
    EMPTY,
    THEMES,
    activity,
    after,
    cohort_of,
    need,
    question,
    someone,
    voice_of,
)
from tests.unit.cohort.small_studies import CUT, INDEX, together

FEW = settings(max_examples=examples(12), deadline=None)
ITEMS = ("q1", "q2", "q3")


@st.composite
def voices(draw):
    """Twenty-five people with any answers at any follow-ups, and any needs and activities."""
    people = [together(EMPTY, *(question(item) for item in ITEMS)), activity("a", "language"), activity("b", "work")]
    for i in range(25):
        pid = f"p{i:02d}"
        enrolled = INDEX + timedelta(days=draw(st.integers(0, 300)))
        gone = draw(st.none() | st.sampled_from(["died", "withdrawn", "lost"]))
        left = {"end": enrolled + timedelta(days=draw(st.integers(30, 200))), "exit_reason": gone} if gone else {}
        people.append(someone(pid, enrolled=enrolled, gender=draw(st.sampled_from(["woman", "man"])), **left))
        people += [_follow_up(draw, pid, k, enrolled) for k in draw(st.sets(st.integers(0, 4), max_size=4))]
        for number, theme in enumerate(draw(st.lists(st.sampled_from(THEMES), max_size=3, unique=True))):
            met = draw(st.sampled_from([None, "self_reported", "staff"]))
            priority, wanted = draw(st.none() | st.integers(1, 3)), draw(st.booleans())
            people.append(need(pid, theme, number=number, priority=priority, met_by=met, still_wanted=wanted))
        for act in draw(st.sets(st.sampled_from(["a", "b"]))):
            row = {"enr_id": f"e-{pid}", "act_id": act, "ver": 1, "start": after(draw(st.integers(0, 500)))}
            people.append({"participation": [row]})
    return together(*people)


def _follow_up(draw, pid, k, enrolled):
    day = enrolled + timedelta(days=round(91.3125 * k))
    held = draw(st.booleans())
    row = {"enr_id": f"e-{pid}", "k": k, "planned_on": day, "actual_on": day if held else None}
    values = draw(st.lists(st.none() | st.integers(1, 5), min_size=3, max_size=3))
    answers = [{"enr_id": f"e-{pid}", "k": k, "item": item, "value": value, "lang": "sv"}
               for item, value in zip(ITEMS, values, strict=True)]  # fmt: skip
    return {"wave": [row], "item_response": answers if held else []}


def rows_of(table):
    return table.table.filter(~pl.col("statistic").str.starts_with("one_level"))


@FEW
@given(voices())
def test_the_tables_of_an_answer_agree(tables):
    answer = voice_of(tables)
    _counts_are_people_and_groups_add_up(answer)
    _bounds_hold_what_they_bound(answer)
    _who_is_better_the_same_or_worse_are_all_who_answered_twice(answer)


def _counts_are_people_and_groups_add_up(answer):
    for table in answer.values():
        assert (table.table["events"].fill_null(0) <= table.table["n"].fill_null(10**9)).all()
    rows = rows_of(answer["responses"]).filter(pl.col("n").is_not_null())
    whole = rows.filter(pl.col("gender").is_null()).select("time", all_n="n", all_events="events")
    sums = rows.filter(pl.col("gender").is_not_null()).group_by("time").agg(pl.col("n", "events").sum())
    both = whole.join(sums, on="time", how="inner")
    assert (both["all_n"] == both["n"]).all()
    assert (both["all_events"] == both["events"]).all()


def _bounds_hold_what_they_bound(answer):
    keys = ["gender", "outcome", "time"]
    for name, middle in (("change_bounds", "share_weighted"), ("closer", "share_closer")):
        rows = rows_of(answer[name])
        of = {s: rows.filter(pl.col("statistic") == s).select(*keys, pl.col("estimate").alias(s))
              for s in ("share_if_none", "share_if_all", middle)}  # fmt: skip
        joined = of["share_if_none"].join(of["share_if_all"], on=keys, how="inner", nulls_equal=True)
        told = joined.drop_nulls(["share_if_none", "share_if_all"])
        assert (told["share_if_none"] <= told["share_if_all"] + 1e-12).all()


def _who_is_better_the_same_or_worse_are_all_who_answered_twice(answer):
    rows = rows_of(answer["change"]).drop_nulls("n")
    sums = rows.group_by("gender", "outcome", "time").agg(pl.col("events").sum(), pl.col("n").first())
    assert (sums["events"] == sums["n"]).all()


@FEW
@given(voices(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tables, shuffler: random.Random):
    shuffled = {name: shuffler.sample(rows, len(rows)) for name, rows in tables.items()}
    before, after_ = voice_of(tables), voice_of(shuffled)
    for name in before:
        assert before[name].table.equals(after_[name].table, null_equal=True), name


@FEW
@given(voices(), st.integers(30, 400))
def test_a_later_cut_keeps_what_was_answered_before(tables, days):
    earlier = CUT - timedelta(days=days)
    known = {**tables, "need": [row for row in tables["need"] if row["stated_on"] <= earlier]}
    now, then = cohort_of(tables), cohort_of(known, cut=max(earlier, date(2010, 12, 1)))
    key = ["pid", "k", "item", "value"]
    assert then.voice.answers.join(now.voice.answers, on=key, how="anti").height == 0
    received = then.voice.needs.filter("received").select("pid", "stated_on", "themes")
    still = now.voice.needs.filter("received").select("pid", "stated_on", "themes")
    assert received.join(still, on=["pid", "stated_on", "themes"], how="anti").height == 0
