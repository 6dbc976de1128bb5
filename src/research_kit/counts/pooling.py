"""Life tables taken apart into moves again, so that they can be added, collapsed and put together otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.tally import Moves, Tally

if TYPE_CHECKING:
    from research_kit.counts.life_table_type import LifeTable

_BEFORE_ALL = -1
"""When those entered who are at risk from the start: before every time there is."""


def pooled_tally(tables: Sequence[LifeTable], by: tuple[str, ...], *, weighted: bool) -> Tally:
    """Everybody in the tables, by fewer columns or the same."""
    groups = [each.groups.select(by) for each in tables]
    offsets = np.cumsum([0, *(len(each.starts) for each in tables)]).tolist()
    pairs = list(zip(tables, offsets, strict=False))
    exits = [exits_of(each, offset, weighted=weighted) for each, offset in pairs]
    late = any(each.entries is not None for each in tables)
    entries = [entries_of(each, offset, weighted=weighted) for each, offset in pairs] if late else []
    return Tally(
        groups=_stacked(groups, by),
        exits=_joined(exits),
        entries=_joined(entries) if late else None,
        causes=max(len(each.causes) for each in tables),
    )


def exits_of(life_table: LifeTable, offset: int = 0, *, weighted: bool) -> Moves:
    """The rows of a table as moves, group numbers from `offset` on."""
    several = len(life_table.causes) > 1
    sources = ["censored", *(f"events_{k}" if several else "events" for k in life_table.causes)]
    lengths = np.diff(life_table.starts, append=life_table.table.height)
    group = np.repeat(np.arange(len(lengths)) + offset, lengths)
    time = life_table.column("time")
    parts = []
    for code, source in enumerate(sources):
        some = life_table.column(source) != 0
        count, squared = _counted(life_table, life_table.table, source, weighted)
        event = np.full(int(some.sum()), code)
        parts.append(
            Moves(
                group=group[some],
                time=time[some],
                event=event,
                count=count[some],
                squared=None if squared is None else squared[some],
            )
        )
    return _joined(parts)


def entries_of(life_table: LifeTable, offset: int = 0, *, weighted: bool) -> Moves:
    """Entries as moves, group numbers from `offset` on."""
    entries = life_table.entries
    if entries is None:
        at_start = pl.lit(_BEFORE_ALL, dtype=pl.Int64)
        entries = life_table.table.filter(pl.col("entered") != 0).with_columns(time=at_start)
    groups = life_table.groups.with_row_index("_group")
    group = np.zeros(entries.height, dtype=np.int64)
    if life_table.by:
        found = entries.select(life_table.by).join(
            groups, on=life_table.by, how="left", nulls_equal=True, maintain_order="left"
        )
        group = found["_group"].to_numpy().astype(np.int64)
    count, squared = _counted(life_table, entries, "entered", weighted)
    time = entries["time"].to_numpy()
    return Moves(group=group + offset, time=time, event=np.zeros_like(group), count=count, squared=squared)


def _counted(
    life_table: LifeTable, table: pl.DataFrame, source: str, weighted: bool
) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """The count and, if the result is weighted, its squared weights (a participant without a weight weighs 1)."""
    count = table[source].to_numpy()
    if not weighted:
        return count, None
    squared = source if life_table.weighting == "none" else f"{source}_squared_weights"
    return count.astype(np.float64), table[squared].to_numpy().astype(np.float64)


def _joined(parts: Sequence[Moves]) -> Moves:
    if len(parts) == 1:
        return parts[0]
    weighted = parts[0].squared is not None
    return Moves(
        group=np.concatenate([part.group for part in parts]),
        time=np.concatenate([part.time for part in parts]),
        event=np.concatenate([part.event for part in parts]),
        count=np.concatenate([part.count for part in parts]),
        squared=np.concatenate([part.squared for part in parts if part.squared is not None]) if weighted else None,
    )


def _stacked(groups: list[pl.DataFrame], by: tuple[str, ...]) -> pl.DataFrame:
    """The groups under each other; categories that two sites list differently become text."""
    listed = (pl.Enum, pl.Categorical)
    differing = [
        name
        for name in by
        if len({part.schema[name] for part in groups}) > 1
        and any(isinstance(part.schema[name], listed) for part in groups)
    ]
    texts = [part.with_columns(pl.col(differing).cast(pl.String)) for part in groups]
    return reduce(lambda above, below: pl.concat([above, below], how="vertical_relaxed"), texts)
