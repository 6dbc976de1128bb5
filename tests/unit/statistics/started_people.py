"""A made-up study: people who start an activity on the way and then work, with a cause of both."""

from __future__ import annotations

import numpy as np
import polars as pl

COLUMNS = {"id": "pid", "duration": "months", "event": "worked", "exposure_time": "begun"}


def people(n=300, seed=1, effect=1.0):
    rng = np.random.default_rng(seed)
    fact = rng.integers(0, 2, n)
    begun = rng.exponential(1 / (0.12 * np.exp(0.4 * fact)))
    hazard, mass = 0.05 * np.exp(0.4 * fact), rng.exponential(1.0, n)
    before = hazard * begun
    work = np.where(mass <= before, mass / hazard, begun + (mass - before) / (hazard * effect))
    last = rng.uniform(6, 24, n)
    months = np.minimum(work, last)
    frame = pl.DataFrame({"pid": np.arange(n), "months": months, "worked": work <= last, "fact": fact})
    return frame.with_columns(begun=pl.Series(np.where(begun < months, begun, np.nan)).fill_nan(None))
