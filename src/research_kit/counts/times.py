"""Times that are equal up to floating-point noise are one time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

TOLERANCE = float(np.sqrt(np.finfo(float).eps))


def joined_equal_times(*times: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """The same times, those that differ only by floating-point noise written as the earliest of them.

    Parameters
    ----------
    times
        Arrays of finite times on one scale (exits, entries), judged together.

    Notes
    -----
    The rule of R's `survival::aeqSurv` (`timefix`): neighbours among the distinct times are joined when they differ
    by at most sqrt(eps) = 1.5e-8, absolutely or relative to the mean of the distinct times. Unlike R, whole-number
    types are left alone: they carry no such noise, and epoch seconds would be joined wrongly.
    """
    if all(each.dtype.kind in "iu" for each in times):
        return times
    every = np.concatenate([each.astype(np.float64) for each in times])
    order = np.argsort(every)
    ordered = every[order]
    steps = np.diff(ordered, prepend=-np.inf)
    noise = steps <= TOLERANCE * max(1.0, float(np.abs(ordered[steps > 0]).mean()))
    if noise[steps > 0].any():
        every[order] = ordered[~noise][np.cumsum(~noise) - 1]
    return tuple(np.split(every, np.cumsum([len(each) for each in times])[:-1]))
