"""A covariate as imputation sees it: who has a value, and whose value a participant without one may be given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_LEVELS = 20
_LISTED = (pl.String, pl.Categorical, pl.Enum, pl.Boolean)


@dataclass(frozen=True, kw_only=True)
class ObservedCovariate:
    """`numbers` are standardised values, or the codes 0, 1, ... of `levels` levels; 0 where missing.

    An imputed value is always some participant's: imputations are row numbers, so that every type stays as it is.
    """

    name: str
    numbers: Floats
    observed: Ints  # rows with a value
    missing: Ints  # rows without
    example: Ints  # a row with each level; of a measurement, which has no levels, none

    @property
    def levels(self) -> int:
        """How many levels occur; 0 of a measurement."""
        return len(self.example)

    @property
    def width(self) -> int:
        """How many terms it gives."""
        return max(1, self.levels - 1)

    def terms(self, rows: Ints) -> Floats:
        """What the values of these rows are as terms (a new last axis): the value, or an indicator per later level."""
        numbers = self.numbers[rows][..., None]
        return (numbers == np.arange(1, self.levels)).astype(np.float64) if self.levels else numbers


def observed_covariates(frame: pl.DataFrame, names: Sequence[str]) -> tuple[ObservedCovariate, ...]:
    """The covariates in the order of their names, so that the order in which they are listed does not matter.

    Raises
    ------
    EstimateError
        A covariate is named twice, is of a type that is none, has numbers that are not finite, has one value only, or
        has missing values and more than 20 levels.
    """
    twice = sorted({name for name in names if list(names).count(name) > 1})
    if twice:
        raise EstimateError(f"`covariates` names {', '.join(map(repr, twice))} more than once.")
    return tuple(_observed(frame[name]) for name in sorted(names))


def _observed(column: pl.Series) -> ObservedCovariate:
    _require_covariate(column)
    distinct = column.n_unique() - (column.null_count() > 0)
    if distinct < 2:
        raise EstimateError(f"Covariate {column.name!r} has one and the same value wherever it has any: leave it out.")
    is_listed = column.dtype in _LISTED or distinct == 2
    if is_listed and distinct > _MOST_LEVELS and column.null_count():
        raise EstimateError(
            f"Covariate {column.name!r} has {distinct:,} levels; with missing values it may have {_MOST_LEVELS}. "
            "Join levels first."
        )
    numbers = _codes(column) if is_listed else _measurements(column)
    observed = column.is_not_null().to_numpy()
    has_value = np.flatnonzero(observed)
    first = np.unique(numbers[has_value], return_index=True)[1] if is_listed else np.zeros(0, dtype=np.int64)
    return ObservedCovariate(
        name=column.name,
        numbers=numbers,
        observed=has_value,
        missing=np.flatnonzero(~observed),
        example=has_value[first],
    )


def _require_covariate(column: pl.Series) -> None:
    name, dtype = column.name, column.dtype
    if not (dtype in _LISTED or dtype.is_numeric()):
        raise EstimateError(
            f"Covariate {name!r} is of type {str(dtype).partition('(')[0]}. Give numbers, booleans or text; "
            "of a date, a length of time at entry, e.g. age in years."
        )
    if dtype.is_float():
        broken = int((~column.drop_nulls().is_finite()).sum())
        if broken:
            raise EstimateError(
                f"Covariate {name!r} has no finite number in {broken:,} of {len(column):,} rows. Write null where a "
                "value is missing."
            )


def _codes(column: pl.Series) -> Floats:
    """The place of each value among the distinct ones: in the order of an enum, else of the alphabet."""
    plain = column.cast(pl.String) if isinstance(column.dtype, pl.Categorical) else column.to_physical()
    places = plain.rank("dense").cast(pl.Float64) - 1
    return places.fill_null(0.0).to_numpy()


def _measurements(column: pl.Series) -> Floats:
    numbers = column.cast(pl.Float64)
    standard = (numbers - numbers.mean()) / numbers.std()
    return standard.fill_null(0.0).to_numpy()
