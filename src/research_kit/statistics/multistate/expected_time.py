"""The average time spent in each state up to a horizon: the area under the occupation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, normal_quantile
from research_kit.statistics.multistate.histories import Histories, read_histories
from research_kit.statistics.multistate.observed_intervals import IntervalColumns, each_group
from research_kit.statistics.multistate.occupation_influence import influences, occupation
from research_kit.statistics.multistate.transitions import Course, Floats, course_of


def expected_time(
    frame: Any,
    *,
    tau: float,
    id: str,
    start: str,
    stop: str,
    event: str,
    by: Sequence[str] | str = (),
    initial: str | None = None,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Average time in each state during the first `tau`, e.g. months in work during the first year.

    Parameters
    ----------
    frame, id, start, stop, event, by, initial
        As in `state_occupation`: one row per participant and interval (start, stop] spent in one state.
    tau
        The horizon, > 0, on the time scale of the intervals, not beyond the last time observed. Fix it at planning.
    confidence
        Coverage of the two-sided normal interval, strictly between 0 and 1; limits are kept within 0 and tau.

    Returns
    -------
    One row per group and state: `by`..., `state`, `tau`, `estimate`, `std_error`, `lower`, `upper`. The states of a
    group add up to tau.

    Raises
    ------
    EstimateError
        As `state_occupation`; or tau is not a positive number, or is beyond the last time observed in a group.

    Notes
    -----
    The area under the Aalen-Johansen occupation from 0 to tau; before the first transition the initial shares hold.
    `std_error` is the infinitesimal jackknife by participant, as in R's `summary(survfit(..., influence = TRUE),
    rmean = tau)`. Where the standard error is 0 (nobody was ever elsewhere) limits are null.

    References
    ----------
    Andersen PK (2013). Stat Med 32:5278-5285. doi:10.1002/sim.5903
    """
    if not (is_number(tau) and np.isfinite(tau) and tau > 0):
        raise EstimateError(f"tau is {tau!r}; it must be a positive number on the time scale of the intervals.")
    z = normal_quantile(confidence)
    groups = (by,) if isinstance(by, str) else tuple(by)
    others = (event,) if initial is None else (event, initial)
    columns = IntervalColumns(id=id, start=start, stop=stop, by=groups, others=others)
    histories = read_histories(frame, columns, event=event, initial=initial, allowed=None)
    _require_followed(histories, tau)
    parts = []
    for group, rows in each_group(histories.rows, histories.by):
        areas = _areas(course_of(rows, len(histories.states)), tau)
        parts.append(_labelled(histories, group, areas, (tau, z)))
    return pl.concat(parts)


def _require_followed(histories: Histories, tau: float) -> None:
    last = [float(rows["_stop"].max()) for _, rows in each_group(histories.rows, histories.by)]  # type: ignore[arg-type]
    short = sum(end < tau for end in last)
    if short:
        raise EstimateError(
            f"In {short} of {len(last)} groups nobody was observed until tau = {tau:g}. "
            f"The largest tau that all groups allow is {min(last):g}."
        )


def _areas(course: Course, tau: float) -> tuple[Floats, Floats]:
    """Area and its standard error, one value per state."""
    edges = np.concatenate([[0.0], np.minimum(course.time, tau), [tau]])
    widths = np.diff(edges)
    area = widths @ occupation(course)
    moved = np.zeros((course.states, course.people))
    for width, influence in zip(widths, influences(course), strict=True):
        if width > 0:
            moved += width * influence
    return area, np.sqrt(np.einsum("ij,ij->i", moved, moved))


def _labelled(
    histories: Histories, group: pl.DataFrame, areas: tuple[Floats, Floats], scale: tuple[float, float]
) -> pl.DataFrame:
    (estimate, std_error), (tau, z) = areas, scale
    margin = np.where(std_error > 0, z * std_error, np.nan)
    table = pl.DataFrame(
        {
            "state": pl.Series(histories.states, dtype=histories.state_type),
            "tau": np.full(len(estimate), float(tau)),
            "estimate": estimate,
            "std_error": std_error,
            "lower": np.maximum(estimate - margin, 0),
            "upper": np.minimum(estimate + margin, tau),
        }
    ).with_columns(pl.col("lower", "upper").fill_nan(None))
    return histories.of_group(group, table.height).hstack(table) if histories.by else table
