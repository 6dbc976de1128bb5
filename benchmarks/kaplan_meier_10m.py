"""Claim: Kaplan-Meier for 4 groups of 10 million rows costs <= 2.5 reads of its columns, 1/8 of lifelines."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl

import research_kit as rk
from benchmarks import interleaved, peers, register

MOST_ROWS_FOR_R = 1_000_000


def ours(path: Path) -> pl.DataFrame:
    table = rk.counts.life_table(pl.scan_parquet(path), duration="duration", event="event", by=peers.GROUPS)
    return rk.statistics.kaplan_meier(table)


def run(rows: int, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = register.write_register(folder, rows)
        tasks = {
            "reading the four columns": lambda: peers.read_columns(path),
            "research_kit": lambda: ours(path),
            "lifelines": lambda: peers.with_lifelines(path),
            "statsmodels": lambda: peers.with_statsmodels(path),
        }
        found = interleaved.medians(tasks, repeats)
        skipped = {}
        reason = why_not(rows)
        if reason:
            skipped["R survfit"] = reason
        else:
            found["R survfit (without reading)"] = peers.seconds_in_r(path, 3)
    interleaved.show(f"Kaplan-Meier with Greenwood, 4 groups, {rows:,} rows", found, "research_kit", skipped)
    read, own, lifelines = (found[name] for name in ("reading the four columns", "research_kit", "lifelines"))
    interleaved.claim_at(rows, "time / reading the columns", own / read, 2.5, at_most=True)
    interleaved.claim_at(rows, "lifelines / ours", lifelines / own, 8, at_most=False)


def why_not(rows: int) -> str | None:
    if rows > MOST_ROWS_FOR_R:
        return f"minutes at {rows:,} rows; run with --rows {MOST_ROWS_FOR_R}"
    return peers.why_not_r()
