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

from research_kit.counts.labels import plain_labels
from research_kit.counts.segments import total_from_here_on
from research_kit.counts.times import joined_equal_times

Numbers = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Entries into or exits from observation: parallel arrays, one element per group x time (x event code).

    `count` is participants, or the sum of their weights; `squared` the sum of squared weights, None if unweighted.
    `event` is 0 = censored, 1...K = cause; 0 throughout for entries.
    """

    group: Numbers
    time: Numbers
    event: Numbers
    count: Numbers
    squared: Numbers | None = None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counted rows, before they are put in order.

    `groups` has one row of the `by` columns per group number; the same group may have several numbers. `entries` is
    None when everybody is at risk from the start.
    """

    groups: pl.DataFrame
    exits: Moves
    entries: Moves | None = None
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
    if keys.height <= _FEW_KEYS:
        return _label_few(keys)
    groups = keys.unique().sort(by, nulls_last=True)
    numbered = groups.with_row_index("_group")
    found = keys.join(numbered, on=by, how="left", nulls_equal=True, maintain_order="left", validate="m:1")
    return groups, found["_group"].to_numpy().astype(np.int64)


_FEW_KEYS = 10_000
"""Up to here one sort is quicker than finding the distinct rows and joining them back."""


def _label_few(keys: pl.DataFrame) -> tuple[pl.DataFrame, Numbers]:
    ordered = keys.with_row_index("_row").sort(keys.columns, nulls_last=True)
    group = ordered.select(pl.struct(keys.columns).rle_id()).to_series().to_numpy().astype(np.int64)
    place = np.empty(keys.height, dtype=np.int64)
    place[ordered["_row"].to_numpy()] = group
    return ordered.drop("_row")[np.flatnonzero(np.diff(group, prepend=-1))], place


def tabulate(tally: Tally) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """The life table of a tally, and its late entries if there are any.

    Returns
    -------
    One row per group and distinct time at which somebody leaves observation, and one row per group and distinct time
    of entry (or None); columns as `LifeTable.table` and `LifeTable.entries`.
    """
    groups, tally = _with_sorted_groups(_with_equal_times(tally))
    rows = _rows(tally)
    columns: dict[str, Numbers] = {"time": rows.times[rows.keys % len(rows.times)]}
    columns |= _flow(tally, rows)
    if tally.exits.squared is not None:
        squared = _flow(_counting_squares(tally), rows)
        columns |= {f"{name}_squared_weights": values for name, values in squared.items()}
    table = _labelled(groups, rows.group, columns)
    return table, None if tally.entries is None else _entry_table(groups, tally.entries)


def _with_equal_times(tally: Tally) -> Tally:
    """One spelling for times that differ by floating-point noise only, over exits and entries together."""
    if tally.entries is None:
        (time,) = joined_equal_times(tally.exits.time)
        return replace(tally, exits=replace(tally.exits, time=time))
    time, entry = joined_equal_times(tally.exits.time, tally.entries.time)
    return replace(tally, exits=replace(tally.exits, time=time), entries=replace(tally.entries, time=entry))


def _with_sorted_groups(tally: Tally) -> tuple[pl.DataFrame, Tally]:
    """Groups distinct and in order, and the moves numbered by their place in it."""
    groups, entries = plain_labels(tally.groups), tally.entries
    highest = max(moves.group.max() for moves in (tally.exits, entries) if moves is not None)
    place = np.zeros(highest + 1, dtype=np.int64)  # without `by` columns everybody is one group
    if groups.width:
        groups, place = label_groups(groups, groups.columns)
    entries = None if entries is None else replace(entries, group=place[entries.group])
    return groups, replace(tally, exits=replace(tally.exits, group=place[tally.exits.group]), entries=entries)


def _counting_squares(tally: Tally) -> Tally:
    """The same moves, counted by the squares of their weights."""
    entries = None if tally.entries is None else _squares(tally.entries)
    return replace(tally, exits=_squares(tally.exits), entries=entries)


def _squares(moves: Moves) -> Moves:
    return moves if moves.squared is None else replace(moves, count=moves.squared)


def _rows(tally: Tally) -> _Rows:
    times, code = distinct(tally.exits.time)
    keys, of_exit = distinct(tally.exits.group * len(times) + code)
    of_entry = None
    if tally.entries is not None:  # the row of an entry: the first of its group at a later time (at risk: entry < t)
        next_time = np.searchsorted(times, tally.entries.time, side="right")
        of_entry = np.searchsorted(keys, tally.entries.group * len(times) + next_time)
    return _Rows(keys=keys, group=keys // len(times), times=times, of_exit=of_exit, of_entry=of_entry)


def distinct(values: Numbers) -> tuple[Numbers, Numbers]:
    """The distinct values in order, and the place of every value among them; by table if whole numbers lie close."""
    lowest, highest = values.min(), values.max()
    if values.dtype.kind not in "iu" or highest - lowest > 8 * len(values):
        found, place = np.unique(values, return_inverse=True)
        return found, place
    present = np.zeros(int(highest - lowest) + 1, dtype=np.int64)
    present[values - lowest] = 1
    return np.flatnonzero(present) + lowest, (present.cumsum() - 1)[values - lowest]


def _flow(tally: Tally, rows: _Rows) -> dict[str, Numbers]:
    """Who enters, is at risk and leaves at each row."""
    width = tally.causes + 1
    cells = rows.of_exit * width + tally.exits.event
    leaving = _sums(cells, tally.exits.count, len(rows.keys) * width).reshape(-1, width)
    left = leaving.sum(axis=1)
    if tally.entries is None or rows.of_entry is None:
        entered = np.zeros_like(left)
        entered[rows.starts] = np.add.reduceat(left, rows.starts)
    else:
        entered = _sums(rows.of_entry, tally.entries.count, len(rows.keys))
    columns = {
        "entered": entered,
        "at_risk": _at_risk(left, entered, rows.starts),
        "censored": leaving[:, 0],
        "events": leaving[:, 1:].sum(axis=1),
    }
    by_cause = {f"events_{cause}": leaving[:, cause] for cause in range(1, width)}
    return columns | by_cause if tally.causes > 1 else columns


def _at_risk(left: Numbers, entered: Numbers, starts: Numbers) -> Numbers:
    """Those who leave now or later, less those who enter later: exact at the end of each group, also for weights."""
    return np.asarray(total_from_here_on(left, starts) - (total_from_here_on(entered, starts) - entered))


def _sums(place: Numbers, counts: Numbers, length: int) -> Numbers:
    summed = np.bincount(place, weights=counts, minlength=length)
    return summed.astype(np.int64) if counts.dtype.kind in "iu" else summed


def _entry_table(groups: pl.DataFrame, entries: Moves) -> pl.DataFrame:
    times, code = distinct(entries.time)
    keys, row = distinct(entries.group * len(times) + code)
    columns = {"time": times[keys % len(times)], "entered": _sums(row, entries.count, len(keys))}
    if entries.squared is not None:
        columns["entered_squared_weights"] = _sums(row, entries.squared, len(keys))
    return _labelled(groups, keys // len(times), columns)


def _labelled(groups: pl.DataFrame, group: Numbers, columns: dict[str, Numbers]) -> pl.DataFrame:
    table = pl.DataFrame(columns)
    return groups[group].hstack(table) if groups.width else table
