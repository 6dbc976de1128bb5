"""Alarms, ratios and forecasts on data drawn from a known truth; seeds are fixed.

The margin of each assertion is three Monte Carlo standard errors about METHODS 12.2's limits, or less where said.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk

st = rk.statistics


def test_alarms_on_correlated_claims_come_as_often_as_said():
    # Three claims, twelve looks, correlation .5: 100,000 projects; standard error .07 points at 5 %.
    rng = np.random.default_rng(20261122)
    z = st.alarm_z(12, claims=3, correlation=0.5)
    root = np.linalg.cholesky(np.full((3, 3), 0.5) + 0.5 * np.eye(3))
    walk = np.zeros((100_000, 3))
    alarmed = np.zeros(100_000, dtype=bool)
    for look in range(1, 13):
        walk += rng.standard_normal((100_000, 3)) @ root.T
        alarmed |= (np.abs(walk) > z * np.sqrt(look)).any(axis=1)
    assert alarmed.mean() == pytest.approx(0.05, abs=0.0021)


def test_ratios_cover_the_truth():
    # 20,000 studies of 240 people; standard error .15 points at 95 %; METHODS 12.2: 93.5 to 96.5 %.
    rng = np.random.default_rng(1)
    group = rng.binomial(240, 0.35, 20_000)
    events, rest = rng.binomial(group, 0.30), rng.binomial(240 - group, 0.45)
    to_total = st.ratio_to_total(events, group, events + rest, 240)
    enrolled = rng.binomial(240, 0.28, 20_000)
    benchmark = rng.binomial(500, 0.35, 20_000) / 500
    representation = st.representation_ratio(enrolled, 240, benchmark, 500)
    for found, truth in ((to_total, 0.30 / (0.35 * 0.30 + 0.65 * 0.45)), (representation, 0.28 / 0.35)):
        covered = ((found["lower"] <= truth) & (truth <= found["upper"])).mean()
        assert 0.94 <= covered <= 0.96
        spread = np.log(found["estimate"].to_numpy()).std()
        assert found["std_error"].mean() == pytest.approx(spread, rel=0.03)


def test_the_interaction_contrast_covers_the_truth():
    # Four cells of 60, 40, 50 and 90 people; 4,000 studies.
    rng = np.random.default_rng(2)
    n, share = np.array([60, 40, 50, 90]), np.array([0.25, 0.45, 0.40, 0.45])
    events = rng.binomial(n, share, (4_000, 4))
    truth = share @ [1, -1, -1, 1]
    limits = [st.interaction_contrast(each, n).row(0)[1:] for each in events]
    covered = np.mean([lower <= truth <= upper for lower, upper in limits])
    assert 0.935 <= covered <= 0.965  # standard error .34 points


def test_forecasts_hold_what_comes():
    # 600 projects with arrivals and four pieces of hazards; standard error .9 points at 95 %, 1.6 at 80 %.
    rng = np.random.default_rng(5)
    hits = []
    for _ in range(600):
        pieces, present, plan, final = _project(rng)
        found = st.forecast(pieces, present, plan, rng=rng, draws=1_000)
        hits.append(found.select("lower_80", "upper_80", "lower", "upper").with_columns(outcome=pl.lit(final)))
    held = st.forecast_hits(pl.concat(hits))["estimate"]
    assert 0.77 - 0.03 <= held[0] <= 0.83 + 0.03
    assert 0.93 <= held[1] <= 0.97


GOAL, LEAVING = np.array([0.03, 0.05, 0.05, 0.04]), np.full(4, 0.02)


def _project(rng):
    """36 months, 7 people a month, half the time gone; four pieces of three months, horizon 12 months."""
    number = rng.poisson(7 * 36)
    start = rng.uniform(0, 36, number)
    left = rng.exponential(size=number)
    reached = np.append(0, np.cumsum((GOAL + LEAVING) * 3))
    piece = np.clip(np.searchsorted(reached, left, side="right") - 1, 0, 3)
    length = np.where(left < reached[-1], piece * 3 + (left - reached[piece]) / (GOAL + LEAVING)[piece], np.inf)
    goal = (rng.uniform(size=number) < (GOAL / (GOAL + LEAVING))[piece]) & (length < 12)
    elapsed, length_so_far = 18 - start, np.minimum(length, 12)
    known, over = elapsed >= 0, (length <= elapsed) & (elapsed >= 0)
    followed = np.minimum(length_so_far, elapsed)
    rows = []
    for low in (0.0, 3.0, 6.0, 9.0):
        within = over & (length > low) & (length <= low + 3)
        time = np.clip(followed[known] - low, 0, 3).sum()
        rows.append((low, low + 3, int((within & goal).sum()), int((within & ~goal).sum()), time))
    pieces = pl.DataFrame(rows, schema=["start", "end", "events", "others", "person_time"], orient="row")
    present = pl.DataFrame({"elapsed": elapsed[known & ~over & (elapsed < 12)]})
    plan = st.ForecastPlan(
        attained=int((over & goal).sum()), enrolled=int(known.sum()), observed_time=18.0, remaining_time=18.0,
        horizon=12.0,
    )  # fmt: skip
    return pieces, present, plan, int((goal & (start + length <= 36)).sum())
