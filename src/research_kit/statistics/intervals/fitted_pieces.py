"""Choosing the pieces together with the fit: pieces are merged until each is expected to hold enough events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.intervals.contributions import Contributions, Observations, contributions, evenly_spread
from research_kit.statistics.intervals.interval_maximum import Maximum, maximise
from research_kit.statistics.intervals.pieces import LEAST_MASS, Pieces, enough_in_each

Floats = NDArray[np.float64]

Cuts = Sequence[float] | Mapping[int, Sequence[float]]

_MOST_PIECES = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """The pieces that remained, the hazards in them, and how many pieces there were before merging."""

    pieces: Pieces
    maximum: Maximum
    pieces_offered: int


def fit_merging(observed: Observations, causes: int, piece_length: float) -> Fit:
    """Pieces of one length, those of a cause merged until each is expected to hold five of its events."""
    grid = _grid(observed, piece_length)
    mass, _ = evenly_spread(contributions(observed, np.asarray(grid), causes))
    pieces = Pieces(tuple(enough_in_each(grid, inside) if inside.sum() else (0.0,) for inside in mass))
    pieces = Pieces(pieces.starts, _without_events(observed, pieces))
    offered = len(grid) * len({cause for cause, _ in pieces.hazards})
    while True:
        maximum = _fitted(observed, pieces)
        weak = _to_merge(pieces, maximum)
        if weak is None:
            return Fit(pieces=pieces, maximum=_required(maximum), pieces_offered=offered)
        pieces = pieces.merged(*weak, _of_cause(pieces, maximum.mass, weak[0]))


def fit_pieces(observed: Observations, causes: int, cuts: Cuts) -> Fit:
    """The pieces given, as they are; the hazard is 0 in a piece where no event of the cause can lie."""
    by_cause = cuts if isinstance(cuts, Mapping) else dict.fromkeys(range(1, causes + 1), cuts)
    missing = [cause for cause in range(1, causes + 1) if cause not in by_cause]
    if missing:
        raise EstimateError(f"`cuts` has nothing for cause {', '.join(map(str, missing))}; give [] for a single piece.")
    pieces = Pieces(tuple((0.0, *_checked_cuts(by_cause[cause])) for cause in range(1, causes + 1)))
    pieces = Pieces(pieces.starts, _without_events(observed, pieces))
    maximum = _required(_fitted(observed, pieces))
    return Fit(pieces=pieces, maximum=maximum, pieces_offered=len(pieces.hazards))


def told_by_cells(observed: Observations, pieces: Pieces) -> Contributions:
    """The participants' contributions by the cells of these pieces."""
    return contributions(observed, pieces.cells, len(pieces.starts))


def _grid(observed: Observations, piece_length: float) -> tuple[float, ...]:
    if not is_number(piece_length) or not 0 < piece_length < np.inf:
        raise EstimateError(f"`piece_length` is {piece_length!r}; give a time > 0, e.g. 91.3125 days for a quarter.")
    last = float(observed.right[observed.cause > 0].max())
    count = max(1, int(np.ceil(last / piece_length)))
    if count > _MOST_PIECES:
        raise EstimateError(
            f"`piece_length` makes {count:,} pieces, more than {_MOST_PIECES:,}. Is it in the unit of the times?"
        )
    return tuple((np.arange(count) * float(piece_length)).tolist())


def _checked_cuts(cuts: Sequence[float]) -> tuple[float, ...]:
    values = np.asarray(list(cuts), dtype=np.float64)
    if not np.isfinite(values).all() or (np.diff(values, prepend=0.0) <= 0).any():
        raise EstimateError(
            "`cuts` must be finite times > 0 in rising order: where one piece ends and the next begins."
        )
    return tuple(values.tolist())


def _without_events(observed: Observations, pieces: Pieces) -> frozenset[tuple[int, int]]:
    """Cause and piece in which no event of the cause can lie."""
    found = set()
    for cause, starts in enumerate(pieces.starts):
        mass, _ = evenly_spread(contributions(observed, np.asarray(starts), len(pieces.starts)))
        found |= {(cause, int(piece)) for piece in np.flatnonzero(mass[cause] == 0)}
    return frozenset(found)


def _fitted(observed: Observations, pieces: Pieces) -> Maximum:
    return maximise(told_by_cells(observed, pieces), pieces.membership, observed.last_time)


def _required(maximum: Maximum) -> Maximum:
    if not maximum.converged:
        raise EstimateError(
            f"The piecewise-exponential fit did not converge in {maximum.iterations} steps: a hazard goes to zero or "
            "without bound, where no event must lie in a piece, or nobody is known to have got through it. Give fewer "
            "`cuts`, a longer `piece_length`, or leave out a covariate that tells events from non-events completely."
        )
    return maximum


def _to_merge(pieces: Pieces, maximum: Maximum) -> tuple[int, int] | None:
    """The piece to merge next: the one with fewest events if too few; if the search failed, the steepest."""
    several = np.array([len(pieces.starts[cause]) > 1 for cause, _ in pieces.hazards])
    mass = np.where(several, maximum.mass, np.inf)
    if mass.min() < LEAST_MASS - 1e-6:
        return pieces.hazards[int(mass.argmin())]
    if maximum.converged or not several.any():
        return None
    return pieces.hazards[int(np.where(several, maximum.log_hazard, -np.inf).argmax())]


def _of_cause(pieces: Pieces, mass: Floats, cause: int) -> Floats:
    return np.array([each for each, (of, _) in zip(mass.tolist(), pieces.hazards, strict=True) if of == cause])
