"""The terms of a regression on grouped times: an intercept per interval, then the covariates from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.regression.design import Covariate, design_matrix, require_independent, term_names
from research_kit.statistics.regression.grouped_hazard_links import GroupedLink
from research_kit.statistics.regression.runaway_terms import without_rounding

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupedDesign:
    """Counts by interval and covariates, and how their terms are scaled.

    Per row of the counts: `place` of its interval, `exposure` (persons at risk x part of the interval observed),
    `trials`, `events`, `offset`, and the `matrix` of the terms.
    """

    covariates: tuple[Covariate, ...]
    intervals: NDArray[np.int64]
    place: NDArray[np.int64]
    exposure: Floats
    trials: Floats
    events: Floats
    offset: Floats
    matrix: Floats
    lowest: Floats
    ranges: Floats

    @property
    def terms(self) -> list[str]:
        """Names of the covariates' terms."""
        return term_names(self.covariates)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns of the matrix."""
        return (*(f"interval={number}" for number in self.intervals), *self.terms)

    @property
    def unscaled(self) -> Floats:
        """The matrix that takes the fitted coefficients to those of the covariates as given."""
        size = len(self.intervals)
        turn = np.eye(size + len(self.ranges))
        turn[size:, size:] = np.diag(1 / self.ranges)
        turn[:size, size:] = -self.lowest / self.ranges
        return turn

    def per_interval(self, values: Floats) -> Floats:
        """Sums by interval."""
        return np.bincount(self.place, weights=values, minlength=len(self.intervals)).astype(np.float64)

    def matrix_of(self, periods: pl.DataFrame) -> Floats:
        """The same terms for other counts over the same intervals."""
        place = np.searchsorted(self.intervals, periods["_interval"].to_numpy())
        return _matrix(periods, self.covariates, place, (len(self.intervals), self.lowest, self.ranges))


def grouped_design(periods: pl.DataFrame, covariates: Sequence[Covariate], link: GroupedLink) -> GroupedDesign:
    """The terms of counts from `person_periods`; refuses terms that cannot be told apart within the intervals."""
    intervals, place = np.unique(periods["_interval"].to_numpy(), return_inverse=True)
    values = design_matrix(periods, covariates)
    persons, part = periods["_persons"].to_numpy(), periods["_part"].to_numpy()
    trials, offset = link.counted(persons, part)
    lowest, ranges = values.min(axis=0), np.ptp(values, axis=0)
    design = GroupedDesign(
        covariates=tuple(covariates),
        intervals=intervals,
        place=place,
        exposure=persons * part,
        trials=trials,
        offset=offset,
        events=periods["_events"].to_numpy(),
        matrix=_matrix(periods, covariates, place, (len(intervals), lowest, ranges)),
        lowest=lowest,
        ranges=ranges,
    )
    _require_independent(design)
    return design


def _matrix(
    periods: pl.DataFrame, covariates: Sequence[Covariate], place: NDArray[Any], scale: tuple[int, Floats, Floats]
) -> Floats:
    size, lowest, ranges = scale
    matrix = np.zeros((periods.height, size + len(ranges)))
    matrix[np.arange(periods.height), place] = 1
    matrix[:, size:] = (design_matrix(periods, covariates) - lowest) / ranges
    return matrix


def _require_independent(design: GroupedDesign) -> None:
    values = design.matrix[:, len(design.intervals) :]
    at_risk = design.per_interval(design.exposure)
    means = np.column_stack([design.per_interval(design.exposure * column) / at_risk for column in values.T])
    within = (values - means[design.place]) * np.sqrt(design.exposure)[:, None]
    require_independent(without_rounding(within.T @ within, len(values)), design.covariates)
