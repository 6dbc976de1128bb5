"""How the time of an exact Efron fit grows from 1,000 to 10 million rows, beside the time to read the columns."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl

from benchmarks import interleaved, register
from benchmarks.cox_1m import COLUMNS, ours

SIZES = [10**power for power in range(3, 8)]


def read(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path, columns=COLUMNS)


def run(rows: int, repeats: int) -> None:
    for size in (each for each in SIZES if each <= rows):
        with tempfile.TemporaryDirectory() as folder:
            path = register.write_register(folder, size)
            tasks = {"research_kit": lambda path=path: ours(path), "reading": lambda path=path: read(path)}
            found = interleaved.medians(tasks, repeats)
        interleaved.show(f"Cox, Efron, 4 categorical covariates, {size:,} rows", found, "research_kit")
        ratio = found["research_kit"] / found["reading"]
        interleaved.claim_at(size, "ours / reading the columns", ratio, 3, at_most=True)
