from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

MATCH = {"id": "id", "priority": "priority", "resamples": 200}


def ten_people():
    """Ten participants: one need each of priority 1, and for the first five one more of priority 3."""
    rows = [(person, "work", 1, person < 6, None if person == 9 else person < 3) for person in range(10)]
    rows += [(person, "home", 3, False, False) for person in range(5)]
    return pl.DataFrame(rows, schema=["id", "theme", "priority", "received", "herself"], orient="row")


def test_the_index_of_ten_people_by_hand():
    # Received: five have 3 of (3 + 1), one has all, four have nothing: (5 * 3/4 + 1) / 10.
    found = rk.statistics.weighted_match(ten_people(), **MATCH, met=["received"], rng=np.random.default_rng(1))
    row = found.row(0, named=True)
    assert (row["met"], row["persons"], row["needs"], row["unknown"]) == ("received", 10, 15, 0)
    assert row["estimate"] == pytest.approx(0.475)
    assert row["lowest"] == row["highest"] == pytest.approx(0.475)
    assert row["lower"] < 0.475 < row["upper"]


def test_a_need_not_known_of_is_left_out_and_bounds_the_index():
    # By herself: three have 3/4, six nothing, one not known: 2.25 / 9; between 2.25 / 10 and 3.25 / 10.
    found = rk.statistics.weighted_match(
        ten_people(), **MATCH, met=["received", "herself"], rng=np.random.default_rng(1)
    ).row(1, named=True)
    assert (found["persons"], found["needs"], found["unknown"]) == (9, 14, 1)
    assert found["estimate"] == pytest.approx(0.25)
    assert (found["lowest"], found["highest"]) == pytest.approx((0.225, 0.325))


def test_nothing_known_has_no_estimate():
    frame = ten_people().with_columns(herself=None)
    found = rk.statistics.weighted_match(frame, **MATCH, met=["herself"], rng=np.random.default_rng(1))
    assert found.row(0)[1:] == (0, 0, 15, None, None, None, None, 0.0, 1.0)


@pytest.mark.parametrize(
    ("change", "arguments", "said"),
    [
        ({"priority": 4}, {}, "15 of 15 rows have a 'priority' other than 1, 2 or 3"),
        ({"priority": None}, {}, "not the priorities"),
        ({"priority": "1"}, {}, "not the priorities"),
        ({"received": 1}, {}, "not true and false"),
        ({}, {"met": []}, "at least one column name"),
        ({}, {"met": "received"}, "at least one column name"),
        ({}, {"id": "person"}, "no column 'person'"),
    ],
)
def test_needs_that_cannot_be_weighed(change, arguments, said):
    frame = ten_people().with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(EstimateError, match=said):
        rk.statistics.weighted_match(frame, **(MATCH | {"met": ["received"]} | arguments), rng=np.random.default_rng(1))


RANKED = {"id": "id", "theme": "theme", "priority": "priority", "unmet": "unmet"}


def themed(unmet_of, people=60):
    """Everybody voices every theme; of each, so many have theirs unmet."""
    rows = [
        (person, theme, 1 + person % 3, person * 7 % people < unmet)
        for theme, unmet in unmet_of.items()
        for person in range(people)
    ]
    return pl.DataFrame(rows, schema=["id", "theme", "priority", "unmet"], orient="row")


def test_shares_unmet_weigh_priorities():
    frame = pl.DataFrame(
        {"id": [1, 2, 3, 4], "theme": ["a"] * 4, "priority": [1, 2, 3, 3], "unmet": [True, False, False, True]}
    )
    found = rk.statistics.rank_intervals(frame, **RANKED, least_persons=1, rng=np.random.default_rng(1))
    assert found["estimate"].item() == pytest.approx(4 / 7)
    assert found.select("persons", "needs", "unmet", "rank", "rank_lower", "rank_upper").row(0) == (4, 4, 2, 1, 1, 1)


def test_a_priority_may_be_a_float():
    plain, floating = (
        rk.statistics.weighted_match(
            ten_people().with_columns(pl.col("priority").cast(kind)),
            **MATCH,
            met=["received"],
            rng=np.random.default_rng(1),
        )
        for kind in (pl.Int8, pl.Float64)
    )
    assert plain.equals(floating)


def test_needs_all_met_or_all_unmet_have_no_limits():
    # The bootstrap of five women with nothing met knows no error; limits of (1, 1) would be a lie.
    frame = themed({"work": 5, "home": 2}, people=5)
    found = rk.statistics.rank_intervals(frame, **RANKED, rng=np.random.default_rng(1), resamples=100)
    assert found.select("theme", "estimate", "std_error", "lower", "upper").row(0) == ("work", 1.0, None, None, None)
    assert found["lower"][1] is not None
    same = ten_people().with_columns(received=True)
    found = rk.statistics.weighted_match(same, **MATCH, met=["received"], rng=np.random.default_rng(1))
    assert found.select("estimate", "std_error", "lower", "upper").row(0) == (1.0, None, None, None)


def test_themes_far_apart_have_ranks_of_their_own_and_close_ones_share():
    found = rk.statistics.rank_intervals(
        themed({"work": 55, "home": 31, "school": 29, "health": 4}),
        **RANKED,
        rng=np.random.default_rng(1),
        resamples=500,
    )
    assert found["theme"].to_list()[0] == "work"
    assert dict(found.select("theme", "rank").rows()) == {"work": 1, "home": 2, "school": 2, "health": 4}
    middle = found.filter(pl.col("theme").is_in(["home", "school"]))
    assert middle["rank_lower"].to_list() == [2, 2]
    assert middle["rank_upper"].to_list() == [3, 3]


def test_equal_themes_share_all_their_ranks():
    found = rk.statistics.rank_intervals(
        themed({"a": 20, "b": 20}), **RANKED, rng=np.random.default_rng(1), resamples=100
    )
    assert found.select("rank", "rank_lower", "rank_upper").rows() == [(1, 1, 2), (1, 1, 2)]


def test_a_theme_of_few_is_merged_into_other_which_is_not_ranked():
    rare = pl.DataFrame([(place, "rare", 1, True) for place in range(4)], schema=["id", "theme", "priority", "unmet"], orient="row")  # fmt: skip  # noqa: E501
    frame = pl.concat([themed({"work": 50, "home": 5}), rare])
    found = rk.statistics.rank_intervals(frame, **RANKED, rng=np.random.default_rng(1), resamples=200)
    assert found["theme"].to_list() == ["work", "home", "other"]
    assert found.row(2, named=True) | {"std_error": None} == {
        "theme": "other", "persons": 4, "needs": 4, "unmet": 4, "estimate": 1.0, "std_error": None, "lower": None,
        "upper": None, "rank": None, "rank_lower": None, "rank_upper": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "arguments", "said"),
    [
        ({"unmet": pl.lit(None, dtype=pl.Boolean)}, {}, "neither true nor false in 'unmet'"),
        ({"theme": pl.lit(None, dtype=pl.String)}, {}, "have no theme"),
        ({}, {"least_persons": 61}, "nothing is left to rank"),
        ({}, {"least_persons": 0}, "at least 1"),
        ({"priority": pl.lit(0)}, {}, "other than 1, 2 or 3"),
    ],
)
def test_needs_that_cannot_be_ranked(change, arguments, said):
    frame = themed({"work": 30}).with_columns(**change)
    with pytest.raises(EstimateError, match=said):
        rk.statistics.rank_intervals(frame, **RANKED, **arguments, rng=np.random.default_rng(1))
