"""Covariates as patterns: rows alike in all covariates that take few values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.tally import distinct

Ints = NDArray[np.int64]

_MOST_LEVELS = 500
_SAMPLE = 1_000
_MANY_IN_SAMPLE = 50
_FEWEST_WORTHWHILE = 64  # where times are so many that fewer patterns fit, sums by time of each term are quicker


@dataclass(frozen=True, kw_only=True)
class Patterns:
    """`frame` has one row per pattern of the covariates `names`; `of_row` is the pattern of every row."""

    names: tuple[str, ...]
    frame: pl.DataFrame
    of_row: Ints

    @cached_property
    def records(self) -> NDArray[np.float64]:
        """How many rows have each pattern."""
        return np.bincount(self.of_row).astype(np.float64)


def find_patterns(frame: pl.DataFrame, names: Sequence[str], most: int) -> Patterns:
    """The patterns of all covariates, if at most `most` occur; else of some, those with the fewest levels first."""
    known = [(name, codes, levels) for name in names for codes, levels in _coded(frame[name])]
    if len(known) == len(names) and (every := _crossed(known)) is not None:
        found, place = distinct(every)
        if len(found) <= most:
            return _patterns(frame, tuple(names), place, len(found))
    chosen, cells = [], 1
    for each in sorted(known, key=lambda one: one[2]):
        if cells * each[2] <= most and most >= _FEWEST_WORTHWHILE:
            chosen.append(each)
            cells *= each[2]
    crossed = _crossed(chosen)
    found, place = distinct(np.zeros(frame.height, dtype=np.int64) if crossed is None else crossed)
    return _patterns(frame, tuple(name for name, _, _ in chosen), place, len(found))


def _crossed(coded: Sequence[tuple[str, Ints, int]]) -> Ints | None:
    """One number per combination of codes; None if there are none, or too many for a number."""
    total = 1
    for _, _, levels in coded:
        total *= levels
    if not coded or total > 2**62:
        return None
    number = coded[0][1]
    for _, codes, levels in coded[1:]:
        number = number * levels + codes
    return number


def _patterns(frame: pl.DataFrame, names: tuple[str, ...], place: Ints, patterns: int) -> Patterns:
    example = np.empty(patterns, dtype=np.int64)
    example[place[::-1]] = np.arange(frame.height)[::-1]  # the first row of each
    return Patterns(names=names, frame=frame.select(names)[example] if names else pl.DataFrame(), of_row=place)


def _coded(column: pl.Series) -> list[tuple[Ints, int]]:
    """Codes 0, 1, ... and how many there may be; nothing for a covariate with many values."""
    dtype = column.dtype
    if isinstance(dtype, pl.Enum):
        return [(column.to_physical().cast(pl.Int64).to_numpy(), len(dtype.categories))]
    if dtype == pl.Boolean:
        return [(column.cast(pl.Int64).to_numpy(), 2)]
    if dtype in (pl.String, pl.Categorical):
        text = column.cast(pl.String)
        levels = text.unique().sort()
        if len(levels) > _MOST_LEVELS:
            return []
        return [(text.cast(pl.Enum(levels)).to_physical().cast(pl.Int64).to_numpy(), len(levels))]
    return _coded_numbers(column)


def _coded_numbers(column: pl.Series) -> list[tuple[Ints, int]]:
    if column.dtype.is_integer():
        lowest, highest = int(column.min()), int(column.max())  # type: ignore[arg-type]
        if highest - lowest < _MOST_LEVELS:
            return [(column.to_numpy().astype(np.int64) - lowest, highest - lowest + 1)]
        return []
    if column.head(_SAMPLE).n_unique() > _MANY_IN_SAMPLE:
        return []
    levels, codes = np.unique(column.cast(pl.Float64).to_numpy(), return_inverse=True)
    return [(codes, len(levels))] if len(levels) <= _MOST_LEVELS else []
