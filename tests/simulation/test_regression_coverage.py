"""Are log hazard ratios unbiased, and do their intervals cover? Fixed seeds; margins of 3 Monte Carlo standard errors.

Acceptance as METHODS 12.2: bias at most 0.03 (0.1 for Firth's fit), coverage 93.5-96.5 %.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.statistics.regression.firth_cox import firth_cox
from research_kit.statistics.regression.grouped_hazard import grouped_hazard

REPLICATIONS = 250
MARGIN = 3 * np.sqrt(0.95 * 0.05 / REPLICATIONS)  # 4.1 points


def replicated(fit, truth):
    """Mean error, its Monte Carlo standard error, and the share of intervals that hold the truth."""
    rows = pl.concat([fit(seed).coefficients.head(1) for seed in range(REPLICATIONS)])
    errors = rows["estimate"] - truth
    held = ((rows["lower"] <= truth) & (truth <= rows["upper"])).mean()
    return errors.mean(), errors.std() / np.sqrt(REPLICATIONS), held


def quarterly(seed, n=240, truth=0.5):
    """Months to work exponential, seen at quarterly waves; who moves away is lost at some day between two of them."""
    rng = np.random.default_rng([321, seed])
    x, age = rng.integers(0, 2, n), rng.normal(0, 1, n)
    months = rng.exponential(1 / (0.05 * np.exp(truth * x - 0.2 * age)))
    lost = np.minimum(rng.uniform(0, 30, n), 12)
    had = months <= lost
    until = np.where(had, months, lost)
    wave = np.maximum(np.ceil(until / 3), 1).astype(int)
    return pl.DataFrame({"wave": wave, "had": had, "x": x, "age": age, "part": until / 3 - (wave - 1)})


@pytest.mark.slow
def test_cloglog_with_part_of_an_interval_is_unbiased_and_covers():
    bias, error, covered = replicated(
        lambda seed: grouped_hazard(
            quarterly(seed), duration="wave", event="had", exposure="part", covariates=["x", "age"]
        ),
        truth=0.5,
    )
    assert abs(bias) <= 0.03 + 3 * error
    assert 0.935 - MARGIN <= covered <= 0.965 + MARGIN


@pytest.mark.slow
def test_a_whole_interval_for_who_left_during_it_biases_the_baseline_and_a_part_does_not():
    # 20,000 participants, so that the bias METHODS M3.3 (c) warns of is many standard errors.
    frame = quarterly(1, n=20_000)
    columns = {"duration": "wave", "event": "had", "covariates": ["x", "age"]}
    truth = np.log(3 * 0.05)  # the log cumulative hazard of a quarter
    part = grouped_hazard(frame, exposure="part", **columns).baseline
    whole = grouped_hazard(frame, **columns).baseline
    z_part = ((part["estimate"] - truth) / part["std_error"]).to_numpy()
    z_whole = ((whole["estimate"] - truth) / whole["std_error"]).to_numpy()
    assert np.abs(z_part).max() < 3.5
    assert z_whole[:3].min() < -1
    assert z_whole.mean() < z_part.mean() - 1


def sparse(seed, n=60, truth=1.0):
    """60 participants, some 10 events, one in five with x: often nobody of them has the event, or nobody else."""
    rng = np.random.default_rng([322, seed])
    x = (np.arange(n) % 5 == 0).astype(int)
    months = rng.exponential(1 / (0.012 * np.exp(truth * x)))
    lost = rng.uniform(6, 18, n)
    return pl.DataFrame({"months": np.minimum(months, lost), "had": months <= lost, "x": x})


@pytest.mark.slow
def test_firth_at_60_participants_with_few_events_is_nearly_unbiased_and_covers():
    bias, error, covered = replicated(
        lambda seed: firth_cox(sparse(seed), duration="months", event="had", covariates=["x"]), truth=1.0
    )
    assert abs(bias) <= 0.1 + 3 * error
    assert 0.935 - MARGIN <= covered <= 0.985 + MARGIN  # few events: the limits are of steps, rather too wide
