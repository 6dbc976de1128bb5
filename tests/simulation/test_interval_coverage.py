"""Is the interval-censored estimate unbiased, does its interval cover, and does the naive one fail as it should?

Setting of METHODS 12.3: months to work exponential with median 12, quarterly follow-ups with a standard deviation of 14
days, 0 or 20 % of them missed, follow-up uniform on (9, 36) months, n = 240. Fixed seeds; margins are 3 Monte Carlo
standard errors.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.statistics.intervals.interval_censored import interval_censored

MONTH = 30.4375
N = 240
REPLICATIONS = 300
MEDIAN_12 = (np.log(2) / 12,)  # hazards a month
MARGIN = 3 * np.sqrt(0.95 * 0.05 / REPLICATIONS)  # 3.8 points
COVERAGE = (0.935 - MARGIN, 0.965 + MARGIN)


def studies(missed, seed, replications, hazards=MEDIAN_12):
    """Rows of all studies: `study, left, right` in days, and `cause` (0 = not seen to have had an event)."""
    rng = np.random.default_rng(seed)
    size = replications * N
    time = rng.exponential(MONTH / sum(hazards), size)
    cause = 1 + rng.choice(len(hazards), size, p=np.array(hazards) / sum(hazards))
    end = rng.uniform(9 * MONTH, 36 * MONTH, size)
    wave = np.arange(1, 13) * 3 * MONTH + rng.normal(0, 14, (size, 12))
    held = (wave <= end[:, None]) & (rng.random((size, 12)) >= missed)
    before = np.where(held & (wave < time[:, None]), wave, 0).max(axis=1)
    after = np.where(held & (wave >= time[:, None]), wave, np.inf).min(axis=1)
    seen = np.isfinite(after)
    frame = pl.DataFrame({"left": before, "right": after, "cause": np.where(seen, cause, 0)})
    return frame.with_columns(study=pl.Series(np.repeat(np.arange(replications), N)))


def covers(lower, upper, truth):
    return float(np.mean((lower <= truth) & (upper >= truth)))


@pytest.mark.slow
@pytest.mark.parametrize(("missed", "seed"), [(0.0, 330), (0.2, 331)])
def test_the_primary_estimate_is_unbiased_and_covers(missed, seed):
    # METHODS 12.2: share at 12 months within .5 point, median within .2 month, coverage 93.5-96.5 %.
    rows = []
    for study in studies(missed, seed, REPLICATIONS).partition_by("study"):
        model = interval_censored(study, left="left", right="right")
        share, median = model.cumulative_incidence(12 * MONTH), model.quantile(0.5)
        mean = model.restricted_mean(12 * MONTH)
        rows.append((*share.row(0)[2:6], *median.row(0), *mean.row(0)[1:5]))
    found = np.array(rows, dtype=np.float64)
    share, share_error, share_lower, share_upper, median, median_lower, median_upper = found[:, :7].T
    mean, _, mean_lower, mean_upper = found[:, 7:].T
    true_mean = 6 * MONTH / np.log(2)
    spread = share.std()
    assert share.mean() == pytest.approx(0.5, abs=0.005 + 3 * spread / np.sqrt(REPLICATIONS))
    assert (share_error**2).mean() == pytest.approx(spread**2, rel=3 * np.sqrt(2 / REPLICATIONS))
    assert COVERAGE[0] <= covers(share_lower, share_upper, 0.5) <= COVERAGE[1]
    bias = median.mean() / MONTH - 12
    assert abs(bias) <= 0.2 + 3 * median.std() / MONTH / np.sqrt(REPLICATIONS)
    no_upper = np.nan_to_num(median_upper, nan=np.inf)
    assert COVERAGE[0] <= covers(median_lower, no_upper, 12 * MONTH) <= COVERAGE[1]
    assert abs(mean.mean() - true_mean) / MONTH <= 0.05 + 3 * mean.std() / MONTH / np.sqrt(REPLICATIONS)
    assert COVERAGE[0] <= covers(mean_lower, mean_upper, true_mean) <= COVERAGE[1]


@pytest.mark.slow
def test_the_incidence_of_work_among_three_causes_is_unbiased_and_covers():
    # Hazards .04, .02, .02 a month: .3086 have started work within 12 months (METHODS M3.2).
    truth = 0.5 * (1 - np.exp(-0.96))
    rows = [
        interval_censored(study, left="left", right="right", event="cause").cumulative_incidence(12 * MONTH).row(0)[2:]
        for study in studies(0.2, 332, 200, hazards=(0.04, 0.02, 0.02)).partition_by("study")
    ]
    estimate, std_error, lower, upper = np.array(rows).T
    margin = 3 * np.sqrt(0.95 * 0.05 / 200)
    assert estimate.mean() == pytest.approx(truth, abs=0.005 + 3 * estimate.std() / np.sqrt(200))
    assert (std_error**2).mean() == pytest.approx(estimate.var(), rel=3 * np.sqrt(2 / 200))
    assert 0.935 - margin <= covers(lower, upper, truth) <= 0.965 + margin


@pytest.mark.slow
@pytest.mark.parametrize(
    ("missed", "seed", "least_months", "points_short", "coverage"),
    [(0.0, 333, 1.0, 4.5, 0.76), (0.2, 334, 1.6, 6.5, 0.53)],
)
def test_dates_of_detection_fail(missed, seed, least_months, points_short, coverage):
    # METHODS M3.3: the median is 1.1 (1.8) months late, the share 4.5 (6.5) points short, coverage 76 % (53 %).
    replications = 500
    detected = studies(missed, seed, replications).with_columns(
        had=pl.col("cause") > 0, day=pl.when(pl.col("cause") > 0).then("right").otherwise("left")
    )
    table = rk.counts.life_table(detected, duration="day", event="had", by="study")
    curve = rk.statistics.kaplan_meier(table)
    free = rk.statistics.at_times(curve, 12 * MONTH)
    error = 3 * free["estimate"].std() / np.sqrt(replications)
    assert 100 * (free["estimate"].mean() - 0.5) == pytest.approx(points_short, abs=100 * error)
    margin = 3 * np.sqrt(coverage * (1 - coverage) / replications)
    assert covers(free["lower"].to_numpy(), free["upper"].to_numpy(), 0.5) == pytest.approx(coverage, abs=margin)
    assert rk.statistics.quantile(curve)["time"].mean() / MONTH - 12 >= least_months
