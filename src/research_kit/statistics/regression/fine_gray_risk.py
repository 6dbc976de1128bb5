"""Who is at risk of the cause, with what weight, at every time somebody has it (Fine and Gray 1999).

Who has had another event stays at risk, weighted by the probability of being uncensored still: at t > T by
G(t-) / G(T-), G the Kaplan-Meier curve of the censoring. All sums over risk sets are running sums over the rows, so
that nothing is as large as rows x times.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.times import joined_equal_times

Floats = NDArray[np.float64]
Numbers = NDArray[Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class SubdistributionRisk:
    """Rows sorted by time. `had` the cause, `other` event or `censored`; `design` is rows x terms."""

    time: Floats
    had: NDArray[np.bool_]
    other: NDArray[np.bool_]
    design: Floats

    @property
    def censored(self) -> NDArray[np.bool_]:
        """Neither the cause nor another event."""
        return ~(self.had | self.other)

    @cached_property
    def event_times(self) -> Floats:
        """The distinct times at which somebody has the cause."""
        return np.unique(self.time[self.had])

    @cached_property
    def events(self) -> Floats:
        """How many have it at each."""
        place = np.searchsorted(self.event_times, self.time[self.had])
        return np.bincount(place, minlength=len(self.event_times)).astype(np.float64)

    @cached_property
    def first_row(self) -> Numbers:
        """For each row the first row of the same time."""
        return np.searchsorted(self.time, self.time)

    @cached_property
    def still_observed(self) -> Numbers:
        """For each row how many rows have its time or a later one."""
        return len(self.time) - self.first_row

    @cached_property
    def uncensored(self) -> Floats:
        """G(T-) of each row: the probability of being uncensored just before its time."""
        starts = np.flatnonzero(np.diff(self.first_row, prepend=-1))
        censored = np.add.reduceat(self.censored.astype(np.float64), starts)
        after = np.cumprod(1 - censored / self.still_observed[starts])
        before = np.concatenate([[1.0], after[:-1]])
        return np.repeat(before, np.diff(starts, append=len(self.time)))

    @cached_property
    def first_at_risk(self) -> Numbers:
        """For each event time the first row with that time or a later one."""
        return np.searchsorted(self.time, self.event_times)

    @cached_property
    def uncensored_at_events(self) -> Floats:
        """G(t-) at each event time."""
        return self.uncensored[self.first_at_risk]

    @cached_property
    def events_until(self) -> Numbers:
        """For each row how many event times lie at or before its time."""
        return np.searchsorted(self.event_times, self.time, side="right")

    @cached_property
    def kept_weight(self) -> Floats:
        """1 / G(T-) of who has had another event, 0 of all others."""
        return self.other / self.uncensored

    def sums(self, values: Floats) -> Floats:
        """Weighted sums over the risk set of each event time, of one column per quantity (rows x quantities)."""
        staying = np.cumsum(values[::-1], axis=0)[::-1][self.first_at_risk]
        return np.asarray(staying + self.uncensored_at_events[:, None] * self.after_other(values)[self.first_at_risk])

    def after_other(self, values: Floats) -> Floats:
        """For each row the sum over those who had another event in an earlier row, each divided by its G(T-)."""
        kept = values * self.kept_weight[:, None]
        return np.cumsum(kept, axis=0) - kept

    def totals(self, per_time: Floats) -> Floats:
        """For each row the sum over the event times at which it is at risk, with its weight (times x quantities)."""
        start = np.zeros((1, per_time.shape[1]))
        staying = np.vstack([start, np.cumsum(per_time, axis=0)])
        after = self.events_from_here_on(per_time)
        return np.asarray(staying[self.events_until] + self.kept_weight[:, None] * after[self.events_until])

    def events_from_here_on(self, per_time: Floats) -> Floats:
        """Sums of G(t-) x quantity over an event time and the later ones; one more row than times, the last 0."""
        weighted = self.uncensored_at_events[:, None] * per_time
        return np.vstack([np.cumsum(weighted[::-1], axis=0)[::-1], np.zeros((1, per_time.shape[1]))])


def subdistribution_risk(rows: pl.DataFrame, design: Floats, cause: int) -> SubdistributionRisk:
    """The risk sets of a cause; `rows` has `_time` and `_event`, in the order of the design's rows."""
    (time,) = joined_equal_times(rows["_time"].to_numpy())
    order = np.argsort(time, kind="stable")
    event = rows["_event"].to_numpy()[order]
    return SubdistributionRisk(
        time=time[order].astype(np.float64),
        had=event == cause,
        other=(event != cause) & (event != 0),
        design=design[order],
    )
