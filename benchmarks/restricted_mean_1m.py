"""Claim: restricted means with their errors for 4 groups of 1 million rows are 20 times faster than in R."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl

import research_kit as rk
from benchmarks import interleaved, peers, register
from benchmarks.r_session import r_or_nothing, skipped

MOST_ROWS = 1_000_000
TAU = 365.25
IN_R = f"found <- summary(survfit(Surv(duration, event > 0) ~ gender + foreign_born, people), rmean = {TAU})$table"


def ours(path: Path) -> pl.DataFrame:
    people = pl.scan_parquet(path).with_columns(pl.col("event") > 0)
    table = rk.counts.life_table(people, duration="duration", event="event", by=peers.GROUPS)
    return rk.statistics.restricted_mean(table, tau=TAU)


def run(rows: int, repeats: int) -> None:
    rows = min(rows, MOST_ROWS)
    with tempfile.TemporaryDirectory() as folder, r_or_nothing() as r:
        path = register.write_register(folder, rows)
        tasks = {"research_kit": lambda: ours(path)}
        if r is not None:
            r.read("people", peers.read_columns(path), Path(folder) / "people.csv")
            tasks["R survfit, rmean"] = lambda: r.run(IN_R)
        found = interleaved.medians(tasks, repeats)
        interleaved.show(f"Restricted means with errors, 4 groups, {rows:,} rows", found, "research_kit", skipped(r))
        if r is not None:
            ratio = found["R survfit, rmean"] / found["research_kit"]
            interleaved.claim_at(rows, "R / ours", ratio, 20, at_most=False, full_size=MOST_ROWS)
            apart = max(
                abs(ours - theirs)
                for column, name in (("estimate", "rmean"), ("std_error", "se(rmean)"))
                for ours, theirs in zip(
                    sorted(_ours(path, column)), sorted(r.numbers(f'found[, "{name}"]')), strict=True
                )
            )
            interleaved.claim("largest difference from R, days", apart, 1e-6, at_most=True)


def _ours(path: Path, column: str) -> list[float]:
    return ours(path)[column].to_list()
