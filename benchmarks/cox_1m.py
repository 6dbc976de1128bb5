"""Claim: exact Efron at 1 million rows of four categorical covariates is 40 times faster than R, 20 than lifelines."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from lifelines import CoxPHFitter
from numpy.typing import NDArray
from statsmodels.duration.hazard_regression import PHReg

from benchmarks import interleaved, register
from benchmarks.r_session import RSession, r_or_nothing, skipped
from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.cox_model import CoxModel

MOST_ROWS = 1_000_000
COVARIATES = list(register.DIMENSIONS)
COLUMNS = [*COVARIATES, "duration", "event"]


def load_in_r(r: RSession, table: pl.DataFrame, folder: Path, formula: str) -> None:
    """The people and the formula, in R's memory: its time to read them is not counted."""
    r.read("people", table, folder / "people.csv")
    r.run(f"formula <- as.formula('{formula}')")


def in_r(r: RSession) -> list[str]:
    return r.run("fitted <- coxph(formula, people)")


def exact_in_r(r: RSession) -> NDArray[np.float64]:
    """R's coefficients when fully converged.

    coxph stops when the likelihood hardly changes; begun anew from there it takes one more whole step. With a
    stricter `eps` it stays 1e-6 away at a million rows, apparently because it halves that step: the sum of so many logs
    is no longer exact enough to tell that the likelihood has grown.
    """
    return np.array(r.numbers("coef(coxph(formula, people, init = coef(fitted)))"))


def dummies(table: pl.DataFrame, covariates: Sequence[str]) -> pl.DataFrame:
    """Numbers as they are, and a column of 0 and 1 for every level but the first, as the peers take them."""
    columns: list[pl.Series] = []
    for name in covariates:
        if isinstance(table.schema[name], pl.Enum):
            levels = table[name].dtype.categories.to_list()[1:]
            columns += [(table[name] == level).cast(pl.Float64).alias(f"{name}={level}") for level in levels]
        else:
            columns.append(table[name].cast(pl.Float64))
    return pl.DataFrame(columns)


def ours(path: Path) -> CoxModel:
    return cox(pl.scan_parquet(path), duration="duration", event="event", covariates=COVARIATES)


def with_lifelines(path: Path) -> Any:
    read = pl.read_parquet(path, columns=COLUMNS)
    table = dummies(read, COVARIATES).with_columns(duration=read["duration"], event=read["event"] > 0).to_pandas()
    return CoxPHFitter().fit(table, "duration", "event")


def with_statsmodels(path: Path) -> Any:
    read = pl.read_parquet(path, columns=COLUMNS)
    has_event = (read["event"] > 0).to_numpy().astype(int)
    return PHReg(read["duration"].to_numpy(), dummies(read, COVARIATES).to_numpy(), status=has_event, ties="efron").fit(
        disp=0
    )


def show_agreement(model: CoxModel, coefficients: NDArray[np.float64]) -> None:
    """The largest difference of a coefficient from R's."""
    apart = float(np.abs(model.coefficients["estimate"].to_numpy() - coefficients).max())
    holds = "holds" if apart <= 1e-8 else "MISSED"
    print(f"  {holds}: coefficients as R's, largest difference: {apart:.1e} (goal <= 1e-8)")


def run(rows: int, repeats: int) -> None:
    rows = min(rows, MOST_ROWS)
    with tempfile.TemporaryDirectory() as folder, r_or_nothing() as r:
        path = register.write_register(folder, rows)
        tasks = {
            "research_kit": lambda: ours(path),
            "lifelines": lambda: with_lifelines(path),
            "statsmodels": lambda: with_statsmodels(path),
        }
        if r is not None:
            formula = f"Surv(duration, event > 0) ~ {' + '.join(COVARIATES)}"
            load_in_r(r, pl.read_parquet(path), Path(folder), formula)
            tasks["R coxph"] = lambda: in_r(r)
        found = interleaved.medians(tasks, min(repeats, 3))  # a peer takes up to half a minute
        interleaved.show(f"Cox, Efron, 4 categorical covariates, {rows:,} rows", found, "research_kit", skipped(r))
        _claims(rows, found)
        if r is not None:
            show_agreement(ours(path), exact_in_r(r))


def _claims(rows: int, found: dict[str, float]) -> None:
    for peer, goal in (("R coxph", 40), ("lifelines", 20)):
        if peer in found:
            ratio = found[peer] / found["research_kit"]
            interleaved.claim_at(rows, f"{peer} / ours", ratio, goal, at_most=False, full_size=MOST_ROWS)
