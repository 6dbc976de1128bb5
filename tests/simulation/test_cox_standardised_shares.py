"""Standardised shares and their errors against the truth, the spread over samples, and the bootstrap."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.standardised_shares import standardised_shares

SAMPLES, PEOPLE, RESAMPLES = 250, 200, 150
TIME = 6.0
RATE = {"a": 0.10, "b": 0.06}  # of the cause of interest per month; the other cause has 0.04


def sample(rng, people=PEOPLE):
    """Two causes; age (-1, 0, 1) raises the first and makes arm b more frequent; days, so that there are few ties."""
    age = rng.integers(-1, 2, people)
    arm = np.where(rng.random(people) < 0.5 + 0.25 * age, "b", "a")
    first = rng.exponential(1 / (np.where(arm == "a", RATE["a"], RATE["b"]) * np.exp(0.6 * age)))
    second, end = rng.exponential(1 / 0.04, people), rng.uniform(4, 18, people)
    left = np.minimum(np.minimum(first, second), end)
    event = np.where(left == first, 1, np.where(left == second, 2, 0))
    return pl.DataFrame({"duration": np.ceil(left * 30) / 30, "event": event, "age": age, "arm": arm})


def shares(frame):
    first, second = (
        cox(frame, duration="duration", event="event", cause=cause, covariates=["age", "arm"]) for cause in (1, 2)
    )
    return standardised_shares(first, frame, times=[TIME], by="arm", competing=[second])


def true_shares():
    found = []
    for rate in RATE.values():
        own = rate * np.exp(0.6 * np.array([-1, 0, 1]))
        found.append((own / (own + 0.04) * (1 - np.exp(-(own + 0.04) * TIME))).mean())
    return np.array([*found, found[1] - found[0]])


@pytest.fixture(scope="module")
def repeated():
    rng = np.random.default_rng(20110630)
    tables = [shares(sample(rng)) for _ in range(SAMPLES)]
    return tuple(
        np.array([table[name].to_list() for table in tables]) for name in ("estimate", "std_error", "lower", "upper")
    )


def test_the_mean_is_the_truth(repeated):
    estimate = repeated[0]
    margin = 3 * estimate.std(axis=0) / np.sqrt(SAMPLES)  # Monte Carlo
    assert (np.abs(estimate.mean(axis=0) - true_shares()) <= margin + 0.002).all()


def test_the_errors_are_the_spread_over_samples(repeated):
    estimate, error = repeated[:2]
    ratio = error.mean(axis=0) / estimate.std(axis=0, ddof=1)
    assert ratio == pytest.approx(np.ones(3), abs=3 / np.sqrt(2 * SAMPLES))  # three Monte Carlo errors of a spread


def test_the_intervals_cover(repeated):
    lower, upper = repeated[2:]
    covered = ((lower <= true_shares()) & (true_shares() <= upper)).mean(axis=0)
    assert (covered >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / SAMPLES)).all()


def test_the_error_is_that_of_a_bootstrap_of_participants():
    rng = np.random.default_rng(7)
    frame = sample(rng, 400)
    again = np.array(
        [shares(frame[rng.integers(0, frame.height, frame.height)])["estimate"].to_list() for _ in range(RESAMPLES)]
    )
    ratio = shares(frame)["std_error"].to_numpy() / again.std(axis=0, ddof=1)
    assert ratio == pytest.approx(np.ones(3), abs=3 / np.sqrt(2 * RESAMPLES))  # three Monte Carlo errors of a spread
