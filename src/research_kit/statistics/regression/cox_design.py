"""The terms of a Cox model: their names, and their values by pattern or row, centred and scaled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.regression.cox_course import Course
from research_kit.statistics.regression.cox_rows import CoxRows
from research_kit.statistics.regression.design import Covariate, design_matrix, read_covariates, term_names
from research_kit.statistics.regression.patterns import Patterns, find_patterns
from research_kit.statistics.regression.units import Units

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The covariates, and the centre and scale of their terms inside the fit.

    Centring and scaling make the arithmetic equally exact for years and for kronor; nothing of it shows outside.
    """

    covariates: tuple[Covariate, ...]
    centre: Floats
    scale: Floats

    @property
    def names(self) -> list[str]:
        """The names of all terms."""
        return term_names(self.covariates)

    def outside(self, beta: Floats) -> Floats:
        """Coefficients per unit of the covariates."""
        return beta / self.scale

    def covariance_outside(self, covariance: Floats) -> Floats:
        """The covariance of these."""
        return covariance / np.outer(self.scale, self.scale)

    def matrix(self, frame: pl.DataFrame) -> Floats:
        """Rows x terms, centred and scaled."""
        return (design_matrix(frame, self.covariates) - self.centre) / self.scale


def terms_of_patterns(frame: pl.DataFrame, names: Sequence[str], records: Floats) -> Terms:
    """The terms of covariates given one row per pattern and how many rows have it."""
    covariates = read_covariates(frame, names, rows=int(records.sum()))
    centre, scale = _moments(design_matrix(frame, covariates), records)
    return Terms(covariates=covariates, centre=centre, scale=scale)


def units_of(rows: CoxRows, course: Course, names: Sequence[str], most_patterns: int) -> tuple[Units, Terms]:
    """The rows as units of a likelihood: at most so many patterns, and row by row the values of what is finer."""
    _require_values(rows.frame, names)
    patterns = find_patterns(rows.frame, names, most_patterns)
    terms, places = _terms(rows.frame, names, patterns)
    coded = np.setdiff1d(np.arange(len(terms.names)), places)
    table = np.zeros((max(1, patterns.frame.height), len(terms.names)))
    if len(coded):
        table[:, coded] = _matrix(patterns.frame, terms, coded)
    units = Units(
        table=table,
        pattern=patterns.of_row[course.kept],
        values=_matrix(rows.frame, terms, places, course.kept),
        columns=places,
        last=course.last,
        dying=course.dying,
        late=course.late,
        before=course.before,
        weight=None if rows.weight is None else rows.weight[course.kept],
        cluster=None if rows.cluster is None else rows.cluster[course.kept],
    )
    return units, terms


def _require_values(frame: pl.DataFrame, names: Sequence[str]) -> None:
    """Let `read_covariates` say what is wrong with columns that cannot be coded."""
    refused = [name for name in names if not _is_usable(frame[name])]
    if refused:
        read_covariates(frame, refused)


def _is_usable(column: pl.Series) -> bool:
    if column.null_count():
        return False
    if column.dtype.is_float():
        return bool(column.is_finite().all())
    return column.dtype.is_integer() or column.dtype in (pl.Boolean, pl.String, pl.Categorical, pl.Enum)


def _terms(frame: pl.DataFrame, names: Sequence[str], patterns: Patterns) -> tuple[Terms, Ints]:
    """All terms in the order of the names, and the places of those that patterns do not hold."""
    fine = [name for name in names if name not in patterns.names]
    read = read_covariates(patterns.frame, patterns.names, rows=frame.height) if patterns.names else ()
    read += read_covariates(frame, fine) if fine else ()
    covariates = tuple(sorted(read, key=lambda covariate: list(names).index(covariate.name)))
    owner = [covariate.name for covariate in covariates for _ in covariate.terms]
    places = np.flatnonzero([name in fine for name in owner])
    centre, scale = np.zeros(len(owner)), np.ones(len(owner))
    for place, covariate in _placed(covariates):
        held, records = (frame, np.ones(frame.height)) if covariate.name in fine else (patterns.frame, patterns.records)
        centre[place], scale[place] = _moments(covariate.values(held), records)
    return Terms(covariates=covariates, centre=centre, scale=scale), places


def _placed(covariates: Sequence[Covariate]) -> list[tuple[slice, Covariate]]:
    ends = np.cumsum([len(covariate.terms) for covariate in covariates]).tolist()
    return [(slice(end - len(each.terms), end), each) for end, each in zip(ends, covariates, strict=True)]


def _moments(values: Floats, records: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each column over all rows."""
    centre = records @ values / records.sum()
    spread = np.sqrt(records @ (values - centre) ** 2 / records.sum())
    return centre, np.where(spread > 0, spread, 1.0)


def _matrix(frame: pl.DataFrame, terms: Terms, places: Ints, rows: slice | Ints = slice(None)) -> Floats:
    """The terms at these places, centred and scaled, each column in one stretch of memory."""
    columns = [np.zeros((frame.height, 0))[rows]]
    for place, covariate in _placed(terms.covariates):
        if place.start in places:
            columns.append((covariate.values(frame)[rows] - terms.centre[place]) / terms.scale[place])
    return np.asfortranarray(np.concatenate(columns, axis=1))
