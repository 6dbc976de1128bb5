from __future__ import annotations

import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError


def scores(group, at_top, other=3.0, n=20):
    return pl.DataFrame({"group": [group] * n, "score": [5.0] * at_top + [other] * (n - at_top)})


def test_fifteen_percent_at_an_end_is_flagged():
    # 3 of 20 is 15 %, 2 of 20 is not.
    frame = pl.concat([scores("a", 3), scores("b", 2)])
    found = rk.statistics.floor_and_ceiling(frame, value="score", lowest=1, highest=5, by=["group"])
    assert found.select("group", "end", "n", "events", "flagged").rows() == [
        ("a", "floor", 20, 0, False),
        ("a", "ceiling", 20, 3, True),
        ("b", "floor", 20, 0, False),
        ("b", "ceiling", 20, 2, False),
    ]
    assert found.equals(rk.statistics.floor_and_ceiling(frame, value="score", lowest=1, highest=5, by="group"))
    assert found["estimate"][1] == pytest.approx(0.15)
    # R: prop.test(3, 20, correct = FALSE)
    assert found.select("lower", "upper").row(1) == pytest.approx((0.0523686, 0.3604189), abs=1e-6)


def test_missing_scores_are_not_counted():
    frame = pl.concat([scores("a", 4, n=10), pl.DataFrame({"group": ["a"], "score": [None]})], how="vertical_relaxed")
    found = rk.statistics.floor_and_ceiling(frame, value="score", lowest=1, highest=5)
    assert found["n"].to_list() == [10, 10]


@pytest.mark.parametrize(("tops", "comparable"), [((2, 1), True), ((10, 1), False), ((8, 9), True), ((4, 18), False)])
def test_gains_of_groups_with_different_ceilings_are_not_compared(tops, comparable):
    frame = pl.concat([scores("a", tops[0]), scores("b", tops[1])])
    ends = rk.statistics.floor_and_ceiling(frame, value="score", lowest=1, highest=5, by=["group"])
    found = rk.statistics.gains_comparable(ends).row(0, named=True)
    assert found["comparable"] is comparable
    assert found["guard"] == (None if comparable else "G-CEILING")
    assert (found["largest"], found["smallest"]) == (max(tops) / 20, min(tops) / 20)


def test_one_group_has_no_gain_to_compare():
    ends = rk.statistics.floor_and_ceiling(scores("a", 3), value="score", lowest=1, highest=5)
    with pytest.raises(EstimateError, match="at least 2 groups"):
        rk.statistics.gains_comparable(ends)


def test_a_score_outside_its_scale_is_refused_without_its_value():
    with pytest.raises(EstimateError, match=r"20 of 20 rows have a 'score' outside 1 to 4\.") as refused:
        rk.statistics.floor_and_ceiling(scores("a", 20), value="score", lowest=1, highest=4)
    assert "5" not in str(refused.value)
    with pytest.raises(EstimateError, match="lowest and its highest"):
        rk.statistics.floor_and_ceiling(scores("a", 1), value="score", lowest=5, highest=1)
