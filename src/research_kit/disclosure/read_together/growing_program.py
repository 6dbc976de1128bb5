"""Two worlds in which a secret lies k apart, of least price: a program that grows from the secret outwards.

It begins with the sums about the secret. Where its answer breaks a sum that it does not know, it takes in that sum. An
answer that breaks none is the best there is: to know more sums would only narrow the choice. Of thousands of counts
that hang together most programs need a few hundred.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.linked_counts import Floats, Places
from research_kit.disclosure.linked.possible_worlds import Deadline, reached, started

_MOVED = 1e-6
_EACH = 4  # columns of a count: how far it goes up in the first world, in the second, and how far down in either

Entries = tuple[Places, Places, Floats]
"""How many entries each row has; then of all of them the column and the weight."""


class Tied:
    """The counts of each sum, and the sums about each count.

    Parameters
    ----------
    sums
        One row per sum, one column per count.
    down, up
        How far each count can fall and rise.
    """

    def __init__(self, sums: Any, down: Floats, up: Floats) -> None:
        self._sums, self._counts = sums.tocsr(), sums.T.tocsr()
        self.down, self.up = down, up

    def sums(self, which: Places) -> Entries:
        """The counts of these sums."""
        return _rows(self._sums, which)

    def about(self, counts: Places) -> Entries:
        """The sums with these counts."""
        return _rows(self._counts, counts)

    def nothing_known(self) -> tuple[NDArray[np.bool_], Places]:
        """For each sum whether a program knows it, for each count its place there: no, and -1."""
        sums, counts = self._sums.shape
        return np.zeros(sums, dtype=bool), np.full(counts, -1, dtype=np.int64)


class GrowingProgram:
    """A solver for one secret, which knows more and more of the sums."""

    def __init__(self, tied: Tied, price: Floats, secret: int, k: int) -> None:
        import highspy

        self._tied, self._price = tied, price
        self._knows, self._place = tied.nothing_known()
        self._columns: Places = np.empty(0, dtype=np.int64)
        self._solver = started(highspy.HighsLp())
        self._solver.setOptionValue("presolve", "off")  # the solver begins where nothing moves: nearly there
        alone = np.array([secret])
        self._add_counts(alone)
        self._add_sums(self._with_next(tied.about(alone)[1]))
        first = _EACH * int(self._place[secret])
        apart = np.array([first, first + 3, first + 1, first + 2], dtype=np.int32)
        self._solver.addRow(float(k), float(k), _EACH, apart, np.array([1.0, 1.0, -1.0, -1.0]))

    def moves(self, deadline: Deadline) -> Floats | None:
        """How far every count moves in either world (2 rows); None where nothing helps in time."""
        while not deadline.over():
            found = self._least(deadline)
            if found is None:
                break
            broken = self._broken(found)
            if not broken.size:
                moves = np.zeros((2, self._place.size))
                moves[:, self._columns] = found.T
                return moves
            self._add_sums(self._with_next(broken))
        return None

    def _least(self, deadline: Deadline) -> Floats | None:
        """The moves of least price by the sums known so far: one row per count of the program."""
        try:
            at = reached(self._solver, deadline)
        except ArithmeticError:
            return None
        return None if at is None else at.reshape(-1, _EACH)[:, :2] - at.reshape(-1, _EACH)[:, 2:]

    def _broken(self, moves: Floats) -> Places:
        """The sums that these moves break, of those that the program does not know."""
        moved = np.flatnonzero((np.abs(moves) > _MOVED).any(axis=1))
        sizes, sums, weights = self._tied.about(self._columns[moved])
        parts = np.repeat(moves[moved], sizes, axis=0) * weights[:, None]
        off = [np.abs(np.bincount(sums, weights=own, minlength=self._knows.size)) for own in parts.T]
        return np.flatnonzero((np.maximum(*off) > _MOVED) & ~self._knows)

    def _with_next(self, sums: Places) -> Places:
        """With the sums about their untold counts, which are the next to move: fewer turns are needed."""
        counts = np.unique(self._tied.sums(sums)[1])
        return np.union1d(sums, self._tied.about(counts[self._price[counts] == 0])[1])

    def _add_counts(self, counts: Places) -> None:
        size, limits = counts.size, (self._tied.up[counts], self._tied.down[counts])
        self._place[counts] = self._columns.size + np.arange(size)
        self._columns = np.concatenate([self._columns, counts])
        upper = np.repeat(np.stack(limits, axis=1), 2, axis=1).ravel()
        starts, nothing = np.zeros(_EACH * size, dtype=np.int32), np.empty(0, dtype=np.int32)
        self._solver.addCols(
            _EACH * size, np.repeat(self._price[counts], _EACH), np.zeros(_EACH * size), upper,
            0, starts, nothing, np.empty(0),
        )  # fmt: skip

    def _add_sums(self, sums: Places) -> None:
        """The sums, in both worlds, and the counts in them that are new."""
        sums = sums[~self._knows[sums]]
        self._knows[sums] = True
        sizes, counts, weights = self._tied.sums(sums)
        new = np.unique(counts)
        self._add_counts(new[self._place[new] < 0])
        ups = _EACH * self._place[counts]
        first = np.stack([ups, ups + 2], axis=1).ravel()
        values = np.tile(np.stack([weights, -weights], axis=1).ravel(), 2)
        ends = np.cumsum(np.tile(2 * sizes, 2))
        starts = np.concatenate([[0], ends[:-1]]).astype(np.int32)
        columns, nothing = np.concatenate([first, first + 1]).astype(np.int32), np.zeros(ends.size)
        self._solver.addRows(ends.size, nothing, nothing, columns.size, starts, columns, values)


def _rows(matrix: Any, which: Places) -> Entries:
    """The entries of some rows of a sparse matrix, one row after the other."""
    starts, ends = matrix.indptr[which].astype(np.int64), matrix.indptr[which + 1].astype(np.int64)
    sizes = ends - starts
    places = np.repeat(ends - np.cumsum(sizes), sizes) + np.arange(sizes.sum())
    return sizes, matrix.indices[places].astype(np.int64), matrix.data[places]
