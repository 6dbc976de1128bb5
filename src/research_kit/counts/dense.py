"""The fast path for polars: a dense cube of counts, time x event x group, filled while the rows stream by.

Gives the very counts that `engines.count_rows` gives, in one pass and in bounded memory, when durations are whole
numbers and the groups are few. Whatever does not fit (late entry, weights, fractional times, many groups, faulty
rows) is left to the general path, which also words the errors.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.columns import Columns
from research_kit.counts.group_codes import GroupCodes, group_codes
from research_kit.counts.tally import Tally

Numbers = NDArray[Any]

FEWEST_ROWS = 10_000  # below, the observed times are fewer than the cells of a cube
MOST_CELLS = 4_000_000  # 32 MB
_BATCH = 200_000
_CHUNK = 16_384  # rows whose keys stay in the processor's cache


def count_densely(frame: Any, columns: Columns) -> Tally | None:
    """The tally of a polars frame, or None where the general path has to count."""
    if not isinstance(frame, (pl.DataFrame, pl.LazyFrame)) or columns.entry is not None or columns.weight is not None:
        return None
    if isinstance(frame, pl.DataFrame) and frame.height < FEWEST_ROWS:
        return None
    schema = frame.collect_schema()
    groups = [group_codes(name, schema[name]) for name in columns.by]
    whole_times = schema[columns.duration].is_integer()
    if not whole_times or not _is_code(schema[columns.event]) or any(each is None for each in groups):
        return None
    known = [each for each in groups if each is not None]
    cube = _filled_cube(_batches(frame, columns, known), known)
    return None if cube is None else _tally(cube, known, columns)


def _is_code(dtype: pl.DataType) -> bool:
    return dtype == pl.Boolean or dtype.is_integer()


def _batches(frame: pl.DataFrame | pl.LazyFrame, columns: Columns, groups: list[GroupCodes]) -> Iterator[pl.DataFrame]:
    """The columns read, as whole numbers, some rows at a time."""
    selected = [
        *(each.expression.alias(f"_by_{place}") for place, each in enumerate(groups)),
        pl.col(columns.duration).alias("_time"),
        pl.col(columns.event).cast(pl.UInt8 if frame.collect_schema()[columns.event] == pl.Boolean else None or pl.Int64),
    ]
    if isinstance(frame, pl.DataFrame):
        return (part.select(selected) for part in frame.iter_slices(_BATCH))
    return iter(frame.select(selected).collect_batches(chunk_size=_BATCH, maintain_order=False))
