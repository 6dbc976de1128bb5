"""How many are there at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.process.series import Floats
from research_kit.statistics.process.spells import Moment, groups_of, spells_of

_WRITTEN = ("time", "n")


def stock(
    frame: Any,
    *,
    start: str,
    stop: str,
    times: Sequence[Moment] | Moment,
    cut: Moment | None = None,
    by: Sequence[str] | str = (),
) -> pl.DataFrame:
    """How many people were there at each of some times.

    Parameters
    ----------
    frame
        One row per spell (enrolment): polars (eager or lazy), or any frame narwhals supports.
    start, stop
        Columns: dates, or numbers. Who starts at a time is there at it; who stops at it no longer is. `stop` is null
        while the spell goes on.
    times
        When to count: dates or numbers, as the spells; none after `cut`.
    cut
        Up to when the spells are known.
    by
        Columns whose crossing makes the groups; null is a group of its own.

    Returns
    -------
    One row per group and time: `by`..., `time`, `n`. A count of all who were there: it has no interval.

    Raises
    ------
    GuardError
        `cut` is not given (G-ONGOING).
    EstimateError
        A column is missing or of the wrong type; a spell has no start, starts after `cut`, or stops before it
        starts; a time is after `cut`.

    References
    ----------
    Little JDC, Graves SC (2008). Little's law. In: Building Intuition, 81-100. Springer.
    doi:10.1007/978-0-387-73699-0_5
    """
    spells = spells_of(frame, start=start, stop=stop, cut=cut, by=by, written=_WRITTEN)
    listed = [times] if not isinstance(times, Sequence | np.ndarray | pl.Series) else list(times)
    asked = np.array([spells.number(each, "times") for each in listed])
    late = int((asked > spells.cut).sum())
    if late or not len(listed):
        raise EstimateError(f"{late} of {len(listed)} times are after `cut`: give times at which the spells are known.")
    parts = [_counted(group, own, listed, asked) for group, own in groups_of(spells)]
    return pl.concat(parts)


def _counted(group: pl.DataFrame, own: pl.DataFrame, listed: list[Moment], asked: Floats) -> pl.DataFrame:
    counts = pl.DataFrame({"time": listed, "n": there_at(own, asked)})
    return group.join(counts, how="cross") if group.width else counts


def there_at(own: pl.DataFrame, asked: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How many spells hold each time: start <= time < stop, and who goes on at the cut is there at it."""
    start = np.sort(own["_start"].to_numpy())
    stop = np.sort(own.filter("_ended")["_stop"].to_numpy())
    return (np.searchsorted(start, asked, side="right") - np.searchsorted(stop, asked, side="right")).astype(np.int64)
