"""Is weighting for loss unbiased where complete cases are not; do bounds, change models and ranks hold what they say?

Loss (METHODS 6.3): a score known for all moves both the answer and who answers; the truth is 52.3 %, 65 % answer. Fixed
seeds; margins are 3 Monte Carlo standard errors. Run at 2,000 replications (`python tests/simulation/
test_loss_and_change.py`): see docs/methods/loss_and_bounds.md.
"""

from __future__ import annotations

import sys

import numpy as np
import polars as pl
import pytest
from scipy.special import expit, logit, ndtr

import research_kit as rk
from research_kit.statistics.scales.goodman_limits import limits_of

TRUTH = 0.523
# By numerical integration over a standard normal score: mean event .523, answered .650, event among answered .554.
EVENT, ANSWER = (0.10227, 0.7), (0.66996, 0.60397)
REPLICATIONS = 150
LOSS_N = 240


def lost(rng, n=LOSS_N, *, depends_on_event=0.0):
    score = rng.normal(size=n)
    event = rng.random(n) < expit(EVENT[0] + EVENT[1] * score)
    answered = rng.random(n) < expit(ANSWER[0] + ANSWER[1] * score + depends_on_event * (event - 0.5))
    return pl.DataFrame({"score": score, "answered": answered, "event": event})


def shares(rng):
    """Share of those who answered, weighted share with its limits, and the bounds."""
    frame = lost(rng)
    weighted = rk.statistics.inverse_probability_weights(
        frame.with_columns(event=pl.when("answered").then("event")), answered="answered", covariates=["score"]
    )
    found = rk.statistics.weighted_share(weighted, event="event", weight="weight").row(0, named=True)
    bounds = rk.statistics.nonresponse_bounds(found["events"], found["n"], LOSS_N).row(0, named=True)
    return [found["unweighted"], found["estimate"], found["lower"], found["upper"], bounds["lowest"], bounds["highest"]]


def margin(values):
    return 3 * np.std(values, ddof=1) / np.sqrt(len(values))


def test_weighting_recovers_the_share_that_complete_cases_miss():
    rng = np.random.default_rng(20261122)
    complete, weighted, lower, upper, lowest, highest = np.array([shares(rng) for _ in range(REPLICATIONS)]).T
    assert complete.mean() == pytest.approx(0.554, abs=margin(complete))
    assert complete.mean() - margin(complete) > TRUTH
    assert weighted.mean() == pytest.approx(TRUTH, abs=margin(weighted) + 0.002)  # truncation leaves .001
    assert (lowest.mean(), highest.mean()) == pytest.approx((0.36, 0.71), abs=0.005)
    covered = np.mean((lower <= TRUTH) & (upper >= TRUTH))
    assert covered == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / REPLICATIONS))


def test_the_bounds_hold_whatever_loss_depends_on():
    rng = np.random.default_rng(7)
    for _ in range(REPLICATIONS):
        frame = lost(rng, depends_on_event=rng.choice([-3.0, 3.0]))
        known = frame.filter("answered")
        found = rk.statistics.nonresponse_bounds(known["event"].sum(), known.height, LOSS_N).row(0, named=True)
        # What these 240 would have said is inside always.
        assert found["lowest"] <= frame["event"].mean() <= found["highest"]


def test_goodman_limits_hold_together():
    # 20,000 tables of 40 people, shares .5, .3, .2: all three limits hold at once in at least 95 %.
    rng = np.random.default_rng(1)
    share = np.array([0.5, 0.3, 0.2])
    lower, upper = limits_of(rng.multinomial(40, share, size=20_000).astype(float), 0.95)
    together = np.mean(((lower <= share) & (share <= upper)).all(axis=1))
    assert 0.95 - 3 * np.sqrt(0.05 * 0.95 / 20_000) < together < 0.975


def waves(rng, n=80):
    """Mean change 0.4; who scored low at baseline is lost more often (at random, given what is known)."""
    level = rng.normal(size=n)
    first, second = level + rng.normal(0, 0.6, n), 0.4 + level + rng.normal(0, 0.6, n)
    stays = rng.random(n) < expit(0.3 + 1.5 * first)
    rows = pl.DataFrame({"id": np.arange(n), "wave": 0, "value": first})
    later = pl.DataFrame({"id": np.arange(n), "wave": 1, "value": second}).filter(pl.Series(stays))
    return pl.concat([rows, later])


def test_the_mixed_model_is_right_where_loss_depends_on_earlier_answers():
    rng = np.random.default_rng(3)
    columns = {"id": "id", "wave": "wave", "value": "value", "baseline": 0}
    found, pairs = [], []
    for _ in range(100):
        frame = waves(rng)
        found.append(rk.statistics.mixed_change(frame, **columns).select("estimate", "lower", "upper").row(0))
        wide = frame.pivot("wave", index="id", values="value").drop_nulls()
        pairs.append((wide["1"] - wide["0"]).mean())
    estimate, lower, upper = np.array(found).T
    assert estimate.mean() == pytest.approx(0.4, abs=margin(estimate))
    assert np.mean(pairs) < 0.4 - margin(pairs)  # regression to the mean: the complete pairs began high
    covered = np.mean((lower <= 0.4) & (upper >= 0.4))
    assert covered > 0.95 - 3 * np.sqrt(0.95 * 0.05 / len(found))


def ordinal(rng, n=80, odds=0.6):
    """Answers 1 to 4 with proportional odds and a level that a person keeps, marginally logistic."""
    cuts = np.array([-1.2, 0.0, 1.2])
    level = rng.normal(size=n)
    frames = []
    for wave in (0, 1):
        # A normal score with correlation .5 between waves, made uniform and then logistic.
        score = np.sqrt(0.5) * level + np.sqrt(0.5) * rng.normal(size=n)
        latent = logit(ndtr(score)) + odds * wave
        frames.append(
            pl.DataFrame({"id": np.arange(n), "wave": wave, "value": 1 + (latent[:, None] > cuts).sum(axis=1)})
        )
    return pl.concat(frames)


def test_the_odds_ratio_of_people_resampled_covers():
    rng = np.random.default_rng(5)
    columns = {"id": "id", "wave": "wave", "value": "value", "baseline": 0}
    found = np.array(
        [
            rk.statistics.ordinal_change(ordinal(rng), **columns, rng=rng, resamples=200)
            .select("estimate", "lower", "upper")
            .row(0)
            for _ in range(120)
        ]
    )
    assert found[:, 0].mean() == pytest.approx(0.6, abs=margin(found[:, 0]) + 0.02)
    covered = np.mean((found[:, 1] <= 0.6) & (found[:, 2] >= 0.6))
    assert covered > 0.95 - 3 * np.sqrt(0.95 * 0.05 / len(found))


def test_rank_intervals_hold_the_true_rank():
    # Four themes, shares unmet .7, .5, .45, .2; each of 60 people voices each with probability .6.
    rng = np.random.default_rng(9)
    share, held = np.array([0.7, 0.5, 0.45, 0.2]), []
    for _ in range(60):
        person, theme = np.nonzero(rng.random((60, 4)) < 0.6)
        frame = pl.DataFrame(
            {
                "id": person,
                "theme": [f"t{place}" for place in theme],
                "priority": rng.integers(1, 4, person.size),
                "unmet": rng.random(person.size) < share[theme],
            }
        )
        found = rk.statistics.rank_intervals(
            frame, id="id", theme="theme", priority="priority", unmet="unmet", rng=rng, resamples=200
        ).sort("theme")
        true = np.arange(1, 5)
        held.append((found["rank_lower"].to_numpy() <= true) & (true <= found["rank_upper"].to_numpy()))
    assert np.mean(held, axis=0).min() > 0.90 - 3 * np.sqrt(0.9 * 0.1 / len(held))


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    rng = np.random.default_rng(20261122)
    found = np.array([shares(rng) for _ in range(many)])
    covered = np.mean((found[:, 2] <= TRUTH) & (found[:, 3] >= TRUTH))
    print(f"{many:,} replications of {LOSS_N}: complete, weighted, lower, upper, lowest, highest")
    print(np.round(found.mean(axis=0), 4), "Monte Carlo error", np.round(found.std(axis=0) / np.sqrt(many), 4))
    print(f"coverage {covered:.3f}")
