"""Who is in the cohort: named criteria, applied in the order of the definition, with what each one excluded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from research_kit.cohort.covariates import UNKNOWN
from research_kit.cohort.definition import Criterion
from research_kit.errors import CohortError

_NOT_STATED = (UNKNOWN, "unstated")


def failed_criteria(people: pl.DataFrame, criteria: Sequence[Criterion]) -> pl.DataFrame:
    """The same rows with the first criterion that each person does not meet.

    Parameters
    ----------
    people
        One row per person with an index date: `index_on`, `age_years`, the groups, and `already_in_<outcome>`.
    criteria
        In the order in which they are applied.

    Returns
    -------
    The rows with `failed_step` (0, 1, … place of the criterion; null: met them all) and `failed_unknown` (no value
    is known, rather than one that does not fit).

    Raises
    ------
    CohortError
        A criterion names a column or a code that the participants do not have.
    """
    met = [_met(criterion, people) for criterion in criteria]
    step, unknown = pl.lit(None, dtype=pl.Int64()), pl.lit(False)
    for place, condition in reversed(list(enumerate(met))):
        fails = ~condition.fill_null(False)  # without a value nobody meets a condition
        step = pl.when(fails).then(pl.lit(place, dtype=pl.Int64())).otherwise(step)
        unknown = pl.when(fails).then(condition.is_null()).otherwise(unknown)
    return people.with_columns(failed_step=step, failed_unknown=unknown)


def _met(criterion: Criterion, people: pl.DataFrame) -> pl.Expr:
    """True, false, or null where nothing is known."""
    if criterion.criterion == "age_years":
        return _within(pl.col("age_years"), criterion.at_least, criterion.at_most)
    if criterion.criterion == "index_on":
        return _within(pl.col("index_on"), criterion.on_or_after, criterion.on_or_before)
    if criterion.criterion == "not_already_in":
        return ~pl.col(f"already_in_{criterion.outcome}")
    return _among(criterion, people)


def _within(column: pl.Expr, lowest: date | int | None, highest: date | int | None) -> pl.Expr:
    inside = pl.lit(True)
    if lowest is not None:
        inside = inside & (column >= lowest)
    if highest is not None:
        inside = inside & (column <= highest)
    return pl.when(column.is_not_null()).then(inside)


def _among(criterion: Criterion, people: pl.DataFrame) -> pl.Expr:
    name = criterion.criterion
    if name not in people.columns:
        listed = ", ".join(sorted(c for c, t in people.schema.items() if t in (pl.Enum, pl.Boolean)))
        raise CohortError(
            f"`include` has a criterion on `{name}`, which is no column of the participants. "
            f"It can be one of: {listed}."
        )
    values = pl.col(name).cast(pl.String)
    levels = people.schema[name]
    if isinstance(levels, pl.Enum):
        strange = [code for code in criterion.among if code not in levels.categories]
        if strange:
            raise CohortError(
                f"`include` asks for `{name}` among {', '.join(strange)}; "
                f"its codes are: {', '.join(levels.categories)}."
            )
    stated = ~values.is_in(_NOT_STATED) | values.is_in(list(criterion.among))
    return pl.when(stated).then(values.is_in(list(criterion.among)))
