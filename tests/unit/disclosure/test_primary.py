"""Primary rules of METHODS 10.1, each from both sides, and that a stricter policy never shows more."""

from __future__ import annotations

from typing import get_args

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_kit.disclosure import Policy
from research_kit.disclosure.rules.primary import RULES, SMALL, primary
from research_kit.results import result_frame
from research_kit.results.result_table import Kind

BY = ("gender", "disability", "target_sick", "education")


def rows(*given_rows: dict) -> pl.DataFrame:
    frames = [pl.DataFrame([row], infer_schema_length=None) for row in given_rows]
    return result_frame(frames, BY)


def row(n: int | None, events: int | None = None, *, statistic: str = "some", **more: str | int | None) -> dict:
    return {"statistic": statistic, "n": n, "events": events, **more}


def withheld(kind: Kind, *given_rows: dict, policy: Policy | None = None) -> list[bool]:
    marked = primary(rows(*given_rows), kind=kind, by=BY, policy=policy or Policy())
    assert set(marked["withheld"].drop_nulls()) <= {SMALL}
    return marked["withheld"].is_not_null().to_list()


def test_every_kind_of_table_has_a_rule_and_no_other_is_let_through():
    assert set(RULES) == set(get_args(Kind))
    with pytest.raises(KeyError):
        primary(rows(row(100)), kind="unheard_of", by=BY, policy=Policy())  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["count", "gap", "share", "rate", "mean", "months"])
@pytest.mark.parametrize(("n", "unsafe"), [(0, False), (1, True), (4, True), (5, False), (40, False)])
def test_fewer_than_k_people_are_too_few_and_nobody_is_not(kind, n, unsafe):
    assert withheld(kind, row(n)) == [unsafe]


@pytest.mark.parametrize("kind", ["share", "rate", "mean", "months", "time", "quantile"])
@pytest.mark.parametrize(
    ("events", "unsafe"),
    [(0, False), (1, True), (4, True), (5, False), (20, False), (35, False), (36, True), (39, True), (40, False)],
)
def test_those_with_and_those_without_the_event_are_groups_too(kind, events, unsafe):
    assert withheld(kind, row(40, events, statistic="median")) == [unsafe]


@pytest.mark.parametrize("kind", ["share", "rate", "mean", "months"])
@pytest.mark.parametrize(
    ("unknown", "unsafe"), [(0, False), (4, False), (15, False), (16, True), (19, True), (20, False), (None, False)]
)
def test_those_who_surely_had_not_are_a_group_beside_those_not_known_of(kind, unknown, unsafe):
    # 20 of 40 had the event; 16 of the others may have had it: 4 surely had not.
    assert withheld(kind, row(40, 20, unknown=unknown)) == [unsafe]
    assert withheld("count", row(40, 20, unknown=unknown)) == [False]


@pytest.mark.parametrize("kind", ["time", "quantile"])
@pytest.mark.parametrize(("statistic", "least"), [
    ("median", 10), ("quartile_1", 20), ("quartile_3", 20), ("percentile_10", 50), ("percentile_90", 50),
    ("percentile_50", 10), ("percentile_33", 20),
])  # fmt: skip
def test_on_either_side_of_a_quantile_there_are_k_people(kind, statistic, least):
    assert withheld(kind, row(least - 1, statistic=statistic), row(least, statistic=statistic)) == [True, False]


@pytest.mark.parametrize("statistic", ["percentile_0", "percentile_100", "percentile_120", "mode", "decile"])
def test_a_quantile_that_no_number_of_people_makes_safe(statistic):
    assert withheld("quantile", row(100_000, statistic=statistic)) == [True]


@pytest.mark.parametrize(("n", "unsafe"), [(9, True), (10, False)])
@pytest.mark.parametrize(("kind", "statistic"), [("time", "median_days"), ("rate", "median_wait"), ("mean", "median")])
def test_a_median_is_known_by_its_name_whatever_the_table(kind, statistic, n, unsafe):
    assert withheld(kind, row(n, statistic=statistic)) == [unsafe]


@pytest.mark.parametrize("kind", ["mean", "quantile", "months", "count"])
@pytest.mark.parametrize("statistic", ["minimum", "maximum", "min", "max", "range"])
def test_the_smallest_and_the_largest_are_somebodys(kind, statistic):
    assert withheld(kind, row(100_000, statistic=statistic)) == [True]


@pytest.mark.parametrize("statistic", ["sd", "standard_deviation", "variance"])
@pytest.mark.parametrize(("n", "unsafe"), [(9, True), (10, False), (None, True)])
def test_no_spread_of_fewer_than_ten(statistic, n, unsafe):
    assert withheld("mean", row(n, statistic=statistic)) == [unsafe]


@pytest.mark.parametrize(("n", "unsafe"), [(5, True), (9, True), (10, False)])
def test_groups_by_health_need_ten(n, unsafe):
    assert withheld("count", row(n, target_sick="yes"), row(100)) == [unsafe, False]


def test_a_dimension_may_have_a_k_of_its_own():
    policy = Policy(k_by_dimension={"education": 12})
    assert withheld("count", row(11, education="9y"), row(12, education="9y"), row(11), policy=policy) == [
        True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(("n", "events", "unsafe"), [(29, 0, True), (30, 0, False), (29, 29, True), (30, 30, False)])
def test_nobody_or_everybody_of_a_small_group_tells_of_a_sensitive_trait(n, events, unsafe):
    assert withheld("share", row(n, events, disability="yes"), row(n, events, gender="man")) == [unsafe, False]


@pytest.mark.parametrize(("whole", "part", "unsafe"), [
    (29, 0, True), (30, 0, False), (29, 29, True), (30, 30, False), (29, 12, False),
])  # fmt: skip
def test_a_count_of_nobody_or_of_everybody_tells_of_the_group_it_is_part_of(whole, part, unsafe):
    women = row(whole, gender="woman"), row(part, gender="woman", disability="yes")
    others = row(100), row(0, gender="man")
    assert withheld("count", *women, *others) == [False, unsafe, False, False]


def test_of_a_dimension_that_a_study_calls_sensitive_too():
    policy = Policy(sensitive_dimensions=("education",))
    assert withheld("share", row(14, 0, education="9y"), policy=policy) == [True]
    assert withheld("share", row(14, 0, education="9y")) == [False]


def test_rows_without_people_and_curves_are_left_to_others():
    assert withheld("share", row(None, None, statistic="one_level:gender")) == [False]
    assert withheld("curve", row(3, 1)) == [False]


counts = st.one_of(st.none(), st.integers(0, 60))
cell = st.fixed_dictionaries({
    "statistic": st.sampled_from(["median", "some", "sd", "quartile_1"]), "n": counts, "events": counts,
    "unknown": counts, "gender": st.sampled_from([None, "woman"]), "disability": st.sampled_from([None, "yes"]),
    "target_sick": st.sampled_from([None, "yes"]), "education": st.sampled_from([None, "9y"]),
})  # fmt: skip
stricter = st.fixed_dictionaries({
    "k": st.integers(5, 20), "k_health": st.integers(10, 30), "k_by_dimension": st.sampled_from([{}, {"gender": 17}]),
    "sensitive_dimensions": st.sampled_from([(), ("education",)]), "audience": st.just("board"),
})  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(cell, min_size=1, max_size=8), st.sampled_from(sorted(RULES)), stricter)
def test_a_stricter_policy_never_shows_more(cells, kind, values):
    loose, strict, public = Policy(), Policy(**values), Policy(**values).for_audience("public")
    shown = [[not w for w in withheld(kind, *cells, policy=policy)] for policy in (loose, strict, public)]
    assert all(a >= b >= c for a, b, c in zip(*shown, strict=True))
