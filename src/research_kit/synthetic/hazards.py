"""Times to events from piecewise constant hazards, drawn exactly by inverting the cumulative hazard."""

from __future__ import annotations

import numpy as np

from research_kit.synthetic.participants import NEVER, FloatArray


def draw_times(starts: FloatArray, hazards: FloatArray, *, rng: np.random.Generator) -> FloatArray:
    """A time to an event for each person, from that person's own piecewise constant hazard.

    Parameters
    ----------
    starts
        One row per person, one column per piece: where the piece starts, ascending within a row; the first is 0,
        the last piece has no end. Pieces of length 0 are allowed.
    hazards
        Of the same shape: events per unit of `starts` (>= 0).
    rng
        Source of randomness.

    Returns
    -------
    One time per person in the unit of `starts`; infinite where the hazard ends at 0.
    """
    before = _cumulative(starts, hazards)
    target = rng.exponential(size=len(starts))
    piece = (before <= target[:, None]).sum(axis=1) - 1
    row = np.arange(len(starts))
    hazard = hazards[row, piece]
    with np.errstate(divide="ignore", invalid="ignore"):
        times = starts[row, piece] + (target - before[row, piece]) / hazard
    return np.where(hazard > 0, times, NEVER)


def change_hazards(
    starts: FloatArray, hazards: FloatArray, *, at: FloatArray, ratio: float
) -> tuple[FloatArray, FloatArray]:
    """The same hazards, multiplied by `ratio` from the time `at` on (one per person, infinite for never).

    Returns
    -------
    `starts` and `hazards` with one piece more.
    """
    split = np.clip(at, 0.0, 1e9)
    place = (starts <= split[:, None]).sum(axis=1)
    columns = np.arange(starts.shape[1] + 1)
    source = np.where(columns[None, :] < place[:, None], columns[None, :], columns[None, :] - 1)
    new_starts = np.take_along_axis(starts, source, axis=1)
    new_starts[np.arange(len(starts)), place] = split
    changed = columns[None, :] >= place[:, None]
    return new_starts, np.take_along_axis(hazards, source, axis=1) * np.where(changed, ratio, 1.0)


def _cumulative(starts: FloatArray, hazards: FloatArray) -> FloatArray:
    """The cumulative hazard at the start of each piece."""
    grown = np.cumsum(hazards[:, :-1] * np.diff(starts, axis=1), axis=1)
    return np.concatenate([np.zeros((len(starts), 1)), grown], axis=1)
