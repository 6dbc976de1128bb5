"""A series as an analyst gives it, one value a period, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]


def series_of(values: ArrayLike, *, name: str, least: int = 2) -> Floats:
    """The values as numbers in their order; refuses what is no finite number, and fewer than `least` of them."""
    numbers = _numbers(values, name)
    if numbers.ndim != 1:
        raise EstimateError(f"`{name}` has {numbers.ndim} dimensions: give one value per period, in order.")
    unknown = int((~np.isfinite(numbers)).sum())
    if unknown:
        raise EstimateError(
            f"{unknown} of {numbers.size} values of `{name}` are unknown or not finite. A period without a value must "
            "be left out or pooled with its neighbour; it is not 0."
        )
    if numbers.size < least:
        raise EstimateError(f"`{name}` has {numbers.size} values; at least {least} are needed.")
    return numbers


def counts_of_exposure(
    events: ArrayLike, exposure: ArrayLike, *, name: str, allow_more: bool = False
) -> tuple[Floats, Floats]:
    """Events, and what they are counted out of, per period; refuses what is no count, or counted out of nothing."""
    counted, size = _of_one_length(events, exposure, name)
    broken = int(((counted < 0) | (np.floor(counted) != counted)).sum())
    if broken:
        raise EstimateError(f"{broken} of {counted.size} values of `events` are no whole numbers from 0 on.")
    empty = int((size <= 0).sum())
    if empty:
        raise EstimateError(
            f"{empty} of {size.size} periods have a `{name}` of 0 or less: nothing can be counted out of it. Leave the "
            "period out or pool it with its neighbour."
        )
    if not allow_more:
        _require_counts_of_n(counted, size)
    return counted, size


def _require_counts_of_n(counted: Floats, size: Floats) -> None:
    above = int((counted > size).sum())
    if above:
        raise EstimateError(f"{above} of {size.size} periods have more `events` than `n`. For rates use `u_chart`.")
    broken = int((np.floor(size) != size).sum())
    if broken:
        raise EstimateError(f"{broken} of {size.size} values of `n` are no whole numbers: they must count people.")


def _of_one_length(events: ArrayLike, exposure: ArrayLike, name: str) -> tuple[Floats, Floats]:
    counted = series_of(events, name="events")
    size = series_of(np.atleast_1d(_numbers(exposure, name)), name=name, least=1)
    if size.size not in (1, counted.size):
        raise EstimateError(
            f"`events` has {counted.size} values and `{name}` has {size.size}: give one of each per period, or one "
            f"`{name}` for all."
        )
    return counted, np.broadcast_to(size, counted.shape).astype(np.float64)


def _numbers(values: Any, name: str) -> Floats:
    listed = values.to_list() if hasattr(values, "to_list") else values
    try:
        return np.asarray(listed, dtype=np.float64)
    except (TypeError, ValueError) as fault:
        raise EstimateError(f"`{name}` must hold numbers: a list, an array or a column.") from fault


def periods_of(periods: Sequence[Any] | pl.Series | None, points: int) -> pl.Series:
    """The name of each period: as given, in the order of the values, or 1, 2, ..."""
    named = pl.Series("period", range(1, points + 1) if periods is None else list(periods))
    if named.len() != points:
        raise EstimateError(f"`periods` has {named.len()} names for {points} values: give one per value.")
    repeated = points - named.n_unique()
    if repeated or named.null_count():
        raise EstimateError(f"`periods` has {repeated} repeated and {named.null_count()} missing names of {points}.")
    if not named.is_sorted():
        _require_text(named)
    return named


def _require_text(named: pl.Series) -> None:
    """Numbers and dates have an order of their own, which the series must follow; names need not."""
    if named.dtype.is_numeric() or named.dtype.is_temporal():
        raise EstimateError("`periods` are not in order of time: sort the series before this call.")
