"""The chance of reaching the goal within a time, when something else may come first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def chance_by(elapsed: Floats, until: Floats, starts: Floats, ends: Floats, rates: tuple[Floats, Floats]) -> Floats:
    """For those at risk at `elapsed`: the chance of the goal by `until`, with constant hazards in each piece.

    Parameters
    ----------
    elapsed, until
        One value per person, time since enrolment; nothing happens where until <= elapsed.
    starts, ends
        Of the pieces, in order, without gaps; the last is taken to go on.
    rates
        Of the goal, and of leaving without it: draw × piece.

    Returns
    -------
    draw × person.
    """
    goal, others = rates
    total = goal + others
    share = np.divide(goal, total, out=np.zeros_like(goal), where=total > 0)
    still = np.ones((len(goal), len(elapsed)))
    reached = np.zeros_like(still)
    for piece, (start, end) in enumerate(zip(starts, np.append(ends[:-1], np.inf), strict=True)):
        time = np.clip(np.minimum(until, end) - np.maximum(elapsed, start), 0, None)
        staying = np.exp(-total[:, piece, None] * time)
        reached += still * share[:, piece, None] * (1 - staying)
        still *= staying
    return reached
