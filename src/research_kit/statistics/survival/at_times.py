"""Reading a curve at given times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.segments import running_total
from research_kit.counts.times import TOLERANCE
from research_kit.errors import EstimateError
from research_kit.statistics.survival.step_curve import is_incidence, keys_of, starts_of, values_of

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
    late entry this includes those who enter before it. A time equal to one of the curve's up to floating-point noise
    is that time.
    """
    wanted = _checked(times)
    keys = keys_of(curve)
    starts = starts_of(curve)
    ends = np.append(starts[1:], curve.height)[: len(starts)]
    time = pl.DataFrame({"time": np.tile(wanted, len(starts))})
    asked = curve.select(keys)[np.repeat(starts, len(wanted))].hstack(time) if keys else time
    return asked.hstack(_read(curve, wanted, starts, ends))


def _checked(times: Iterable[float] | float) -> NDArray[Any]:
    is_several = isinstance(times, Iterable) and not isinstance(times, np.ndarray)
    wanted = np.atleast_1d(np.asarray(list(times) if is_several else times))  # type: ignore[arg-type]
    is_row = wanted.ndim == 1 and wanted.size > 0 and wanted.dtype.kind in "iuf"
    if not is_row or not np.isfinite(wanted).all() or (wanted < 0).any():
        raise EstimateError("`times` must be one or more finite numbers >= 0, on the time scale of the curve.")
    return wanted


def _read(curve: pl.DataFrame, wanted: NDArray[Any], starts: NDArray[Any], ends: NDArray[Any]) -> pl.DataFrame:
    """The curve's values at every wanted time of every group; a group's rows are `starts` to `ends`."""
    time = curve["time"].to_numpy()
    spans = list(zip(starts.tolist(), ends.tolist(), strict=True))
    noise = _noise(time, wanted)
    row = _joined([np.searchsorted(time[a:b], wanted + noise, side="right") + a - 1 for a, b in spans])
    next_row = _joined([np.searchsorted(time[a:b], wanted - noise, side="left") + a for a, b in spans])
    begun, over = row >= np.repeat(starts, len(wanted)), next_row >= np.repeat(ends, len(wanted))
    known = np.repeat(_complete(curve, ends), len(wanted)) | ~over
    events = running_total(curve["events"].to_numpy(), starts)
    next_at_risk = curve["at_risk"].to_numpy()[np.where(over, 0, next_row)]
    read = {"at_risk": np.where(over, 0, next_at_risk), "events": np.where(begun, events[row], 0)}
    for name, before in _before_first_row(curve).items():
        read[name] = np.where(known, np.where(begun, values_of(curve, name)[row], before), np.nan)
    return pl.DataFrame(read).with_columns(pl.col(_VALUES).fill_nan(None))


def _noise(time: NDArray[Any], wanted: NDArray[Any]) -> float | int:
    """By how much two times may differ and still be one: the rule of `joined_equal_times`; whole numbers are exact."""
    if time.dtype.kind in "iu" and wanted.dtype.kind in "iu":
        return 0
    scale = float(np.abs(np.unique(time)).mean()) if len(time) else 0.0
    return min(TOLERANCE * max(1.0, scale), 0.25 if time.dtype.kind in "iu" else np.inf)


def _before_first_row(curve: pl.DataFrame) -> dict[str, float]:
    start = 0.0 if is_incidence(curve) else 1.0
    return dict(zip(_VALUES, (start, 0.0, np.nan, np.nan), strict=True))


def _joined(parts: list[NDArray[Any]]) -> NDArray[np.int64]:
    return np.concatenate([*parts, np.zeros(0, dtype=np.int64)]).astype(np.int64)


def _complete(curve: pl.DataFrame, ends: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each group's curve ends with nobody left: S = 0, or incidences of all causes adding up to 1."""
    last = curve[ends - 1]
    if not is_incidence(curve):
        return (last["estimate"] == 0).to_numpy()
    groups = [name for name in keys_of(curve) if name != "cause"]
    total = pl.col("estimate").sum().over(groups) if groups else pl.col("estimate").sum()
    return last.with_columns(_total=total)["_total"].ge(1 - 1e-9).to_numpy()
