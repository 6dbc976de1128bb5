"""The times at which an occupation is asked for, found among the times of a group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.counts.times import joined_equal_times
from research_kit.errors import EstimateError
from research_kit.statistics.multistate.transitions import Course, Floats


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The times asked for; at each, how many transition times have passed and how many are under observation.

    `asked` are the same times, those equal to one of the group's up to floating-point noise written as that one.
    """

    time: NDArray[Any]
    asked: Floats
    passed: NDArray[np.int64]
    observed: Floats
    is_before: NDArray[np.bool_]  # earlier than anybody came under observation
    is_past: NDArray[np.bool_]  # beyond the last time anybody was observed
    is_unobserved: NDArray[np.bool_]  # between: nobody is under observation, although others come later


def checked_times(times: Iterable[float] | float | None) -> NDArray[Any] | None:
    """The times as an array, None for all; refuses what are no times."""
    if times is None:
        return None
    wanted = np.atleast_1d(np.asarray(list(times) if isinstance(times, Iterable) else times))
    is_row = wanted.ndim == 1 and wanted.size > 0 and wanted.dtype.kind in "iuf"
    if not is_row or not np.isfinite(wanted).all() or (wanted < 0).any():
        raise EstimateError("`times` must be one or more finite numbers >= 0, on the time scale of the intervals.")
    return wanted


def grid_of(course: Course, wanted: NDArray[Any] | None) -> Grid:
    """The grid of a group: the times wanted, or else every time at which an interval ends.

    Between two such times as many are under observation as at the next.
    """
    ends = np.unique(course.stop)
    asked = ends if wanted is None else on_the_ends(ends, wanted.astype(np.float64))
    following = np.minimum(np.searchsorted(ends, asked, side="left"), len(ends) - 1)
    is_past = asked > ends[-1]
    return Grid(
        time=ends if wanted is None else wanted,
        asked=asked,
        passed=np.searchsorted(course.time, asked, side="right"),
        observed=np.where(is_past, 0.0, course.observed(ends[following])),
        is_before=asked < course.start.min(),
        is_past=is_past,
        is_unobserved=(asked > course.start.min()) & (course.observed(asked) == 0) & ~is_past,
    )


def on_the_ends(ends: Floats, wanted: Floats) -> Floats:
    """The times wanted, those equal to an end up to floating-point noise written as that end."""
    joined_ends, joined = joined_equal_times(ends, wanted)
    place = np.minimum(np.searchsorted(joined_ends, joined), len(ends) - 1)
    return np.where(joined_ends[place] == joined, ends[place], wanted)
