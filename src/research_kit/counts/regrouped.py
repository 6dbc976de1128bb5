"""Other groups, or coarser times, from a life table alone: nothing here needs a participant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from research_kit.counts.life_table_type import LifeTable, made_from
from research_kit.counts.pooling import entries_of, exits_of, pooled_tally
from research_kit.counts.tally import Moves, Tally
from research_kit.errors import CountsError

_NOISE = 1e-9


def regrouped(life_table: LifeTable, members: pl.DataFrame, *, by: Sequence[str]) -> LifeTable:
    """The life table of groups put together from those of another: exactly as if their participants were counted.

    Parameters
    ----------
    life_table
        The groups there are.
    members
        One row per group of `life_table` and new group it belongs to: the columns of `life_table.by`, and those of
        `by`. A group may belong to several new ones (a line, the total, the rest of another line) or to none.
    by
        The columns that name the new groups.

    Raises
    ------
    CountsError
        A group would belong to the same new group twice, or none belongs to any.
    """
    pairs = _pairs(life_table, members, tuple(by))
    weighted = life_table.weighting != "none"
    entries = None if life_table.entries is None else entries_of(life_table, weighted=weighted)
    tally = Tally(
        groups=pairs.select(by),
        exits=_moved(exits_of(life_table, weighted=weighted), pairs),
        entries=None if entries is None else _moved(entries, pairs),
        causes=len(life_table.causes),
    )
    return made_from(tally, life_table.weighting)


def on_grid(life_table: LifeTable, step: float | None) -> LifeTable:
    """The life table of the same participants, their times known only by steps: exits rounded up, entries down.

    Parameters
    ----------
    life_table
        Times on any scale >= 0.
    step
        The length of a step on that scale; null leaves the times as they are.

    Returns
    -------
    The table that `life_table` counts from rounded times. Whoever entered before the start stays at risk from it.
    """
    if step is None:
        return life_table
    tally = pooled_tally((life_table,), life_table.by, weighted=life_table.weighting != "none")
    exits = replace(tally.exits, time=np.ceil(tally.exits.time / step - _NOISE) * step + 0.0)  # no -0
    entries = tally.entries
    if entries is not None:
        down = np.floor(entries.time / step + _NOISE) * step
        entries = replace(entries, time=np.where(entries.time < 0, entries.time, down))
    tally = replace(tally, causes=len(life_table.causes))
    return made_from(replace(tally, exits=exits, entries=entries), life_table.weighting)


def _pairs(life_table: LifeTable, members: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """One row per old group and new one: `_group` (place of the old one), `_pair`, and the `by` columns."""
    wanted = members.select(*life_table.by, *by)
    if wanted.is_duplicated().any():
        raise CountsError("A group would be counted twice in the same new group: name each pair in `members` once.")
    groups = life_table.groups.with_row_index("_group") if life_table.by else pl.DataFrame({"_group": [0]})
    if life_table.by:
        other = [name for name in life_table.by if groups.schema[name] != wanted.schema[name]]
        groups, wanted = (each.with_columns(pl.col(other).cast(pl.String)) for each in (groups, wanted))
        found = groups.join(wanted, on=life_table.by, how="inner", nulls_equal=True, maintain_order="left")
    else:
        found = groups.join(wanted, how="cross")
    if not found.height:
        raise CountsError("No group of the life table is in any of the new groups: compare the labels in `members`.")
    return found.select(pl.col("_group").cast(pl.Int64), *by).with_row_index("_pair")


def _moved(moves: Moves, pairs: pl.DataFrame) -> Moves:
    """The moves of each old group, once for every new group it belongs to."""
    rows = pl.DataFrame({"_group": moves.group}).with_row_index("_row")
    found = rows.join(pairs.select("_group", "_pair"), on="_group", how="inner")
    place, pair = found["_row"].to_numpy(), found["_pair"].to_numpy().astype(np.int64)
    return Moves(
        group=pair,
        time=moves.time[place],
        event=moves.event[place],
        count=moves.count[place],
        squared=None if moves.squared is None else moves.squared[place],
    )
