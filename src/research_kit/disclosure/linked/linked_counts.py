"""Counts of people that are tied to one another: everything published is a statement about them (METHODS 10.3).

A count is a whole number of people, 0 or more. A sum says that one count is the total of others: groups add up to
everybody, those with and without an event to those at risk, an earlier release and what came since to a later one.
A ratio is a rounded percentage whose base need not be known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import DisclosureError

_SMALL = 40_000  # entries of a matrix

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Told = Mapping[int, tuple[float, float]]
"""What is published of a count: an interval, both ends equal where the number itself is."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The whole is the sum of its parts."""

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A published share of a count that may be hidden: `lower` x base <= part <= `upper` x base."""

    part: int
    base: int
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedCounts:
    """Counts numbered 0 to `size` - 1 and what ties them."""

    size: int
    sums: tuple[Sum, ...] = ()
    ratios: tuple[Ratio, ...] = ()


@dataclass(frozen=True, slots=True)
class Statements:
    """`lower` <= `matrix` x counts <= `upper`, one row per statement."""

    matrix: Any  # scipy.sparse.csr_array
    lower: Floats
    upper: Floats


@lru_cache(maxsize=8)
def statements(linked: LinkedCounts) -> Statements:
    """The sums (one row each) and then the ratios (two rows each), as a sparse matrix, which nobody changes."""
    from scipy.sparse import csr_array

    sums, ratios = _entries_of_sums(linked.sums), _entries_of_ratios(linked.ratios)
    first, twice = len(linked.sums), 2 * len(linked.ratios)
    rows = np.concatenate([sums[0], first + ratios[0]])
    columns, values = np.concatenate([sums[1], ratios[1]]), np.concatenate([sums[2], ratios[2]])
    matrix = csr_array((values, (rows, columns)), shape=(first + twice, linked.size))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    lower = np.concatenate([np.zeros(first), np.tile([0.0, -np.inf], len(linked.ratios))])
    upper = np.concatenate([np.zeros(first), np.tile([np.inf, 0.0], len(linked.ratios))])
    return Statements(matrix, lower, upper)


def small_or_sparse(matrix: Any) -> Any:
    """A small matrix in full, which is faster to multiply; a large one as it is."""
    return matrix.toarray() if matrix.shape[0] * matrix.shape[1] <= _SMALL else matrix


def _entries_of_sums(sums: Sequence[Sum]) -> tuple[Places, Places, Floats]:
    """Row, column and weight: 1 for the whole, -1 for each part."""
    sizes = np.fromiter((1 + len(each.parts) for each in sums), dtype=np.int64, count=len(sums))
    columns = np.fromiter(chain.from_iterable((s.whole, *s.parts) for s in sums), np.int64, int(sizes.sum()))
    weights = np.full(columns.size, -1.0)
    weights[np.cumsum(sizes) - sizes] = 1.0
    return np.repeat(np.arange(len(sums)), sizes), columns, weights


def _entries_of_ratios(ratios: Sequence[Ratio]) -> tuple[Places, Places, Floats]:
    """Row, column and weight of part - lower x base and of part - upper x base."""
    pairs = np.array([(r.part, r.base) for r in ratios], dtype=np.int64).reshape(-1, 2)
    limits = np.array([(r.lower, r.upper) for r in ratios], dtype=float).reshape(-1, 2)
    weights = np.stack([np.ones_like(limits), -limits], axis=2)
    return np.repeat(np.arange(2 * len(ratios)), 2), np.repeat(pairs, 2, axis=0).ravel(), weights.ravel()


def known_limits(size: int, told: Told) -> tuple[Floats, Floats]:
    """What is told of each count, as whole numbers: 0 or more where nothing is."""
    lower, upper = np.zeros(size), np.full(size, np.inf)
    if told:
        places = np.fromiter(told, dtype=np.int64, count=len(told))
        limits = np.array(list(told.values()), dtype=float)
        lower[places] = np.maximum(np.ceil(limits[:, 0] - 1e-9), 0.0)
        upper[places] = np.floor(limits[:, 1] + 1e-9)
    return lower, upper


def require_possible(lower: Floats, upper: Floats, known: Statements) -> None:
    """Refuse statements that no counts can satisfy: they would make every secret look found."""
    if (lower > upper).any():
        raise contradiction(known.lower.size, lower.size)


def contradiction(known: int, counts: int) -> DisclosureError:
    """The error for statements that cannot all be true."""
    return DisclosureError(
        f"The published numbers contradict one another: {known} statements about {counts} counts of people cannot all "
        "be true. Counts of different things must not be linked; compare the totals of the tables."
    )
