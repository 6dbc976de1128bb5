"""What holds for every regression and for Gray's test, whatever the data."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from research_kit.errors import EstimateError
from research_kit.statistics.regression.fine_gray import fine_gray
from research_kit.statistics.regression.fine_gray_shares import fine_gray_shares
from research_kit.statistics.regression.firth_cox import firth_cox
from research_kit.statistics.regression.grouped_hazard import grouped_hazard
from research_kit.statistics.regression.grouped_hazard_shares import standardised_shares
from research_kit.statistics.survival.gray_test import gray_test
from tests.property.examples import examples

QUICK = settings(max_examples=examples(15), deadline=None)
NUMBERS = ("estimate", "std_error", "lower", "upper")
SEEDS = st.integers(0, 10_000)


def participants(seed, n=60):
    """Waves 1 to 4 with ties, two causes, censoring, a binary and a continuous covariate and a group."""
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "wave": rng.integers(1, 5, n),
            "cause": rng.integers(0, 3, n),
            "x": rng.integers(0, 2, n),
            "age": rng.integers(16, 66, n),
            "arm": rng.choice(list("abc"), n),
        }
    ).with_columns(had=pl.col("cause") == 1)


def subdistribution(frame, covariates=("x", "age")):
    return fine_gray(frame, duration="wave", event="cause", covariates=covariates)


def firth(frame, covariates=("x", "age")):
    return firth_cox(frame, duration="wave", event="had", covariates=covariates)


def grouped(frame, covariates=("x", "age")):
    return grouped_hazard(frame, duration="wave", event="had", covariates=covariates)


FITS = pytest.mark.parametrize("fit", [subdistribution, firth, grouped])


def fitted(fit, frame, **keywords):
    """The model, or another example where some estimate is infinite."""
    try:
        return fit(frame, **keywords)
    except EstimateError:
        assume(False)


def numbers(model):
    return model.coefficients.select(NUMBERS).to_numpy()


@FITS
@QUICK
@given(SEEDS)
def test_the_order_of_rows_does_not_matter(fit, seed):
    frame = participants(seed)
    model = fitted(fit, frame)
    shuffled = fit(frame.sample(fraction=1, shuffle=True, seed=seed))
    assert numbers(shuffled) == pytest.approx(numbers(model), rel=1e-6, abs=1e-9)
    assert shuffled.log_likelihood == pytest.approx(model.log_likelihood)


@FITS
@QUICK
@given(SEEDS, st.floats(0.01, 100), st.floats(-1_000, 1_000))
def test_another_unit_and_origin_of_a_covariate_only_rescales_it(fit, seed, unit, origin):
    frame = participants(seed)
    model = fitted(fit, frame)
    other = fit(frame.with_columns(age=(pl.col("age") - origin) / unit))
    assert numbers(other) == pytest.approx(numbers(model) * np.array([[1], [unit]]), rel=1e-5, abs=1e-8)
    assert other.log_likelihood - other.log_likelihood_null == pytest.approx(
        model.log_likelihood - model.log_likelihood_null, rel=1e-6, abs=1e-8
    )


@FITS
@QUICK
@given(SEEDS)
def test_exchanging_the_levels_of_a_covariate_changes_signs_only(fit, seed):
    frame = participants(seed)
    own = numbers(fitted(fit, frame))[0]
    other = numbers(fit(frame.with_columns(x=1 - pl.col("x"))))[0]
    assert other == pytest.approx([-own[0], own[1], -own[3], -own[2]], rel=1e-6, abs=1e-8)


@FITS
@QUICK
@given(SEEDS)
def test_the_fit_is_at_least_as_likely_as_no_effect(fit, seed):
    model = fitted(fit, participants(seed))
    assert model.log_likelihood >= model.log_likelihood_null - 1e-9
    assert (model.coefficients["std_error"] > 0).all()


@QUICK
@given(SEEDS)
def test_everybody_twice_is_twice_the_information(seed):
    frame = participants(seed)
    once = fitted(grouped, frame)
    twice = grouped(pl.concat([frame, frame]))
    assert twice.log_likelihood == pytest.approx(2 * once.log_likelihood)
    assert twice.coefficients["std_error"].to_numpy() == pytest.approx(
        once.coefficients["std_error"].to_numpy() / np.sqrt(2), rel=1e-6
    )


@QUICK
@given(SEEDS)
def test_without_other_causes_a_cause_is_followed_until_censoring(seed):
    # Nobody has another event, so all weights are 0 or 1: Fine-Gray is Cox with Breslow ties, here at no effect.
    frame = participants(seed).with_columns(cause=pl.col("had").cast(pl.Int64))
    model = fitted(subdistribution, frame)
    time, had = frame["wave"].to_numpy(), frame["had"].to_numpy()
    null = -sum(np.log((time >= t).sum()) for t in time[had])
    assert model.log_likelihood_null == pytest.approx(null)


@QUICK
@given(SEEDS)
def test_shares_are_shares_and_never_fall(seed):
    frame = participants(seed)
    model = fitted(grouped, frame)
    shares = standardised_shares(model, frame, covariate="x")
    predicted = fine_gray_shares(fitted(subdistribution, frame), frame.head(3), times=[1, 2, 3])
    for table, key in ((shares, "x"), (predicted, "row")):
        assert table["estimate"].is_between(0, 1).all()
        assert table.select(pl.col("estimate").diff().over(key).min()).item() >= 0


@QUICK
@given(SEEDS, st.sampled_from([0.0, 1.0]))
def test_grays_test_sees_only_the_order_of_times_and_the_partition_into_groups(seed, rho):
    frame = participants(seed)
    columns = {"duration": "wave", "event": "cause", "rho": rho}
    own = gray_test(frame, group="arm", **columns).row(0)
    renamed = {"a": "z", "b": "y", "c": "x"}
    moved = frame.with_columns(wave=pl.col("wave") ** 2 + 7.5, arm=pl.col("arm").replace(renamed)).reverse()
    assert gray_test(moved, group="arm", **columns).row(0) == pytest.approx(own, rel=1e-9)
    assert own[0] >= 0
    assert own[1] == 2
