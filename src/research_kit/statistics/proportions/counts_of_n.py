"""Events and numbers as an analyst gives them, scalars or columns, as arrays of one length."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]


def counts_of_n(events: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Both as float arrays of the same length; NaN where null; refuses what is no count out of n."""
    numerator, denominator = _of_one_length(_floats(events), _floats(n))
    known = ~(np.isnan(numerator) | np.isnan(denominator))
    numerator, denominator = np.where(known, numerator, np.nan), np.where(known, denominator, np.nan)
    impossible = int(((numerator < 0) | (numerator > denominator)).sum())
    if impossible:
        raise EstimateError(
            f"{impossible} of {numerator.size} pairs are no count out of n: events must lie between 0 and n."
        )
    broken = sum(int((~np.isfinite(each) | (np.floor(each) != each))[known].sum()) for each in (numerator, denominator))
    if broken:
        raise EstimateError(
            f"{broken} of {2 * numerator.size} events and n are no finite whole numbers: they must count people. "
            "Shares of weighted counts have no such interval."
        )
    return numerator, denominator


def _of_one_length(events: Floats, n: Floats) -> tuple[Floats, Floats]:
    if events.ndim > 1 or n.ndim > 1 or (events.size != n.size and 1 not in (events.size, n.size)):
        raise EstimateError(
            f"events has {events.size} values and n has {n.size}: give one of each for every share, or a single n."
        )
    numerator, denominator = np.broadcast_arrays(events, n)
    return numerator, denominator


def _floats(values: Any) -> Floats:
    try:
        listed = values.to_list() if hasattr(values, "to_list") else values
        return np.atleast_1d(np.asarray(listed, dtype=np.float64))
    except (TypeError, ValueError) as fault:
        raise EstimateError("events and n must be numbers: a number, a list, an array or a column.") from fault
