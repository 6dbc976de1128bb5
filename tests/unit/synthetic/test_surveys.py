import numpy as np
import polars as pl
import pytest

from research_kit.synthetic.lives import draw_lives
from research_kit.synthetic.outcomes import EDUCATION, WORK
from research_kit.synthetic.studies import botkyrka_like, samba_like
from research_kit.synthetic.surveys import CLOSENESS, draw_needs, draw_responses


@pytest.fixture(scope="module")
def lives():
    return draw_lives(samba_like().with_participants(6_000), rng=np.random.default_rng(21))


@pytest.fixture(scope="module")
def responses(lives):
    return draw_responses(lives.waves, truth=samba_like(), rng=np.random.default_rng(22))


def test_answers_are_one_to_five_and_some_are_left_out(responses):
    assert set(responses["value"].drop_nulls()) == {1, 2, 3, 4, 5}
    assert responses["value"].is_null().mean() == pytest.approx(0.02, abs=0.005)


def test_the_planted_share_of_those_not_in_work_feels_closer_after_a_year(lives, responses):
    year = lives.waves.filter((pl.col("k") == 4) & ~pl.col("kind").is_in([*WORK, EDUCATION])).select("row", "k")
    answers = responses.filter((pl.col("item") == CLOSENESS) & pl.col("value").is_not_null()).join(
        year, on=["row", "k"]
    )
    share = (answers["value"] >= 4).mean()
    assert share == pytest.approx(0.55, abs=4 * np.sqrt(0.55 * 0.45 / answers.height))


def test_empowerment_grows_with_each_wave(responses):
    mean = responses.filter(pl.col("item").str.starts_with("empow")).group_by("k").agg(pl.col("value").mean()).sort("k")
    assert mean["value"].is_sorted()


def test_items_of_a_scale_hang_together(responses):
    first = responses.filter((pl.col("k") == 0) & pl.col("item").str.starts_with("empow"))
    wide = first.pivot("item", index="row", values="value").drop("row").drop_nulls()
    correlations = np.corrcoef(wide.to_numpy().T)
    # Loading .75: items correlate .56 before they are cut into five answers, which takes a tenth off.
    assert correlations[np.triu_indices(4, 1)].mean() == pytest.approx(0.50, abs=0.06)


def test_needs_have_different_themes_in_order_of_priority():
    lives = draw_lives(botkyrka_like(), rng=np.random.default_rng(23))
    needs = draw_needs(lives.enrolled, truth=botkyrka_like(), rng=np.random.default_rng(24))
    assert not needs.select("row", "theme").is_duplicated().any()
    assert needs.group_by("row").agg(pl.col("priority").sort())["priority"].list.first().unique().to_list() == [1]
    met = needs.filter(pl.col("met_on").is_not_null())
    assert met.height > 0
    assert (met["met_on"] >= met["stated_on"]).all()
