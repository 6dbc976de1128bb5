"""Who is matched with whom: each exposed in turn takes the nearest that is left, all turns at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def nearest_left(apart: Floats) -> Ints:
    """For each row its column, when rows choose in their order and no column is taken twice; -1: none is left.

    Parameters
    ----------
    apart
        Distances, rows x columns, in the order of choice; infinite where a match is not allowed.

    Notes
    -----
    Choosing one after the other is the one stable matching if every column prefers the earlier row. Deferred acceptance
    (Gale & Shapley 1962) finds it with all rows asking at once, so that nothing loops over people: a row that is
    refused asks its next, and a column keeps the earliest that asked.
    """
    rows, columns = apart.shape
    holder = np.full(columns, rows, dtype=np.int64)  # `rows`: nobody
    taken = np.full(rows, -1, dtype=np.int64)
    free = np.arange(rows if columns else 0)
    while len(free):
        allowed = np.where(free[:, None] < holder[None, :], apart[free], np.inf)
        wanted = allowed.argmin(axis=1)
        asking = np.isfinite(allowed[np.arange(len(free)), wanted])
        free, wanted = free[asking], wanted[asking]
        refused = holder.copy()
        np.minimum.at(holder, wanted, free)
        displaced = refused[(refused < rows) & (refused != holder)]
        taken[displaced] = -1
        won = holder[wanted] == free
        taken[free[won]] = wanted[won]
        free = np.concatenate([free[~won], displaced])
    return taken


def nearest_any(apart: Floats) -> Ints:
    """For each row its nearest column, whoever else has it; -1: none is allowed."""
    if not apart.shape[1]:
        return np.full(len(apart), -1, dtype=np.int64)
    wanted = apart.argmin(axis=1)
    return np.where(np.isfinite(apart[np.arange(len(apart)), wanted]), wanted, -1)
