"""The risk sets of a Cox model straight from a dense cube of counts, without ever holding the rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.columns import Columns
from research_kit.counts.dense import DenseCounts, dense_counts
from research_kit.errors import CountsError
from research_kit.statistics.regression.cox_columns import CoxColumns
from research_kit.statistics.regression.cox_rows import require_code_of_censoring
from research_kit.statistics.regression.event_times import EventTimes

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class CoxCube:
    """Rows by stratum x time x pattern of the covariates: all that leave, and those that have the event."""

    left: Ints
    events: Ints
    strata: pl.DataFrame  # one row per stratum
    patterns: pl.DataFrame  # one row per pattern
    records: Ints  # rows of each pattern
    has_other_causes: bool

    @cached_property
    def at_risk(self) -> Ints:
        """Rows at risk."""
        return self.left[:, ::-1].cumsum(axis=1)[:, ::-1]

    @property
    def observed_until(self) -> NDArray[np.float64]:
        """The last time at which a row ends, by stratum."""
        ends = np.asarray(self.left.any(axis=2))
        return np.asarray(ends.shape[1] - 1 - ends[:, ::-1].argmax(axis=1), dtype=np.float64)

    @cached_property
    def has_event(self) -> NDArray[np.bool_]:
        """Stratum x time."""
        return np.asarray(self.events.any(axis=2))

    @cached_property
    def times(self) -> EventTimes:
        """The event times."""
        stratum, time = np.nonzero(self.has_event)
        events = self.events[self.has_event].sum(axis=1)
        at_risk = self.at_risk[self.has_event].sum(axis=1)
        return EventTimes(stratum=stratum, time=time, events=events, weight=events.astype(np.float64), at_risk=at_risk)


def count_cube(frame: Any, columns: CoxColumns) -> CoxCube | None:
    """The cube of a polars frame with whole-number times and few patterns; None where rows are needed."""
    if columns.cluster is not None:
        return None
    wanted = Columns(
        duration=columns.duration,
        event=columns.event,
        entry=columns.entry,
        weight=columns.weight,
        by=(*columns.strata, *columns.covariates),
    )
    try:
        wanted.require(frame.collect_schema().names() if isinstance(frame, (pl.DataFrame, pl.LazyFrame)) else [])
    except CountsError:
        return None  # also a column whose name a life table would take: rows can do with it
    counts = dense_counts(frame, wanted)
    if counts is None or any(each.has_null for each in counts.groups[len(columns.strata) :]):
        return None
    return _cube(counts, columns)


def _cube(counts: DenseCounts, columns: CoxColumns) -> CoxCube:
    times, codes = counts.cube.shape[:2]
    levels = counts.cube.shape[2:]
    of_strata = levels[: len(columns.strata)]
    cube = counts.cube.reshape(times, codes, int(np.prod(of_strata)), -1).transpose(1, 2, 0, 3)
    everybody = cube.sum(axis=(0, 2))  # stratum x pattern
    stratum, pattern = np.flatnonzero(everybody.sum(axis=1)), np.flatnonzero(everybody.sum(axis=0))
    cube = cube[:, stratum][:, :, :, pattern]
    require_code_of_censoring(np.flatnonzero(cube.any(axis=(1, 2, 3))).tolist(), columns)
    events = cube[1:].sum(axis=0) if columns.cause is None else cube[columns.cause] if columns.cause < codes else None
    return CoxCube(
        left=cube.sum(axis=0),
        events=np.zeros_like(cube[0]) if events is None else events,
        strata=_labels(counts, slice(None, len(of_strata)), stratum),
        patterns=_labels(counts, slice(len(of_strata), None), pattern),
        records=everybody.sum(axis=0)[pattern],
        has_other_causes=bool(cube[1:].sum() > (0 if events is None else events.sum())),
    )


def _labels(counts: DenseCounts, axes: slice, chosen: Ints) -> pl.DataFrame:
    """The levels of these group columns at the chosen places of their crossing."""
    groups = counts.groups[axes]
    if not groups:
        return pl.DataFrame()
    slots = np.unravel_index(chosen, counts.cube.shape[2:][axes])
    return pl.DataFrame([each.labels()[slot] for each, slot in zip(groups, slots, strict=True)])
