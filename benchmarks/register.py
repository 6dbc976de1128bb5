"""A made-up register in Parquet: one row per participant, four dimensions, days to one of two events."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

DIMENSIONS = ("gender", "foreign_born", "age_band", "target_group")
FOUR_COLUMNS = ["gender", "foreign_born", "duration", "event"]
LEVELS = {
    "gender": ["woman", "man"],
    "foreign_born": ["yes", "no"],
    "age_band": ["15-24", "25-34", "35-54", "55-75"],
    "target_group": ["long_term_sick", "unemployed", "income_support", "newly_arrived"],
}


def made_up(rows: int, seed: int = 20110630) -> pl.DataFrame:
    """Participants followed for at most three years, about half of them censored."""
    rng = np.random.default_rng(seed)
    columns = {}
    for name, levels in LEVELS.items():
        columns[name] = pl.Series(levels, dtype=pl.Enum(levels))[rng.integers(0, len(levels), rows, dtype=np.uint8)]
    left = np.minimum(rng.exponential(600, rows), rng.integers(90, 1096, rows))
    return pl.DataFrame(columns).with_columns(
        duration=pl.Series(left.astype(np.int16) + 1),
        event=pl.Series(rng.choice(np.array([0, 1, 2], dtype=np.int8), rows, p=[0.5, 0.35, 0.15])),
    )


def write_register(folder: str, rows: int) -> Path:
    path = Path(folder) / "register.parquet"
    made_up(rows).write_parquet(path)
    return path
