"""The mean predicted incidence of a cohort, and how it moves with everything the models have estimated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.regression.hazard_steps import HazardSteps

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, kw_only=True)
class MeanIncidence:
    """Incidence of the first of the models' causes at the times asked for, and its derivatives.

    One element per model of `by_step` (times x strata x grid: by the steps of its hazard) and of `by_coefficient`
    (times x terms: by its coefficients, through relative hazards and through the steps).
    """

    each: Floats  # rows x times
    by_step: list[Floats]
    by_coefficient: list[Floats]


def mean_incidence(
    steps: Sequence[HazardSteps], frame: pl.DataFrame, share: Floats, *, grid: Floats, asked: Floats
) -> MeanIncidence:
    """The mean over the rows of a frame, each with its share of the cohort.

    Notes
    -----
    F(t) = sum over the grid of S(u-) (1 - exp(-Y)) y / Y, with y the row's step of hazard for the cause and Y for all
    causes: shares of all causes and of none add up to one. For a single cause, 1 - exp(-H(t)).
    """
    upto = np.searchsorted(grid, asked, side="right")
    each = np.empty((frame.height, len(asked)))
    by_step = [np.zeros((len(asked), *step.hazard.shape)) for step in steps]
    by_coefficient = [np.zeros((len(asked), step.slope.shape[2])) for step in steps]
    for chosen in _parts(frame.height, len(grid)):
        course = _Course.of(steps, frame[chosen])
        each[chosen] = course.until(course.incidence, upto)
        for place, step in enumerate(steps):
            moved = course.moved_by(place, step.membership(frame[chosen]), share[chosen, None], upto)
            by_coefficient[place] += moved.by_coefficient
            by_step[place] += moved.by_step
    for place, step in enumerate(steps):
        by_coefficient[place] += np.einsum("tsm,smp->tp", by_step[place], step.slope)
    return MeanIncidence(each=each, by_step=by_step, by_coefficient=by_coefficient)


def _parts(rows: int, width: int) -> Iterator[slice]:
    length = max(1, _CELLS_AT_ONCE // max(1, width))
    return (slice(start, start + length) for start in range(0, rows, length))


@dataclass(frozen=True, kw_only=True)
class _Moved:
    by_step: Floats  # times x strata x grid
    by_coefficient: Floats  # times x terms


@dataclass(frozen=True, kw_only=True)
class _Course:
    """Rows x grid: how each row's incidence comes about."""

    terms: list[Floats]
    relative: list[Floats]
    own: list[Floats]  # steps of each row's hazard, by model
    before: Floats  # share without any event before each step
    incidence: Floats  # running total

    @classmethod
    def of(cls, steps: Sequence[HazardSteps], frame: pl.DataFrame) -> _Course:
        relative = [step.relative_hazard(frame)[:, None] for step in steps]
        own = [each * step.hazard[step.stratum(frame)] for each, step in zip(relative, steps, strict=True)]
        total = np.sum(own, axis=0)
        before = np.exp(-(total.cumsum(axis=1) - total))
        incidence = (before * own[0] * _mean_survival(total)).cumsum(axis=1)
        terms = [step.terms(frame) for step in steps]
        return cls(terms=terms, relative=relative, own=own, before=before, incidence=incidence)

    def until(self, running: Floats, upto: Ints) -> Floats:
        """The running total at the times asked for."""
        return np.column_stack([np.zeros(len(running)), running])[:, upto]

    def moved_by(self, place: int, membership: Any, share: Floats, upto: Ints) -> _Moved:
        """The share-weighted derivatives by the steps and coefficients of one model."""
        gain = self._gain(place)
        final = self.until(self.incidence, upto)
        lived, gained = self.own[place].cumsum(axis=1), (self.own[place] * gain).cumsum(axis=1)
        through = self.until(gained, upto) - final * self.until(lived, upto)
        weighed = share * self.relative[place]
        is_before = np.arange(gain.shape[1]) < upto[:, None, None]
        by_step = membership @ (weighed * gain) - (membership @ (weighed * final)).T[:, :, None]
        return _Moved(by_step=by_step * is_before, by_coefficient=(share * through).T @ self.terms[place])

    def _gain(self, place: int) -> Floats:
        """By each step of the row's own hazard: what it adds at once, and what the row already has."""
        total = np.sum(self.own, axis=0)
        at_once = self.before * _slope_of_mean_survival(total) * self.own[0]
        if place == 0:
            at_once = at_once + self.before * _mean_survival(total)
        return np.asarray(at_once + self.incidence)


def _mean_survival(step: Floats) -> Floats:
    """(1 - exp(-x)) / x."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(step > 0, -np.expm1(-step) / step, 1.0)


def _slope_of_mean_survival(step: Floats) -> Floats:
    """The derivative of this: (exp(-x) (1 + x) - 1) / x^2, by its series where that cancels."""
    with np.errstate(invalid="ignore", divide="ignore"):
        direct = (np.exp(-step) * (1 + step) - 1) / step**2
    series = -1 / 2 + step / 3 - step**2 / 8 + step**3 / 30 - step**4 / 144 + step**5 / 840 - step**6 / 5760
    return np.where(step < 0.05, series, direct)
