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
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts, Places, Told, known_limits, statements
from research_kit.disclosure.linked.possible_worlds import Deadline, aim, reached, started
from research_kit.disclosure.read_together.growing_program import GrowingProgram, Tied

_NEVER = 1e4
"""What it costs to hide nobody, a true zero: done only where nothing else helps."""

_MOVED = 1e-6

_TURNS = ((1, 6.0), (0, np.inf))
"""How many ties away from the secret's quantity counts may move (0: however far), and what may be paid for it: first
what is cheap and quickly found, since it often protects others too."""


class WorldsApart:
    """The programs over one set of linked counts.

    First only counts of quantities near the secret's may move, of whichever group, in programs that are kept warm:
    only the secret and the prices change. Then all may, in a program for each secret, which takes in what it needs.
    `found` are the moves of all pairs of worlds found.
    """

    def __init__(self, sums: Any, world: Floats, limits: tuple[Floats, Floats], prices: Floats, of: Places) -> None:
        self._sums, self._price, self._of = sums, prices.copy(), of
        self._down, self._up = np.maximum(world - limits[0], 0.0), np.maximum(limits[1] - world, 0.0)
        self._programs: dict[tuple[int, int], _Program] = {}
        self.found: list[Floats] = []

    @property
    def size(self) -> int:
        """How many counts there are."""
        return int(self._price.size)

    def hide(self, counts: Collection[int]) -> None:
        """From now on these are hidden already, and cost nothing."""
        self._price[list(counts)] = 0.0

    def apart(self, secret: int, k: int, deadline: Deadline, *, reach: int = 0) -> Floats | None:
        """How far the counts move in two worlds in which `secret` is k apart; None where nothing helps in time."""
        if reach:
            moves = self._moves_near(secret, k, deadline, reach)
        else:
            moves = GrowingProgram(self._tied, self._price, secret, k).moves(deadline)
        if moves is not None:
            self.found.append(moves)
        return moves

    def _moves_near(self, secret: int, k: int, deadline: Deadline, reach: int) -> Floats | None:
        program = self._program(int(self._of[secret]), reach)
        found = program.apart(secret, k, self._price, deadline)
        if found is None:
            return None
        moves = np.zeros((2, self._price.size))
        moves[:, program.columns] = found
        return moves

    def is_free(self, places: Places, moves: Floats) -> bool:
        """Whether counts may move so in either world, and nothing of it is told that is not hidden already."""
        within = (moves <= self._up[places] + _MOVED) & (moves >= -self._down[places] - _MOVED)
        if self._price[places].any() or not within.all():
            return False
        every = np.zeros((self.size, 2))
        every[places] = moves.T
        return bool((np.abs(self._sums @ every) <= _MOVED).all())

    def price(self, counts: Collection[int]) -> float:
        """What it costs to hide these."""
        return float(self._price[list(counts)].sum())

    def told(self, moves: Floats) -> tuple[int, ...]:
        """The counts that are still told and move: they must be hidden for these two worlds to be possible."""
        return tuple(np.flatnonzero((np.abs(moves) > _MOVED).any(axis=0) & (self._price > 0)).tolist())

    def _program(self, quantity: int, reach: int) -> _Program:
        if (quantity, reach) not in self._programs:
            of = self._near(quantity, reach)
            columns = np.flatnonzero(of[self._of])
            sums = self._sums[:, columns]
            own = np.flatnonzero(np.diff(sums.indptr) > 0)
            self._programs[quantity, reach] = _Program(sums[own], columns, self._down[columns], self._up[columns])
        return self._programs[quantity, reach]

    def _near(self, quantity: int, reach: int) -> NDArray[np.bool_]:
        """The quantities that so many ties lead to from one."""
        near = np.zeros(int(self._of.max()) + 1, dtype=bool)
        near[quantity] = True
        for _ in range(reach):
            near |= (self._quantities.T @ (self._quantities @ near.astype(float))) > 0
        return near

    @cached_property
    def _quantities(self) -> Any:
        """How many counts of each quantity a sum has."""
        from scipy.sparse import csr_array

        size = self._of.size
        named = csr_array((np.ones(size), (np.arange(size), self._of)), shape=(size, int(self._of.max()) + 1))
        return abs(self._sums) @ named

    @cached_property
    def _tied(self) -> Tied:
        return Tied(self._sums, self._down, self._up)


class _Program:
    """A solver that knows some sums, in two worlds, as moves away from the true numbers of the counts in `columns`."""

    def __init__(self, sums: Any, columns: Places, down: Floats, up: Floats) -> None:
        self.columns = columns
        self._solver, self._rows = _solver(sums, down, up)
        self._direction: Floats = np.array([])

    def apart(self, secret: int, k: int, price: Floats, deadline: Deadline) -> Floats | None:
        """The moves in either world, of least price, that leave the secret k apart."""
        size, own = self.columns.size, int(np.searchsorted(self.columns, secret))
        up_and_down = np.array([own, 3 * size + own, size + own, 2 * size + own], dtype=np.int32)
        self._solver.addRow(float(k), float(k), 4, up_and_down, np.array([1.0, 1.0, -1.0, -1.0]))
        try:
            self._aim(price)
            found = reached(self._solver, deadline)
        except ArithmeticError:
            found = None
        self._solver.deleteRows(1, np.array([self._rows], dtype=np.int32))
        return None if found is None else (found[: 2 * size] - found[2 * size :]).reshape(2, size)

    def _aim(self, price: Floats) -> None:
        """The least price: told to the solver only where it has changed."""
        direction = -np.tile(price[self.columns], 4)
        if not np.array_equal(direction, self._direction):
            aim(self._solver, direction)
            self._direction = direction


def _solver(sums: Any, down: Floats, up: Floats) -> tuple[Any, int]:
    """A solver that knows every sum, in two worlds, as moves away from the true numbers; and its number of rows.

    `down` is how far each count can fall, `up` how far it can rise.
    """
    import highspy
    from scipy.sparse import block_diag, csr_array, hstack

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
    solver = started(program)
    solver.setOptionValue("presolve", "off")  # the solver begins where nothing moves: nearly there
    return solver, matrix.shape[0]


def second_cells(
    linked: LinkedCounts,
    world: Floats,
    prices: Mapping[int, float],
    exposed: Sequence[int],
    secrets: Mapping[int, int],
    *,
    quantities: Sequence[int] | None = None,
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
    quantities
        Per count a number for what it counts, the same for every group.
    known
        Within which limits counts are known for good.
    seconds
        The time box: secrets that it leaves over count among those that nothing can protect.
    """
    sums = statements(linked).matrix[: len(linked.sums)].tocsr()
    price = priced(prices, world.size)
    price[(price > 0) & (world == 0)] = _NEVER
    of = np.zeros(world.size, dtype=np.intp) if quantities is None else np.asarray(quantities)
    programs = WorldsApart(sums, world, known_limits(world.size, known or {}), price, of)
    return hidden_for(programs, exposed, secrets, Deadline(seconds))


def priced(prices: Mapping[int, float], size: int) -> Floats:
    """What it costs to hide each count: nothing where it is not told."""
    found = np.zeros(size)
    found[list(prices)] = list(prices.values())
    return found


def hidden_for(
    programs: WorldsApart, exposed: Sequence[int], secrets: Mapping[int, int], deadline: Deadline
) -> tuple[dict[int, set[int]], tuple[int, ...]]:
    """The counts to hide, each with the secrets that it goes for; and the secrets that nothing can protect."""
    hidden: dict[int, set[int]] = {}
    left = dict.fromkeys(exposed)
    seen = np.zeros((2, programs.size))
    for reach, most in _TURNS:
        for secret in list(left):
            moves = programs.apart(secret, secrets[secret], deadline, reach=reach) if secret in left else None
            needed = () if moves is None else programs.told(moves)
            if moves is None or programs.price(needed) > most:
                continue
            for count in needed:
                hidden.setdefault(count, set()).add(secret)
            programs.hide(needed)
            seen = np.array([np.minimum(seen[0], moves.min(axis=0)), np.maximum(seen[1], moves.max(axis=0))])
            for each in far_enough(seen, left, secrets):
                del left[each]
    return hidden, tuple(left)


def far_enough(seen: Floats, left: Collection[int], secrets: Mapping[int, int]) -> list[int]:
    """The secrets that the worlds found so far leave far enough apart as well: what is hidden stays so."""
    return [each for each in left if seen[1, each] - seen[0, each] >= secrets[each] - _MOVED]
