"""Totals of amounts: who has most of them, and what another in the total could work out."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_kit.disclosure.house_rules import Dominance
from research_kit.disclosure.rules.dominance import contributions, is_dominated, withhold_dominated
from research_kit.errors import DisclosureError


def dominated(*hours: float, rules: Dominance | None = None) -> bool:
    made = contributions(pl.DataFrame({"hours": [float(h) for h in hours]}), amount="hours")
    return made.select(is_dominated(rules or Dominance())).item()


@pytest.mark.parametrize(("hours", "unsafe"), [
    ([50, 20, 15, 15], False),   # one person has exactly half: not more
    ([51, 20, 15, 14], True),    # one person has more than half
    ([40, 35, 15, 10], False),   # two have exactly three quarters
    ([40, 36, 14, 10], True),    # two have more
    ([10, 10, 10, 10], False),
    ([8], True),                 # alone in it
    ([8, 8], True),              # each knows the other's
    ([0, 0, 0], False),          # nobody had any: judged by how many they are
])  # fmt: skip
def test_one_or_two_people_do_not_make_up_a_total(hours, unsafe):
    assert dominated(*hours) is unsafe


def test_the_second_largest_must_not_know_the_largest_within_15_percent():
    # Hundepool et al. (2012, 4.2.2): total - second - largest, the intruder's error, against p % of the largest.
    rules = Dominance(one_person=0.95, two_persons=0.99)
    assert dominated(100, 50, 14, rules=rules)
    assert not dominated(100, 50, 15, rules=rules)
    assert dominated(100, 50, 15, rules=Dominance(one_person=0.95, two_persons=0.99, known_within=0.2))


def test_contributions_are_told_by_group():
    rows = pl.DataFrame({"g": ["a", "a", "a", "b", "b"], "hours": [3.0, None, 7.0, 2.0, 0.0]})
    made = contributions(rows, amount="hours", by=["g"]).sort("g")
    assert made.rows() == [("a", 2, 10.0, 7.0, 3.0), ("b", 2, 2.0, 2.0, 0.0)]
    nobody = contributions(rows.clear(), amount="hours")
    assert nobody.rows() == [(0, 0.0, 0.0, 0.0)]


@pytest.mark.parametrize("amount", [-1.0, float("inf"), float("nan")])
def test_amounts_without_a_share_are_refused_and_not_named(amount):
    with pytest.raises(DisclosureError, match="1 of 3 rows") as refused:
        contributions(pl.DataFrame({"hours": [1.0, 2.0, amount]}), amount="hours")
    assert str(amount) not in str(refused.value).replace("infinite", "")


def test_a_mean_of_few_peoples_hours_is_withheld_and_so_is_one_of_nobody_knows_whose():
    hours = pl.DataFrame({"g": ["even"] * 6 + ["one"] * 6, "hours": [10.0] * 6 + [90.0, 2.0, 2.0, 2.0, 2.0, 2.0]})
    everybody = contributions(hours, amount="hours").with_columns(g=pl.lit(None, dtype=pl.String))
    made_of = pl.concat([contributions(hours, amount="hours", by=["g"]), everybody], how="diagonal")
    means = pl.DataFrame(
        {"g": [None, "even", "one", "other", "small"], "n": [12, 6, 6, 9, 2], "withheld": [None] * 4 + ["SMALL"]},
        schema_overrides={"withheld": pl.String},
    )
    marked = withhold_dominated(means, made_of, by=("g",), rules=Dominance())
    assert marked["withheld"].to_list() == ["DOMINATED", None, "DOMINATED", "DOMINATED", "SMALL"]
    assert marked.columns == means.columns
    one = withhold_dominated(means.select("n", "withheld").head(1), made_of.head(1).drop("g"), by=(), rules=Dominance())
    assert one["withheld"].to_list() == [None]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12), st.floats(0.05, 0.5), st.floats(0.15, 0.9))
def test_stricter_shares_never_show_more(hours, one, known):
    stricter = Dominance(one_person=one, two_persons=0.75, known_within=known)
    assert dominated(*hours, rules=stricter) >= dominated(*hours)


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=12), st.integers(2, 50))
def test_neither_the_unit_nor_the_order_matters(hours, factor):
    assert dominated(*hours) == dominated(*reversed(hours)) == dominated(*(h * factor for h in hours))
