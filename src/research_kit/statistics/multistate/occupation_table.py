"""The occupation of the states of every group as one table, with infinitesimal-jackknife errors and limits."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.multistate.grid import Grid, grid_of
from research_kit.statistics.multistate.histories import Histories
from research_kit.statistics.multistate.observed_intervals import each_group
from research_kit.statistics.multistate.occupation_influence import influences, occupation
from research_kit.statistics.multistate.occupation_limits import occupation_limits
from research_kit.statistics.multistate.transitions import Course, Floats, course_of
from research_kit.statistics.survival.empty_risk_set import warn_of_emptied


def occupation_table(
    histories: Histories, *, times: NDArray[Any] | None, interval: str, confidence: float
) -> pl.DataFrame:
    """One row per group, time and state: `by`..., `time`, `state`, `estimate`, `std_error`, `lower`, `upper`."""
    parts, emptied = [], []
    limits = partial(occupation_limits, interval=interval, confidence=confidence)
    for group, rows in each_group(histories.rows, histories.by):
        course = course_of(rows, len(histories.states))
        grid = grid_of(course, times)
        estimate, std_error = read_occupation(course, grid)
        emptied.append(bool(course.emptied_at() < grid.asked.max()))
        lower, upper = np.where(
            grid.is_unobserved[:, None], np.nan, limits(estimate, std_error, grid.observed[:, None])
        )
        columns = {"estimate": estimate, "std_error": std_error, "lower": lower, "upper": upper}
        part = labelled(histories, group, grid, columns)
        parts.append(part.with_columns(pl.col("time").cast(rows.schema["_stop"])) if times is None else part)
    warn_of_emptied(sum(emptied), len(emptied))
    return pl.concat(parts)


def read_occupation(course: Course, grid: Grid) -> tuple[Floats, Floats]:
    """Estimate and standard error (time, state) at the times of a grid; NaN where nobody was followed so far."""
    shares = occupation(course)
    needed = np.zeros(len(shares), dtype=bool)
    needed[grid.passed] = True
    errors = np.zeros_like(shares)
    for place, influence in enumerate(influences(course)):
        if needed[place]:
            errors[place] = np.sqrt(np.einsum("ij,ij->i", influence, influence))
        if place == grid.passed.max():
            break
    known = known_at(course, shares[-1], grid)[:, None]
    return np.where(known, shares[grid.passed], np.nan), np.where(known, errors[grid.passed], np.nan)


def known_at(course: Course, last: Floats, grid: Grid) -> NDArray[np.bool_]:
    """Whether anybody had come and was followed so far, or nobody is left in a state in which any are observed."""
    is_complete = last[np.unique(course.source)].sum() <= 0
    return np.asarray(~grid.is_before & (~grid.is_past | is_complete))


def labelled(histories: Histories, group: pl.DataFrame, grid: Grid, columns: dict[str, Floats]) -> pl.DataFrame:
    """The values (time, state) as one row each, with the group, the time and the state."""
    states = len(histories.states)
    places = np.tile(np.arange(states, dtype=np.uint32), len(grid.time))
    table = pl.DataFrame(
        {
            "time": np.repeat(grid.time, states),
            "state": pl.Series(np.array(histories.states)[places], dtype=histories.state_type),
        }
        | {name: values.ravel() for name, values in columns.items()}
    ).with_columns(pl.col(*columns).fill_nan(None))
    return histories.of_group(group, table.height).hstack(table) if histories.by else table
