"""From columns to the terms of a regression: what each column means, and whether its effect can be told at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]
_LISTED = (pl.String, pl.Categorical, pl.Enum)
_MOST_LEVELS = 30


@dataclass(frozen=True, slots=True)
class Covariate:
    """A column as terms: itself if it is a number, else one term per level but the first, which is the reference."""

    name: str
    levels: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The names of its terms: `age`, or `stage=2`, `stage=3`, …"""
        return tuple(f"{self.name}={level}" for level in self.levels[1:]) if self.levels else (self.name,)

    def values(self, frame: pl.DataFrame) -> Floats:
        """One column per term, for every row of a frame."""
        column = frame[self.name]
        if not self.levels:
            return column.cast(pl.Float64).to_numpy().reshape(-1, 1)
        text = column.cast(pl.String)
        return np.column_stack([(text == level).to_numpy().astype(np.float64) for level in self.levels[1:]])


def read_covariates(
    frame: pl.DataFrame, names: Sequence[str], *, rows: int | None = None, counts: pl.Series | None = None
) -> tuple[Covariate, ...]:
    """The covariates of a frame, or an error that names the column and what to do.

    Parameters
    ----------
    frame
        One row per participant, or per distinct pattern of the covariates: every level that occurs is in it.
    names
        Columns: numbers and booleans are terms themselves; text, categories and enums become one term per level that
        occurs but the first (in the order of the enum, else alphabetical).
    rows
        How many rows the frame stands for, if its rows are patterns.
    counts
        How many each of its rows stands for.

    Raises
    ------
    EstimateError
        No name, a name twice, a column that is missing, is no covariate (dates, lists), has rows without a value or
        that are not finite, has a single value, or is text with more than 30 levels or half as many levels as rows.
    """
    _require_names(frame, names)
    stands_for = pl.repeat(1, frame.height, eager=True) if counts is None else counts
    return tuple(_covariate(frame[name], frame.height if rows is None else rows, stands_for) for name in names)


def _require_names(frame: pl.DataFrame, names: Sequence[str]) -> None:
    if isinstance(names, str) or not names:
        raise EstimateError(f"`covariates` is {names!r}; give a list of at least one column name.")
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise EstimateError(
            f"The frame has no column {', '.join(map(repr, missing))}. It has: {', '.join(frame.columns)}."
        )
    twice = sorted({name for name in names if list(names).count(name) > 1})
    if twice:
        raise EstimateError(f"`covariates` names {', '.join(map(repr, twice))} more than once.")


def _covariate(column: pl.Series, rows: int, counts: pl.Series) -> Covariate:
    name, dtype = column.name, column.dtype
    if not (dtype in _LISTED or dtype.is_numeric() or dtype == pl.Boolean):
        raise EstimateError(
            f"Covariate {name!r} is of type {str(dtype).partition('(')[0]}. Give numbers, booleans or text; "
            "of a date, a length of time at entry, e.g. age in years."
        )
    is_unknown = column.is_null() if dtype in _LISTED or dtype == pl.Boolean else ~column.is_finite().fill_null(False)
    unknown = int(counts.filter(is_unknown).sum())
    if unknown:
        raise EstimateError(
            f"Covariate {name!r} has no (finite) value in {unknown:,} rows. Complete them with "
            "`impute_covariates`, or exclude these rows and say so."
        )
    if (column.n_unique() < 2) if dtype in _LISTED else (column.min() == column.max()):
        raise EstimateError(f"Covariate {name!r} has one and the same value in every row: leave it out.")
    if dtype not in _LISTED:
        return Covariate(name)
    levels = _levels(column)
    _require_few(name, len(levels), rows)
    return Covariate(name, levels)


def _require_few(name: str, levels: int, rows: int) -> None:
    """Refuse what is no classification: two levels are one however few the rows."""
    if levels > _MOST_LEVELS or (levels > 2 and 2 * levels >= rows):
        raise EstimateError(
            f"Covariate {name!r} is text with {levels:,} levels in {rows:,} rows: an identifier, or numbers read as "
            "text? Convert it to numbers or to fewer levels."
        )


def _levels(column: pl.Series) -> tuple[str, ...]:
    present = set(column.cast(pl.String).unique().to_list())
    order = column.dtype.categories.to_list() if isinstance(column.dtype, pl.Enum) else sorted(present)
    return tuple(level for level in order if level in present)


def term_names(covariates: Sequence[Covariate]) -> list[str]:
    """The names of all terms, in order."""
    return [term for covariate in covariates for term in covariate.terms]


def columns_of(covariates: Sequence[Covariate], is_chosen: NDArray[np.bool_] | None = None) -> list[str]:
    """Terms as errors name them: by column and number of levels, never by a level, which is a participant's value.

    Parameters
    ----------
    covariates
        All covariates of the model.
    is_chosen
        Which of their terms to name; None: all.
    """
    sizes = [len(each.terms) for each in covariates]
    chosen = np.ones(sum(sizes), dtype=np.bool_) if is_chosen is None else is_chosen
    counts = [int(part.sum()) for part in np.split(chosen, np.cumsum(sizes)[:-1])]
    return [_column(each, count) for each, count in zip(covariates, counts, strict=True) if count]


def _column(covariate: Covariate, chosen: int) -> str:
    levels = len(covariate.levels)
    if not levels:
        return repr(covariate.name)
    return (
        f"{covariate.name!r} ({levels} levels)"
        if chosen == levels - 1
        else (f"{covariate.name!r} ({chosen} of {levels} levels)")
    )


def said_of(columns: Sequence[str], one: str, several: str) -> str:
    """The columns and what is said of them, in the singular or the plural."""
    return f"{', '.join(columns)} {one if len(columns) == 1 else several}"


def design_matrix(frame: pl.DataFrame, covariates: Sequence[Covariate]) -> Floats:
    """Rows × terms, C-contiguous."""
    return np.ascontiguousarray(np.hstack([covariate.values(frame) for covariate in covariates]))


def require_independent(information: Floats, covariates: Sequence[Covariate]) -> None:
    """Refuse terms that the others (or the strata) already determine, naming their columns.

    Parameters
    ----------
    information
        Cross products of the terms, centred as the model centres them (within the sets of participants that it
        compares): the information matrix at zero coefficients serves.
    covariates
        Whose terms they are, in the order of its rows.

    Raises
    ------
    EstimateError
        The matrix is singular: some terms are constant within every comparison, or combinations of others.
    """
    own = np.sqrt(np.diag(information))
    scale = np.where(own > 0, own, 1.0)
    correlation = information / np.outer(scale, scale)
    redundant = np.array([own[place] == 0 or _left_over(correlation, place) < 1e-9 for place in range(len(own))])
    if redundant.any():
        columns = columns_of(covariates, redundant)
        one = len(columns) == 1
        raise EstimateError(
            f"Covariate{'' if one else 's'} {said_of(columns, 'is', 'are')} constant wherever somebody has the event, "
            f"or {'is' if one else 'are'} determined by the other terms or the strata: the effect cannot be told "
            "apart. Leave out what overlaps."
        )


def _left_over(correlation: Floats, place: int) -> float:
    """The part of a term's variation that the terms before it do not explain."""
    before = correlation[:place, :place]
    across = correlation[:place, place]
    if not place:
        return 1.0
    explained = across @ np.linalg.lstsq(before, across, rcond=1e-10)[0]
    return float(1 - explained)
