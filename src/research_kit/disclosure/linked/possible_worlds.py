"""The intruder's programs for one connected block: how far can a count be moved without contradicting what is told?

One model per block is kept warm in the solver and only its objective changes from question to question. Every answer
in whole numbers is a possible world, which says something of all counts of the block at once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.linked_counts import Floats, contradiction, small_or_sparse
from research_kit.disclosure.linked.narrowing import Block

WHOLE = 1e-6  # how far from a whole number a solver's answer may be and still be tried as one
_HELD = 1e-7  # how far a statement may be missed by a world: rounding noise of a share times a base

_NOTHING = 1e-9

_NEARLY = 0.1  # how far from the furthest, as a share of it, a world may be that only has to be far enough

_STEPS_PER_LOOK = 64

_PRIMAL = 4  # the primal simplex: an answer remains a world when only the question changes

Direction = NDArray[np.float64]


class Deadline:
    """Seconds left of a time box, of the processor's time: on a busy machine as much is found as on a quiet one."""

    def __init__(self, seconds: float) -> None:
        self._end = time.process_time() + seconds
        self._asked = 0

    def left(self) -> float:
        """Seconds of work until the time is up."""
        return max(0.0, self._end - time.process_time())

    def over(self) -> bool:
        """Whether the time is up."""
        return time.process_time() >= self._end

    def interrupt(self, event: Any) -> None:
        """Stop a solver at work when the time is up. A look at the clock costs as much as a step of the solver."""
        self._asked += 1
        if self._asked % _STEPS_PER_LOOK == 0 and self.over():
            event.interrupt()


@dataclass(frozen=True, slots=True)
class Furthest:
    """The most of `direction` x counts: no world has more than `bound`; `at` is where it was reached, if it was."""

    bound: float
    at: Floats | None
    prices: Floats | None = None  # the dual value of each statement


class PossibleWorlds:
    """All counts that agree with what is told of one block."""

    def __init__(self, block: Block, *, largest: float = 0.0) -> None:
        self.block = block
        self.cap = _cap(block, largest)
        self.upper = np.minimum(block.upper, block.lower + self.cap)
        self._matrix = small_or_sparse(block.statements.matrix)
        self._relaxed: Any = None
        self._whole: Any = None
        self._rough: Any = None

    def furthest(self, direction: Direction, deadline: Deadline) -> Furthest:
        """By the linear relaxation: counts need not be whole."""
        return self._solved(self._relaxed_model(), direction, deadline)

    def furthest_whole(self, direction: Direction, deadline: Deadline) -> Furthest:
        """By the integer program: people are not divided."""
        if self._whole is None:
            self._whole = _model(self.block, self.upper, whole=True)
        return self._solved(self._whole, direction, deadline)

    def far_whole(self, direction: Direction, limits: tuple[Floats, Floats], deadline: Deadline) -> Floats | None:
        """A world within limits, nearly the furthest of them: as good a witness, and quickly found."""
        if self._rough is None:
            self._rough = _model(self.block, self.upper, whole=True)
            self._rough.setOptionValue("mip_rel_gap", _NEARLY)
        columns = np.arange(self.upper.size, dtype=np.int32)
        lower, upper = np.maximum(self.block.lower, limits[0]), np.minimum(self.upper, limits[1])
        self._rough.changeColsBounds(columns.size, columns, lower, upper)
        return self.world(self._solved(self._rough, direction, deadline).at)

    def limit(self, lower: Floats, upper: Floats) -> None:
        """Other limits of the counts in the relaxation; the model stays warm."""
        columns = np.arange(lower.size, dtype=np.int32)
        self._relaxed_model().changeColsBounds(lower.size, columns, lower, upper)

    def _relaxed_model(self) -> Any:
        if self._relaxed is None:
            self._relaxed = _model(self.block, self.upper, whole=False)
            self._relaxed.setOptionValue("simplex_strategy", _PRIMAL)
        return self._relaxed

    def _solved(self, solver: Any, direction: Direction, deadline: Deadline) -> Furthest:
        try:
            return solved(solver, direction, deadline)
        except ArithmeticError:
            raise contradiction(self.block.statements.lower.size, self.block.columns.size) from None

    def leans_on_cap(self, direction: Direction, found: Furthest) -> bool:
        """Whether more would be reached if what only stands for "as many as you like" were larger."""
        if found.at is None or found.prices is None:
            return True
        stands_for = self.upper < self.block.upper
        if not stands_for.any():
            return False
        worth = direction - found.prices @ self._matrix
        return bool((stands_for & (worth > _NOTHING)).any())

    def are_worlds(self, candidates: Floats) -> NDArray[np.bool_]:
        """Which of these (one row each, whole numbers) agree with every statement and limit."""
        known, sums = self.block.statements, candidates @ self._matrix.T
        found = (candidates >= self.block.lower) & (candidates <= self.block.upper)
        agrees = (sums >= known.lower - _HELD) & (sums <= known.upper + _HELD)
        both: NDArray[np.bool_] = found.all(axis=1) & agrees.all(axis=1)
        return both

    def world(self, at: Floats | None) -> Floats | None:
        """The answer in whole numbers, if it is one and agrees with every statement."""
        if at is None:
            return None
        near = np.round(at)
        if np.abs(at - near).max(initial=0.0) > WHOLE:
            return None
        return near if holds(self.block, near) else None


def holds(block: Block, counts: Floats) -> bool:
    """Whether the counts agree with every statement and limit of the block."""
    known = block.statements
    sums = known.matrix @ counts
    room = _HELD * np.maximum(1.0, np.abs(counts).max(initial=0.0))
    inside = (counts >= block.lower).all() and (counts <= block.upper).all()
    return bool(inside and (sums >= known.lower - room).all() and (sums <= known.upper + room).all())


def _cap(block: Block, largest: float) -> float:
    """What stands for "as many as you like": beyond every number in sight, and not so large that a solver stumbles."""
    known = block.statements
    seen = np.concatenate([known.lower, known.upper, block.lower, block.upper, [largest]])
    return float(2 * np.abs(seen[np.isfinite(seen)]).max(initial=0.0) + 1_000)


def _model(block: Block, upper: Floats, *, whole: bool) -> Any:
    import highspy

    known = block.statements
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = block.columns.size, known.lower.size
    program.col_cost_ = np.zeros(block.columns.size)
    program.col_lower_, program.col_upper_ = block.lower, upper
    program.row_lower_, program.row_upper_ = known.lower, known.upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = known.matrix.indptr
    program.a_matrix_.index_ = known.matrix.indices
    program.a_matrix_.value_ = known.matrix.data
    program.sense_ = highspy.ObjSense.kMaximize
    if whole:
        program.integrality_ = [highspy.HighsVarType.kInteger] * block.columns.size
    return started(program)


def started(program: Any) -> Any:
    """A solver with the program in it: silent, one thread, so that the same question has the same answer."""
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    settings = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5e-6}
    for name, value in settings.items():
        solver.setOptionValue(name, value)
    solver.passModel(program)
    return solver


def solved(solver: Any, direction: Direction, deadline: Deadline) -> Furthest:
    """The most of the direction that the program allows; ArithmeticError where it allows nothing at all."""
    aim(solver, direction)
    at = reached(solver, deadline)
    if at is None:
        return Furthest(np.inf, None)
    return Furthest(float(direction @ at), at, np.array(solver.getSolution().row_dual))


def aim(solver: Any, direction: Direction) -> None:
    """From now on the program looks for the most of this direction."""
    solver.changeColsCost(direction.size, np.arange(direction.size, dtype=np.int32), direction)


def reached(solver: Any, deadline: Deadline) -> Floats | None:
    """Where the most of the direction is; None where the time was up, ArithmeticError where nothing is allowed."""
    import highspy

    _run(solver, deadline)
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise ArithmeticError("no world agrees with the program")
    return np.array(solver.getSolution().col_value) if status == highspy.HighsModelStatus.kOptimal else None


def _run(solver: Any, deadline: Deadline) -> None:
    """Run until the time is up. The solver is given no limit of its own: it would count by the clock on the wall."""
    solver.cbSimplexInterrupt += deadline.interrupt
    solver.cbMipInterrupt += deadline.interrupt
    try:
        solver.run()
    finally:
        solver.cbSimplexInterrupt -= deadline.interrupt
        solver.cbMipInterrupt -= deadline.interrupt
