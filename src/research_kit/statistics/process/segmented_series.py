"""A series before and after a change, checked, with the columns a segmented regression needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.process.frame_columns import columns_of, refuse, require_numbers
from research_kit.statistics.process.series import Floats

FEWEST_A_SIDE = 12  # METHODS 4.5
FEWEST_EXPECTED = 5.0
MONTHS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class SegmentedSeries:
    """The outcome in order of time, the design with its names, and how many points lie before the change."""

    outcome: Floats
    design: Floats
    terms: list[str]
    before: int


def segmented_series(
    frame: Any, *, outcome: str, time: str, change: Any, harmonics: int, counted: str | None
) -> SegmentedSeries:
    """The series; refuses one that cannot bear a segmented regression."""
    rows = columns_of(frame, (outcome, time, *([] if counted is None else [counted])), (), written=())
    require_numbers(rows, outcome, negative=True)
    ordered = rows.with_columns(_month=_month_of(rows, time)).sort("_month")
    month = ordered["_month"].to_numpy()
    _require_regular(month, time)
    before = int((month < _moment(change, rows.schema[time])).sum())
    _require_points(before, month.size - before)
    if counted is not None:
        require_numbers(rows, counted)
        _require_events(ordered[counted].cast(pl.Float64).to_numpy(), before)
    design, terms = _design(month, before, time, harmonics)
    return SegmentedSeries(
        outcome=ordered[outcome].cast(pl.Float64).to_numpy(), design=design, terms=terms, before=before
    )


def _month_of(rows: pl.DataFrame, time: str) -> pl.Expr:
    """Dates as months counted from year 0, numbers as they are."""
    dtype = rows.schema[time]
    if dtype in (pl.Date, pl.Datetime):
        refuse(rows, pl.col(time).is_null(), f"have no date in {time!r}.")
        months = pl.col(time).dt.year().cast(pl.Int64) * MONTHS + pl.col(time).dt.month()
        return months.cast(pl.Float64)
    require_numbers(rows, time, negative=True)
    return pl.col(time).cast(pl.Float64)


def _moment(change: Any, dtype: pl.DataType) -> float:
    if dtype in (pl.Date, pl.Datetime) and isinstance(change, date):
        return float(change.year * MONTHS + change.month)
    if dtype.is_numeric() and isinstance(change, (int, float, np.number)) and np.isfinite(change):
        return float(change)
    raise EstimateError(f"`change` is of type {type(change).__name__}; give a time as those in the column of times.")


def _require_regular(month: Floats, time: str) -> None:
    steps = np.diff(month)
    repeated, uneven = int((steps == 0).sum()), int((~np.isclose(steps, steps.min() if steps.size else 1)).sum())
    if repeated:
        raise EstimateError(f"{repeated} of {month.size} points share a time in {time!r}: give one row per month.")
    if uneven:
        raise EstimateError(
            f"{uneven} of {steps.size} steps in {time!r} are longer than the others: months are missing. Add them."
        )
    if steps.size and not np.isclose(steps.min(), 1):
        raise EstimateError(
            f"blocked: the points of {time!r} are {steps.min():g} months apart. Segmented regression is for monthly "
            "series: 12 quarters give at most 6 + 6 points."
        )


def _require_points(before: int, after: int) -> None:
    if min(before, after) < FEWEST_A_SIDE:
        raise EstimateError(
            f"blocked: {before} points before the change and {after} from it on; a segmented regression needs at least "
            f"{FEWEST_A_SIDE} months on each side. Describe before and after, or use a control chart."
        )


def _require_events(counted: Floats, before: int) -> None:
    expected = min(float(counted[:before].mean()), float(counted[before:].mean()))
    if expected < FEWEST_EXPECTED:
        raise EstimateError(
            f"blocked: {expected:.1f} events are expected per point on one side of the change; at least "
            f"{FEWEST_EXPECTED:g} are needed. Use `g_chart` or `t_chart`."
        )


def _design(month: Floats, before: int, time: str, harmonics: int) -> tuple[Floats, list[str]]:
    after = np.arange(month.size) >= before
    slope = np.where(after, np.arange(month.size) - before + 1.0, 0.0)
    columns = [np.ones(month.size), month, after.astype(np.float64), slope]
    terms = ["(Intercept)", time, "level", "trend"]
    for order in range(1, harmonics + 1):
        angle = 2 * np.pi * order * month / MONTHS
        columns += [np.sin(angle), np.cos(angle)]
        terms += [f"sin_{order}", f"cos_{order}"]
    return np.column_stack(columns), terms
