"""The stretches of a chart: which points share limits, and which of them the limits are taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Points that share limits, as places in the series: all of them, and those the limits are estimated from."""

    rows: slice
    basis: slice

    @property
    def points(self) -> int:
        """How many points share the limits."""
        return int(self.rows.stop - self.rows.start)

    @property
    def basis_points(self) -> int:
        """How many points the limits are taken from."""
        return int(self.basis.stop - self.basis.start)


def stretches_of(points: int, baseline: int | None, phases: Sequence[Any] | pl.Series | None) -> list[Stretch]:
    """One stretch for all points; with `baseline`, limits from the first so many; with `phases`, one for each phase."""
    if phases is None:
        return [Stretch(rows=slice(0, points), basis=slice(0, _basis(points, baseline)))]
    if baseline is not None:
        raise EstimateError("`baseline` and `phases` are both given: limits are frozen, or drawn anew for each phase.")
    labels = list(phases)
    if len(labels) != points:
        raise EstimateError(f"`phases` has {len(labels)} labels for {points} values: give one per value.")
    runs = [len(list(same)) for _, same in groupby(labels)]
    if len(runs) != len(set(labels)):
        raise EstimateError(
            f"{len(runs)} runs of {len(set(labels))} phases: a phase comes back after another. Give it a new name."
        )
    ends = np.cumsum(runs).tolist()
    found = [slice(end - length, end) for end, length in zip(ends, runs, strict=True)]
    _require_two_points(found)
    return [Stretch(rows=each, basis=each) for each in found]


def _basis(points: int, baseline: int | None) -> int:
    if baseline is None:
        return points
    if isinstance(baseline, bool) or not isinstance(baseline, (int, np.integer)) or not 2 <= baseline <= points:
        raise EstimateError(
            f"baseline is {baseline!r}; it is the number of first points the limits are taken from: 2 to {points} here."
        )
    return int(baseline)


def _require_two_points(found: list[slice]) -> None:
    short = sum(each.stop - each.start < 2 for each in found)
    if short:
        raise EstimateError(f"{short} of {len(found)} phases have one point: limits need at least 2 points.")
