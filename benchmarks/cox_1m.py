"""Claim: exact Efron at 1 million rows of four categorical covariates is 40 times faster than R, 20 than lifelines."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from lifelines import CoxPHFitter
from numpy.typing import NDArray
from statsmodels.duration.hazard_regression import PHReg

from benchmarks import interleaved, peers, register
from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.cox_model import CoxModel

MOST_ROWS = 1_000_000
COVARIATES = list(register.DIMENSIONS)
COLUMNS = [*COVARIATES, "duration", "event"]

R_SCRIPT = """
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
people <- read.csv(arguments[1], stringsAsFactors = TRUE)
in_order <- function(column) if (is.factor(column)) factor(column, unique(column)) else column
people <- as.data.frame(lapply(people, in_order))
formula <- as.formula(arguments[2])
seconds <- replicate(as.integer(arguments[3]), system.time(coxph(formula, people))[["elapsed"]])
exact <- coxph(formula, people, init = coef(coxph(formula, people)))
cat(median(seconds), "\\n", formatC(coef(exact), digits = 17, format = "g"), "\\n")
"""


def in_r(path: Path, table: pl.DataFrame, formula: str, repeats: int) -> tuple[float, NDArray[np.float64]]:
    """Median seconds of coxph alone (reading is not counted), and its coefficients when fully converged.

    coxph stops when the likelihood hardly changes; begun anew from there it takes one more whole step. With a
    stricter `eps` it stays 1e-6 away at a million rows, apparently because it halves that step: the sum of so many logs
    is no longer exact enough to tell that the likelihood has grown.
    """
    csv, script = path.with_suffix(".csv"), path.with_suffix(".R")
    _in_order_of_levels(table).write_csv(csv)
    script.write_text(R_SCRIPT)
    command = ["Rscript", str(script), str(csv), formula, str(repeats)]
    seconds, coefficients = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[:2]
    return float(seconds), np.array([float(word) for word in coefficients.split()])


def _in_order_of_levels(table: pl.DataFrame) -> pl.DataFrame:
    """Rows so arranged that each factor's levels first occur in their order; the order of rows changes no estimate."""
    factors = [name for name, dtype in table.schema.items() if isinstance(dtype, pl.Enum)]
    return table.sort(factors) if factors else table


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
    rounds = min(repeats, 2)  # a peer takes up to half a minute
    with tempfile.TemporaryDirectory() as folder:
        path = register.write_register(folder, rows)
        tasks = {
            "research_kit": lambda: ours(path),
            "lifelines": lambda: with_lifelines(path),
            "statsmodels": lambda: with_statsmodels(path),
        }
        found = interleaved.medians(tasks, rounds)
        skipped, reason = {}, peers.why_not_r()
        if reason is None:
            formula = f"Surv(duration, event > 0) ~ {' + '.join(COVARIATES)}"
            found["R coxph"], coefficients = in_r(path, pl.read_parquet(path), formula, rounds)
        else:
            skipped["R coxph"] = reason
        model = ours(path)
    interleaved.show(f"Cox, Efron, 4 categorical covariates, {rows:,} rows", found, "research_kit", skipped)
    _claims(rows, found)
    if reason is None:
        show_agreement(model, coefficients)


def _claims(rows: int, found: dict[str, float]) -> None:
    for peer, goal in (("R coxph", 40), ("lifelines", 20)):
        if peer in found:
            ratio = found[peer] / found["research_kit"]
            interleaved.claim_at(rows, f"{peer} / ours", ratio, goal, at_most=False, full_size=MOST_ROWS)
