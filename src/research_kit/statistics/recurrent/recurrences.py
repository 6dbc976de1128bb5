"""The rows of one group as arrays: who is observed when, who has an event, whose observation ends for good."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Recurrences:
    """Everything by place in `time`, the distinct times at which a row ends.

    A row is at risk at the times from place `first` to place `last`, at none if `first > last`; `is_event` and
    `is_terminal` say what its end is.
    """

    person: Places
    first: Places
    last: Places
    is_event: NDArray[np.bool_]
    is_terminal: NDArray[np.bool_]
    time: Floats

    @property
    def people(self) -> int:
        """How many participants the group has."""
        return int(self.person[-1]) + 1

    @property
    def at_risk(self) -> Floats:
        """How many are under observation at each time."""
        there = self.first <= self.last
        size = len(self.time) + 1
        come, leave = (np.bincount(place[there], minlength=size) for place in (self.first, self.last + 1))
        return np.cumsum(come - leave)[:-1].astype(np.float64)

    def count(self, happens: NDArray[np.bool_]) -> Floats:
        """How many rows end in this way at each time."""
        return np.bincount(self.last[happens], minlength=len(self.time)).astype(np.float64)

    def by_place(self, kept: NDArray[np.bool_], place: Places) -> list[Places]:
        """The participants of the rows kept, one array for each time."""
        rows = np.flatnonzero(kept)
        order = rows[np.argsort(place[rows], kind="stable")]
        return np.split(self.person[order], np.searchsorted(place[order], np.arange(1, len(self.time))))


def recurrences_of(rows: pl.DataFrame) -> Recurrences:
    """The recurrences of a group whose rows are in the order of participant and time."""
    start, stop = (rows[name].cast(pl.Float64).to_numpy() for name in ("_start", "_stop"))
    time = np.unique(stop)
    return Recurrences(
        person=rows["_person"].rle_id().cast(pl.Int64).to_numpy(),
        first=np.searchsorted(time, start, side="right"),
        last=np.searchsorted(time, stop, side="left"),
        is_event=rows["_event"].to_numpy(),
        is_terminal=rows["_terminal"].to_numpy(),
        time=time,
    )
