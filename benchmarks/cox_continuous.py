"""Claim: with a continuous covariate beside four categorical ones, Cox at 1 million rows is 4 times faster than R."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import interleaved, register
from benchmarks.cox_1m import COVARIATES, MOST_ROWS, exact_in_r, in_r, load_in_r, show_agreement
from benchmarks.r_session import r_or_nothing, skipped
from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.cox_model import CoxModel

WANTED = [*COVARIATES, "score"]


def write_people(folder: str, rows: int) -> Path:
    """The register, with a covariate that no two share and that matters, and durations that end within a day."""
    rng = np.random.default_rng(20110630)
    table = register.made_up(rows)
    score = rng.normal(0, 1, rows)
    sooner = np.maximum(1, table["duration"].to_numpy() * np.exp(-0.3 * score)).astype(np.int16)
    people = table.with_columns(score=pl.Series(score), duration=pl.Series(np.minimum(sooner, 1096)))
    path = Path(folder) / "people.parquet"
    people.with_columns(moment=pl.col("duration") + pl.Series(rng.random(rows))).write_parquet(path)
    return path


def ours(path: Path, duration: str) -> CoxModel:
    return cox(pl.scan_parquet(path), duration=duration, event="event", covariates=WANTED)


def run(rows: int, repeats: int) -> None:
    rows = min(rows, MOST_ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = write_people(folder, rows)
        for duration, said in (("duration", "in whole days"), ("moment", "at any moment")):
            title = f"Cox, a continuous covariate beside 4, events {said}, {rows:,} rows"
            _compare(path, duration, title, min(repeats, 3))


def _compare(path: Path, duration: str, title: str, rounds: int) -> None:
    tasks = {"research_kit": lambda: ours(path, duration)}
    table = pl.read_parquet(path, columns=[*WANTED, duration, "event"])
    with r_or_nothing() as r:
        if r is not None:
            load_in_r(r, table, path.parent, f"Surv({duration}, event > 0) ~ {' + '.join(WANTED)}")
            tasks["R coxph"] = lambda: in_r(r)
        found = interleaved.medians(tasks, rounds)
        interleaved.show(title, found, "research_kit", skipped(r))
        if r is not None:
            ratio = found["R coxph"] / found["research_kit"]
            interleaved.claim_at(table.height, "R coxph / ours", ratio, 4, at_most=False, full_size=MOST_ROWS)
            show_agreement(ours(path, duration), exact_in_r(r))
