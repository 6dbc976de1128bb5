"""The fewest cells that must go, by trying every set of them: an independent check of small sets of tables."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import polars as pl
from scipy.optimize import linprog

Cell = tuple[tuple[str, str], ...]
_MANY = 13  # cells to choose from: beyond, trying every set takes too long


def fewest(tables: Mapping[str, pl.DataFrame], k: int) -> int | None:
    """How many cells go at the least, unsafe ones included, if totals stay; None if that is not known.

    For tables of one population, without target groups, each with all its margins.
    """
    counts = {cell: n for table in tables.values() for cell, n in zip(_cells(table), table["n"], strict=True)}
    sums = {each for table in tables.values() for each in _sums(table)}
    wholes = {whole for whole, _ in sums}
    unsafe = [cell for cell, n in counts.items() if 0 < n < k]
    choose = [cell for cell, n in counts.items() if n >= k and cell not in wholes]
    if len(choose) > _MANY or not all(_safe(counts, sums, {*unsafe, *choose}, k)):
        return None
    for size in range(len(choose) + 1):
        if any(all(_safe(counts, sums, {*unsafe, *each}, k)) for each in combinations(choose, size)):
            return len(unsafe) + size
    return None


def _cells(table: pl.DataFrame) -> list[Cell]:
    names = [name for name in table.columns if name != "n"]
    rows = table.select(names).rows() if names else [()] * table.height
    return [tuple(sorted((n, v) for n, v in zip(names, row, strict=True) if v is not None)) for row in rows]


def _sums(table: pl.DataFrame) -> list[tuple[Cell, tuple[Cell, ...]]]:
    parts: dict[tuple[str, Cell], list[Cell]] = {}
    for cell in _cells(table):
        for pair in cell:
            rest = tuple(each for each in cell if each != pair)
            parts.setdefault((pair[0], rest), []).append(cell)
    return [(whole, tuple(sorted(own))) for (_, whole), own in parts.items()]


def _safe(counts, sums, hidden, k):
    """For each unsafe cell, whether the intruder's two programs leave it k wide."""
    order = {cell: at for at, cell in enumerate(sorted(hidden))}
    rows, ends = [], []
    for whole, parts in sums:
        row = np.zeros(len(order))
        for sign, cell in [(1, whole), *((-1, part) for part in parts)]:
            if cell in order:
                row[order[cell]] += sign
        told = [sign * counts[cell] for sign, cell in [(1, whole), *((-1, p) for p in parts)] if cell not in order]
        rows.append(row)
        ends.append(-sum(told))
    for cell in hidden:
        if 0 < counts[cell] < k:
            goal = np.zeros(len(order))
            goal[order[cell]] = 1
            least = linprog(goal, A_eq=np.array(rows), b_eq=ends, bounds=(0, None))
            most = linprog(-goal, A_eq=np.array(rows), b_eq=ends, bounds=(0, None))
            limited = least.status == 0 and most.status == 0
            yield not limited or -most.fun - least.fun >= k - 1e-7
