"""What a definition asks for and a study never says: a warning, because it takes every such start away."""

from __future__ import annotations

import warnings

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.index_dates import Tables
from research_kit.study.codes import UNKNOWN_INCOME


class MissingFactWarning(UserWarning):
    """A definition of success asks for something that the study's statuses never say."""


def warn_missing_facts(tables: Tables, definition: CohortDefinition) -> None:
    """Warn where not one of the statuses that are asked for hours, or for the source of income, has any.

    All these starts are then neither yes nor no: nobody is counted as having begun, and everybody is followed only
    until then.
    """
    if "status_spell" not in tables or definition.observed_as == "spell_durations":
        return
    spells = tables["status_spell"]
    income = pl.col("income_source").is_not_null() & (pl.col("income_source") != UNKNOWN_INCOME)
    for name, outcome in definition.outcomes.definitions.items():
        asked = {
            "hours_pct": (outcome.kinds_asked_hours, pl.col("hours_pct").is_not_null(), "hours_pct_at_least"),
            "income_source": (outcome.kinds_asked_income, income, "income_among"),
        }
        for column, (kinds, is_known, rule) in asked.items():
            concerned = spells.filter(pl.col("kind").is_in(kinds))
            if concerned.height and not concerned.select(is_known.any()).item():
                _warn(definition, name, f"`{column}`", rule, concerned.height)


def _warn(definition: CohortDefinition, name: str, column: str, rule: str, rows: int) -> None:
    warnings.warn(
        f"`{name}` of the cohort `{definition.name}` asks for {column} (`{rule}`), which none of the {rows} statuses "
        f"concerned in `status_spell` has: no such start can be counted, as yes or as no. Have the partners deliver "
        f"{column}, or leave out `{rule}` and raise `outcomes.version`.",
        MissingFactWarning,
        stacklevel=4,
    )
