"""The life table: counts by group and time, the one thing every survival estimator takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.tally import Tally, tabulate, tabulate_entries
from research_kit.errors import CountsError

Weighting = Literal["none", "whole", "fractional"]
_FLOW = ("time", "entered", "at_risk", "censored", "events")
_STRENGTH: tuple[Weighting, ...] = ("none", "whole", "fractional")


@dataclass(frozen=True, kw_only=True, repr=False)
class LifeTable:
    """Who entered, was at risk and left, at every time somebody left: all the survival estimators need.

    Attributes
    ----------
    table
        One row per group and distinct time at which an event or a censoring happened, groups sorted (nulls last),
        then times. Columns: the `by` columns; `time`; `entered` (who came under observation after the previous row's
        time and before this one: with nobody entering late, the whole group in its first row); `at_risk` (under
        observation just before `time`); `censored` and `events` at `time`; `events_1`...`events_K` if there is more
        than one cause. Row by row, at_risk = at_risk before - events before - censored before + entered. If weighted,
        these are sums of weights, and each has a column `..._squared_weights`, the sum of squared weights.
    entries
        With late entry, the exact times of entry: one row per group and time, `by`..., `time`, `entered`. None when
        everybody is at risk from the start. It lets `add` and `log_rank` know who was at risk between two rows.
    weighting
        `none`, `whole` (every weight a whole number: counts of participants) or `fractional` (sampling weights:
        the estimators use robust variances, as R's survfit does).
    """

    table: pl.DataFrame
    entries: pl.DataFrame | None = None
    weighting: Weighting = "none"

    def __post_init__(self) -> None:
        missing = [name for name in _FLOW if name not in self.table.columns]
        if missing:
            raise CountsError(
                f"A life table needs the columns {', '.join(_FLOW)}; missing: {', '.join(missing)}. "
                "Make it with `rk.counts.life_table`."
            )

    @property
    def by(self) -> tuple[str, ...]:
        """The columns whose crossing makes the groups."""
        return tuple(self.table.columns[: self.table.columns.index("time")])

    @property
    def causes(self) -> tuple[int, ...]:
        """The event codes 1...K."""
        last = 1
        while f"events_{last + 1}" in self.table.columns:
            last += 1
        return tuple(range(1, last + 1))

    @property
    def starts(self) -> NDArray[np.int64]:
        """The first row of each group."""
        if not self.by:
            return np.zeros(min(1, self.table.height), dtype=np.int64)
        group = self.table.select(pl.struct(self.by).rle_id())[self.by[0]].to_numpy()
        return np.flatnonzero(np.diff(group.astype(np.int64), prepend=-1))

    @property
    def groups(self) -> pl.DataFrame:
        """One row per group: the `by` columns."""
        return self.table.select(self.by)[self.starts]

    def to_polars(self) -> pl.DataFrame:
        """The table."""
        return self.table

    def column(self, name: str) -> NDArray[Any]:
        """A column of the table as numbers, e.g. `events`."""
        return self.table[name].to_numpy()

    def events_of(self, cause: int | None, squared_weights: bool = False) -> NDArray[np.float64]:
        """Events of one cause (None = of any cause), or the sums of their squared weights."""
        if cause is not None and cause not in self.causes:
            raise CountsError(
                f"Cause {cause!r} is not in this life table; it has {', '.join(map(str, self.causes))}."
            )
        name = "events" if cause is None or len(self.causes) == 1 else f"events_{cause}"
        return self.table[f"{name}_squared_weights" if squared_weights else name].to_numpy().astype(np.float64)

    def add(self, other: LifeTable) -> LifeTable:
        """The life table of both sites' participants together, exactly as if their rows had been pooled.

        Parameters
        ----------
        other
            A table over the same `by` columns (in any order), with nobody counted in both.
        """
        if set(self.by) != set(other.by):
            raise CountsError(
                f"Life tables by ({', '.join(self.by)}) and by ({', '.join(other.by)}) cannot be added: "
                "count both sites by the same columns, or `collapse` to the columns they share."
            )
        return _merged((self, other), self.by)

    def collapse(self, by: Sequence[str] = ()) -> LifeTable:
        """The life table by fewer columns, summed over the others."""
        unknown = [name for name in by if name not in self.by]
        if unknown:
            raise CountsError(
                f"Cannot collapse to {', '.join(unknown)}: this life table is by ({', '.join(self.by)})."
            )
        return self if tuple(by) == self.by else _merged((self,), tuple(by))

    def __repr__(self) -> str:
        by = f" by {', '.join(self.by)}" if self.by else ""
        return f"<LifeTable{by}: {len(self.starts)} groups, causes 1-{len(self.causes)}. Not for release.>"


def made_from(tally: Tally, weighting: Weighting) -> LifeTable:
    """The life table of a tally."""
    return LifeTable(table=tabulate(tally), entries=tabulate_entries(tally), weighting=weighting)


def _merged(tables: Sequence[LifeTable], by: tuple[str, ...]) -> LifeTable:
    weighting = max((each.weighting for each in tables), key=_STRENGTH.index)
    weighted = weighting != "none"
    late = any(each.entries is not None for each in tables)
    return made_from(
        Tally(
            by=by,
            exits=_stacked([_exits(each, by, weighted) for each in tables], by),
            entries=_stacked([_entries(each, by, weighted) for each in tables], by) if late else None,
            weighted=weighted,
            causes=max(len(each.causes) for each in tables),
        ),
        weighting,
    )


def _exits(life_table: LifeTable, by: tuple[str, ...], weighted: bool) -> pl.DataFrame:
    """The rows of a table as a tally: one row per group, time and event code."""
    several = len(life_table.causes) > 1
    sources = {0: "censored"} | {k: f"events_{k}" if several else "events" for k in life_table.causes}
    parts = [
        life_table.table.select(
            *by, _time="time", _event=pl.lit(code), **_counted(life_table, source, weighted)
        ).filter(pl.col("_count") != 0)
        for code, source in sources.items()
    ]
    return pl.concat(parts)


def _entries(life_table: LifeTable, by: tuple[str, ...], weighted: bool) -> pl.DataFrame:
    if life_table.entries is not None:
        return life_table.entries.select(*by, _time="time", **_counted(life_table, "entered", weighted))
    # At risk from the start: an entry before every time there is.
    start = pl.lit(-1, dtype=life_table.table["time"].dtype)
    return life_table.table.filter(pl.col("entered") != 0).select(
        *by, _time=start, **_counted(life_table, "entered", weighted)
    )


def _counted(life_table: LifeTable, source: str, weighted: bool) -> dict[str, pl.Expr]:
    """The count and, if the result is weighted, its squared weights (a participant without a weight weighs 1)."""
    if not weighted:
        return {"_count": pl.col(source)}
    squared = source if life_table.weighting == "none" else f"{source}_squared_weights"
    return {"_count": pl.col(source).cast(pl.Float64), "_squared": pl.col(squared).cast(pl.Float64)}


def _stacked(parts: list[pl.DataFrame], by: tuple[str, ...]) -> pl.DataFrame:
    """The parts under each other; categories that two sites list differently become text."""
    listed = (pl.Enum, pl.Categorical)
    differing = [
        name
        for name in by
        if len({part.schema[name] for part in parts}) > 1 and any(part.schema[name] in listed for part in parts)
    ]
    texts = [part.with_columns(pl.col(differing).cast(pl.String)) for part in parts]
    return reduce(lambda above, below: pl.concat([above, below], how="vertical_relaxed"), texts)
