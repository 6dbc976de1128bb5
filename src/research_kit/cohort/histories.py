"""The state each person is in from the index date to the last verified day, and each start of work (METHODS M4.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from research_kit.cohort.outcome_definition import TERMINAL
from research_kit.cohort.success_times import WORK


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """What the histories are made of.

    `people` has one row per participant (`pid, from_days, until_days`), `layers` one row per stay in a state
    (`pid, from_days, to_days, state`). `states` lists the states as they are reported; in `covering` each comes
    before those that cover it: who works while still in the project is in work. `outcomes` are the states that are
    told even on the last day: leaving the project on the day on which observation ends is no event, work is.
    """

    people: pl.DataFrame
    layers: pl.DataFrame
    states: Sequence[str]
    covering: Sequence[str]
    outcomes: Sequence[str]


def state_histories(times: Times) -> pl.DataFrame:
    """One row per person and stay in a state, without gaps or overlaps, from entry to the last verified day.

    Returns
    -------
    `pid, start_days, stop_days, state` (Enum), and `event`: the place in the states (1, 2, …) of the one entered at
    `stop_days`, 0 where observation ends. Nothing follows a terminal state. People of whom nothing was verified after
    their entry have no row.
    """
    changes = _changes(_states_at(_days_of_change(times), times))
    last = pl.col("last_days")
    later = pl.col("start_days").shift(-1).over("pid")
    entered = pl.col("state").shift(-1).over("pid").to_physical().cast(pl.Int64) + 1
    rows = changes.with_columns(stop_days=later.fill_null(last), event=entered.fill_null(0))
    going_on = (pl.col("start_days") < last) & (pl.col("state") != TERMINAL)
    return rows.filter(going_on).select("pid", "start_days", "stop_days", "state", "event")


def _days_of_change(times: Times) -> pl.DataFrame:
    """Every day on which a person's state may change, with the first and the last: `pid, start_days, last_days`."""
    people = times.people.filter(pl.col("from_days") < pl.col("until_days"))
    bounds = people.select("pid", entry="from_days", last_days="until_days")
    edges = pl.concat([times.layers.select("pid", start_days=name) for name in ("from_days", "to_days")])
    inner = edges.join(bounds, on="pid", how="inner", validate="m:1")
    inner = inner.filter((pl.col("start_days") > pl.col("entry")) & (pl.col("start_days") < pl.col("last_days")))
    ends = [bounds.select("pid", start_days=name, last_days="last_days") for name in ("entry", "last_days")]
    return pl.concat([inner.select("pid", "start_days", "last_days"), *ends]).unique().sort("pid", "start_days")


def _states_at(days: pl.DataFrame, times: Times) -> pl.DataFrame:
    """The state on each of these days: of those that cover the day, the last one."""
    ranks = {name: rank for rank, name in enumerate(times.covering)}
    ranked = times.layers.with_columns(rank=pl.col("state").replace_strict(ranks, return_dtype=pl.Int64()))
    covering = days.join(ranked, on="pid", how="inner").filter(
        (pl.col("from_days") <= pl.col("start_days")) & (pl.col("start_days") < pl.col("to_days"))
    )
    found = covering.group_by("pid", "start_days", "last_days").agg(pl.col("rank").max())
    names = dict(enumerate(times.covering))
    state = pl.col("rank").replace_strict(names, return_dtype=pl.Enum(list(times.states)))
    told = (pl.col("start_days") < pl.col("last_days")) | pl.col("state").cast(pl.String).is_in(list(times.outcomes))
    return found.with_columns(state=state).filter(told).sort("pid", "start_days")


def _changes(states: pl.DataFrame) -> pl.DataFrame:
    before = pl.col("state").shift(1).over("pid")
    return states.filter(before.is_null() | (before != pl.col("state")))


def work_starts(times: Times, *, bridge_days: int) -> pl.DataFrame:
    """One row per person and start of work, and one for the rest of the observation: work may start again and again.

    Work after an interruption of at most `bridge_days` is the same work, and no start; work that was going on at
    entry neither.

    Returns
    -------
    `pid, start_days, stop_days`, and `event` at `stop_days`: 1 work starts, 2 a terminal status begins, 0 observation
    ends.
    """
    ends = _ends(times)
    after_index = (pl.col("state") == WORK) & (pl.col("to_days") > 0)  # what was over by then is not gone on with
    jobs = times.layers.filter(after_index).sort("pid", "from_days", "to_days")
    reached = pl.col("to_days").cum_max().shift(1).over("pid")
    is_start = (pl.col("from_days") - reached > bridge_days).fill_null(True)  # the first work follows no other
    starts = jobs.filter(is_start).join(ends, on="pid", how="inner", validate="m:1")
    inside = (pl.col("from_days") > pl.col("entry")) & (pl.col("from_days") <= pl.col("stop_days"))
    happened = starts.filter(inside).select("pid", stop_days="from_days", event=pl.lit(1, dtype=pl.Int64()))
    every = pl.concat([happened, ends.select("pid", "stop_days", "event")])
    each = every.group_by("pid", "stop_days").agg(pl.col("event").max()).sort("pid", "stop_days")
    entry = each.join(ends.select("pid", "entry"), on="pid", how="left", validate="m:1", maintain_order="left")
    start = pl.col("stop_days").shift(1).over("pid").fill_null(pl.col("entry"))
    return entry.select("pid", start_days=start, stop_days="stop_days", event="event")


def _ends(times: Times) -> pl.DataFrame:
    """Per person the end of observation, or the terminal status before it: `pid, entry, stop_days, event`."""
    terminal = times.layers.filter(pl.col("state") == TERMINAL).group_by("pid").agg(over=pl.col("from_days").min())
    people = times.people.join(terminal, on="pid", how="left", validate="1:1", maintain_order="left")
    is_over = (pl.col("over") <= pl.col("until_days")).fill_null(False)
    ends = people.select(
        "pid",
        entry="from_days",
        stop_days=pl.when(is_over).then("over").otherwise("until_days"),
        event=pl.when(is_over).then(2).otherwise(0).cast(pl.Int64),
    )
    return ends.filter(pl.col("entry") < pl.col("stop_days"))
