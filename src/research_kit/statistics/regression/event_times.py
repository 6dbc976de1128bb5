"""The times at which somebody has the event, stratum by stratum: where a Cox model compares those at risk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class EventTimes:
    """Parallel arrays, one element per stratum x distinct time with an event; by stratum, then ascending time."""

    stratum: Ints
    time: Numbers
    events: Ints  # rows with the event
    weight: Floats  # sum of their weights
    at_risk: Ints  # rows

    @cached_property
    def starts(self) -> Ints:
        """The first element of each stratum."""
        return np.flatnonzero(np.diff(self.stratum, prepend=-1))

    @cached_property
    def first(self) -> Ints:
        """For every element, the first one of its stratum."""
        return np.repeat(self.starts, np.diff(self.starts, append=len(self.stratum)))

    @cached_property
    def all_have_it(self) -> NDArray[np.bool_]:
        """Where nobody at risk is left without the event."""
        return self.events >= self.at_risk

    def until(self, values: Numbers) -> Numbers:
        """Sums over each event time and the earlier ones of its stratum."""
        return self._by_stratum(lambda part: np.cumsum(part, axis=0), values)

    def onwards(self, values: Numbers) -> Numbers:
        """Sums over each event time and the later ones of its stratum."""
        return self._by_stratum(lambda part: np.cumsum(part[::-1], axis=0)[::-1], values)

    def _by_stratum(self, scan: Callable[[Numbers], Numbers], values: Numbers) -> Numbers:
        if len(self.starts) == 1:
            return scan(values)
        scanned = np.empty_like(values)
        for part in self._slices():
            scanned[part] = scan(values[part])
        return scanned

    def _slices(self) -> Iterator[slice]:
        ends = [*self.starts[1:].tolist(), len(self.stratum)]
        return (slice(start, end) for start, end in zip(self.starts.tolist(), ends, strict=True))
