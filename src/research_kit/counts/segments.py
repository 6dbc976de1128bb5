"""Running totals and products that begin anew in every group of a sorted table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]


def running_total(values: Numbers, starts: Numbers) -> Numbers:
    """The sum over the rows of the same group up to and including each row; `starts` = first row of each group."""
    if values.dtype.kind in "iu":  # exact in any order, so one pass over everything
        total = np.cumsum(values)
        before = (total - values)[starts]
        return np.asarray(total - np.repeat(before, _lengths(starts, len(values))))
    return _by_group(np.cumsum, values, starts)


def running_product(values: Numbers, starts: Numbers) -> Numbers:
    """The product over the rows of the same group up to and including each row."""
    return _by_group(np.cumprod, values, starts)


def total_from_here_on(values: Numbers, starts: Numbers) -> Numbers:
    """The sum over each row and the later rows of its group."""
    if values.dtype.kind in "iu":
        upto = running_total(values, starts)
        whole = np.add.reduceat(values, starts) if len(starts) else values
        return np.asarray(np.repeat(whole, _lengths(starts, len(values))) - upto + values)
    return _by_group(lambda part: np.cumsum(part[::-1])[::-1], values, starts)


def previous_row(values: Numbers, starts: Numbers, first: float) -> Numbers:
    """The value of the row before in the same group; `first` where there is none."""
    shifted = np.empty_like(values)
    shifted[1:] = values[:-1]
    shifted[starts] = first
    return shifted


def _by_group(scan: Callable[[Numbers], Numbers], values: Numbers, starts: Numbers) -> Numbers:
    scanned = np.empty_like(values)
    for part in _slices(starts, len(values)):
        scanned[part] = scan(values[part])
    return scanned


def _slices(starts: Numbers, length: int) -> Iterator[slice]:
    ends = [*starts[1:].tolist(), length]
    return (slice(start, end) for start, end in zip(starts.tolist(), ends, strict=True))


def _lengths(starts: Numbers, length: int) -> Numbers:
    return np.diff(starts, append=length)
