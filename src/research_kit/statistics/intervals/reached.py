"""When a rising curve first reaches a value."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_POINTS = 257
_ROUNDS = 4


def time_reaching(curve: Callable[[Floats], Floats], value: float, last: float) -> float | None:
    """The first time up to `last` at which a continuous curve from 0 reaches a value; None if it does not.

    The curve is read at 257 points, then again between the two points around the crossing, four times over, and taken
    as straight between the last two: exact to rounding. A curve that is undefined (NaN) has not reached anything.
    """
    start, end = 0.0, last
    for _ in range(_ROUNDS):
        time = np.linspace(start, end, _POINTS)
        read = np.nan_to_num(curve(time), nan=0.0)
        reaching = np.flatnonzero(read >= value)
        if not len(reaching):
            return None
        after = int(reaching[0])
        if after == 0:
            return float(time[0])
        start, end = float(time[after - 1]), float(time[after])
        low, high = float(read[after - 1]), float(read[after])
    return start + (end - start) * (value - low) / (high - low) if high > low else end
