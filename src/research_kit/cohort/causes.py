"""What each status is under one definition of success: a cause, unclear, or none of it; and when, in days."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.outcome_definition import TERMINAL, OutcomeDefinition
from research_kit.cohort.status_intervals import with_earliest
from research_kit.cohort.work_abroad import is_unverified_abroad
from research_kit.study.codes import UNKNOWN_INCOME

IS_WITHOUT = (
    pl.col("role").is_in(["success", "at_risk", "temporary"]) & pl.col("cause").is_null() & ~pl.col("is_unclear")
)
"""A status that is known to be none of the successes of a definition, though it may be one of another."""

_IN_DAYS = ("lo", "hi", "end_lo", "end_hi", "verified_until")


def with_causes(spells: pl.DataFrame, definition: CohortDefinition, name: str) -> pl.DataFrame:
    """The statuses with `cause` (code of a cause of the definition `name`, null: none) and `is_unclear`.

    A status is unclear where what is asked of it (hours, source of income, a verification abroad) is not known: it
    is neither a success nor evidence of none.
    """
    outcome = definition.outcomes.definitions[name]
    causes = definition.outcomes.causes_of(name)
    code_of = {code: i for i, cause in enumerate(outcome.causes, start=1) for code in outcome.causes[cause]}
    succeeds = list(code_of)
    if TERMINAL in causes:
        code_of |= dict.fromkeys(definition.outcomes.codes_with("competing"), len(causes))
    enough = _has_hours(outcome) & _has_income(outcome)
    seen = pl.when(pl.col("kind").is_in(succeeds) & is_unverified_abroad()).then(None).otherwise(pl.lit(True))
    counts = enough & seen  # a clear no stays no, whatever else is unknown
    cause = pl.col("kind").replace_strict(code_of, default=None, return_dtype=pl.Int64())
    return spells.with_columns(
        cause=pl.when(counts.fill_null(False)).then(cause),
        is_unclear=counts.is_null(),
    )


def _has_hours(outcome: OutcomeDefinition) -> pl.Expr:
    """Null where hours are asked for and nobody wrote them down."""
    asked = pl.col("kind").is_in(outcome.kinds_asked_hours)
    return ~asked | (pl.col("hours_pct") >= outcome.hours_pct_at_least)


def _has_income(outcome: OutcomeDefinition) -> pl.Expr:
    """Null where the source of income is asked for and is not known."""
    asked = pl.col("kind").is_in(outcome.kinds_asked_income)
    source = pl.col("income_source")
    known = pl.when(source != UNKNOWN_INCOME).then(source)
    return ~asked | known.is_in(list(outcome.income_among))


def statuses_in_days(spells: pl.DataFrame, definition: CohortDefinition, name: str) -> pl.DataFrame:
    """The statuses under the definition `name`, narrowed by what was verified, in days from the index date.

    Returns
    -------
    The rows of `with_causes` with `lo` narrowed, and `lo_days, hi_days, middle_days` (of the start; of a start after
    index, the first day it can have is day 1), `end_lo_days, end_hi_days, verified_until_days`.
    """
    narrowed = with_earliest(with_causes(spells, definition, name), IS_WITHOUT)
    in_days = narrowed.with_columns(days_after_index(day) for day in _IN_DAYS)
    return in_days.with_columns(lo_days=pl.col("lo_days").clip(lower_bound=1)).with_columns(
        middle_days=(pl.col("lo_days") + pl.col("hi_days")) / 2
    )


def days_after_index(name: str) -> pl.Expr:
    """A date as days from the index date, named `<name>_days`."""
    return days_of_date(pl.col(name)).alias(f"{name}_days")


def days_of_date(column: pl.Expr) -> pl.Expr:
    """A date as days from the index date."""
    return (column - pl.col("index_on")).dt.total_days().cast(pl.Float64)
