"""People outside the project of whom there are data, weighted to look like the participants (METHODS 5.4)."""

from __future__ import annotations

from typing import Any

import polars as pl

from research_kit.analyses.activity_effects.ladder import UNSTABLE, lacking
from research_kit.analyses.activity_effects.verdicts import UNBALANCED
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.cohort import Cohort
from research_kit.errors import CohortError, EstimateError
from research_kit.statistics.effects.effect_conditions import effect_conditions
from research_kit.statistics.weighting.att import att
from research_kit.statistics.weighting.balance import UNLIKE, balance
from research_kit.statistics.weighting.propensity_weights import propensity_weights
from research_kit.study.target_trial import TargetTrial

INDEX_MONTH = "index_month"
_COLUMNS: dict[str, Any] = {"exposure": "in_project"}


def known_outcomes(cohort: Cohort, trial: TargetTrial) -> pl.DataFrame:
    """Those who came long enough before the cut and of whom it is known how it went: their rows with `had` (0 or 1).

    Whoever came later is left out, outcome or not: of the late ones only the quick are known.

    Raises
    ------
    CohortError
        The cohort has no such outcome.
    """
    name = trial.outcome.definition
    if f"event_{name}" not in cohort.frame.columns:
        raise CohortError(
            f"The protocol of `{trial.activity}` names the outcome `{name}`, which `{cohort.definition.name}` does not "
            "have."
        )
    place = list(cohort.definition.outcomes.causes_of(name)).index(trial.outcome.cause) + 1
    horizon = trial.follow_up.months * DAYS_PER_MONTH
    days, event = pl.col(f"duration_days_{name}"), pl.col(f"event_{name}")
    known = cohort.frame.filter((pl.col("potential_days") >= horizon) & ((days >= horizon) | (event > 0)))
    return known.with_columns(had=((event == place) & (days <= horizon)).cast(pl.Int8))


def beside_others(cohort: Cohort, others: Cohort, trial: TargetTrial) -> dict[str, Any]:
    """The participants' share minus that of the others weighted to look like them, or the reason why there is none.

    Allowed for are the confounders that both have, and the month of the index date.
    """
    people = _together(cohort, others, trial)
    conditions = _conditions(people)
    row: dict[str, Any] = {"n": min(conditions["persons_exposed"], conditions["persons_comparison"])}
    lacks = lacking(conditions)
    if lacks is not None:
        return row | {"lacks": lacks}
    covariates = [name for name in people.columns if name not in ("had", "in_project")]
    try:
        found = att(people, outcome="had", covariates=covariates, **_COLUMNS)
        weighted = propensity_weights(people, covariates=covariates, **_COLUMNS)
    except EstimateError:
        return row | {"lacks": UNSTABLE}
    alike = balance(weighted, covariates=covariates, weight="weight", **_COLUMNS)
    if bool((alike["difference_after"].abs() > UNLIKE).any()):
        return row | {"lacks": UNBALANCED}
    numbers = found.select("estimate", "std_error", "lower", "upper").row(0, named=True)
    return row | numbers | {"lacks": None}


def _conditions(people: pl.DataFrame) -> dict[str, Any]:
    sides = [people.filter(pl.col("in_project") == side) for side in (1, 0)]
    events = [int(side["had"].sum()) for side in sides]
    return effect_conditions([side.height for side in sides], events, method="sequential_trials").row(0, named=True)


def _together(cohort: Cohort, others: Cohort, trial: TargetTrial) -> pl.DataFrame:
    """One row per person of either: `had`, `in_project`, the confounders both have, and the index month."""
    sides = [known_outcomes(each, trial) for each in (cohort, others)]
    shared = [name for name in trial.confounders.at_start if all(name in side.columns for side in sides)]
    first = min(side["index_on"].min() for side in sides)  # type: ignore[type-var]
    month = ((pl.col("index_on") - pl.lit(first)).dt.total_days() / DAYS_PER_MONTH).alias(INDEX_MONTH)
    parts = [
        side.select("had", pl.lit(in_project, dtype=pl.Int8()).alias("in_project"), month, *map(_value, shared))
        for side, in_project in zip(sides, (1, 0), strict=True)
    ]
    people = pl.concat(parts).drop_nulls()
    varied = [name for name in (INDEX_MONTH, *shared) if people[name].n_unique() > 1]
    return people.select("had", "in_project", *varied)


def _value(name: str) -> pl.Expr:
    """A number as it is, a level as text."""
    return pl.col(name) if name == "age_years" else pl.col(name).cast(pl.String)
