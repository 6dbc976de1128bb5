"""Claim: cumulative incidence with standard errors for 1 million rows is 4 times faster than the best peer."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
from statsmodels.duration.survfunc import CumIncidenceRight

import research_kit as rk
from benchmarks import interleaved, register

MOST_ROWS = 1_000_000


def ours(path: Path) -> pl.DataFrame:
    table = rk.counts.life_table(pl.scan_parquet(path), duration="duration", event="event")
    return rk.statistics.cumulative_incidence(table)


def with_statsmodels(path: Path) -> Any:
    read = pl.read_parquet(path, columns=["duration", "event"])
    curve = CumIncidenceRight(read["duration"].to_numpy(), read["event"].to_numpy())
    return curve.cinc, curve.cinc_se


def run(rows: int, repeats: int) -> None:
    rows = min(rows, MOST_ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = register.write_register(folder, rows)
        tasks = {"research_kit": lambda: ours(path), "statsmodels": lambda: with_statsmodels(path)}
        found = interleaved.medians(tasks, repeats)
    skipped = {"lifelines": "one cause at a time, tied times separated at random, tens of seconds"}
    interleaved.show(f"Aalen-Johansen with standard errors, {rows:,} rows", found, "research_kit", skipped)
    ratio = found["statsmodels"] / found["research_kit"]
    interleaved.claim_at(rows, "statsmodels / ours", ratio, 4, at_most=False, full_size=MOST_ROWS)
