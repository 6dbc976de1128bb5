"""What is asked of cells again and again while more and more of them are held, in the order of their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

COUNTS = ("n", "events", "others")

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class MovedCells:
    """One entry per cell: whether it tells something, and did; its `k`; by how many each count has moved (3 rows).

    `last_as_of` is a number for the quarter of which it was last told, the same for the same quarter; `moved` is NaN
    where it is not known, and `change` 0.
    """

    told: Flags
    was_told: Flags
    k: Floats
    moved: Floats
    change: Floats
    last_as_of: Places

    def member(self, place: int, *, whole: bool) -> dict[str, Any]:
        """One cell as a member of a sum."""
        moved = {f"moved_{name}": float(self.change[at, place]) for at, name in enumerate(COUNTS)}
        own = {"told": bool(self.told[place]), "was_told": bool(self.was_told[place]), "_k": float(self.k[place])}
        return {"place": place, "whole": whole, **own, **moved}


def moved_cells(cells: pl.DataFrame) -> MovedCells:
    """The cells (`with_last`) as arrays."""
    columns = [cells[f"moved_{name}"].fill_null(float("nan")).to_numpy() for name in COUNTS]
    moved = np.array(columns, dtype=float).reshape(len(COUNTS), cells.height)
    return MovedCells(
        cells["told"].to_numpy(),
        cells["was_told"].to_numpy(),
        cells["_k"].cast(pl.Float64).to_numpy(),
        moved,
        np.nan_to_num(moved),
        codes_of(cells, ["last_as_of"]),
    )


def codes_of(rows: pl.DataFrame, names: Sequence[str]) -> Places:
    """A number per row, from 0 up, the same where the rows agree in all of these columns."""
    own = rows.select(names)
    codes = own.unique(maintain_order=True).with_row_index("_code")
    found = own.join(codes, on=list(names), how="left", nulls_equal=True, maintain_order="left")["_code"]
    return found.to_numpy().astype(np.intp)
