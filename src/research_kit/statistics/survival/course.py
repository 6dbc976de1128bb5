"""What happens to a group along its life table: the quantities the estimators share, one value per row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.counts import LifeTable
from research_kit.counts.life_table_type import require_life_table
from research_kit.counts.segments import previous_row, running_product, running_total

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Course:
    """Risk, hazard and event-free share at every row of a life table (S(t-) is `event_free_before`)."""

    starts: NDArray[Any]
    time: Floats
    at_risk: Floats
    events: Floats
    hazard: Floats
    event_free: Floats
    event_free_before: Floats

    def running_total(self, values: Floats) -> Floats:
        """Sum within each group up to and including each row."""
        return running_total(values, self.starts)

    def cause_hazard(self, events: Floats) -> Floats:
        """Share of those at risk with this event."""
        return share(events, self.at_risk)

    def incidence(self, events: Floats) -> Floats:
        """Aalen-Johansen: the share that has had this event by each row."""
        return self.running_total(self.event_free_before * self.cause_hazard(events))


def course(life_table: LifeTable) -> Course:
    """The course of every group; the event is that of any cause."""
    require_life_table(life_table)
    starts = life_table.starts
    at_risk = life_table.column("at_risk").astype(np.float64)
    events = life_table.events_of(None)
    hazard = share(events, at_risk)
    event_free = running_product(1 - hazard, starts)
    return Course(
        starts=starts,
        time=life_table.column("time").astype(np.float64),
        at_risk=at_risk,
        events=events,
        hazard=hazard,
        event_free=event_free,
        event_free_before=previous_row(event_free, starts, 1.0),
    )


def share(part: Floats, whole: Floats) -> Floats:
    """part / whole, 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
