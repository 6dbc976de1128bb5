"""What holds for every input of the tools for effects."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import research_kit as rk
from tests.property.examples import examples

RATIO = st.floats(min_value=0.05, max_value=20)
SEED = st.integers(min_value=0, max_value=10_000)


@given(RATIO, RATIO)
def test_a_stronger_association_needs_a_stronger_explanation(first, second):
    low, high = sorted((max(first, 1 / first), max(second, 1 / second)))
    weaker, stronger = (rk.statistics.e_value(each)["estimate"].item() for each in (low, high))
    assert 1 <= weaker <= stronger
    assert rk.statistics.e_value(1 / high)["estimate"].item() == pytest.approx(stronger)


@given(
    st.lists(st.floats(min_value=0, max_value=100), min_size=1, max_size=40), st.floats(min_value=0.01, max_value=99)
)
def test_effective_number_is_bounded_and_has_no_unit(weights, factor):
    if sum(weights) <= 1e-3:
        return
    found = rk.statistics.effective_sample_size(weights)
    assert 1 - 1e-9 <= found <= len(weights) + 1e-9
    assert rk.statistics.effective_sample_size([each * factor for each in weights]) == pytest.approx(found)


def draw(seed, n=80):
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=n), rng.integers(0, 3, n)
    exposed = rng.random(n) < 1 / (1 + np.exp(-0.5 * x))
    exposed[:2], exposed[2:4] = True, False
    return pl.DataFrame({"x": x, "z": z, "exposed": exposed, "y": x + rng.normal(size=n)})


@settings(max_examples=examples(25), deadline=None)
@given(SEED, st.floats(min_value=-3, max_value=3))
def test_adding_a_constant_to_the_exposed_adds_it_to_every_difference(seed, shift):
    frame = draw(seed)
    moved = frame.with_columns(y=pl.col("y") + shift * pl.col("exposed"))
    columns = {"exposure": "exposed", "covariates": ["x"]}
    pairs = rk.statistics.matched_pairs(frame, **columns, calliper=None, replace=True)
    for estimator in (
        lambda each: rk.statistics.att(each, outcome="y", **columns),
        lambda each: rk.statistics.ate(each, outcome="y", **columns),
        lambda each: rk.statistics.matched_difference(each, pairs, outcome="y"),
    ):
        first, second = estimator(frame), estimator(moved)
        assert (second["estimate"] - first["estimate"]).item() == pytest.approx(shift, abs=1e-8)
        assert second["std_error"].item() == pytest.approx(first["std_error"].item(), abs=1e-8)


@settings(max_examples=examples(25), deadline=None)
@given(SEED, st.integers(min_value=1, max_value=3))
def test_matches_are_used_once_within_calliper_and_stratum(seed, ratio):
    frame = draw(seed)
    found = rk.statistics.matched_pairs(
        frame, exposure="exposed", covariates=["x"], ratio=ratio, exact="z", calliper=2.0
    )
    first, second = found.pairs["exposed"].to_numpy(), found.pairs["comparison"].to_numpy()
    exposed, stratum = frame["exposed"].to_numpy(), frame["z"].to_numpy()
    assert len(set(second.tolist())) == len(second)
    assert exposed[first].all()
    assert not exposed[second].any()
    assert (stratum[first] == stratum[second]).all()
    assert np.bincount(found.pairs["set"].to_numpy()).max() <= ratio


@settings(max_examples=examples(15), deadline=None)
@given(SEED)
def test_follow_up_is_cut_and_nothing_is_lost_or_added(seed):
    rng = np.random.default_rng(seed)
    months, begun = rng.integers(1, 12, 40).astype(float), rng.integers(0, 14, 40).astype(float)
    frame = pl.DataFrame({"pid": np.arange(40), "months": months, "worked": rng.random(40) < 0.5, "begun": begun})
    rows = rk.statistics.start_stop(frame, id="pid", duration="months", event="worked", exposure_time="begun")
    assert (rows["stop"] - rows["start"]).sum() == pytest.approx(months.sum())
    assert rows["worked"].sum() == frame["worked"].sum()
    assert (rows["stop"] > rows["start"]).all()
    exposed = rows.filter(pl.col("started") == 1)
    assert (exposed["stop"] - exposed["start"]).sum() == pytest.approx(np.maximum(months - begun, 0).sum())
