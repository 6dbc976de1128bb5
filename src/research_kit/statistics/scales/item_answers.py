"""The answers to the items of one scale, one row per person, and their covariances in any number of resamples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.scales.read_rows import all_columns, read_rows, require_numbers

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MISSING = ("pairwise", "complete")


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemAnswers:
    """Answers of the people who answered at least one item; NaN where an item is not answered."""

    values: Floats
    names: tuple[str, ...]

    @property
    def people(self) -> int:
        """Who answered at least one item (of `complete`: every item)."""
        return len(self.values)

    @property
    def complete(self) -> int:
        """Who answered every item."""
        return int(np.isfinite(self.values).all(axis=1).sum())

    def covariances(self, counts: Counts | None = None) -> Floats:
        """The covariance matrix with each person counted so many times: one matrix per row of `counts`."""
        people, items = self.values.shape
        times = np.ones((1, people)) if counts is None else counts.astype(np.float64)
        known = np.isfinite(self.values)
        centred = np.where(known, self.values - np.nanmean(self.values, axis=0), 0.0)
        answered = known.astype(np.float64)
        pairs = _summed(times, answered, answered, items)
        first = _summed(times, centred, answered, items)
        with np.errstate(divide="ignore", invalid="ignore"):
            product = first * np.swapaxes(first, 1, 2) / pairs
            return np.asarray((_summed(times, centred, centred, items) - product) / (pairs - 1))


def _summed(times: Floats, left: Floats, right: Floats, items: int) -> Floats:
    """Sums over people of left_i right_j, one items-by-items matrix per row of `times`."""
    if len(times) == 1:
        return np.asarray((left * times.T).T @ right)[None]
    products = (left[:, :, None] * right[:, None, :]).reshape(len(left), items * items)
    return np.asarray(times @ products).reshape(len(times), items, items)


def read_items(items_frame: Any, *, items: Sequence[str] | None = None, missing: str = "pairwise") -> ItemAnswers:
    """The items as numbers, refused where no reliability is defined."""
    if missing not in MISSING:
        raise EstimateError(f"missing is {missing!r}; choose one of {', '.join(MISSING)}.")
    names = tuple(all_columns(items_frame) if items is None else items)
    if len(names) < 2 or len(set(names)) < len(names):
        raise EstimateError(f"A scale needs at least 2 different items; {len(set(names))} given.")
    rows = read_rows(items_frame, names)
    require_numbers(rows, names)
    values = np.column_stack([rows[name].cast(float).fill_null(np.nan).to_numpy() for name in names])
    known = np.isfinite(values)
    is_used = known.all(axis=1) if missing == "complete" else known.any(axis=1)
    answers = ItemAnswers(values=values[is_used], names=names)
    _require_spread(answers)
    return answers


def _require_spread(answers: ItemAnswers) -> None:
    known = np.isfinite(answers.values).astype(np.float64)
    pairs = known.T @ known
    if answers.people < 3 or pairs.min() < 3:
        raise EstimateError(
            f"{answers.people} people answered, and some two items were answered together by "
            f"{int(pairs.min())} of them: a covariance needs at least 3."
        )
    constant = [
        name
        for name, column in zip(answers.names, answers.values.T, strict=True)
        if np.nanmin(column) == np.nanmax(column)
    ]
    if constant:
        raise EstimateError(
            f"Everybody gave one and the same answer to {', '.join(map(repr, constant))}: leave the item out."
        )


def correlations(covariances: Floats) -> Floats:
    """Covariance matrices (..., items, items) as correlations."""
    deviation = np.sqrt(np.diagonal(covariances, axis1=-2, axis2=-1))
    return np.asarray(covariances / deviation[..., :, None] / deviation[..., None, :])
