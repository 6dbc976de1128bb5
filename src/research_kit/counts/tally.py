"""From counted rows to the columns of a life table.

A tally is a long table, one row per group x time x event code, as any engine can count it. Everything here is
arithmetic on those counts: it never sees a participant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.segments import total_from_here_on
from research_kit.counts.times import joined_equal_times

Numbers = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counted rows, before they are put in order.

    `exits` has one row per group x time x event code (possibly repeated): the `by` columns, `_time`, `_event`
    (0 = censored, 1...K = cause), `_count` (participants, or the sum of their weights) and, if weighted, `_squared`
    (the sum of squared weights). `entries` has one row per group x time of late entry with the same columns but
    `_event`, or is None when everybody is at risk from the start.
    """

    by: tuple[str, ...]
    exits: pl.DataFrame
    entries: pl.DataFrame | None = None
    weighted: bool = False
    causes: int = 1


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """The rows of the life table: `keys` = group x number of times + place of the time, ascending."""

    keys: Numbers
    group: Numbers
    times: Numbers
    of_exit: Numbers
    of_entry: Numbers | None

    @property
    def starts(self) -> Numbers:
        return np.flatnonzero(np.diff(self.group, prepend=-1))


def label_groups(frame: pl.DataFrame, by: Sequence[str]) -> tuple[pl.DataFrame, Numbers]:
    """The distinct crossings of `by`, sorted with nulls last, and for every row of `frame` the place of its group."""
    if not by:
        return pl.DataFrame(), np.zeros(frame.height, dtype=np.int64)
    keys = frame.select(by)
    groups = keys.unique().sort(by, nulls_last=True)
    numbered = groups.with_row_index("_group")
    found = keys.join(numbered, on=by, how="left", nulls_equal=True, maintain_order="left", validate="m:1")
    return groups, found["_group"].to_numpy().astype(np.int64)


def tabulate(tally: Tally) -> pl.DataFrame:
    """The life table of a tally: one row per group and distinct time at which somebody leaves observation."""
    tally = _with_equal_times(tally)
    groups, group = label_groups(tally.exits, tally.by)
    rows = _rows(tally, group)
    columns: dict[str, Numbers] = {"time": rows.times[rows.keys % len(rows.times)]}
    columns |= _flow(tally, rows, "_count")
    if tally.weighted:
        columns |= {f"{name}_squared_weights": values for name, values in _flow(tally, rows, "_squared").items()}
    table = pl.DataFrame(columns)
    return groups[rows.group].hstack(table) if tally.by else table


def tabulate_entries(tally: Tally) -> pl.DataFrame | None:
    """One row per group and distinct time of late entry: `by`..., `time`, `entered` (and its squared weights)."""
    entries = _with_equal_times(tally).entries
    if entries is None:
        return None
    sums = {"entered": pl.col("_count").sum()}
    if tally.weighted:
        sums["entered_squared_weights"] = pl.col("_squared").sum()
    keys = [*tally.by, "time"]
    return entries.rename({"_time": "time"}).group_by(keys).agg(**sums).sort(keys, nulls_last=True)


def _with_equal_times(tally: Tally) -> Tally:
    """One spelling for times that differ by floating-point noise only, over exits and entries together."""
    exits, entries = tally.exits, tally.entries
    parts = [exits] if entries is None else [exits, entries]
    joined = joined_equal_times(*(part["_time"].to_numpy() for part in parts))
    parts = [part.with_columns(pl.Series("_time", time)) for part, time in zip(parts, joined, strict=True)]
    return replace(tally, exits=parts[0], entries=None if entries is None else parts[1])


def _rows(tally: Tally, group: Numbers) -> _Rows:
    times, code = np.unique(tally.exits["_time"].to_numpy(), return_inverse=True)
    keys, of_exit = np.unique(group * len(times) + code, return_inverse=True)
    of_entry = None
    if tally.entries is not None:  # the row of an entry: the first of its group at a later time (at risk: entry < t)
        _, entry_group = label_groups(tally.entries, tally.by)
        next_time = np.searchsorted(times, tally.entries["_time"].to_numpy(), side="right")
        of_entry = np.searchsorted(keys, entry_group * len(times) + next_time)
    return _Rows(keys=keys, group=keys // len(times), times=times, of_exit=of_exit, of_entry=of_entry)


def _flow(tally: Tally, rows: _Rows, counted: str) -> dict[str, Numbers]:
    """Who enters, is at risk and leaves at each row; `counted` = which sum is added up."""
    counts = tally.exits[counted].to_numpy()
    cell = rows.of_exit * (tally.causes + 1) + tally.exits["_event"].to_numpy().astype(np.int64)
    leaving = _sums(cell, counts, len(rows.keys) * (tally.causes + 1)).reshape(-1, tally.causes + 1)
    entered = _entered(tally, rows, counted, leaving.sum(axis=1))
    columns = {
        "entered": entered,
        "at_risk": _at_risk(leaving.sum(axis=1), entered, rows.starts),
        "censored": leaving[:, 0],
        "events": leaving[:, 1:].sum(axis=1),
    }
    by_cause = {f"events_{cause}": leaving[:, cause] for cause in range(1, tally.causes + 1)}
    return columns | by_cause if tally.causes > 1 else columns


def _entered(tally: Tally, rows: _Rows, counted: str, leaving: Numbers) -> Numbers:
    if tally.entries is not None and rows.of_entry is not None:
        return _sums(rows.of_entry, tally.entries[counted].to_numpy(), len(rows.keys))
    entered = np.zeros_like(leaving)
    entered[rows.starts] = np.add.reduceat(leaving, rows.starts)
    return entered


def _at_risk(leaving: Numbers, entered: Numbers, starts: Numbers) -> Numbers:
    """Those who leave now or later, less those who enter later: exact at the end of each group, also for weights."""
    return np.asarray(total_from_here_on(leaving, starts) - (total_from_here_on(entered, starts) - entered))


def _sums(place: Numbers, counts: Numbers, length: int) -> Numbers:
    summed = np.bincount(place, weights=counts, minlength=length)
    return summed.astype(np.int64) if counts.dtype.kind in "iu" else summed
