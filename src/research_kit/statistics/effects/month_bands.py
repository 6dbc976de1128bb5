"""Months joined until each band has enough events for an intercept of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def month_bands(times: Floats, months: int, *, least: int) -> Ints:
    """The ends of the bands: whole months, the last being `months`; each but for too few events in all holds `least`.

    Parameters
    ----------
    times
        Times of the events, above 0 and up to `months`.
    months
        How many months there are.
    least
        Events a band must have.

    Raises
    ------
    EstimateError
        There are fewer events than that.
    """
    counts = np.bincount(np.clip(np.ceil(times), 1, months).astype(np.int64), minlength=months + 1)[1:]
    if counts.sum() < least:
        raise EstimateError(
            f"{int(counts.sum())} events within {months} months: at least {least} are needed to fit them."
        )
    ends: list[int] = []
    seen = 0
    for month, count in enumerate(counts, start=1):
        seen += int(count)
        if seen >= least:
            ends.append(month)
            seen = 0
    ends[-1] = months  # what is left over joins the last band
    return np.array(ends, dtype=np.int64)


def in_bands(times: Floats, ends: Ints) -> tuple[Ints, Floats]:
    """The band (1, 2, ...) in which each time lies (ends included), and the part of it that has passed."""
    place = np.minimum(np.searchsorted(ends, times, side="left"), len(ends) - 1)
    starts = np.concatenate([[0], ends[:-1]])
    return place + 1, (times - starts[place]) / (ends - starts)[place]
