"""What peers do for Kaplan-Meier with Greenwood's errors by gender x foreign-born, from the same Parquet file."""

from __future__ import annotations

import shutil
import statistics
import subprocess
from pathlib import Path
from typing import Any

import lifelines
import polars as pl
from statsmodels.duration.survfunc import SurvfuncRight

from benchmarks.register import FOUR_COLUMNS

GROUPS = FOUR_COLUMNS[:2]


def read_columns(path: Path) -> pl.DataFrame:
    """The floor: reading the four columns and doing nothing."""
    return pl.read_parquet(path, columns=FOUR_COLUMNS)


def with_lifelines(path: Path) -> list[Any]:
    fitted = []
    for _, group in read_columns(path).group_by(GROUPS):
        durations, events = group["duration"].to_numpy(), (group["event"] > 0).to_numpy()
        fitter = lifelines.KaplanMeierFitter().fit(durations, events)
        fitted.append((fitter.survival_function_, fitter.confidence_interval_))
    return fitted


def with_statsmodels(path: Path) -> list[Any]:
    fitted = []
    for _, group in read_columns(path).group_by(GROUPS):
        curve = SurvfuncRight(group["duration"].to_numpy(), (group["event"] > 0).to_numpy().astype(int))
        fitted.append((curve.surv_prob, curve.surv_prob_se))
    return fitted


R_SCRIPT = """
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
people <- read.csv(arguments[1])
seconds <- replicate(as.integer(arguments[2]), system.time(
  survfit(Surv(duration, event > 0) ~ gender + foreign_born, data = people, conf.type = "log-log"))[["elapsed"]])
cat(median(seconds), "\\n")
"""


def why_not_r() -> str | None:
    """The reason R cannot take part, if there is one."""
    if shutil.which("Rscript") is None:
        return "no Rscript on this machine"
    found = subprocess.run(["Rscript", "-e", "library(survival)"], capture_output=True, check=False)
    return None if found.returncode == 0 else "R has no survival package here"


def seconds_in_r(path: Path, repeats: int) -> float:
    """Median seconds of survfit alone: R's time to read the file is not counted."""
    table = path.with_suffix(".csv")
    read_columns(path).write_csv(table)
    script = path.with_suffix(".R")
    script.write_text(R_SCRIPT)
    command = ["Rscript", str(script), str(table), str(repeats)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return statistics.median([float(word) for word in printed.split()])
