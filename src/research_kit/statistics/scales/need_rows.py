"""Needs as participants voiced them, with what each weighs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.scales.read_rows import read_rows, refuse

Floats = NDArray[np.float64]
WEIGHTS = {1: 3.0, 2: 2.0, 3: 1.0}
"""What a need weighs by its priority: the most important is 1."""


def read_needs(frame: Any, *, id: str, priority: str, flags: Sequence[str]) -> pl.DataFrame:
    """The columns named with `_person` (0, 1, …) and `_weight`; flags may be null, which is not known."""
    rows = read_rows(frame, [id, priority, *flags])
    refuse(rows, pl.col(id).is_null(), f"have no participant in {id!r}.")
    if not rows.schema[priority].is_numeric():
        raise EstimateError(f"Column {priority!r} holds {rows.schema[priority]}, not the priorities 1, 2 and 3.")
    refuse(
        rows,
        ~pl.col(priority).cast(pl.Float64).is_in([float(each) for each in WEIGHTS]),
        f"have a {priority!r} other than 1, 2 or 3.",
    )
    for name in flags:
        if rows.schema[name] not in (pl.Boolean, pl.Null):
            raise EstimateError(f"Column {name!r} holds {rows.schema[name]}, not true and false.")
    return rows.with_columns(pl.col(name).cast(pl.Boolean) for name in flags).with_columns(
        _person=pl.col(id).rank("dense").cast(pl.Int64) - 1,
        _weight=pl.col(priority).cast(pl.Int64).replace_strict(WEIGHTS, return_dtype=pl.Float64),
    )
