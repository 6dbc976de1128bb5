"""Counting what is known of each start as an interval: from participants to distinct intervals per line."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.groups import Groups, grouping_frame
from research_kit.cohort import Cohort

OBSERVED = ("entry", "left", "right", "event")


def count_intervals(
    cohort: Cohort,
    groups: Groups,
    outcome: str,
    *,
    causes: int,
    interval_days: float,
    people: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """How many people of each line have each distinct observation of an outcome.

    Parameters
    ----------
    cohort, groups, outcome, people
        As for `count_outcome`.
    causes
        How many causes are told apart, the first ones; an event of another ends observation on its last day without.
    interval_days
        The longest interval that is read at its midpoint.

    Returns
    -------
    One row per `line`, `part` and distinct observation: `entry, left, right` in days from index (the event lies in
    (left, right]; null: none was seen), `event` (0, or the cause), `people`. An interval of at most a month is
    read at its midpoint (METHODS 3.0). Who left before the data begin is not counted.
    """
    left, right = interval_of(outcome, longest_midpoint=interval_days)
    told = pl.col(f"event_{outcome}").is_between(1, causes)
    observed = grouping_frame(cohort, groups.used, people).with_columns(
        entry="entry_days",
        left=left,
        right=pl.when(told).then(right),
        event=pl.when(told).then(f"event_{outcome}").otherwise(0),
    )
    at_risk = observed.filter((pl.col("entry") <= 0) | (pl.col("left") > pl.col("entry")))
    counted = at_risk.group_by(*groups.used, *OBSERVED).agg(people=pl.len().cast(pl.Int64))
    return groups.divide(counted, ["people"], OBSERVED).sort("line", "part", *OBSERVED)


def interval_of(outcome: str, *, longest_midpoint: float) -> tuple[pl.Expr, pl.Expr]:
    """The days (left, right] in which the event lies; one and the same day, the midpoint, where they are few."""
    is_short = (pl.col(f"interval_days_{outcome}") <= longest_midpoint).fill_null(False)
    middle = pl.col(f"duration_days_{outcome}")
    ends = (pl.col(f"{side}_days_{outcome}") for side in ("left", "right"))
    left, right = (pl.when(is_short).then(middle).otherwise(end) for end in ends)
    return left, right
