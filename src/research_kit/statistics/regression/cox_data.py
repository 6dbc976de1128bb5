"""The data of a Cox model in the form that is quickest to fit: a cube, patterns, or rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.regression.cox_columns import CoxColumns
from research_kit.statistics.regression.cox_course import Course, follow
from research_kit.statistics.regression.cox_cube import CoxCube, count_cube
from research_kit.statistics.regression.cox_design import Terms, terms_of_patterns, units_of
from research_kit.statistics.regression.cox_rows import CoxRows, read_rows, require_events
from research_kit.statistics.regression.event_times import EventTimes
from research_kit.statistics.regression.ordered_sets import OrderedSets
from research_kit.statistics.regression.partial_likelihood import RiskSets
from research_kit.statistics.regression.pattern_sets import PatternSets, count_patterns
from research_kit.statistics.regression.row_sets import RowSets
from research_kit.statistics.regression.timeline import Timeline, timeline_of_cube, timeline_of_rows
from research_kit.statistics.regression.units import Units

Floats = NDArray[np.float64]

_MOST_CELLS = 4_000_000  # event times x patterns: 32 MB
_FEW_CELLS = 100_000
_PATTERNS_AT_HAND = 4_096  # whose terms stay in the processor's cache while rows look them up
_TIMES_PER_STRATUM = 500  # fewer, and the strata take longer than their rows
_CELLS_PER_ROW = 4  # a cell of a product of matrices costs less than a row that is exponentiated and sorted into time


@dataclass(frozen=True, kw_only=True)
class CoxData:
    """Risk sets, what the terms are, and where the rows went."""

    sets: RiskSets
    terms: Terms
    strata: pl.DataFrame
    n: int
    source: CoxCube | tuple[CoxRows, Units]
    cause: int | None
    has_other_causes: bool
    observed_until: Floats  # by stratum: the last time at which a row ends

    @property
    def times(self) -> EventTimes:
        """The event times."""
        return self.sets.times

    @property
    def is_robust(self) -> bool:
        """Whether clusters or weights ask for the robust error."""
        return isinstance(self.source, tuple) and (self.units.cluster is not None or self.units.weight is not None)

    @cached_property
    def units(self) -> Units:
        """The rows, or sets of rows alike in everything."""
        if isinstance(self.source, tuple):
            return self.source[1]
        return units_of_cube(self.source, self.terms.matrix(self.source.patterns))

    @cached_property
    def timeline(self) -> Timeline:
        """How many rows leave and have the event at each time, over all strata."""
        return timeline_of_rows(self.source[0]) if isinstance(self.source, tuple) else timeline_of_cube(self.source)


def read_data(frame: Any, columns: CoxColumns) -> CoxData:
    """The data of a frame, checked."""
    cube = count_cube(frame, columns)
    return data_of_rows(read_rows(frame, columns), columns) if cube is None else data_of_cube(cube, columns)


def data_of_cube(cube: CoxCube, columns: CoxColumns) -> CoxData:
    """Risk sets of a cube of counts."""
    rows = int(cube.records.sum())
    require_events(int(cube.events.sum()), rows, columns)
    terms = terms_of_patterns(cube.patterns, columns.covariates, cube.records.astype(np.float64))
    sets = PatternSets(
        times=cube.times,
        table=terms.matrix(cube.patterns),
        at_risk=cube.at_risk[cube.has_event].astype(np.float64),
        dying=cube.events[cube.has_event].astype(np.float64),
    )
    return CoxData(
        sets=sets,
        terms=terms,
        strata=cube.strata,
        n=rows,
        source=cube,
        cause=columns.cause,
        has_other_causes=cube.has_other_causes,
        observed_until=cube.observed_until,
    )


def data_of_rows(rows: CoxRows, columns: CoxColumns, *, most_cells: int | None = None) -> CoxData:
    """Risk sets of rows; counted by pattern where event times x patterns are at most so many cells."""
    course = follow(rows)
    n = len(rows.time)
    cells = min(_MOST_CELLS, max(_FEW_CELLS, _CELLS_PER_ROW * n)) if most_cells is None else most_cells
    counted = cells // len(course.times.time)
    most_patterns = max(counted, _PATTERNS_AT_HAND) if _is_ordered(course) else counted
    units, terms = units_of(rows, course, columns.covariates, most_patterns)
    sets = _sets(units, course, counted)
    return CoxData(
        sets=sets,
        terms=terms,
        strata=rows.strata,
        n=n,
        source=(_without_frame(rows), units),
        cause=columns.cause,
        has_other_causes=rows.has_other_causes,
        observed_until=_observed_until(rows),
    )


def _is_ordered(course: Course) -> bool:
    """Whether rows are best taken in the order of time: everybody is there from the start, and strata are large."""
    times = course.times
    return course.is_ordered and len(times.time) > _TIMES_PER_STRATUM * len(times.starts)


def _sets(units: Units, course: Course, most_patterns: int) -> RiskSets:
    if not units.is_valued and len(units.table) <= most_patterns:
        return count_patterns(units, course.times)
    form = OrderedSets if _is_ordered(course) else RowSets
    return form(times=course.times, units=units)


def _observed_until(rows: CoxRows) -> Floats:
    last = np.zeros(rows.strata.height or 1)
    np.maximum.at(last, rows.stratum, rows.time.astype(np.float64))
    return last


def _without_frame(rows: CoxRows) -> CoxRows:
    """The rows without their covariates, which the units hold."""
    return CoxRows(
        frame=pl.DataFrame(),
        time=rows.time,
        entry=rows.entry,
        event=rows.event,
        stratum=rows.stratum,
        strata=rows.strata,
        weight=None,
        cluster=None,
    )


def units_of_cube(cube: CoxCube, table: Floats) -> Units:
    """Units of equal rows, with how many they are; those never at risk at an event time are left out."""
    times = cube.times
    key = times.stratum * cube.left.shape[1] + times.time
    parts = []
    for counts in (cube.left - cube.events, cube.events):
        stratum, time, pattern = np.nonzero(counts)
        last = np.searchsorted(key, stratum * cube.left.shape[1] + time, side="right") - 1
        kept = (last >= 0) & (times.stratum[np.maximum(last, 0)] == stratum)
        parts.append((pattern[kept], last[kept], counts[stratum, time, pattern][kept]))
    pattern, last, records = (np.concatenate(pair) for pair in zip(*parts, strict=True))
    nobody = np.zeros(0, dtype=np.int64)
    return Units(
        table=table,
        pattern=pattern,
        values=np.zeros((len(last), 0)),
        columns=nobody,
        last=last,
        dying=np.arange(len(parts[0][0]), len(last)),
        late=nobody,
        before=nobody,
        weight=records.astype(np.float64),
        records=records,
    )
