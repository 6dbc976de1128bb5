"""Counting a life table from participants, on any engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from research_kit.counts.checks import checked
from research_kit.counts.columns import Columns
from research_kit.counts.dense import dense_counts
from research_kit.counts.engines import count_rows, read
from research_kit.counts.life_table_type import LifeTable, Weighting, made_from
from research_kit.counts.tally import Moves, Tally, label_groups
from research_kit.errors import CountsError


def life_table(
    frame: Any,
    *,
    duration: str,
    event: str,
    entry: str | None = None,
    weight: str | None = None,
    by: Sequence[str] | str = (),
) -> LifeTable:
    """Who was at risk and who left, at every time somebody left, by group.

    Parameters
    ----------
    frame
        One row per participant: polars (eager or lazy), or any frame narwhals supports (pandas, pyarrow, a DuckDB
        relation, a Spark frame). It is grouped where it lies; only counts are collected.
    duration
        Column: time from index to the event or the end of observation, >= 0, in the unit the results shall have.
    event
        Column: boolean, or whole numbers with 0 = censored and 1...K = cause of the event.
    entry
        Column: time from index to the start of observation, for those observed late. At risk at t: entry < t <=
        duration, as in R. None = everybody is observed from the start.
    weight
        Column: a weight >= 0 per participant; whole numbers throughout are read as counts of equal participants.
    by
        Columns whose crossing makes the groups; null is a group of its own.

    Returns
    -------
    A frozen `LifeTable`; its `.table` has one row per group and distinct time.

    Raises
    ------
    CountsError
        A column is missing, the frame is empty, or rows have durations, events, entries or weights that cannot be
        counted. The message says how many rows.

    Notes
    -----
    An event precedes a censoring at the same time: who is censored at t is at risk at t. Times equal up to
    floating-point noise are one time, by the rule of R's `timefix` (whole-number types are exact and left alone).
    Participants with weight 0 are left out.

    References
    ----------
    Kalbfleisch JD, Prentice RL (2002). The Statistical Analysis of Failure Time Data, 2nd ed., section 1.4. Wiley.
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    return _counted(frame, Columns(duration=duration, event=event, entry=entry, weight=weight, by=names))


def life_tables(
    frame: Any,
    *,
    duration: str,
    event: str,
    sets: Sequence[Sequence[str]],
    entry: str | None = None,
    weight: str | None = None,
) -> dict[tuple[str, ...], LifeTable]:
    """Life tables for several disaggregations, from one pass over the rows.

    Parameters
    ----------
    frame, duration, event, entry, weight
        As for `life_table`.
    sets
        The disaggregations, each a sequence of columns to cross; `()` is everybody together.

    Returns
    -------
    For each set, as a tuple of columns, the table `life_table(..., by=set)` gives.
    """
    wanted = [(names,) if isinstance(names, str) else tuple(names) for names in sets]
    if not wanted:
        raise CountsError("`sets` is empty: name at least one disaggregation, e.g. [(), ('gender',)].")
    for each in wanted:
        Columns(duration=duration, event=event, by=each).require([duration, event, *each])
    crossed = tuple(dict.fromkeys(name for each in wanted for name in each))
    columns = Columns(duration=duration, event=event, entry=entry, weight=weight, by=crossed)
    dense = dense_counts(_required(frame, columns), columns)
    if dense is not None:
        return {each: LifeTable(table=dense.table(each)) for each in wanted}
    return _margins(_counted_row_by_row(frame, columns), wanted)


def _margins(finest: LifeTable, wanted: list[tuple[str, ...]]) -> dict[tuple[str, ...], LifeTable]:
    """Every disaggregation, each summed from the smallest table that already holds it."""
    done = {finest.by: finest}
    for each in sorted(set(wanted), key=len, reverse=True):
        holding = [table for names, table in done.items() if set(each) <= set(names)]
        done[each] = min(holding, key=lambda table: table.table.height).collapse(each)
    return {each: done[each] for each in wanted}


def _required(frame: Any, columns: Columns) -> Any:
    """The native frame, when it has the columns."""
    known = read(frame)
    columns.require(known.collect_schema().names())
    return known.to_native()


def _counted(frame: Any, columns: Columns) -> LifeTable:
    dense = dense_counts(_required(frame, columns), columns)
    return _counted_row_by_row(frame, columns) if dense is None else LifeTable(table=dense.table(columns.by))


def _counted_row_by_row(frame: Any, columns: Columns) -> LifeTable:
    counts = checked(count_rows(frame, columns), columns)
    return made_from(_tally(counts, columns), _weighting(counts))


def _tally(counts: pl.DataFrame, columns: Columns) -> Tally:
    weighted = columns.weight is not None
    counts = counts.filter(pl.col("_weight") > 0) if weighted else counts
    groups, group = label_groups(counts, columns.by)
    measured: dict[str, Any] = {"group": group, "count": counts["_records"].to_numpy().astype("int64")}
    if weighted:
        measured |= {"count": counts["_weight"].to_numpy(), "squared": counts["_squared"].to_numpy()}
    event, start = counts["_event"].to_numpy(), None
    if columns.entry is not None:
        start = Moves(time=counts["_entry"].to_numpy(), event=event * 0, **measured)
    exits = Moves(time=counts["_time"].to_numpy(), event=event, **measured)
    return Tally(groups=groups, exits=exits, entries=start, causes=max(1, int(event.max())))


def _weighting(counts: pl.DataFrame) -> Weighting:
    if "_broken_weights" not in counts.columns:
        return "none"
    return "fractional" if counts["_broken_weights"].sum() else "whole"
