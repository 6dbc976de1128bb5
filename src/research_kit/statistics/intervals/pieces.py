"""The pieces of time in which a hazard is constant: a set of them for every cause, each with enough events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

LEAST_MASS = 5.0
"""Events a piece needs, those known as intervals counted by their fitted chance of lying in it (METHODS M3.3)."""

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Pieces:
    """For each cause the times at which its pieces start, the first 0; the last piece has no end."""

    starts: tuple[tuple[float, ...], ...]
    impossible: frozenset[tuple[int, int]] = frozenset()  # cause and piece in which no event can lie: hazard 0

    @property
    def cells(self) -> Floats:
        """Where the cells start: stretches within one piece of every cause."""
        return np.unique(np.concatenate([np.asarray(each, dtype=np.float64) for each in self.starts]))

    @property
    def hazards(self) -> list[tuple[int, int]]:
        """The hazards to estimate, as cause and piece, both counted from 0."""
        every = [(cause, piece) for cause, each in enumerate(self.starts) for piece in range(len(each))]
        return [pair for pair in every if pair not in self.impossible]

    @property
    def membership(self) -> Floats:
        """Causes x cells, flattened, by hazards: 1 where a hazard is at work in a cell."""
        cells, place = self.cells, {pair: number for number, pair in enumerate(self.hazards)}
        working = np.zeros((len(self.starts), len(cells), len(place)))
        for cause, each in enumerate(self.starts):
            piece_of = np.searchsorted(each, cells, side="right") - 1
            for cell, piece in enumerate(piece_of.tolist()):
                if (cause, piece) in place:
                    working[cause, cell, place[cause, piece]] = 1
        return working.reshape(-1, len(place))

    def merged(self, cause: int, piece: int, mass: Floats) -> Pieces:
        """Without the boundary between a piece of a cause and its neighbour with less mass (`mass` by piece)."""
        before = mass[piece - 1] if piece else np.inf
        after = mass[piece + 1] if piece + 1 < len(mass) else np.inf
        each = list(self.starts[cause])
        del each[piece if before <= after else piece + 1]
        return replace(self, starts=(*self.starts[:cause], tuple(each), *self.starts[cause + 1 :]))


def lengths(start: Floats, stop: Floats, cells: Floats) -> Floats:
    """How much of each spell (start, stop] lies in each cell: one row per spell."""
    ends = np.append(cells[1:], np.inf)
    within = np.minimum(stop[:, None], ends) - np.maximum(start[:, None], cells)
    return np.asarray(np.maximum(within, 0.0))


def cell_of(time: Floats, cells: Floats) -> Places:
    """The cell a time lies in; one on a boundary lies in the cell that ends there, time 0 in the first."""
    return np.asarray(np.maximum(np.searchsorted(cells, time, side="left") - 1, 0), dtype=np.int64)


def enough_in_each(starts: Sequence[float], mass: Floats, least: float = LEAST_MASS) -> tuple[float, ...]:
    """The starts that remain when pieces are joined from the left until each has enough mass."""
    kept, held = [float(starts[0])], 0.0
    for start, inside in zip([*starts[1:], np.inf], mass.tolist(), strict=True):
        held += inside
        if held >= least and start < np.inf:
            kept.append(float(start))
            held = 0.0
    return tuple(kept if held >= least or len(kept) == 1 else kept[:-1])
