"""Do intervals cover what they say? Fixed seeds; every margin is 3 Monte Carlo standard errors of the coverage.

Setting of METHODS 12.3: months to work exponential, censoring uniform on (6, 36) months. One replication is one group
of one life table, so thousands of replications are a single call.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk

REPLICATIONS = 4_000
MARGIN = 3 * np.sqrt(0.95 * 0.05 / REPLICATIONS)  # 1.0 point
HAZARDS = np.array([0.04, 0.02, 0.02])  # a month: work, education, leaving for good


def replications(n, seed, hazards=HAZARDS, groups=1):
    """Counts of `REPLICATIONS` studies of n participants a group."""
    rng = np.random.default_rng(seed)
    size = REPLICATIONS * n * groups
    time = rng.exponential(1 / hazards.sum(), size)
    cause = 1 + rng.choice(len(hazards), size, p=hazards / hazards.sum())
    censored_at = rng.uniform(6, 36, size)
    frame = pl.DataFrame(
        {
            "study": np.repeat(np.arange(REPLICATIONS), n * groups),
            "group": np.tile(np.repeat(np.arange(groups), n), REPLICATIONS),
            "months": np.minimum(time, censored_at),
            "cause": np.where(time <= censored_at, cause, 0),
        }
    )
    by = ["study", "group"] if groups > 1 else ["study"]
    return rk.counts.life_table(frame, duration="months", event="cause", by=by)


def coverage(rows, truth):
    """Share of the defined intervals that hold the truth, and the share that is defined."""
    defined = rows.drop_nulls(["lower", "upper"])
    held = defined.select((pl.col("lower") <= truth) & (pl.col("upper") >= truth)).to_series()
    return held.mean(), defined.height / rows.height


@pytest.mark.slow
def test_log_log_kaplan_meier_at_30_participants_covers():
    # METHODS M3.1: 95.4 % at n = 30, 12 months.
    curve = rk.statistics.kaplan_meier(replications(30, seed=311))
    covered, defined = coverage(rk.statistics.at_times(curve, 12), np.exp(-12 * HAZARDS.sum()))
    assert covered == pytest.approx(0.954, abs=MARGIN)
    assert defined > 0.99


@pytest.mark.slow
def test_beta_product_never_covers_less_than_it_says():
    # METHODS M3.1: 96.7-99.5 % throughout, n = 10 at 3 months included.
    curve = rk.statistics.kaplan_meier(replications(10, seed=312), interval="beta-product")
    covered, _ = coverage(rk.statistics.at_times(curve, 3), np.exp(-3 * HAZARDS.sum()))
    assert covered >= 0.95 - MARGIN


@pytest.mark.slow
def test_cumulative_incidence_at_30_participants_covers_and_is_unbiased():
    # METHODS M3.2: log-log 95.4 %, plain 92.8 % at n = 30, 12 months; truth .3086.
    truth = 0.5 * (1 - np.exp(-0.96))
    table = replications(30, seed=321)
    rows = rk.statistics.at_times(rk.statistics.cumulative_incidence(table), 12).filter(cause=1)
    plain = rk.statistics.at_times(rk.statistics.cumulative_incidence(table, interval="plain"), 12).filter(cause=1)
    assert coverage(rows, truth)[0] == pytest.approx(0.954, abs=MARGIN)
    assert coverage(plain, truth)[0] == pytest.approx(0.928, abs=3 * np.sqrt(0.928 * 0.072 / REPLICATIONS))
    spread = rows["estimate"].std()
    assert rows["estimate"].mean() == pytest.approx(truth, abs=3 * spread / np.sqrt(REPLICATIONS))
    assert (rows["std_error"] ** 2).mean() == pytest.approx(spread**2, rel=3 * np.sqrt(2 / REPLICATIONS) + 0.04)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "with_t", "without"), [(15, 0.965, 0.927), (30, 0.957, 0.941)])
def test_the_small_sample_interval_of_the_restricted_mean_difference_covers(n, with_t, without):
    # METHODS M3.4: without m/(m-1) 92.7 %, with it and Student's t 96.5 % at n = 15; 94.1 and 95.7 % at n = 30.
    table = replications(n, seed=340 + n, hazards=np.array([0.0578]), groups=2)
    gap = rk.statistics.restricted_mean_difference(table, tau=12, group="group")
    covered, defined = coverage(gap, 0.0)
    naive = ((gap["estimate"] / gap["std_error"]).abs() <= 1.959964).mean()
    assert covered == pytest.approx(with_t, abs=1.5 * MARGIN)
    assert naive == pytest.approx(without, abs=1.5 * MARGIN)
    assert defined > 0.99


@pytest.mark.slow
def test_the_standard_error_of_months_in_work_is_that_of_repeated_studies():
    # Area under F1 to 12: .5 (12 - (1 - exp(-.96)) / .08) months.
    table = replications(60, seed=345)
    rows = rk.statistics.restricted_mean(table, tau=12, cause=1)
    truth = 0.5 * (12 - (1 - np.exp(-0.96)) / 0.08)
    spread = rows["estimate"].std()
    assert rows["estimate"].mean() == pytest.approx(truth, abs=3 * spread / np.sqrt(REPLICATIONS))
    # A sum of 60 has a spread 1/60 too small without correction; 3 Monte Carlo errors of a variance are 6.7 %.
    assert (rows["std_error"] ** 2).mean() == pytest.approx(spread**2, rel=3 * np.sqrt(2 / REPLICATIONS) + 1 / 60)


@pytest.mark.slow
def test_the_log_rank_test_keeps_its_level():
    table = replications(30, seed=350, groups=2).table
    studies = table.group_by("study", maintain_order=True)
    p_values = [
        rk.statistics.log_rank(rk.counts.LifeTable(table=part.drop("study")))["p_value"][0] for _, part in studies
    ]
    assert np.mean(np.array(p_values) <= 0.05) == pytest.approx(0.05, abs=MARGIN)
