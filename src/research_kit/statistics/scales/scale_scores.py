"""A person's score on a scale: the mean of the items answered, if at least half were."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.scales.read_rows import all_columns, read_rows, refuse, require_free, require_numbers

Range = tuple[float, float]
LEAST_ANSWERED = 2


def scale_scores(
    frame: Any,
    *,
    items: Sequence[str],
    ranges: Range | Mapping[str, Range],
    reverse: Collection[str] = (),
) -> pl.DataFrame:
    """A person's score: the mean of the items answered, if at least half of them (and two) were.

    Parameters
    ----------
    frame
        One row per person (and wave); other columns are carried through.
    items
        Columns: the items of the scale, at least two; null is no answer.
    ranges
        The lowest and the highest possible answer: one pair for all items, or a pair by item.
    reverse
        Those of `items` that are worded the other way: lowest + highest - answer is counted.

    Returns
    -------
    The same rows in the same order with `items_answered` (how many) and `score` (null if fewer than half of the
    items or fewer than two were answered).

    Raises
    ------
    EstimateError
        An answer lies outside its item's range or is no number, an item is missing or has no range, `reverse` names a
        column that is no item, `items_answered` or `score` are columns already, or there are fewer than two items.

    References
    ----------
    Fairclough DL, Cella DF (1996). Qual Life Res 5:321-328 (the half rule). doi:10.1007/BF00433916
    """
    limits = _limits(items, ranges, reverse)
    rows = read_rows(frame, [*all_columns(frame), *items])
    require_free(rows, ["items_answered", "score"])
    require_numbers(rows, items)
    for name, (lowest, highest) in limits.items():
        answer = pl.col(name).cast(pl.Float64).fill_nan(None)
        outside = (answer.is_not_null() & ~answer.is_between(lowest, highest)).fill_null(False)
        refuse(
            rows, outside, f"have an answer to {name!r} outside {lowest:g} to {highest:g}. Correct it at its source."
        )
    turned = [_turned(name, limits[name], name in reverse) for name in items]
    answered = pl.sum_horizontal([each.is_not_null().cast(pl.Int64) for each in turned])
    is_enough = (2 * answered >= len(items)) & (answered >= LEAST_ANSWERED)
    return rows.with_columns(items_answered=answered, score=pl.when(is_enough).then(pl.mean_horizontal(turned)))


def _turned(name: str, limits: Range, is_reversed: bool) -> pl.Expr:
    answer = pl.col(name).cast(pl.Float64).fill_nan(None)
    return sum(limits) - answer if is_reversed else answer


def _limits(items: Sequence[str], ranges: Range | Mapping[str, Range], reverse: Collection[str]) -> dict[str, Range]:
    if isinstance(items, str) or len(items) < 2 or len(set(items)) < len(items):
        raise EstimateError("A scale has at least 2 different items: give their columns. One item is its own score.")
    if isinstance(reverse, str) or not set(reverse) <= set(items):
        raise EstimateError(f"`reverse` must be a list of items of the scale, which are {', '.join(map(repr, items))}.")
    limits = dict(ranges) if isinstance(ranges, Mapping) else dict.fromkeys(items, ranges)
    without = [name for name in items if name not in limits]
    if without:
        raise EstimateError(f"`ranges` has no lowest and highest answer for {', '.join(map(repr, without))}.")
    return {name: _pair(name, limits[name]) for name in items}


def _pair(name: str, limits: Range) -> Range:
    pair = tuple(limits) if isinstance(limits, (tuple, list)) else ()
    if len(pair) != 2 or not all(is_number(end) and np.isfinite(end) for end in pair) or pair[0] >= pair[1]:
        raise EstimateError(f"The range of {name!r} is {limits!r}; give (lowest, highest), e.g. (1, 5).")
    return float(pair[0]), float(pair[1])
