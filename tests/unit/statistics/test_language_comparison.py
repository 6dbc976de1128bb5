"""Whether scores may be compared between languages: enough of each, and items that go alike (METHODS M6.1)."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

ITEMS = ["q1", "q2", "q3", "q4"]


def answers(people, loadings, *, language, seed):
    """Answers 1 to 5 of a one-factor model."""
    rng = np.random.default_rng(seed)
    factor, size = rng.standard_normal(people), len(loadings)
    noise = rng.standard_normal((people, size)) * np.sqrt(1 - np.square(loadings))
    latent = np.outer(factor, loadings) + noise
    values = 1 + np.searchsorted([-1.2, -0.4, 0.4, 1.2], latent)
    named = {item: values[:, place] for place, item in enumerate(ITEMS[:size])}
    return pl.DataFrame({"lang": [language] * people, **named})


def compared(*frames, **settings):
    return rk.statistics.language_comparison(
        pl.concat(frames), items=ITEMS, language="lang", rng=np.random.default_rng(1), **{"resamples": 400, **settings}
    )


def test_items_that_go_alike_in_both_languages_may_be_compared():
    same = [0.75] * 4
    row = compared(answers(300, same, language="ar", seed=1), answers(250, same, language="sv", seed=2)).row(
        0, named=True
    )
    assert (row["language"], row["other"], row["n"], row["other_n"]) == ("ar", "sv", 300, 250)
    assert (row["comparable"], row["reason"]) == (True, None)


def test_an_item_that_means_something_else_in_one_language_forbids_it():
    row = compared(
        answers(300, [0.8, 0.8, 0.8, 0.8], language="ar", seed=1),
        answers(300, [0.8, 0.8, 0.8, 0.1], language="sv", seed=2),
    ).row(0, named=True)
    assert (row["comparable"], row["reason"], row["item"]) == (False, "PATTERNS_DIFFER", "q4")
    assert row["largest_difference"] > 0.4


@pytest.mark.parametrize(("people", "enough"), [(99, False), (100, True)])
def test_a_hundred_in_each_language_is_the_least(people, enough):
    same = [0.75] * 4
    row = compared(answers(people, same, language="ar", seed=1), answers(200, same, language="sv", seed=2)).row(
        0, named=True
    )
    assert (row["reason"] == "FEW_PER_LANGUAGE") is not enough
    assert (row["largest_difference"] is None) is not enough


def test_three_languages_make_three_pairs_and_one_has_none():
    same = [0.75] * 4
    three = [answers(120, same, language=name, seed=place) for place, name in enumerate(("sv", "ar", "so"))]
    assert compared(*three).select("language", "other").rows() == [("ar", "so"), ("ar", "sv"), ("so", "sv")]
    assert compared(three[0]).height == 0


def test_where_everybody_gave_one_answer_nothing_can_be_told():
    flat = answers(150, [0.75] * 4, language="ar", seed=1).with_columns(q4=pl.lit(3, dtype=pl.Int64))
    row = compared(flat, answers(150, [0.75] * 4, language="sv", seed=2)).row(0, named=True)
    assert (row["comparable"], row["reason"]) == (False, "NOT_ESTIMABLE")


def test_people_without_answers_do_not_count_and_people_without_a_language_are_refused():
    same = [0.75] * 4
    silent = pl.DataFrame({"lang": ["ar"] * 50, **{item: [None] * 50 for item in ITEMS}}).cast(
        dict.fromkeys(ITEMS, pl.Int64)
    )
    two = [answers(120, same, language=name, seed=place) for place, name in enumerate(("ar", "sv"))]
    assert compared(*two, silent)["n"].item() == 120
    with pytest.raises(EstimateError, match="have no language"):
        compared(two[0].with_columns(lang=pl.lit(None, dtype=pl.String)), two[1])


def test_alike_items_are_seldom_told_apart():
    # 200 pairs of 150 people with one truth: the limits hold together in at least 95 % less Monte Carlo error (three of
    # 1.5 points), and a difference must also be above 0.10: fewer than 8 % may be called different.
    same, told = [0.75] * 4, 0
    for seed in range(200):
        frames = [answers(150, same, language=name, seed=1000 + 2 * seed + place) for place, name in enumerate("as")]
        told += compared(*frames, resamples=200)["reason"].item() == "PATTERNS_DIFFER"
    assert told / 200 <= 0.08
