"""The fast path for polars: a dense cube of counts, time x event x group, filled while the rows stream by.

Gives the very counts that `engines.count_rows` gives, in one pass and in bounded memory, when durations are whole
numbers and the groups are few. Whatever does not fit (late entry, weights, fractional times, many groups, faulty
rows) is left to the general path, which also words the errors.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.columns import Columns
from research_kit.counts.group_codes import GroupCodes, NotDenseError, group_codes
from research_kit.counts.labels import plain_label

Numbers = NDArray[Any]

FEWEST_ROWS = 10_000  # below, the observed times are fewer than the cells of a cube
MOST_CELLS = 4_000_000  # 32 MB
_BATCH = 400_000
_SMALLEST_CHUNK = 32_768  # rows whose keys stay in the processor's cache
_MOST_CAUSES = 100
_NARROW = int(np.iinfo(np.uint16).max)


@dataclass(frozen=True, slots=True)
class DenseCounts:
    """Counts by time x event code x level of each group column; every disaggregation is a sum over axes."""

    cube: Numbers
    groups: list[GroupCodes]
    by: tuple[str, ...]

    def table(self, by: tuple[str, ...]) -> pl.DataFrame:
        """The table that `tally.tabulate` makes of the same counts: everybody is there from the start."""
        cube, groups = self._summed(by)
        labels = []
        for axis, column in enumerate((plain_label(each.labels()) for each in groups), start=2):
            order = column.arg_sort(nulls_last=True).to_numpy().astype(np.int64)
            labels.append(column[order])
            cube = cube if (np.diff(order) > 0).all() else cube.take(order, axis=axis)
        counts = cube.reshape(*cube.shape[:2], -1).transpose(2, 0, 1)
        left = counts.sum(axis=2)
        at_risk = left[:, ::-1].cumsum(axis=1)[:, ::-1]
        group, time = np.nonzero(left)
        leaving, still = counts[group, time], at_risk[group, time]
        is_first = np.diff(group, prepend=-1) != 0
        slots = np.unravel_index(group, cube.shape[2:]) if by else ()
        columns: dict[str, Any] = {name: label[slot] for name, label, slot in zip(by, labels, slots, strict=True)}
        columns |= {"time": time, "entered": np.where(is_first, still, 0), "at_risk": still, "censored": leaving[:, 0]}
        columns["events"] = leaving[:, 1:].sum(axis=1)
        if cube.shape[1] > 2:
            columns |= {f"events_{cause}": leaving[:, cause] for cause in range(1, cube.shape[1])}
        return pl.DataFrame(columns)

    def _summed(self, by: tuple[str, ...]) -> tuple[Numbers, list[GroupCodes]]:
        axes = [self.by.index(name) + 2 for name in by]
        kept = sorted(axes)
        summed = self.cube.sum(axis=tuple(a for a in range(2, self.cube.ndim) if a not in axes))
        return summed.transpose(0, 1, *(kept.index(a) + 2 for a in axes)), [self.groups[a - 2] for a in axes]


def dense_counts(frame: Any, columns: Columns) -> DenseCounts | None:
    """The counts of a polars frame, or None where the general path has to count."""
    if not isinstance(frame, (pl.DataFrame, pl.LazyFrame)) or columns.entry is not None or columns.weight is not None:
        return None
    if isinstance(frame, pl.DataFrame) and frame.height < FEWEST_ROWS:
        return None
    schema = frame.collect_schema()
    event = schema[columns.event]
    groups = [group_codes(name, schema[name]) for name in columns.by]
    known = [each for each in groups if each is not None]
    if not schema[columns.duration].is_integer() or not (event == pl.Boolean or event.is_integer()):
        return None
    if len(known) < len(groups):
        return None
    try:
        return DenseCounts(_filled_cube(_batches(frame, columns, known, event), known), known, columns.by)
    except NotDenseError:
        return None


def _batches(
    frame: pl.DataFrame | pl.LazyFrame, columns: Columns, groups: list[GroupCodes], event: pl.DataType
) -> Iterator[pl.DataFrame]:
    """Duration, event and the `by` columns, some rows at a time."""
    code = pl.col(columns.event)
    selected = [
        pl.col(columns.duration).alias("_time"),
        (code.cast(pl.UInt8) if event == pl.Boolean else code).alias("_event"),
        *(each.expression.alias(f"_by_{place}") for place, each in enumerate(groups)),
    ]
    if isinstance(frame, pl.DataFrame):
        return (part.select(selected) for part in frame.iter_slices(_BATCH))
    return iter(frame.select(selected).collect_batches(chunk_size=_BATCH, maintain_order=False))


def _filled_cube(batches: Iterator[pl.DataFrame], groups: list[GroupCodes]) -> Numbers:
    """Counts by time x event code x level of each group column."""
    cube = np.zeros((0, 0, *(0 for _ in groups)), dtype=np.int64)
    nulls = [False] * len(groups)
    for batch in batches:
        time, event, *columns = batch.get_columns()
        longest, last = _highest(time, math.inf), _highest(event, _MOST_CAUSES)
        codes = [each.encode(column) for each, column in zip(groups, columns, strict=True)]
        cube = _with_null_slots(cube, groups, nulls)
        nulls = [each.has_null for each in groups]
        cube = _grown(cube, (longest + 1, last + 1, *(each.slots for each in groups)))
        # A batch without nulls comes in the column's own narrow type, in which + 1 could wrap around.
        shifted = [code.astype(np.int64) + 1 if null else code for code, null in zip(codes, nulls, strict=True)]
        _add_rows(cube, time.to_numpy(), [event.to_numpy(), *shifted])
    if not cube.size:
        raise NotDenseError
    return cube


def _highest(column: pl.Series, limit: float) -> int:
    """The largest value; faulty rows are left to the general path, which says what is wrong with them."""
    lowest, highest = column.min(), column.max()
    if not isinstance(lowest, int) or not isinstance(highest, int) or column.null_count():
        raise NotDenseError
    if lowest < 0 or highest > limit:
        raise NotDenseError
    return highest


def _with_null_slots(cube: Numbers, groups: list[GroupCodes], nulls: list[bool]) -> Numbers:
    """Room in front of the levels of columns that have met their first null."""
    for axis, (each, had_null) in enumerate(zip(groups, nulls, strict=True), start=2):
        if each.has_null and not had_null and cube.size:
            cube = np.insert(cube, 0, 0, axis=axis)
    return cube


def _grown(cube: Numbers, needed: tuple[int, ...]) -> Numbers:
    """The cube with room for `needed` along every axis."""
    shape = tuple(max(have, need) for have, need in zip(cube.shape, needed, strict=True))
    if shape == cube.shape:
        return cube
    if math.prod(shape) > MOST_CELLS:
        raise NotDenseError
    grown = np.zeros(shape, dtype=np.int64)
    grown[tuple(slice(length) for length in cube.shape)] = cube
    return grown


def _add_rows(cube: Numbers, time: Numbers, codes: list[Numbers]) -> None:
    """Count the rows into the cube, in chunks."""
    cells = cube.reshape(-1)
    chunk = max(_SMALLEST_CHUNK, len(cells))
    for start in range(0, len(time), chunk):
        rows = slice(start, start + chunk)
        counted: Numbers = np.bincount(_keys(time[rows], [code[rows] for code in codes], cube.shape))
        cells[: len(counted)] += counted


def _keys(time: Numbers, codes: list[Numbers], shape: tuple[int, ...]) -> Numbers:
    """The cell of every row, in the smallest type that is quick to add: time only joins the others at the end."""
    inner = math.prod(shape[1:])
    narrow: type[np.integer[Any]] = np.uint16 if inner <= _NARROW else np.int64
    place: Numbers = codes[0].astype(narrow)
    for code, length in zip(codes[1:], shape[2:], strict=True):
        place *= narrow(length)
        place += code.astype(narrow)
    key: Numbers = time.astype(narrow if inner * shape[0] <= _NARROW else np.int64)
    key *= key.dtype.type(inner)
    key += place
    return key
