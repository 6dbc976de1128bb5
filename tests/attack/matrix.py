"""The system as a matrix over the numbers that are no rests of others, with the limits that follow row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from tests.attack.system import MOST, System

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
_SLACK = 1e-6


class Contradiction(Exception):
    """What was told, and what the attacker believes, cannot all be true."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and their limits, limits of the columns, and in `terms` each number of the system in these columns."""

    rows: csr_matrix
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    terms: csr_matrix

    def blocks(self) -> Places:
        """For each column the number of the block that it hangs together with."""
        ties = abs(self.rows).multiply(csr_matrix((self.upper > self.lower).astype(float))).tocsr()
        ties.eliminate_zeros()
        return np.asarray(connected_components(ties.T @ ties, directed=False)[1])

    def ends(self, place: int) -> tuple[float, float]:
        """The least and the most that a number of the system can be by the limits of the columns."""
        own = self.terms[place]
        up, c = own.data > 0, own.data
        lower, upper = self.lower[own.indices], self.upper[own.indices]
        return float(c @ np.where(up, lower, upper)), float(c @ np.where(up, upper, lower))


def matrix_of(system: System) -> Matrix:
    """Rests written out: a rest is nothing but a row that keeps it from being negative."""
    spelled = _spelled(system)
    rows = [(_sum(spelled, row.terms), row.lower, row.upper) for row in system.rows]
    rows += [(spelled[place], 0.0, np.inf) for place in system.derived if system.lower[place] == 0]
    rows = [row for row in rows if row[0]]
    width = len(system.names) - len(system.derived)
    lower, upper = (np.array(limits, dtype=float) for limits in ([row[1] for row in rows], [row[2] for row in rows]))
    matrix = _sparse([row[0] for row in rows], width)
    return Matrix(matrix, lower, upper, np.zeros(width), np.full(width, MOST), _sparse(spelled, width))


def _spelled(system: System) -> list[dict[int, float]]:
    """Each number as a sum of columns; those made as rests of others have no column."""
    made: list[dict[int, float]] = []
    column = 0
    for place in range(len(system.names)):
        if place in system.derived:
            whole, parts = system.derived[place]
            made.append(_sum(made, [(whole, 1.0), *((part, -1.0) for part in parts)]))
        else:
            made.append({column: 1.0})
            column += 1
    return made


def _sum(spelled: Sequence[Mapping[int, float]], terms: Sequence[tuple[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for place, c in terms:
        for column, d in spelled[place].items():
            total[column] = total.get(column, 0.0) + c * d
    return {column: c for column, c in total.items() if c}


def _sparse(rows: Sequence[Mapping[int, float]], width: int) -> csr_matrix:
    starts = np.cumsum([0, *(len(row) for row in rows)])
    values = ([c for row in rows for c in row.values()], [column for row in rows for column in row], starts)
    return csr_matrix(values, (len(rows), width))


def tightened(matrix: Matrix, rounds: int = 40) -> Matrix:
    """Limits that follow from one row at a time; rows that then say nothing more are left out."""
    coo = matrix.rows.tocoo()
    c, column, row = coo.data, coo.col, coo.row
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    for _ in range(rounds):
        low, high, least, most = _reach(matrix.rows, lower, upper)
        room_up, room_down = matrix.row_upper[row] - (least[row] - low), matrix.row_lower[row] - (most[row] - high)
        new = upper.copy(), lower.copy()
        np.minimum.at(new[0], column, np.floor(np.where(c > 0, room_up, room_down) / c + _SLACK))
        np.maximum.at(new[1], column, np.ceil(np.where(c > 0, room_down, room_up) / c - _SLACK))
        if (new[1] > new[0]).any():
            raise Contradiction("one row alone cannot be true")
        if (new[0] == upper).all() and (new[1] == lower).all():
            break
        upper, lower = new
    _, _, least, most = _reach(matrix.rows, lower, upper)
    says = (least < matrix.row_lower - _SLACK) | (most > matrix.row_upper + _SLACK)
    return Matrix(matrix.rows[says], matrix.row_lower[says], matrix.row_upper[says], lower, upper, matrix.terms)


def _reach(rows: csr_matrix, lower: Floats, upper: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The least and the most of each term, then of each row."""
    coo = rows.tocoo()
    one, other = coo.data * lower[coo.col], coo.data * upper[coo.col]
    low, high = np.minimum(one, other), np.maximum(one, other)
    least, most = (np.bincount(coo.row, end, rows.shape[0]).astype(float) for end in (low, high))
    return low, high, least, most
