"""Everybody on one time axis, whatever their stratum: what transformations of time are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.counts.tally import distinct
from research_kit.statistics.regression.cox_cube import CoxCube
from research_kit.statistics.regression.cox_rows import CoxRows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """One element per distinct time at which a row ends: how many end, how many with the event, how many are there."""

    time: Numbers
    left: Ints
    events: Ints
    at_risk: Ints

    @cached_property
    def rank(self) -> Floats:
        """Mean rank of the rows that end at each time, among all rows."""
        upto = self.left.cumsum()
        return upto - (self.left - 1) / 2

    @cached_property
    def without_event_before(self) -> Floats:
        """Share without the event just before each time, by Kaplan-Meier."""
        still = np.where(self.at_risk > 0, 1 - self.events / np.maximum(self.at_risk, 1), 1.0)
        return np.concatenate([[1.0], np.cumprod(still)[:-1]])


def timeline_of_rows(rows: CoxRows) -> Timeline:
    """The timeline of single rows."""
    time, place = distinct(rows.time)
    left = np.bincount(place)
    at_risk = left[::-1].cumsum()[::-1]
    if rows.entry is not None:
        entered = np.sort(rows.entry)
        at_risk = at_risk - (len(entered) - np.searchsorted(entered, time, side="left"))
    return Timeline(time=time, left=left, events=np.bincount(place[rows.event], minlength=len(time)), at_risk=at_risk)


def timeline_of_cube(cube: CoxCube) -> Timeline:
    """The timeline of a cube of counts."""
    left, events = cube.left.sum(axis=(0, 2)), cube.events.sum(axis=(0, 2))
    time = np.flatnonzero(left)
    at_risk = left[::-1].cumsum()[::-1]
    return Timeline(time=time, left=left[time], events=events[time], at_risk=at_risk[time])
