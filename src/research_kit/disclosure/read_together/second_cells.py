"""Which further numbers go so that an exposed secret has room: one linear program per secret (Kelly et al. 1992).

From the true counts, the program looks for two other worlds in which the secret lies k apart and which differ from
what is told as little as possible; what differs is hidden. Unlike `suppression.withhold`, which finds the fewest for
all secrets at once, this stays quick when thousands of counts hang together; it hides somewhat more than the optimum.

References
----------
Kelly JP, Golden BL, Assad AA (1992). Networks 22:397-417. doi:10.1002/net.3230220407
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts, Told, known_limits, statements
from research_kit.disclosure.linked.possible_worlds import Deadline, solved, started

_NEVER = 1e4
"""What it costs to hide nobody, a true zero: done only where nothing else helps."""

_MOVED = 1e-6


class WorldsApart:
    """The program over one set of linked counts: kept warm, only the secret and the prices change.

    Columns: how far each count goes up in the first world, in the second, and how far down in either.
    """

    def __init__(self, linked: LinkedCounts, world: Floats, known: Told, prices: Mapping[int, float]) -> None:
        self._size = world.size
        self._price = np.zeros(world.size)
        for count, price in prices.items():
            self._price[count] = price if world[count] > 0 else _NEVER
        least, most = known_limits(world.size, known)
        self._solver, self._rows = _program(linked, np.maximum(world - least, 0.0), np.maximum(most - world, 0.0))

    def hide(self, counts: Collection[int]) -> None:
        """From now on these are hidden already, and cost nothing."""
        self._price[list(counts)] = 0.0

    def apart(self, secret: int, k: int, deadline: Deadline) -> Floats | None:
        """How far the counts move in two worlds in which `secret` is k apart; None where nothing helps in time."""
        size = self._size
        up_and_down = np.array([secret, 3 * size + secret, size + secret, 2 * size + secret], dtype=np.int32)
        self._solver.addRow(float(k), float(k), 4, up_and_down, np.array([1.0, 1.0, -1.0, -1.0]))
        try:
            found = solved(self._solver, -np.tile(self._price, 4), deadline).at
        except ArithmeticError:
            found = None
        self._solver.deleteRows(1, np.array([self._rows], dtype=np.int32))
        if found is None:
            return None
        return (found[: 2 * size] - found[2 * size :]).reshape(2, size)

    def told(self, moves: Floats) -> tuple[int, ...]:
        """The counts that are still told and move: they must be hidden for these two worlds to be possible."""
        return tuple(np.flatnonzero((np.abs(moves) > _MOVED).any(axis=0) & (self._price > 0)).tolist())


def _program(linked: LinkedCounts, down: Floats, up: Floats) -> tuple[Any, int]:
    """A solver that knows every sum, in two worlds, as moves away from the true numbers; and its number of rows.

    `down` is how far each count can fall, `up` how far it can rise.
    """
    import highspy
    from scipy.sparse import block_diag, csr_array, hstack

    sums = csr_array(statements(linked).matrix[: len(linked.sums)])
    both = block_diag([sums, sums], format="csr")
    matrix = csr_array(hstack([both, -both], format="csr"))
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.col_cost_ = program.col_lower_ = np.zeros(matrix.shape[1])
    program.col_upper_ = np.concatenate([up, up, down, down])
    program.row_lower_ = program.row_upper_ = np.zeros(matrix.shape[0])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = matrix.data
    program.sense_ = highspy.ObjSense.kMaximize
    return started(program), matrix.shape[0]


def second_cells(
    linked: LinkedCounts,
    world: Floats,
    prices: Mapping[int, float],
    exposed: Sequence[int],
    secrets: Mapping[int, int],
    *,
    known: Told | None = None,
    seconds: float = 60.0,
) -> tuple[dict[int, set[int]], tuple[int, ...]]:
    """The counts to hide, each with the secrets that it goes for; and the secrets that nothing can protect.

    Parameters
    ----------
    linked, world
        The counts and their true numbers.
    prices
        What it costs to hide each count that is told: in how many places it is.
    exposed
        The secrets that need room.
    secrets
        Count -> k.
    known
        Within which limits counts are known for good.
    seconds
        The time box: secrets that it leaves over count among those that nothing can protect.
    """
    deadline = Deadline(seconds)
    programs = WorldsApart(linked, world, known or {}, prices)
    hidden: dict[int, set[int]] = {}
    helpless: list[int] = []
    open_secrets = dict.fromkeys(exposed)
    for secret in exposed:
        if secret not in open_secrets:
            continue
        moves = programs.apart(secret, secrets[secret], deadline)
        if moves is None:
            helpless.append(secret)
            continue
        needed = programs.told(moves)
        for count in needed:
            hidden.setdefault(count, set()).add(secret)
        programs.hide(needed)
        reach = np.maximum(moves.max(axis=0), 0.0) - np.minimum(moves.min(axis=0), 0.0)
        for each in [each for each in open_secrets if reach[each] >= secrets[each] - _MOVED]:
            del open_secrets[each]  # these two worlds, and the true one, are far enough apart for it as well
    return hidden, tuple(helpless)
