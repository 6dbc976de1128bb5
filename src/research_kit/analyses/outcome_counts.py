"""Counting an outcome once for all groups: from participants to one life table with a line per group.

The participants are counted in a single pass by the finest crossing; everything after adds up counts.
"""

from __future__ import annotations

import polars as pl

from research_kit.analyses.groups import Groups, grouping_frame
from research_kit.cohort import Cohort
from research_kit.counts import LifeTable, life_table

LINE = ("line", "part")
_FLOW = ("time", "entered", "at_risk", "censored", "events")


def count_outcome(
    cohort: Cohort, groups: Groups, outcome: str, *, causes: int, people: pl.DataFrame | None = None
) -> LifeTable:
    """The life table of an outcome by line, and of whom each line is compared with.

    Parameters
    ----------
    cohort
        The participants.
    groups
        The lines wanted.
    outcome
        The name of a definition of success.
    causes
        How many causes the definition has; those without an event are there with 0. With 1, events of other causes
        than the first count as the end of observation.
    people
        The participants as they are to be counted; those of the cohort as they were followed where left out.

    Returns
    -------
    A life table by `line` and `part` (group or compared), times in days.
    """
    crossed = groups.used
    duration, event = f"duration_days_{outcome}", f"event_{outcome}"
    frame = grouping_frame(cohort, crossed, people)
    entry = "entered_days" if bool((frame["entry_days"] > 0).any()) else None
    at_risk = frame.filter(~_never_at_risk(outcome)).with_columns(entered_days=_ENTERED_DAYS)
    finest = life_table(
        at_risk.select(*crossed, duration, event, "entered_days"),
        duration=duration,
        event=event,
        entry=entry,
        by=crossed,
    )
    exits = _exits(finest, causes)
    names = [*exits.columns[len(crossed) + 1 :]]
    stacked = groups.divide(exits, names, ["time"]).sort(*LINE, "time")
    entries = None if finest.entries is None else groups.divide(finest.entries, ["entered"], ["time"])
    return _tabulated(stacked, entries, causes)


def count_never_at_risk(cohort: Cohort, outcome: str) -> int:
    """People who left before the data begin: excluded from every line, so that people in = people used + these."""
    return cohort.frame.filter(_never_at_risk(outcome)).height


def _never_at_risk(outcome: str) -> pl.Expr:
    """Who entered late and left by then; who was observed from the start is at risk, if only on day 0."""
    return (pl.col("entry_days") > 0) & (pl.col(f"duration_days_{outcome}") <= pl.col("entry_days"))


_ENTERED_DAYS = pl.when(pl.col("entry_days") > 0).then("entry_days").otherwise(-1.0)
"""At risk at t are those who entered before t: who was there on day 0 must have entered before it."""


def _exits(finest: LifeTable, causes: int) -> pl.DataFrame:
    """Per group and time: censored, and events of each cause wanted."""
    several = len(finest.causes) > 1
    found = {k: f"events_{k}" if several else "events" for k in finest.causes}
    wanted = [
        (pl.col(found[k]) if k in found else pl.lit(0)).cast(pl.Int64).alias(f"events_{k}")
        for k in range(1, causes + 1)
    ]
    others = [pl.col(found[k]) for k in found if k > causes]
    ended = pl.sum_horizontal("censored", *others).cast(pl.Int64).alias("censored")
    return finest.table.select(*finest.by, pl.col("time").cast(pl.Float64), ended, *wanted)


def _tabulated(exits: pl.DataFrame, entries: pl.DataFrame | None, causes: int) -> LifeTable:
    each = [f"events_{k}" for k in range(1, causes + 1)]
    left = pl.col("censored") + pl.col("events")
    table = exits.with_columns(events=pl.sum_horizontal(each))
    table = table.with_columns(entered=_all_at_first(left)) if entries is None else _with_entered(table, entries)
    table = table.with_columns(at_risk=pl.col("entered").cum_sum().over(LINE) - (left.cum_sum().over(LINE) - left))
    kept = each if causes > 1 else []
    columns = table.select(*LINE, "time", "entered", "at_risk", "censored", "events", *kept)
    late = None if entries is None else entries.sort(*LINE, "time").select(*LINE, "time", "entered")
    return LifeTable(table=columns, entries=late)


def _all_at_first(left: pl.Expr) -> pl.Expr:
    is_first = pl.int_range(pl.len()).over(LINE) == 0
    return pl.when(is_first).then(left.sum().over(LINE)).otherwise(0)


def _with_entered(table: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Who came in after the time before and before this one: at risk at t are those with entry < t."""
    rows = table.select(*LINE, "time", row_time="time").sort("time")
    placed = (
        entries.cast({"time": pl.Float64})
        .sort("time")
        .join_asof(rows, on="time", by=LINE, strategy="forward", allow_exact_matches=False, check_sortedness=False)
    )
    sums = placed.group_by(*LINE, pl.col("row_time").alias("time")).agg(pl.col("entered").sum())
    joined = table.join(sums, on=[*LINE, "time"], how="left", validate="1:1", maintain_order="left")
    return joined.with_columns(pl.col("entered").fill_null(0))


def without_competing(life_table: LifeTable) -> LifeTable:
    """The same people with every event but the first cause's as the end of observation."""
    if len(life_table.causes) == 1:
        return life_table
    others = pl.col("events") - pl.col("events_1")
    table = life_table.table.with_columns(censored=pl.col("censored") + others, events="events_1")
    return LifeTable(table=table.select(*LINE, *_FLOW), entries=life_table.entries)


def count_people(frame: pl.DataFrame, groups: Groups, flags: dict[str, pl.Expr]) -> pl.DataFrame:
    """People with each of some properties, per line: `line`, `part`, and a count for each flag.

    Parameters
    ----------
    frame
        One row per person, with the columns of `groups` as `grouping_frame` gives them.
    groups
        The lines wanted.
    flags
        Name -> true for the people to count; a null is no.
    """
    columns = groups.used
    counted = [condition.fill_null(False).sum().cast(pl.Int64).alias(name) for name, condition in flags.items()]
    finest = frame.group_by(columns).agg(counted) if columns else frame.select(counted)
    return groups.divide(finest, list(flags))
