"""What holds for every imputation and every pooling, whatever the data."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from research_kit.statistics.imputation.impute_covariates import impute_covariates
from research_kit.statistics.imputation.pooled import pooled
from tests.property.examples import examples

QUICK = settings(max_examples=examples(25), deadline=None)
COVARIATES = ("age", "score", "paid", "site", "school")
SCHOOL = pl.Enum(["short", "middle", "long"])


@st.composite
def participants(draw):
    """60 to 90 participants, a covariate of every type, none or a quarter of each missing, small levels among them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(60, 90))
    rare = draw(st.sampled_from([0.03, 0.3]))
    whole = pl.DataFrame(
        {
            "id": np.arange(n),
            "day": rng.integers(1, draw(st.sampled_from([8, 400])), n),
            "cause": rng.integers(0, 3, n),
            "start": np.zeros(n) - rng.random(n),
            "age": rng.integers(18, 65, n),
            "score": rng.normal(size=n).round(draw(st.integers(0, 6))),
            "paid": [True, False, *(rng.random(n - 2) < rare)],
            "site": ["north", "south", *rng.choice(["north", "south", "west"], n - 2, p=[0.9 - rare, rare, 0.1])],
            "school": pl.Series(["short", "long", *rng.choice(SCHOOL.categories.to_list(), n - 2)], dtype=SCHOOL),
        }
    )
    holes = draw(st.sets(st.sampled_from(COVARIATES)))
    numbers = np.arange(n)
    missing = {name: rng.choice(numbers[2:], n // 4, replace=False) for name in sorted(holes)}
    unknown = {name: pl.Series(np.isin(numbers, rows)) for name, rows in missing.items()}
    return whole.with_columns(pl.when(~pl.lit(each)).then(name).alias(name) for name, each in unknown.items())


def imputed(frame, seed=1, covariates=COVARIATES, **more):
    named = {"duration": "day", "event": "cause", "entry": "start", "imputations": 3} | more
    return impute_covariates(frame, covariates=covariates, rng=np.random.default_rng(seed), **named)


@QUICK
@given(participants())
def test_only_missing_values_change_and_none_is_left(frame):
    found = imputed(frame)
    assert len(found.frames) == 3
    for each in found.frames:
        assert each.schema == frame.schema
        assert each.null_count().sum_horizontal().item() == 0
        # Values filled in only where there were none: with the known ones put first, nothing moves.
        assert_frame_equal(frame.with_columns(pl.col(name).fill_null(each[name]) for name in frame.columns), each)
        for name in COVARIATES:
            assert set(each[name].unique()) == set(frame[name].drop_nulls().unique())


@QUICK
@given(participants(), st.permutations(COVARIATES), st.integers(0, 2**32))
def test_the_same_seed_draws_the_same_in_whatever_order_covariates_are_named(frame, order, seed):
    first, second = imputed(frame, seed), imputed(frame, seed, tuple(order))
    for left, right in zip(first.frames, second.frames, strict=True):
        assert_frame_equal(left, right)


@QUICK
@given(participants())
def test_missing_and_known_add_up(frame):
    found = imputed(frame, imputations=2)
    assert found.participants == frame.height
    assert found.incomplete == frame.height - frame.drop_nulls().height
    known = {name: frame[name].count() for name in COVARIATES}
    assert found.missing.select(pl.col("n") - pl.col("missing")).to_series().to_list() == list(known.values())


NUMBERS = st.floats(-50, 50).map(lambda number: round(number, 6))  # a difference of 1e-100 is lost beside an origin


@QUICK
@given(st.lists(st.tuples(NUMBERS, st.floats(0.01, 9)), min_size=2, max_size=30), st.floats(0.1, 10), NUMBERS)
def test_pooling_follows_scale_and_origin(pairs, scale, origin):
    estimates, variances = np.array(pairs).T
    plain = pooled(estimates, variances, complete_df=40).row(0, named=True)
    moved = pooled(origin + scale * estimates, scale**2 * variances, complete_df=40).row(0, named=True)
    for name in ("estimate", "lower", "upper"):
        assert moved[name] == pytest.approx(origin + scale * plain[name], rel=1e-6, abs=1e-6)
    for name in ("df", "fraction_missing"):
        assert moved[name] == pytest.approx(plain[name], rel=1e-6, abs=1e-9)


@QUICK
@given(st.lists(st.tuples(NUMBERS, st.floats(0.01, 9)), min_size=2, max_size=30), st.floats(1, 500))
def test_what_is_missing_is_a_share_and_widens(pairs, complete_df):
    estimates, variances = np.array(pairs).T
    row = pooled(estimates, variances, complete_df=complete_df).row(0, named=True)
    assert 0 <= row["fraction_missing"] <= 1
    assert row["df"] <= min(complete_df, pooled(estimates, variances)["df"][0]) + 1e-9
    assert row["std_error"] >= np.sqrt(variances.mean()) * (1 - 1e-12)
    assert row["lower"] <= row["estimate"] <= row["upper"]


@QUICK
@given(st.lists(st.floats(0.01, 9), min_size=2, max_size=30), NUMBERS)
def test_imputations_that_agree_miss_nothing(variances, estimate):
    row = pooled(np.full(len(variances), estimate), variances).row(0, named=True)
    assert row["fraction_missing"] == 0
    assert row["df"] == np.inf
    assert row["upper"] - estimate == pytest.approx(1.959963985 * np.sqrt(np.mean(variances)), rel=1e-6, abs=1e-9)
