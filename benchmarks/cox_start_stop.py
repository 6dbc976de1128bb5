"""Claim: start-stop rows (450,000 of 100,000 people) are 8 times faster than in R, 80 times than in lifelines."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from lifelines import CoxTimeVaryingFitter

from benchmarks import interleaved, register
from benchmarks.cox_1m import dummies, exact_in_r, in_r, load_in_r, show_agreement
from benchmarks.r_session import r_or_nothing, skipped
from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.cox_model import CoxModel

MOST_PEOPLE = 100_000
CATEGORICAL = ["gender", "foreign_born", "age_band", "target_group", "in_activity"]
FINE = [*CATEGORICAL, "distance"]


def write_intervals(folder: str, people: int) -> Path:
    """Each participant's follow-up cut at up to seven days of change, in activity on every other stretch."""
    rng = np.random.default_rng(20110630)
    table = register.made_up(people).with_row_index("person")
    table = table.with_columns(
        distance=pl.Series(rng.normal(0, 1, people)), cuts=pl.Series(rng.integers(0, 8, people, dtype=np.int8))
    )
    rows = table.select(pl.all().repeat_by(pl.col("cuts") + 1).explode())
    share = pl.Series(rng.random(rows.height))
    days = (pl.col("duration") * share).ceil().cast(pl.Int16)
    stops = rows.with_columns(stop=pl.min_horizontal("duration", days)).sort("person", "stop")
    last = pl.col("person") != pl.col("person").shift(-1)
    stops = stops.with_columns(stop=pl.when(last.fill_null(True)).then("duration").otherwise("stop"))
    stops = stops.unique(["person", "stop"], keep="last", maintain_order=True)
    before = pl.col("stop").shift(1).over("person").fill_null(0)
    is_end = pl.col("stop") == pl.col("duration")
    intervals = stops.with_columns(
        start=before,
        in_activity=(pl.int_range(pl.len()).over("person") + pl.col("person")) % 2 == 1,
        event=(pl.when(is_end).then("event").otherwise(0) > 0),
    )
    path = Path(folder) / "intervals.parquet"
    intervals.drop("cuts", "duration").write_parquet(path)
    return path


def ours(path: Path, covariates: list[str]) -> CoxModel:
    return cox(pl.scan_parquet(path), duration="stop", entry="start", event="event", covariates=covariates)


def with_lifelines(path: Path, covariates: list[str]) -> Any:
    read = pl.read_parquet(path)
    table = dummies(read, covariates).with_columns(read.select("person", "start", "stop", "event")).to_pandas()
    return CoxTimeVaryingFitter().fit(table, id_col="person", event_col="event", start_col="start", stop_col="stop")


def run(rows: int, repeats: int) -> None:
    people = min(rows, MOST_PEOPLE)
    with tempfile.TemporaryDirectory() as folder:
        path = write_intervals(folder, people)
        for covariates, said in ((CATEGORICAL, "categorical covariates"), (FINE, "one of the covariates continuous")):
            _compare(path, covariates, said, people, repeats)


def _compare(path: Path, covariates: list[str], said: str, people: int, repeats: int) -> None:
    table = pl.read_parquet(path)
    tasks = {"research_kit": lambda: ours(path, covariates)}
    with r_or_nothing() as r:
        if r is not None:
            wanted = table.select(*covariates, "start", "stop", "event").with_columns(
                pl.col("event", "in_activity").cast(pl.Int8)
            )
            load_in_r(r, wanted, path.parent, f"Surv(start, stop, event) ~ {' + '.join(covariates)}")
            tasks["R coxph"] = lambda: in_r(r)
        found = interleaved.medians(tasks, min(repeats, 3))
        if covariates == FINE:
            found["lifelines"] = _seconds(lambda: with_lifelines(path, covariates))
        title = f"Cox, start-stop, {people:,} people in {table.height:,} rows, {said}"
        interleaved.show(title, found, "research_kit", skipped(r))
        for peer, goal in (("R coxph", 8), ("lifelines", 80)):
            if peer in found:
                ratio = found[peer] / found["research_kit"]
                interleaved.claim_at(people, f"{peer} / ours", ratio, goal, at_most=False, full_size=MOST_PEOPLE)
        if r is not None:
            show_agreement(ours(path, covariates), exact_in_r(r))


def _seconds(task: interleaved.Task) -> float:
    """Of a single round: it takes minutes."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start
