"""The occupation with the error of resampled participants, on the logit scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.multistate.grid import Grid, checked_times, grid_of
from research_kit.statistics.multistate.histories import read_histories
from research_kit.statistics.multistate.observed_intervals import IntervalColumns, each_group
from research_kit.statistics.multistate.occupation_influence import occupation
from research_kit.statistics.multistate.occupation_limits import occupation_limits
from research_kit.statistics.multistate.occupation_table import known_at, labelled
from research_kit.statistics.multistate.transitions import (
    Course,
    Floats,
    course_of,
    initial_shares,
    product_integral,
    steps,
)
from research_kit.statistics.resampling import RESAMPLES, bootstrap_counts


def bootstrap_occupation(
    frame: Any,
    *,
    rng: np.random.Generator,
    times: Iterable[float] | float,
    id: str,
    start: str,
    stop: str,
    event: str,
    by: Sequence[str] | str = (),
    initial: str | None = None,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Share of participants in each state at given times, with the error of resampled participants.

    Parameters
    ----------
    frame, id, start, stop, event, by, initial, times, confidence
        As in `state_occupation`: one row per participant and interval (start, stop] spent in one state.
    rng
        Source of every random number.
    resamples
        How many; 2,000 by METHODS 0.6. Participants are drawn within their group.

    Returns
    -------
    As `state_occupation`; `std_error` is the standard deviation of the resamples, the limits are on the logit scale.

    Raises
    ------
    EstimateError
        As `state_occupation`; or a time is past the last one observed or before the first; or at some time fewer than
        95 % of the resamples have anybody followed so far.

    Notes
    -----
    The first choice is `state_occupation`, whose error needs no random numbers; this is for checking it.

    References
    ----------
    Efron B, Tibshirani RJ (1993). An Introduction to the Bootstrap. Chapman & Hall.
    """
    wanted = checked_times(times)
    groups = (by,) if isinstance(by, str) else tuple(by)
    others = (event,) if initial is None else (event, initial)
    columns = IntervalColumns(id=id, start=start, stop=stop, by=groups, others=others)
    histories = read_histories(frame, columns, event=event, initial=initial, allowed=None)
    parts = []
    for group, rows in each_group(histories.rows, histories.by):
        course = course_of(rows, len(histories.states))
        grid = grid_of(course, wanted)
        estimate, std_error = _resampled(course, grid, rng, resamples)
        limits = occupation_limits(estimate, std_error, grid.observed[:, None], interval="logit", confidence=confidence)
        values = {"estimate": estimate, "std_error": std_error, "lower": limits[0], "upper": limits[1]}
        parts.append(labelled(histories, group, grid, values))
    return pl.concat(parts)


def _resampled(course: Course, grid: Grid, rng: np.random.Generator, resamples: int) -> tuple[Floats, Floats]:
    """Estimate and standard error (time, state)."""
    shares = occupation(course)
    unknown = int((~known_at(course, shares[-1], grid)).sum())
    if unknown:
        raise EstimateError(
            f"{unknown} of {len(grid.time)} `times` are past the last time observed in a group, or before the first."
        )
    estimate = shares[grid.passed]
    drawn = bootstrap_counts(
        lambda counts: _of_counts(course, grid, counts),
        estimate=estimate.ravel(),
        participants=course.people,
        rng=rng,
        resamples=resamples,
    )
    return estimate, drawn.std_error.reshape(estimate.shape)


def _of_counts(course: Course, grid: Grid, counts: NDArray[np.int64]) -> Floats:
    """The occupation at the times of the grid, (resample, time x state), if each participant is there so often."""
    counted = [course.count(each[course.person].astype(np.float64)) for each in counts]
    at_risk, moves = (np.stack(part) for part in zip(*counted, strict=True))
    shares = product_integral(initial_shares(at_risk, moves), steps(at_risk, moves))
    last = np.zeros(course.people)
    np.maximum.at(last, course.person, course.stop)
    followed = grid.asked <= np.where(counts > 0, last, 0).max(axis=1)[:, None]
    is_complete = shares[:, -1, np.unique(course.source)].sum(axis=1) <= 0
    known = followed | is_complete[:, None]
    return np.where(known[:, :, None], shares[:, grid.passed], np.nan).reshape(len(counts), -1)
