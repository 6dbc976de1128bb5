"""What each distinct participant tells of the hazards: time known to be without the event, and where the event lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.intervals.pieces import cell_of, lengths

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_ROWS_AT_A_TIME = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Observations:
    """One row per distinct participant: times, cause (0 = no event seen), how many, and the covariates' terms."""

    entry: Floats
    left: Floats
    right: Floats
    cause: Places
    n: Floats
    design: Floats  # rows x terms; no terms without covariates

    @classmethod
    def read(cls, rows: pl.DataFrame, design: Floats) -> Observations:
        """From what `read_intervals` gives."""
        entry, left, right, n = (rows[name].to_numpy() for name in ("_entry", "_left", "_right", "_n"))
        return cls(entry=entry, left=left, right=right, cause=rows["_event"].to_numpy().astype(int), n=n, design=design)

    @property
    def is_exact(self) -> NDArray[np.bool_]:
        """Whose event is known to the day."""
        return np.asarray((self.cause > 0) & (self.left == self.right))

    @property
    def is_interval(self) -> NDArray[np.bool_]:
        """Whose event is known only as an interval."""
        return np.asarray((self.cause > 0) & (self.left < self.right))

    @property
    def last_time(self) -> float:
        """The largest time at which anybody was observed."""
        return float(max(self.left.max(), np.max(self.right[np.isfinite(self.right)], initial=0.0)))

    def events_of(self, cause: int) -> float:
        """Participants with an event of a cause."""
        return float(self.n[self.cause == cause].sum())


@dataclass(frozen=True, kw_only=True, slots=True)
class Contributions:
    """The same by cells of time. K causes, M cells."""

    n: Floats
    design: Floats
    free: Floats  # rows x M: time observed and known to be without an event
    exact: Floats  # K x M: events known to the day
    exact_terms: Floats  # sum of the terms of whoever has an exact event of cause 1
    unsure: Places  # the rows whose event lies in an interval
    unsure_cause: Places  # its cause, counted from 0
    inside: Floats  # those rows x M: how much of the interval lies in each cell

    def portions(self) -> Iterator[tuple[slice, slice]]:
        """The rows with an interval a few at a time, and the cells these reach into.

        They come in order of their start, so that those of a portion reach into few cells.
        """
        for start in range(0, len(self.unsure), _ROWS_AT_A_TIME):
            rows = slice(start, start + _ROWS_AT_A_TIME)
            reached = np.flatnonzero(self.inside[rows].any(axis=0))
            yield rows, slice(int(reached[0]), int(reached[-1]) + 1)


def contributions(observed: Observations, cells: Floats, causes: int) -> Contributions:
    """Every participant's contribution by cells that start at the times given."""
    exact, unsure = observed.is_exact, np.flatnonzero(observed.is_interval)
    place = (observed.cause[exact] - 1) * len(cells) + cell_of(observed.left[exact], cells)
    counted = np.bincount(place, observed.n[exact], causes * len(cells))
    first = exact & (observed.cause == 1)
    return Contributions(
        n=observed.n,
        design=observed.design,
        free=lengths(observed.entry, observed.left, cells),
        exact=counted.reshape(causes, -1).astype(np.float64),
        exact_terms=observed.n[first] @ observed.design[first],
        unsure=unsure.astype(np.int64),
        unsure_cause=observed.cause[unsure] - 1,
        inside=lengths(observed.left[unsure], observed.right[unsure], cells),
    )


def evenly_spread(told: Contributions) -> tuple[Floats, Floats]:
    """Events and time at risk by cause and cell if every event lay anywhere in its interval alike: a first guess."""
    inside, n = told.inside, told.n[told.unsure]
    share = n[:, None] * inside / inside.sum(axis=1, keepdims=True) if len(n) else inside
    mass = told.exact.copy()
    np.add.at(mass, told.unsure_cause, share)
    exposure = told.n @ told.free + n @ inside / 2
    return mass, np.broadcast_to(exposure, mass.shape)
