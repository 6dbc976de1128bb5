"""The arithmetic: the least and the most that each number can be, by linear and then by whole-number programs."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csr_matrix

from tests.attack.matrix import Contradiction, Floats, Matrix, Places, matrix_of, tightened
from tests.attack.system import System

_NEAR = 1e-6
_TURNS = 30
_PATIENCE = 1000
"""Branches of one whole-number program: no clock reaches the solver, so that a busy machine finds the same."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """A number that lies between two limits less than k apart."""

    place: int
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Those found narrow; of the others, how many were not seen to be wide in whole numbers before time was up."""

    narrow: tuple[Narrow, ...]
    unproven: int


def attacked(system: System, asked: Mapping[int, int], *, seconds: float, whole_seconds: float = 0.0) -> Answer:
    """The numbers whose limits are less than their k apart, of those asked for.

    Parameters
    ----------
    system
        Everything told, and what ties it.
    asked
        Place -> k.
    seconds, whole_seconds
        The boxes of processor time: of the linear programs (past it a TimeoutError), and of the whole-number programs
        that ask those again which passed; nought leaves them out.
    """
    matrix = tightened(matrix_of(system))
    found = [Narrow(place, *matrix.ends(place)) for place, k in asked.items() if _width(matrix, place) < k - _NEAR]
    left = {place: asked[place] for place in asked.keys() - {one.place for one in found}}
    end, unproven = time.process_time() + seconds, 0
    blocks = _blocks(matrix, left)
    for columns, own in blocks:
        found += Programs(matrix, columns, end).narrow(own)
    end = time.process_time() + whole_seconds
    passed = left.keys() - {one.place for one in found}
    for columns, own in blocks if whole_seconds else ():
        programs = Programs(matrix, columns, end, whole=True)
        found += programs.narrow({place: k for place, k in own.items() if place in passed})
        unproven += programs.unproven
    return Answer(tuple(sorted(found, key=lambda one: one.place)), unproven)


def _width(matrix: Matrix, place: int) -> float:
    least, most = matrix.ends(place)
    return most - least


def _blocks(matrix: Matrix, asked: Mapping[int, int]) -> list[tuple[Places, dict[int, int]]]:
    """Columns that hang together, with the numbers asked for that lie in them; a difference joins two blocks."""
    block = matrix.blocks()
    is_open = matrix.upper > matrix.lower
    of = {place: np.unique(block[matrix.terms[place].indices[is_open[matrix.terms[place].indices]]]) for place in asked}
    for own in of.values():
        if own.size > 1:
            block[np.isin(block, np.unique(block[np.isin(block, own)]))] = own[0]
            of = {place: np.where(np.isin(each, own), own[0], each) for place, each in of.items()}
    found: dict[int, dict[int, int]] = {}
    for place, own in of.items():
        found.setdefault(int(own[0]), {})[place] = asked[place]
    return [(np.flatnonzero((block == number) & is_open), own) for number, own in sorted(found.items())]


class Programs:
    """One warm model of one block, asked again and again: each answer also shows other numbers to be wide."""

    def __init__(self, matrix: Matrix, columns: Places, end: float, *, whole: bool = False) -> None:
        self.end, self.whole, self.unproven = end, whole, 0
        outside = np.ones(matrix.lower.size, dtype=bool)
        outside[columns] = False
        fixed = np.where(outside, matrix.lower, 0.0)
        rows = matrix.rows[:, columns].tocsr()
        own = np.flatnonzero(np.diff(rows.indptr) > 0)
        limits = (matrix.row_lower[own] - matrix.rows[own] @ fixed, matrix.row_upper[own] - matrix.rows[own] @ fixed)
        self._terms, self._constant = matrix.terms[:, columns].tocsr(), matrix.terms @ fixed
        self._solver = _model(rows[own], limits, (matrix.lower[columns], matrix.upper[columns]), whole=whole)
        self._size = columns.size

    def narrow(self, asked: Mapping[int, int]) -> list[Narrow]:
        """Those whose limits are less than their k apart."""
        if not asked:
            return []
        places, ks = np.array(sorted(asked)), np.array([asked[place] for place in sorted(asked)], dtype=float)
        seen = _Seen(self._terms[places], self._constant[places])
        self._look_around(seen, ks)
        found = []
        for at, place in enumerate(places.tolist()):
            if seen.width(at) < ks[at] - _NEAR:
                ends = self._ends(seen, at, ks[at])
                if ends is None:
                    self.unproven += 1
                elif ends[1] - ends[0] < ks[at] - _NEAR:
                    found.append(Narrow(place, *ends))
        return found

    def _look_around(self, seen: _Seen, ks: Floats) -> None:
        """Many numbers at a time pushed up or down, so that most are seen to be wide without being asked for."""
        random = np.random.default_rng(1)
        self._solver.setOptionValue("mip_rel_gap", 0.5)  # any world far out will do
        for turn in range(_TURNS):
            left = seen.most - seen.least < ks - _NEAR
            if (left.sum() < 5 and turn) or (self.whole and time.process_time() > self.end):
                break
            signs = random.choice([-1.0, 1.0], ks.size) if turn > 1 else np.full(ks.size, 1.0 - 2 * turn)
            self._solve(seen.terms.T @ np.where(left, signs, 0.0), seen)
        self._solver.setOptionValue("mip_rel_gap", 0.0)

    def _ends(self, seen: _Seen, at: int, k: float) -> tuple[float, float] | None:
        """The least and the most of one number, or an upper end that is far enough; None where time was up."""
        cost = seen.terms[at].toarray()[0]
        if not self._solve(cost, seen):
            return None if seen.width(at) < k - _NEAR else (-np.inf, np.inf)
        lower = float(seen.last[at])
        if seen.most[at] - lower >= k - _NEAR:
            return lower, np.inf
        proven = self._solve(-cost, seen)
        return (lower, float(seen.last[at])) if proven or seen.width(at) >= k - _NEAR else None

    def _solve(self, cost: Floats, seen: _Seen) -> bool:
        """Whether the program was solved to its end; what was found on the way is seen in any case."""
        if time.process_time() > self.end:
            if self.whole:
                return False
            raise TimeoutError("the time of the attack was up before every number was asked for")
        every = np.arange(self._size, dtype=np.int32)
        self._solver.changeColsCost(self._size, every, np.ascontiguousarray(cost, dtype=float))
        self._solver.run()
        status, found = self._solver.getModelStatus(), self._solver.getSolution()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Contradiction("all that was told together cannot be true")
        if found.value_valid and self._solver.getInfo().primal_solution_status == 2:
            values = np.asarray(found.col_value)
            seen.add(np.round(values) if self.whole else values)
        return bool(status == highspy.HighsModelStatus.kOptimal)


class _Seen:
    """The least and the most that each number was in the worlds seen so far."""

    def __init__(self, terms: csr_matrix, constant: Floats) -> None:
        self.terms, self._constant = terms, constant
        self.least, self.most = np.full(constant.size, np.inf), np.full(constant.size, -np.inf)
        self.last = np.zeros(constant.size)

    def add(self, world: Floats) -> None:
        self.last = self.terms @ world + self._constant
        self.least, self.most = np.minimum(self.least, self.last), np.maximum(self.most, self.last)

    def width(self, at: int) -> float:
        return float(self.most[at] - self.least[at])


def _model(rows: csr_matrix, limits: tuple[Floats, Floats], columns: tuple[Floats, Floats], *, whole: bool) -> Any:
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("mip_max_nodes", _PATIENCE)):
        solver.setOptionValue(name, value)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = rows.shape
    model.col_cost_ = np.zeros(model.num_col_)
    model.col_lower_, model.col_upper_ = columns
    model.row_lower_, model.row_upper_ = limits
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * model.num_col_
    solver.passModel(model)
    return solver


def least_of(group: Sequence[tuple[str, str]], *, k: int = 5, k_health: int = 10) -> int:
    """The number of people from which a group may be told of."""
    return k_health if any(name == "target_long_term_sick" for name, _ in group) else k
