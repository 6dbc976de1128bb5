"""The life table: counts by group and time, the one thing every survival estimator takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.pooling import pooled_tally
from research_kit.counts.tally import Tally, tabulate
from research_kit.errors import CountsError

Weighting = Literal["none", "whole", "fractional"]
_FLOW = ("time", "entered", "at_risk", "censored", "events")
_STRENGTH: tuple[Weighting, ...] = ("none", "whole", "fractional")


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
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

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The first row of each group."""
        if not self.by:
            return np.zeros(min(1, self.table.height), dtype=np.int64)
        group = self.table.select(pl.struct(self.by).rle_id())[self.by[0]].to_numpy()
        return np.flatnonzero(np.diff(group.astype(np.int64), prepend=-1))

    @property
    def groups(self) -> pl.DataFrame:
        """One row per group: the `by` columns."""
        return self.table.select(self.by)[self.starts] if self.by else pl.DataFrame()

    def to_polars(self) -> pl.DataFrame:
        """The table."""
        return self.table

    def column(self, name: str) -> NDArray[Any]:
        """A column of the table as numbers, e.g. `events`."""
        return self.table[name].to_numpy()

    def events_of(self, cause: int | None) -> NDArray[np.float64]:
        """Events of one cause at each row (None: of any cause)."""
        return self.table[self._events_column(cause)].to_numpy().astype(np.float64)

    def squared_weights_of(self, cause: int | None) -> NDArray[np.float64]:
        """Sum of the squared weights of those with an event of this cause at each row (None: of any cause)."""
        return self.table[f"{self._events_column(cause)}_squared_weights"].to_numpy().astype(np.float64)

    def _events_column(self, cause: int | None) -> str:
        if cause is not None and cause not in self.causes:
            raise CountsError(f"Cause {cause!r} is not in this life table; it has {', '.join(map(str, self.causes))}.")
        return "events" if cause is None or len(self.causes) == 1 else f"events_{cause}"

    def add(self, other: LifeTable) -> LifeTable:
        """The life table of both sites' participants together, exactly as if their rows had been pooled.

        Parameters
        ----------
        other
            A table over the same `by` columns (in any order), with nobody counted in both.
        """
        require_life_table(other)
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
            raise CountsError(f"Cannot collapse to {', '.join(unknown)}: this life table is by ({', '.join(self.by)}).")
        return self if tuple(by) == self.by else _merged((self,), tuple(by))

    def __repr__(self) -> str:
        by = f" by {', '.join(self.by)}" if self.by else ""
        return f"<LifeTable{by}: {len(self.starts)} groups, causes 1-{len(self.causes)}. Not for release.>"


def require_life_table(given: object) -> None:
    """Refuse what is no life table, such as the frame it should have been counted from."""
    if not isinstance(given, LifeTable):
        raise CountsError(
            f"This is a {type(given).__name__}, not a life table. Count first: "
            "`rk.counts.life_table(frame, duration=..., event=...)`."
        )


def made_from(tally: Tally, weighting: Weighting) -> LifeTable:
    """The life table of a tally."""
    table, entries = tabulate(tally)
    return LifeTable(table=table, entries=entries, weighting=weighting)


def _merged(tables: Sequence[LifeTable], by: tuple[str, ...]) -> LifeTable:
    """The life table of all the tables' participants, by fewer columns or the same."""
    weighting = max((each.weighting for each in tables), key=_STRENGTH.index)
    return made_from(pooled_tally(tables, by, weighted=weighting != "none"), weighting)
