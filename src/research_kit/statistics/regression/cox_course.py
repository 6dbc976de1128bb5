"""When each row is at risk: its place among the event times of its stratum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.counts.tally import distinct
from research_kit.statistics.regression.cox_rows import CoxRows
from research_kit.statistics.regression.event_times import EventTimes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = NDArray[Any]


_MANY_TIMES = 20_000  # from here on rows are put in the order of time, so that sums by time run through memory


@dataclass(frozen=True, kw_only=True)
class Course:
    """When each row is at risk, as places among the event times; rows at risk at none of them are left out."""

    times: EventTimes
    kept: Ints  # rows, in any order
    last: Ints
    dying: Ints  # places among the kept rows, as `late`
    late: Ints
    before: Ints

    @property
    def is_ordered(self) -> bool:
        """Whether the kept rows are in the order of time and everybody is there from the start."""
        return not len(self.late) and len(self.times.time) > _MANY_TIMES


def follow(rows: CoxRows) -> Course:
    """Between which event times each row is at risk: entry < time <= exit."""
    moments, place = distinct(rows.time)
    axis = _Axis.of(rows.stratum * len(moments) + place, rows.event, len(moments) * (rows.strata.height or 1))
    stratum = axis.keys // len(moments)
    first = np.searchsorted(stratum, np.arange(rows.strata.height or 1))[rows.stratum]
    last = axis.until(rows.stratum * len(moments) + place)
    before = np.full(len(last), -1)
    if rows.entry is not None:
        upto = np.searchsorted(moments, rows.entry, side="right")
        before = axis.until(rows.stratum * len(moments) + upto - 1)
    before = np.where(before >= first, before, -1)
    is_kept = (last >= first) & (last > before)
    kept = np.flatnonzero(is_kept)
    if len(axis.keys) > _MANY_TIMES:
        kept = kept[np.argsort(last[kept])]
    late = np.flatnonzero(before[kept] >= 0)
    course = Course(
        times=_event_times(axis.keys, moments),
        kept=kept,
        last=last[kept],
        dying=np.flatnonzero(rows.event[kept]),
        late=late,
        before=before[kept][late],
    )
    return replace(course, times=_counted(course, rows))


@dataclass(frozen=True, kw_only=True)
class _Axis:
    """Stratum x time as one number, and which of these numbers have an event."""

    keys: Ints
    table: Ints | None  # for every number, the place of the last key up to it; None if the numbers are too many

    @classmethod
    def of(cls, key: Ints, event: NDArray[np.bool_], length: int) -> _Axis:
        if length > 8 * len(key) + 1_000_000:
            return cls(keys=np.unique(key[event]), table=None)
        has_event = np.zeros(length, dtype=np.int64)
        has_event[key[event]] = 1
        return cls(keys=np.flatnonzero(has_event), table=has_event.cumsum() - 1)

    def until(self, key: Ints) -> Ints:
        """The place of the last key at or before each number, -1 if there is none."""
        if self.table is None:
            return np.searchsorted(self.keys, key, side="right") - 1
        return np.where(key >= 0, self.table[key], -1)


def _event_times(keys: Ints, moments: Numbers) -> EventTimes:
    nothing = np.zeros(len(keys), dtype=np.int64)
    return EventTimes(
        stratum=keys // len(moments),
        time=moments[keys % len(moments)],
        events=nothing,
        weight=nothing.astype(np.float64),
        at_risk=nothing,
    )


def _counted(course: Course, rows: CoxRows) -> EventTimes:
    times, length = course.times, len(course.times.time)
    place = course.last[course.dying]
    events = np.bincount(place, minlength=length)
    moving = np.bincount(course.last, minlength=length) - np.bincount(course.before, minlength=length)
    weight: Numbers = events.astype(np.float64)
    if rows.weight is not None:
        weight = np.bincount(place, weights=rows.weight[course.kept][course.dying], minlength=length)
    return replace(times, events=events, weight=weight, at_risk=times.onwards(moving))
