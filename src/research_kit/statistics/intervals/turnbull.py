"""Turnbull: the share without the event when events are known only as lying in intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from research_kit.statistics.intervals.interval_columns import IntervalColumns, require_groups
from research_kit.statistics.intervals.interval_rows import read_intervals
from research_kit.statistics.intervals.maximal_intervals import Line, maximal_intervals, runs_of
from research_kit.statistics.intervals.npmle import greatest_likelihood


def turnbull(
    frame: Any, *, left: str, right: str, weight: str | None = None, by: Sequence[str] | str = ()
) -> pl.DataFrame:
    """Share that has had the event in each interval the data can tell apart, without assuming any shape.

    Parameters
    ----------
    frame
        One row per participant: polars (eager or lazy), or any frame narwhals supports.
    left, right
        Columns: the event happened in (left, right], times since the index date in the unit the result shall have,
        0 <= left <= right. `right` null or infinite: not seen to have the event, right-censored at `left`. Equal: the
        time is known exactly.
    weight
        Column: a weight >= 0 per participant, e.g. how many equal ones the row stands for.
    by
        Columns whose crossing makes the groups; null is a group of its own.

    Returns
    -------
    One row per group and maximal interval with mass, in order of time: `by`..., `left`, `right` (null: no end, the
    mass lies somewhere after `left`), `probability` (the mass in (left, right]; of the time itself where left = right)
    and `survival` (the share without the event at `right`). Maximal intervals without mass are left out.

    Raises
    ------
    CountsError
        A column is missing, the frame is empty, or rows hold what is no interval. The message says how many rows.
    EstimateError
        The optimality conditions are not met to 1e-9. (`turnbull_optimality` reads them off any estimate.)

    Notes
    -----
    Inside an interval with mass the estimate says nothing of when. Which masses are greatest can be undetermined in
    rare patterns; the mass in each participant's interval, and so the likelihood, never is. Causes are not told
    apart, and nobody may enter late: with left truncation this estimate can be degenerate (use `interval_censored`,
    which takes `entry`). Times equal up to floating-point noise are one time.
    Intervals are half-open, as in R's npsurv and interval packages; lifelines' are closed, so that there (1, 2] and
    (2, 3] overlap in 2. R's `survfit` draws the same masses at single times (the midpoints).

    References
    ----------
    Turnbull BW (1976). J R Stat Soc B 38:290-295. doi:10.1111/j.2517-6161.1976.tb01597.x
    Wellner JA, Zhan Y (1997). J Am Stat Assoc 92:945-959. doi:10.1080/01621459.1997.10474049
    """
    names = require_groups(by, (left, right, *([weight] if weight is not None else [])))
    rows = read_intervals(frame, IntervalColumns(left=left, right=right, weight=weight, carried=names))
    if not names:
        return _estimate(rows)
    groups = rows.partition_by(names, maintain_order=True, include_key=True)
    estimates = [_named(group, names) for group in groups]
    return pl.concat(estimates).sort(*names, maintain_order=True)


def _named(group: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    return group.head(1).select(names).join(_estimate(group), how="cross")


def _estimate(rows: pl.DataFrame) -> pl.DataFrame:
    left, right, n = (rows[name].to_numpy() for name in ("_left", "_right", "_n"))
    line = Line.through(left, right)
    first, last = line.places(left, right)
    supports = maximal_intervals(first, last)
    mass = greatest_likelihood(runs_of(first, last, supports, n))
    start, end = line.times_of(*supports)
    after = np.append(np.cumsum(mass[::-1])[::-1][1:], 0.0)
    columns = {"left": start, "right": end, "probability": mass, "survival": np.minimum(after, 1.0)}
    ends = pl.col("right").is_finite()
    return pl.DataFrame(columns).with_columns(pl.when(ends).then("right")).filter(pl.col("probability") > 0)
