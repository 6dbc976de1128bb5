"""Reading a curve at given times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.survival.step_curve import each_group, is_incidence, keys_of

_VALUES = ("estimate", "std_error", "lower", "upper")


def at_times(curve: pl.DataFrame, times: Iterable[float] | float) -> pl.DataFrame:
    """The value of a step curve at given times, for every group (and cause).

    Parameters
    ----------
    curve
        As returned by `kaplan_meier` or `cumulative_incidence`.
    times
        Times on the curve's scale, >= 0; one or several.

    Returns
    -------
    One row per group (and cause) and time, in the order given: the curve's leading columns, `time`, `at_risk` (just
    before the time), `events` (up to and including the time), `estimate`, `std_error`, `lower`, `upper`.

    Raises
    ------
    EstimateError
        The frame is no curve, or a time is negative or not finite.

    Notes
    -----
    Before the first row of a group the estimate is 1 (incidence: 0) with standard error 0; limits are null, since a
    curve says nothing of them there. Past the last time observed in a group the estimate is null: nobody was
    followed so far (R's `summary(fit, times)` leaves these rows out). The one exception is a curve that is complete,
    with nobody left without an event: it stays at its last value. `at_risk` is that of the next row, as in R; with
    late entry this includes those who enter before it.
    """
    wanted = _checked(times)
    keys_of(curve)
    start = 0.0 if is_incidence(curve) else 1.0
    finished = _finished(curve)
    parts = [_read(part, wanted, start, complete) for part, complete in zip(each_group(curve), finished, strict=True)]
    return pl.concat(parts) if parts else curve.drop("censored", strict=False)


def _checked(times: Iterable[float] | float) -> NDArray[Any]:
    wanted = np.atleast_1d(np.asarray(times if isinstance(times, (int, float)) else list(times)))
    if not len(wanted) or wanted.dtype.kind not in "iuf" or not np.isfinite(wanted).all() or (wanted < 0).any():
        raise EstimateError("`times` must be one or more finite numbers >= 0, on the time scale of the curve.")
    return wanted


def _finished(curve: pl.DataFrame) -> list[bool]:
    """Whether each group's curve ends with nobody left: S = 0, or incidences of all causes adding up to 1."""
    parts = list(each_group(curve))
    last = [float(part["estimate"][-1]) for part in parts]
    if not is_incidence(curve):
        return [value == 0 for value in last]
    groups = [part.select(pl.exclude("cause"))[-1:].select(keys_of(curve)[:-1]).rows() for part in parts]
    totals: dict[Any, float] = {}
    for group, value in zip(groups, last, strict=True):
        totals[tuple(group)] = totals.get(tuple(group), 0.0) + value
    return [totals[tuple(group)] > 1 - 1e-9 for group in groups]


def _read(part: pl.DataFrame, wanted: NDArray[Any], start: float, complete: bool) -> pl.DataFrame:
    observed = part["time"].to_numpy()
    row = np.searchsorted(observed, wanted, side="right") - 1
    next_row = np.searchsorted(observed, wanted, side="left")
    known = (wanted <= observed[-1]) | complete
    at_risk = np.append(part["at_risk"].to_numpy(), 0)[next_row]
    events = np.append(np.cumsum(part["events"].to_numpy()), 0)[row]  # row -1: before the first
    values = {name: _stepped(part, name, row) for name in _VALUES}
    values["estimate"] = np.where(row < 0, start, values["estimate"])
    values["std_error"] = np.where(row < 0, 0.0, values["std_error"])
    curve = {name: np.where(known, value, np.nan) for name, value in values.items()}
    keys = part[np.zeros(len(wanted), dtype=np.int64)].select(part.columns[: part.columns.index("time")])
    columns = pl.DataFrame({"time": wanted, "at_risk": at_risk, "events": events} | curve)
    return (
        keys.hstack(columns.with_columns(pl.col(_VALUES).fill_nan(None)))
        if keys.width
        else (columns.with_columns(pl.col(_VALUES).fill_nan(None)))
    )


def _stepped(part: pl.DataFrame, name: str, row: NDArray[Any]) -> NDArray[np.float64]:
    values = part[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.asarray(np.append(values, np.nan)[row])
