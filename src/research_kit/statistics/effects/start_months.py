"""Who starts in which month: one row per participant and month in which they still could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.effects.history import History
from research_kit.statistics.effects.month_bands import month_bands

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_LEAST_STARTS = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class StartMonths:
    """Rows by participant and month (both from 0) with `_band`, `_part` of the month at risk, `_starts`, covariates."""

    rows: pl.DataFrame
    person: Ints
    month: Ints
    covariates: tuple[str, ...]


def start_months(people: pl.DataFrame, names: Sequence[str], history: History, *, months: int) -> StartMonths:
    """Participant-months in which the activity could still be started, up to a month.

    Raises
    ------
    EstimateError
        Fewer than ten starts, or somebody has no history.
    """
    each = people.with_row_index("_person").join(pl.DataFrame({"_month": np.arange(months)}), how="cross")
    could = pl.min_horizontal("_until", "_open")
    waits = pl.min_horizontal("_begun", could) > pl.col("_month")
    starts_now = (pl.col("_begun") > pl.col("_month")) | ((pl.col("_month") == 0) & (pl.col("_begun") == 0))
    rows = each.filter(waits | (starts_now & (pl.col("_begun") <= pl.col("_until")) & (pl.col("_month") == 0)))
    passed = pl.min_horizontal("_begun", could, pl.col("_month") + 1.0) - pl.col("_month")
    rows = rows.with_columns(
        _starts=(pl.col("_begun") <= pl.col("_month") + 1),
        _part=passed.clip(1e-6, 1.0),
    )
    ends = month_bands(rows.filter("_starts")["_month"].to_numpy() + 1.0, months, least=_LEAST_STARTS)
    rows = rows.with_columns(_band=np.searchsorted(ends, rows["_month"].to_numpy(), side="right") + 1)
    rows = history.known_at(rows, "_month")
    return StartMonths(
        rows=rows,
        person=rows["_person"].to_numpy().astype(np.int64),
        month=rows["_month"].to_numpy().astype(np.int64),
        covariates=(*names, *history.names),
    )


def shut_months(people: pl.DataFrame, months: int) -> Floats:
    """Participants x months: the part of each month followed without a start, when none was possible any more."""
    until, open_until, begun, seen = (people[name].to_numpy() for name in ("_until", "_open", "_begun", "_seen"))
    month = np.arange(months, dtype=np.float64)
    last = np.minimum(np.minimum(begun, seen)[:, None], month + 1)
    first = np.maximum(np.minimum(until, open_until)[:, None], month)
    return np.asarray(np.clip(last - first, 0.0, 1.0))
