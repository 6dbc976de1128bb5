from __future__ import annotations

import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

ITEMS = ["a", "b", "c", "d"]


def answers():
    return pl.DataFrame(
        {
            "who": ["p", "q", "r", "s", "t"],
            "a": [1, 5, None, None, None],
            "b": [2, 4, 3, None, None],
            "c": [3, 3, 5, 2, None],
            "d": [5, 1, None, None, None],
        }
    )


def test_the_mean_of_the_items_answered_with_the_worded_other_way_turned():
    found = rk.statistics.scale_scores(answers(), items=ITEMS, ranges=(1, 5), reverse=["d"])
    # p: 1, 2, 3 and 6 - 5; q: 5, 4, 3 and 6 - 1; r: 3 and 5 (half of four); s: one of four; t: none.
    assert found["score"].to_list() == [1.75, 4.25, 4.0, None, None]
    assert found["items_answered"].to_list() == [4, 4, 2, 1, 0]
    assert found["who"].to_list() == ["p", "q", "r", "s", "t"]


def test_half_of_two_is_one_which_is_not_enough_and_half_of_five_is_three():
    two = rk.statistics.scale_scores(answers(), items=["b", "c"], ranges=(1, 5))
    assert two["score"].to_list() == [2.5, 3.5, 4.0, None, None]
    five = answers().with_columns(e=pl.lit(None, dtype=pl.Int64))
    found = rk.statistics.scale_scores(five, items=[*ITEMS, "e"], ranges=(1, 5))
    assert found["score"].to_list() == [2.75, 3.25, None, None, None]


def test_items_may_have_ranges_of_their_own():
    frame = pl.DataFrame({"a": [1], "b": [0]})
    found = rk.statistics.scale_scores(frame, items=["a", "b"], ranges={"a": (1, 5), "b": (0, 10)}, reverse=["b"])
    assert found["score"].item() == (1 + 10) / 2


def test_a_score_that_is_there_is_not_written_over():
    scored = rk.statistics.scale_scores(answers(), items=ITEMS, ranges=(1, 5))
    with pytest.raises(EstimateError, match="already has a column 'items_answered', 'score'"):
        rk.statistics.scale_scores(scored, items=ITEMS, ranges=(1, 5))


def test_an_answer_out_of_range_is_refused_without_its_value():
    wrong = answers().with_columns(a=pl.lit(17))
    with pytest.raises(EstimateError, match=r"5 of 5 rows have an answer to 'a' outside 1 to 5") as refused:
        rk.statistics.scale_scores(wrong, items=ITEMS, ranges=(1, 5))
    assert "17" not in str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"items": ["a"], "ranges": (1, 5)}, "at least 2 different items"),
        ({"items": ["a", "a"], "ranges": (1, 5)}, "at least 2 different items"),
        ({"items": "ab", "ranges": (1, 5)}, "at least 2 different items"),
        ({"items": ["a", "x"], "ranges": (1, 5)}, "no column 'x'"),
        ({"items": ["a", "b"], "ranges": (5, 1)}, "range of 'a'"),
        ({"items": ["a", "b"], "ranges": {"a": (1, 5)}}, "no lowest and highest answer for 'b'"),
        ({"items": ["a", "b"], "ranges": (1, 5), "reverse": ["c"]}, "`reverse`"),
        ({"items": ["who", "b"], "ranges": (1, 5)}, "'who' holds String"),
    ],
)
def test_a_scale_that_is_none(arguments, said):
    with pytest.raises(EstimateError, match=said):
        rk.statistics.scale_scores(answers(), **arguments)
