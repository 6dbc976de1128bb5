"""Small whole numbers for the levels of a `by` column, so that rows can be counted in a cube."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[Any]

_MOST_LEVELS = 500
_MOST_WHOLE = 2**62  # what lies beyond could overflow in the shifts below
_MOST_TEXTS = 16  # each text level costs a comparison per row; beyond, the engine's own grouping is faster


class NotDenseError(Exception):
    """The rows do not fit a dense cube; the general path counts them."""


@dataclass(kw_only=True)
class GroupCodes:
    """Codes 0, 1, ... for the levels of one column, found while the rows stream by; null comes before them."""

    name: str
    dtype: pl.DataType
    levels: list[Any] = field(default_factory=list)
    has_null: bool = False

    @property
    def slots(self) -> int:
        """How many places the column needs in the cube."""
        return len(self.levels) + self.has_null

    @property
    def expression(self) -> pl.Expr:
        """The column in the form `encode` takes."""
        column = pl.col(self.name)
        if isinstance(self.dtype, pl.Enum):
            return column.to_physical()
        return column.cast(pl.UInt8) if self.dtype == pl.Boolean else column

    def encode(self, column: pl.Series) -> Numbers:
        """The code of every row, -1 for null; learns new levels, and raises `NotDenseError` if they are too many."""
        self.has_null = self.has_null or column.null_count() > 0
        codes = self._of_texts(column) if column.dtype == pl.String else self._of_numbers(column)
        if len(self.levels) > _MOST_LEVELS:
            raise NotDenseError
        return codes

    def labels(self) -> pl.Series:
        """The level of each slot."""
        values = [None, *self.levels] if self.has_null else self.levels
        return pl.Series(self.name, values, dtype=self.dtype)

    def _of_numbers(self, column: pl.Series) -> Numbers:
        if isinstance(self.dtype, pl.Enum):
            self.levels = self.levels or self.dtype.categories.to_list()
        elif self.dtype == pl.Boolean:
            self.levels = [False, True]
        else:
            self._learn_range(column)
        origin = 0 if isinstance(self.dtype, pl.Enum) or not self.levels else int(self.levels[0])
        if column.null_count():
            column = column.cast(pl.Int64).fill_null(origin - 1)
        return column.to_numpy() if origin == 0 else column.to_numpy().astype(np.int64) - origin

    def _learn_range(self, column: pl.Series) -> None:
        lowest, highest = column.min(), column.max()
        if not isinstance(lowest, int) or not isinstance(highest, int):
            return  # nothing but nulls
        first = self.levels[0] if self.levels else lowest
        last = max(self.levels[-1], highest) if self.levels else highest
        if lowest < first or last - first >= _MOST_LEVELS or max(abs(first), abs(last)) > _MOST_WHOLE:
            raise NotDenseError
        self.levels = list(range(first, last + 1))

    def _of_texts(self, column: pl.Series) -> Numbers:
        equal = [column == level for level in self.levels]
        if sum(int(each.sum()) for each in equal) + column.null_count() < len(column):
            unknown = column.unique().drop_nulls()
            self.levels += sorted(set(unknown.to_list()) - set(self.levels))
            if len(self.levels) > _MOST_TEXTS:
                raise NotDenseError
            equal = [column == level for level in self.levels]
        codes = np.zeros(len(column), dtype=np.int8)
        for code, each in enumerate(equal[1:], start=1):  # what equals no later level is the first one, or null
            codes += each.cast(pl.Int8).fill_null(0).to_numpy() * np.int8(code)
        if column.null_count():
            codes[column.is_null().to_numpy()] = -1
        return codes


def group_codes(name: str, dtype: pl.DataType) -> GroupCodes | None:
    """An empty coding for a column of this type, or None if it has no dense one."""
    dense = isinstance(dtype, pl.Enum) or dtype in (pl.Boolean, pl.String, pl.Null) or dtype.is_integer()
    return GroupCodes(name=name, dtype=dtype) if dense else None
