"""Claim: the log-rank test of 4 groups of 1 million rows is 6 times faster than the best peer."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
from lifelines.statistics import multivariate_logrank_test
from statsmodels.duration.survfunc import survdiff

import research_kit as rk
from benchmarks import interleaved, peers, register

MOST_ROWS = 1_000_000


def ours(path: Path) -> pl.DataFrame:
    table = rk.counts.life_table(pl.scan_parquet(path), duration="duration", event="event", by=peers.GROUPS)
    return rk.statistics.log_rank(table)


def arrays(path: Path) -> tuple[Any, Any, Any]:
    """Durations, events and the group of every row, as the peers take them."""
    read = peers.read_columns(path)
    group = read.select(2 * pl.col("gender").to_physical() + pl.col("foreign_born").to_physical()).to_series()
    return read["duration"].to_numpy(), (read["event"] > 0).to_numpy().astype(int), group.to_numpy()


def with_lifelines(path: Path) -> Any:
    duration, event, group = arrays(path)
    return multivariate_logrank_test(duration, group, event)


def with_statsmodels(path: Path) -> Any:
    duration, event, group = arrays(path)
    return survdiff(duration, event, group)


def run(rows: int, repeats: int) -> None:
    rows = min(rows, MOST_ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = register.write_register(folder, rows)
        tasks = {
            "research_kit": lambda: ours(path),
            "lifelines": lambda: with_lifelines(path),
            "statsmodels": lambda: with_statsmodels(path),
        }
        found = interleaved.medians(tasks, repeats)
    interleaved.show(f"Log-rank test, 4 groups, {rows:,} rows", found, "research_kit")
    ratio = min(found["lifelines"], found["statsmodels"]) / found["research_kit"]
    interleaved.claim_at(rows, "best peer / ours", ratio, 6, at_most=False, full_size=MOST_ROWS)
