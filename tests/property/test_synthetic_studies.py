"""What holds for every seed of the synthetic studies."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_kit.study.schemas import key_of
from research_kit.synthetic.hazards import change_hazards
from research_kit.synthetic.lives import draw_lives
from research_kit.synthetic.studies import botkyrka_like, samba_like
from research_kit.synthetic.study_tables import study_tables
from tests.property.examples import examples

SEEDS = st.integers(0, 2**32 - 1)


def tables_of(truth, seed, participants):
    truth = truth.with_participants(participants)
    rng = np.random.default_rng(seed)
    lives = draw_lives(truth, rng=rng)
    return lives, study_tables(lives, truth=truth, rng=rng)


@pytest.mark.parametrize("truth", [samba_like(), botkyrka_like()], ids=["samba", "botkyrka"])
@settings(max_examples=examples(15), deadline=None)
@given(seed=SEEDS, participants=st.integers(1, 120))
def test_no_key_says_two_things_on_one_day(truth, seed, participants):
    _, tables = tables_of(truth, seed, participants)
    for name, rows in tables.items():
        key = ["person" if part == "pid" else part for part in key_of(name)]
        assert not rows.select(*key, "recorded_at").is_duplicated().any(), name


@pytest.mark.parametrize("truth", [samba_like(), botkyrka_like()], ids=["samba", "botkyrka"])
@settings(max_examples=examples(15), deadline=None)
@given(seed=SEEDS, participants=st.integers(1, 120))
def test_nothing_is_recorded_before_it_happens_or_before_its_enrolment(truth, seed, participants):
    lives, tables = tables_of(truth, seed, participants)
    assert lives.enrolled.height == participants
    begun = tables["enrolment"].group_by("enr_id").agg(known=pl.col("recorded_at").min(), first=pl.col("start").min())
    for name in set(tables) & {"phase", "participation", "coach_contact", "wave", "item_response"}:
        rows = tables[name].join(begun, on="enr_id", how="left", validate="m:1")
        assert (rows["known"] <= rows["recorded_at"]).all(), name
        if "start" in rows.columns:
            assert (rows["start"] <= rows["recorded_at"]).all(), name
            assert (rows["start"] >= rows["first"]).all(), name


@pytest.mark.parametrize("truth", [samba_like(), botkyrka_like()], ids=["samba", "botkyrka"])
@settings(max_examples=examples(15), deadline=None)
@given(seed=SEEDS)
def test_participation_lies_within_its_enrolment_and_version(truth, seed):
    _, tables = tables_of(truth, seed, 60)
    ends = tables["enrolment"].filter(pl.col("end").is_not_null()).select("enr_id", left_on="end")
    versions = tables["activity_version"].select("act_id", "ver", "valid_from", "valid_to")
    rows = tables["participation"].join(ends, on="enr_id", validate="m:1").join(versions, on=["act_id", "ver"])
    assert rows.height == tables["participation"].height
    over = pl.coalesce("end", "start")
    assert rows.filter(
        (over > pl.col("left_on")) | (over > pl.col("valid_to")) | (pl.col("start") < pl.col("valid_from"))
    ).is_empty()


@settings(max_examples=examples(60), deadline=None)
@given(
    lengths=st.lists(st.floats(0.1, 50), min_size=1, max_size=5),
    hazards=st.lists(st.floats(0, 2), min_size=6, max_size=6),
    at=st.floats(0, 300),
    ratio=st.floats(0.2, 5),
)
def test_a_change_of_hazard_leaves_what_was_before_and_multiplies_what_comes(lengths, hazards, at, ratio):
    starts = np.concatenate([[0.0], np.cumsum(lengths)])[None, :]
    before = np.array(hazards[: starts.shape[1]])[None, :]
    new_starts, after = change_hazards(starts, before, at=np.array([at]), ratio=ratio)

    def hazard_at(time, edges, values):
        return values[0, (edges[0] <= time).sum() - 1]

    assert (np.diff(new_starts) >= 0).all()
    for time in (0.0, at / 2, at, at + 0.05, at + 100):
        expected = hazard_at(time, starts, before) * (ratio if time >= at else 1)
        assert hazard_at(time, new_starts, after) == pytest.approx(expected)
