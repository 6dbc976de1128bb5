"""Everything that is carried with a cell: what goes as one with it, what adds up with it, and what is made from it."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.disclosure.exceptions import is_excepted_row
from research_kit.disclosure.over_time.following_rows import FollowingRows
from research_kit.disclosure.over_time.moved_cells import Flags, codes_of, moved_cells
from research_kit.disclosure.over_time.tied_increments import TiedIncrements
from research_kit.disclosure.statements.table_statements import KEY

_WHERE = ["answer", "table", "row", "group", "unit_key", *KEY]
_UNIT = ["answer", "table", "unit_key"]


class TiedCells:
    """Which cells are tied to which, by where they stand and what they are about, whatever they tell.

    Parameters
    ----------
    cells
        One row per cell with `place`, where it stands and what it is about (`told_cells.cells_of`).
    """

    def __init__(self, cells: pl.DataFrame) -> None:
        self._where = cells.select(_WHERE)
        self._unit = codes_of(cells, _UNIT)
        self._increments, self._following = TiedIncrements(cells), FollowingRows(cells)

    def fits(self, cells: pl.DataFrame) -> bool:
        """Whether these are the same cells, whatever they tell."""
        return self._where.equals(cells.select(_WHERE))

    def with_all_that_go(self, cells: pl.DataFrame) -> pl.DataFrame:
        """The cells with everything `held` that is tied to, or made from, what is."""
        moved, shown = moved_cells(cells), cells.select(is_excepted_row().alias("shown"))["shown"].to_numpy()
        held: Flags = cells["held"].to_numpy().copy()
        while True:
            goes = held.copy()
            goes[self._increments.goes(moved, held)] = True
            goes[self._following.goes(moved, held)] = True
            more = self._as_units(goes) & ~shown
            if more.sum() == held.sum():
                return cells.with_columns(held=pl.Series(held))
            held = more

    def _as_units(self, held: Flags) -> Flags:
        units = np.bincount(self._unit, weights=held) > 0
        found: Flags = units[self._unit]
        return found
