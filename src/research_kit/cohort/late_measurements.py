"""Which covariates were measured after the index date: what an adjusted comparison may not use (METHODS M3.5, M5.1)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.cohort.cohort import Cohort
from research_kit.errors import CohortError
from research_kit.study.codes import MEASURED_ON

MEDIATOR, IMMORTAL = "G-MEDIATOR", "G-IMMORTAL"
_OF_OUTCOMES = (
    *("duration_days_", "event_", "left_days_", "right_days_", "interval_days_"),
    *("start_precision_", "at_follow_up_", "lost_"),
)
_AFTER_INDEX = (
    *("verified_on", "outcome_known", "register_followed", "exit_reason", "left_on", "end", "stage", "lost"),
    *("first_activity_on", "actual_on", "missing_reason", "completed", "attended_h"),
)


def late_measurements(cohort: Cohort, names: Sequence[str]) -> pl.DataFrame:
    """Whether each covariate was known on the index date, and of how many people it was not.

    Parameters
    ----------
    cohort
        The participants.
    names
        Covariates: columns of the cohort.

    Returns
    -------
    One row per name, in their order: `covariate`; `measured_on`, the column with the day it was measured (null: there
    is none, it belongs to the index date); `people`; `after_index`, those of whom it was measured later; `undated`,
    those with a value and no day; `guard`: `G-MEDIATOR` if it was measured later of anybody, `G-IMMORTAL` if it
    comes about after the index date by its nature (an outcome, the end of follow-up), null if it may be used.

    Raises
    ------
    CohortError
        A name is neither a column of the cohort nor known to come about after the index date; or the day it was
        measured is no date.
    """
    return pl.DataFrame([_judged(cohort, name) for name in names], schema=_SCHEMA)


_SCHEMA = {
    "covariate": pl.String(),
    "measured_on": pl.String(),
    "people": pl.Int64(),
    "after_index": pl.Int64(),
    "undated": pl.Int64(),
    "guard": pl.String(),
}


def _judged(cohort: Cohort, name: str) -> dict[str, object]:
    people = cohort.frame.height
    facts: dict[str, object] = {
        "covariate": name,
        "measured_on": None,
        "people": people,
        "after_index": 0,
        "undated": 0,
        "guard": None,
    }
    if name in _AFTER_INDEX or name.startswith(_OF_OUTCOMES):
        return facts | {"after_index": people, "guard": IMMORTAL}
    _require_column(cohort, name)
    measured = f"{name}{MEASURED_ON}"
    if measured not in cohort.frame.columns:
        return facts
    if not (cohort.frame.schema[measured].is_temporal() or cohort.frame[measured].null_count() == people):
        raise CohortError(
            f"`{measured}`, the day `{name}` was measured, holds {cohort.frame.schema[measured]}, not dates: whether "
            f"that was after the index date cannot be told. Convert it to dates in the source of `{name}`."
        )
    late = int(cohort.frame.select((pl.col(measured) > pl.col("index_on")).sum()).item())
    undated = int(cohort.frame[measured].null_count())
    guard = MEDIATOR if late else None
    return facts | {"measured_on": measured, "after_index": late, "undated": undated, "guard": guard}


def _require_column(cohort: Cohort, name: str) -> None:
    if name in cohort.frame.columns:
        return
    known = [*cohort.dimensions, *(column for column in cohort.frame.columns if column.startswith("target_"))]
    raise CohortError(f"`{name}` is no column of the participants of `{cohort.definition.name}`; covariates can be: "
                      f"age_years, {', '.join(known)}.")  # fmt: skip
