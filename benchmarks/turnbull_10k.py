"""Claim: Turnbull's estimate of 10,000 intervals takes less than a second, and meets the optimality conditions."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from lifelines import KaplanMeierFitter

from benchmarks import interleaved
from research_kit.statistics.intervals.turnbull import turnbull
from research_kit.statistics.intervals.turnbull_optimality import turnbull_optimality

MOST_ROWS = 10_000
PEER_ROWS = 1_000  # at 10,000 lifelines takes tens of seconds a round


def made_up(rows: int, seed: int = 20110630) -> pl.DataFrame:
    """Random intervals around exponential times, of random width; those that outlast the follow-up have no end."""
    rng = np.random.default_rng(seed)
    time, width, end = rng.exponential(12, rows), rng.exponential(3, rows) + 0.1, rng.uniform(9, 36, rows)
    left = np.minimum(np.maximum(time - rng.random(rows) * width, 0), end)
    right = time + rng.random(rows) * width + 1e-6
    return pl.DataFrame({"left": left, "right": np.where(right > end, np.inf, right)})


def ours(frame: pl.DataFrame) -> pl.DataFrame:
    return turnbull(frame, left="left", right="right")


def with_lifelines(frame: pl.DataFrame) -> Any:
    left, right = frame["left"].to_numpy(), frame["right"].to_numpy()
    return KaplanMeierFitter().fit_interval_censoring(left, right)


def run(rows: int, repeats: int) -> None:
    full, reduced = made_up(min(rows, MOST_ROWS)), made_up(min(rows, PEER_ROWS))
    tasks = {
        f"research_kit, {full.height:,} intervals": lambda: ours(full),
        f"research_kit, {reduced.height:,} intervals": lambda: ours(reduced),
        f"lifelines, {reduced.height:,} intervals": lambda: with_lifelines(reduced),
    }
    found = interleaved.medians(tasks, repeats)
    whole, same, peer = found
    interleaved.show("Turnbull's estimate of random intervals", found, whole)
    check = turnbull_optimality(full, ours(full), left="left", right="right").row(0, named=True)
    print(f"  log-likelihood {check['log_likelihood']:.6f}; largest violation {check['largest_violation']:.1e}")
    interleaved.claim("largest violation of the optimality conditions", check["largest_violation"], 1e-8, at_most=True)
    print(f"  lifelines / ours at {reduced.height:,} intervals: {found[peer] / found[same]:.0f}")
    interleaved.claim_at(full.height, "seconds", found[whole], 1, at_most=True, full_size=MOST_ROWS)
