"""What can be said of tied counts by plain arithmetic, sum by sum; and what remains, in connected blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.linked_counts import Floats, Statements

_ROUNDS = 60
_NOISE = 1e-9  # relative: rounding noise of a share times a base

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Block:
    """Counts that are still unknown and hang together, with the statements among them; the rest is folded in."""

    columns: Places  # their numbers among all counts, ascending
    statements: Statements
    lower: Floats
    upper: Floats


def narrowed(known: Statements, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """The limits of whole numbers that follow from each statement and the limits of its other counts, repeatedly."""
    entries = known.matrix.tocoo()
    rows, columns, weights = entries.coords[0], entries.coords[1], entries.data
    for _ in range(_ROUNDS):
        least, most = _of_the_others(rows, weights, lower[columns], upper[columns])
        one, other = (known.lower[rows] - most) / weights, (known.upper[rows] - least) / weights
        before = lower, upper
        lower, upper = lower.copy(), upper.copy()
        np.maximum.at(lower, columns, np.ceil(_shifted(np.where(weights > 0, one, other), -_NOISE)))
        np.minimum.at(upper, columns, np.floor(_shifted(np.where(weights > 0, other, one), _NOISE)))
        unchanged = np.array_equal(lower, before[0]) and np.array_equal(upper, before[1])
        if unchanged or (lower > upper).any():
            break
    return lower + 0.0, upper + 0.0  # no minus zero


def _shifted(values: Floats, by: float) -> Floats:
    """Moved by a hair of their own size; the infinite stay."""
    return np.where(np.isfinite(values), values + by * np.maximum(1.0, np.abs(values)), values)


def _of_the_others(rows: Places, weights: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """For each count of a statement: the least and the most that its other counts can add up to."""
    ends = np.where(weights > 0, lower, upper), np.where(weights > 0, upper, lower)
    return _rest(rows, weights * ends[0], -np.inf), _rest(rows, weights * ends[1], np.inf)


def _rest(rows: Places, terms: Floats, unlimited: float) -> Floats:
    finite = np.isfinite(terms)
    held = np.where(finite, terms, 0.0)
    total = np.bincount(rows, weights=held)[rows] - held
    endless = np.bincount(rows, weights=~finite)[rows] - ~finite
    return np.where(endless > 0, unlimited, total)


def blocks(known: Statements, lower: Floats, upper: Floats, ties: Sequence[Sequence[int]] = ()) -> tuple[Block, ...]:
    """The connected blocks of counts that are not yet known, in the order of their first count.

    Parameters
    ----------
    known, lower, upper
        Statements and the limits of each count, already narrowed.
    ties
        Counts that belong together for another reason: shown or hidden as one.
    """
    open_columns = np.flatnonzero(lower < upper)
    told = known.matrix @ np.where(lower < upper, 0.0, lower)
    kept = known.matrix[:, open_columns]
    some = np.flatnonzero(np.diff(kept.indptr) > 0)
    kept = kept[some]
    rest = Statements(kept, known.lower[some] - told[some], known.upper[some] - told[some])
    groups = _grouped(_labels(kept, open_columns, ties))
    by_column = replace(rest, matrix=rest.matrix.tocsc())
    return tuple(_block(by_column, places, open_columns, (lower, upper)) for places in groups)


def _labels(matrix: Any, open_columns: Places, ties: Sequence[Sequence[int]]) -> NDArray[np.int32]:
    from scipy.sparse import csr_array, vstack
    from scipy.sparse.csgraph import connected_components

    place = {column: at for at, column in enumerate(open_columns.tolist())}
    tied = [(row, place[each]) for row, tie in enumerate(ties) for each in tie if each in place]
    pairs = np.array(tied, dtype=np.int64).reshape(-1, 2)
    extra = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(ties), open_columns.size))
    edges = vstack([abs(matrix), extra], format="csr")
    count = open_columns.size
    corner = csr_array((count, count)), csr_array((edges.shape[0], edges.shape[0]))
    graph = vstack([_beside(corner[0], edges.T), _beside(edges, corner[1])], format="csr")
    found: NDArray[np.int32] = connected_components(graph, directed=False)[1][:count]
    return found


def _beside(left: Any, right: Any) -> Any:
    from scipy.sparse import hstack

    return hstack([left, right], format="csr")


def _grouped(label: NDArray[np.int32]) -> list[Places]:
    """Places with the same label, groups in the order of their first place."""
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    groups = np.split(order, cuts) if label.size else []
    return sorted(groups, key=lambda places: int(places[0]))


def _block(rest: Statements, places: Places, open_columns: Places, limits: tuple[Floats, Floats]) -> Block:
    """The part of the statements (by column) that speaks of these counts."""
    from scipy.sparse import csr_array

    columns = open_columns[places]
    if places.size == 1 and rest.matrix.indptr[places[0]] == rest.matrix.indptr[places[0] + 1]:
        return Block(columns, _silent(), limits[0][columns], limits[1][columns])
    part = rest.matrix[:, places]
    rows, row = np.unique(part.indices, return_inverse=True)
    column = np.repeat(np.arange(places.size), np.diff(part.indptr))
    matrix = csr_array((part.data, (row, column)), shape=(rows.size, places.size))
    own = Statements(matrix, rest.lower[rows], rest.upper[rows])
    return Block(columns, own, limits[0][columns], limits[1][columns])


@cache
def _silent() -> Statements:
    """No statement about one count: most counts of which nothing is told are alone."""
    from scipy.sparse import csr_array

    return Statements(csr_array((0, 1)), np.empty(0), np.empty(0))
