"""Axes with few, round ticks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` and the ticks between them, written out."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def place(self, value: float, left: float, right: float) -> float:
        """Where a value stands between the two ends of an axis; values beyond the axis stand at its end."""
        within = min(max(value, self.low), self.high)
        return left + (within - self.low) / (self.high - self.low) * (right - left)


def scale_of(values: Sequence[float], write: Callable[[float], str], *, steps: Sequence[float], most: int = 6) -> Scale:
    """An axis that holds nought and every value, in the smallest of `steps` that needs at most `most` intervals."""
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    for step in steps:
        first, last = floor(round(low / step, 6)), ceil(round(high / step, 6))
        if last - first <= most:
            break
    last = last if last > first else first + 1
    ticks = tuple((n * step, write(n * step)) for n in range(first, last + 1))
    return Scale(first * step, last * step, ticks)


SHARE_STEPS = (0.05, 0.1, 0.2, 0.25)
GAP_STEPS = (0.05, 0.1, 0.2, 0.25, 0.5)
MONTH_STEPS = (0.5, 1, 2, 3, 6, 12, 24)
