"""What people live on in the synthetic studies."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from research_kit.study import codes
from research_kit.study.opening import open_study
from research_kit.synthetic.incomes import INCOMES, draw_incomes
from research_kit.synthetic.lives import draw_lives
from research_kit.synthetic.studies import botkyrka_like, samba_like
from research_kit.synthetic.study_tables import study_tables


def records(size=4_000):
    kinds = ["ord_emp", "unemployed"] * (size // 2)
    return pl.DataFrame({"row": range(size), "start_on": [date(2010, 1, 1)] * size, "kind": kinds})


def test_every_status_has_its_shares_of_known_codes():
    working = set(codes.OUTCOME_MAP) - set(codes.EXIT_REASON[12:])
    assert set(INCOMES) == working
    for shares in INCOMES.values():
        assert sum(share for _, share in shares) == pytest.approx(1)
        assert {code for code, _ in shares} <= set(codes.INCOME_SOURCE)


def test_it_is_known_as_often_as_the_truth_says_and_fits_the_status():
    drawn = records().with_columns(income=draw_incomes(records(), known=0.85, rng=np.random.default_rng(1)))
    known = drawn.filter(pl.col("income").is_not_null() & (pl.col("income") != "unknown"))
    assert known.height / drawn.height == pytest.approx(0.85, abs=0.02)  # 3 standard errors are 0.017
    work = known.filter(pl.col("kind") == "ord_emp")["income"]
    assert (work == "work").mean() == pytest.approx(0.93, abs=0.02)
    assert set(known.filter(pl.col("kind") == "unemployed")["income"]) == {
        "unemployment_benefit", "income_support", "other",
    }  # fmt: skip


def test_records_of_the_same_spell_say_the_same():
    twice = pl.concat([records(200), records(200)])
    drawn = draw_incomes(twice, known=0.85, rng=np.random.default_rng(1))
    assert drawn[:200].equals(drawn[200:], null_equal=True)


@pytest.mark.parametrize("known", [0.0, 0.85])
def test_nothing_else_is_drawn_otherwise(known):
    one, other = np.random.default_rng(7), np.random.default_rng(7)
    draw_incomes(records(100), known=known, rng=one)
    assert one.random() == other.random()


def test_a_study_that_does_not_ask_has_none():
    truth = botkyrka_like().with_participants(30)
    rng = np.random.default_rng(1)
    tables = study_tables(draw_lives(truth, rng=rng), truth=truth, rng=rng)
    assert tables["status_spell"]["income_source"].null_count() == tables["status_spell"].height


def test_samba_delivers_it_and_botkyrka_does_not(write_study):
    spells = open_study(write_study("samba").parameters).table("status_spell")
    known = spells["income_source"].is_not_null() & (spells["income_source"] != codes.UNKNOWN_INCOME)
    assert known.mean() == pytest.approx(samba_like().follow_up.income_known, abs=0.06)
    assert open_study(write_study("botkyrka").parameters).table("status_spell")["income_source"].is_null().all()
