"""What can be said of tied counts by plain arithmetic, sum by sum; and what remains, in connected blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.linked_counts import Floats, Statements

_ROUNDS = 60
_NOISE = 1e-9  # relative: rounding noise of a share times a base

Places = NDArray[np.intp]
Entries = tuple[Places, Places, Floats]
"""Row, column and weight."""

_NONE: Entries = (np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))


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
    is_open = lower < upper
    open_columns = np.flatnonzero(is_open)
    told = known.matrix @ np.where(is_open, 0.0, lower)
    entries = _entries(known, is_open)
    label = _labels(entries, known.lower.size, open_columns, ties)
    rest = Statements(None, known.lower - told, known.upper - told)
    own = _by_label(entries, label)
    return tuple(
        _block(rest, own.get(int(label[places[0]]), _NONE), places, (open_columns[places], lower, upper))
        for places in _grouped(label)
    )


def _entries(known: Statements, is_open: NDArray[np.bool_]) -> Entries:
    """Row, place among the open counts, and weight, of each open count in each statement."""
    matrix = known.matrix
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    kept = is_open[matrix.indices]
    place = np.cumsum(is_open) - 1
    return rows[kept], place[matrix.indices[kept]], matrix.data[kept]


def _labels(entries: Entries, rows: int, open_columns: Places, ties: Sequence[Sequence[int]]) -> NDArray[np.int32]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    count = open_columns.size
    place = {column: at for at, column in enumerate(open_columns.tolist())} if ties else {}
    tied = [(row, place[each]) for row, tie in enumerate(ties) for each in tie if each in place]
    pairs = np.array(tied, dtype=np.intp).reshape(-1, 2)
    starts = np.concatenate([entries[1], pairs[:, 1]])
    ends = np.concatenate([entries[0], rows + pairs[:, 0]]) + count
    size = count + rows + len(ties)
    graph = csr_array((np.ones(starts.size), (starts, ends)), shape=(size, size))
    found: NDArray[np.int32] = connected_components(graph, directed=False)[1][:count]
    return found


def _by_label(entries: Entries, label: NDArray[np.int32]) -> dict[int, Entries]:
    """The entries of each block."""
    own = label[entries[1]]
    order = np.argsort(own, kind="stable")
    cuts = np.flatnonzero(np.diff(own[order])) + 1
    parts = np.split(order, cuts) if own.size else []
    return {int(own[part[0]]): (entries[0][part], entries[1][part], entries[2][part]) for part in parts}


def _grouped(label: NDArray[np.int32]) -> list[Places]:
    """Places with the same label, groups in the order of their first place."""
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    groups = np.split(order, cuts) if label.size else []
    return sorted(groups, key=lambda places: int(places[0]))


def _block(rest: Statements, entries: Entries, places: Places, limits: tuple[Places, Floats, Floats]) -> Block:
    """The counts at these places among the open ones, and the statements that speak of them."""
    from scipy.sparse import csr_array

    columns, lower, upper = limits[0], limits[1][limits[0]], limits[2][limits[0]]
    if not entries[0].size:
        return Block(columns, _silent(), lower, upper)
    rows, row = np.unique(entries[0], return_inverse=True)
    starts = np.concatenate([[0], np.cumsum(np.bincount(row))])
    matrix = csr_array((entries[2], np.searchsorted(places, entries[1]), starts), shape=(rows.size, places.size))
    return Block(columns, Statements(matrix, rest.lower[rows], rest.upper[rows]), lower, upper)


@cache
def _silent() -> Statements:
    """No statement about one count: most counts of which nothing is told are alone."""
    from scipy.sparse import csr_array

    return Statements(csr_array((0, 1)), np.empty(0), np.empty(0))
