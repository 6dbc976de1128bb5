import numpy as np
import polars as pl
import pytest

from research_kit.synthetic.participants import draw_referrals
from research_kit.synthetic.studies import botkyrka_like, samba_like


@pytest.fixture(scope="module")
def referred():
    return draw_referrals(samba_like().with_participants(8_000), rng=np.random.default_rng(3))


def test_exactly_the_asked_number_is_enrolled(referred):
    assert referred["index_day"].is_finite().sum() == 8_000


def test_women_and_foreign_born_are_about_half(referred):
    enrolled = referred.filter(pl.col("index_day").is_finite())
    assert enrolled["woman"].mean() == pytest.approx(0.48, abs=0.03)
    assert enrolled["foreign_born"].mean() == pytest.approx(0.48, abs=0.03)


def test_foreign_born_women_come_in_less_often(referred):
    share = {
        group: rows["index_day"].is_finite().mean()
        for (group,), rows in referred.partition_by("foreign_born_woman", as_dict=True).items()
    }
    truth = samba_like().intake
    assert share[True] == pytest.approx(truth.accepted_foreign_born_women, abs=0.03)
    assert share[False] == pytest.approx(truth.accepted, abs=0.03)


def test_days_follow_each_other_and_stay_within_the_project(referred):
    enrolled = referred.filter(pl.col("index_day").is_finite())
    assert (referred["decided_day"] >= referred["referred_day"]).all()
    assert (enrolled["index_day"] >= enrolled["decided_day"]).all()
    assert enrolled["index_day"].max() < samba_like().project_days - 90
    assert referred["referred_day"].min() >= 0


def test_botkyrka_has_foreign_born_women_only():
    people = draw_referrals(botkyrka_like(), rng=np.random.default_rng(3))
    assert people["foreign_born_woman"].all()
    assert people["index_day"].is_finite().sum() == 180
