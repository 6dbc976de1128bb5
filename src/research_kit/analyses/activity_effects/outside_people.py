"""People outside the project of whom there are data, made alike to the participants (METHODS 5.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from research_kit.analyses.activity_effects.ladder import UNSTABLE, lacking
from research_kit.analyses.activity_effects.verdicts import UNBALANCED
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.cohort import Cohort
from research_kit.errors import CohortError, EstimateError
from research_kit.statistics.effects.effect_conditions import effect_conditions
from research_kit.statistics.weighting.att import att
from research_kit.statistics.weighting.balance import UNLIKE, balance
from research_kit.statistics.weighting.matched_difference import matched_difference
from research_kit.statistics.weighting.matched_pairs import matched_pairs
from research_kit.statistics.weighting.propensity_weights import propensity_weights
from research_kit.study.target_trial import TargetTrial

INDEX_MONTH = "index_month"
_EXPOSURE: dict[str, Any] = {"exposure": "in_project"}
_OWN = ("had", "in_project", INDEX_MONTH)


class _Alike(NamedTuple):
    """The difference, `propensity_weights` of everybody with the weights used, and the share that found a match."""

    difference: pl.DataFrame
    weighed: pl.DataFrame
    matched: float | None


@dataclass(frozen=True, kw_only=True)
class BesideOthers:
    """The participants beside people outside the project.

    Attributes
    ----------
    row
        `n`, and where there is one the difference: `estimate, std_error, lower, upper`.
    lacks
        Why there is none, or null.
    share_others
        Of those made alike: the share with the outcome.
    people
        One row per person of either: `in_project`, `propensity`, `weight`; null where nothing was fitted.
    balance
        As `balance`, after weights.
    matched
        The share of the participants who found a match; null where the others are weighted.
    """

    row: dict[str, Any]
    lacks: str | None
    share_others: float | None = None
    people: pl.DataFrame | None = field(default=None, repr=False)
    balance: pl.DataFrame | None = None
    matched: float | None = None


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
    place = place_of_cause(cohort, trial)
    horizon = trial.follow_up.months * DAYS_PER_MONTH
    days, event = pl.col(f"duration_days_{name}"), pl.col(f"event_{name}")
    known = cohort.frame.filter((pl.col("potential_days") >= horizon) & ((days >= horizon) | (event > 0)))
    return known.with_columns(had=((event == place) & (days <= horizon)).cast(pl.Int8))


def place_of_cause(cohort: Cohort, trial: TargetTrial) -> int:
    """The code of the protocol's cause, from 1."""
    return list(cohort.definition.outcomes.causes_of(trial.outcome.definition)).index(trial.outcome.cause) + 1


def beside_others(cohort: Cohort, others: Cohort, trial: TargetTrial) -> BesideOthers:
    """The participants' share minus that of the others made to look like them, or the reason why there is none.

    Allowed for are the confounders that both have, and the month of the index date: as a number in weights, as a month
    that must be the same in matches.
    """
    people = _together(cohort, others, trial)
    conditions = _conditions(people)
    row: dict[str, Any] = {"n": min(conditions["persons_exposed"], conditions["persons_comparison"])}
    lacks = lacking(conditions)
    if lacks is not None:
        return BesideOthers(row=row, lacks=lacks)
    covariates = [name for name in people.columns if name not in _OWN]
    try:
        alike = _matched(people, covariates, trial) if trial.comparison.method == "matching" else _weighted(people)
    except EstimateError:
        return BesideOthers(row=row, lacks=UNSTABLE)
    compared = _varied(people, [INDEX_MONTH, *covariates])
    found = balance(alike.weighed, covariates=compared, weight="weight", **_EXPOSURE)
    unlike = bool((found["difference_after"].abs() > UNLIKE).any())
    numbers = alike.difference.select("estimate", "std_error", "lower", "upper").row(0, named=True)
    return BesideOthers(
        row=row | ({} if unlike else numbers),
        lacks=UNBALANCED if unlike else None,
        share_others=alike.difference["mean_comparison"].item(),
        people=alike.weighed.select("in_project", "propensity", "weight"),
        balance=found,
        matched=alike.matched,
    )


def _weighted(people: pl.DataFrame) -> _Alike:
    """Weighted by the odds of being in the project (ATT)."""
    covariates = _varied(people, [name for name in people.columns if name not in ("had", "in_project")])
    found = att(people, outcome="had", covariates=covariates, **_EXPOSURE)
    return _Alike(found, propensity_weights(people, covariates=covariates, **_EXPOSURE), None)


def _matched(people: pl.DataFrame, covariates: list[str], trial: TargetTrial) -> _Alike:
    """The nearest by the chance of being in the project, of those whose index date is in the same month."""
    monthly = people.with_columns(pl.col(INDEX_MONTH).floor())
    used = _varied(people, covariates)
    matched = matched_pairs(monthly, covariates=used, ratio=trial.comparison.matches, exact=INDEX_MONTH, **_EXPOSURE)
    fitted = propensity_weights(monthly, covariates=used, **_EXPOSURE)
    weighed = fitted.with_columns(weight=pl.Series(matched.weights))
    share = matched.n_matched / matched.n_exposed
    return _Alike(matched_difference(monthly, matched, outcome="had"), weighed, share)


def _varied(people: pl.DataFrame, names: list[str]) -> list[str]:
    return [name for name in names if people[name].n_unique() > 1]


def _conditions(people: pl.DataFrame) -> dict[str, Any]:
    sides = [people.filter(pl.col("in_project") == side) for side in (1, 0)]
    events = [int(side["had"].sum()) for side in sides]
    return effect_conditions([side.height for side in sides], events, method="sequential_trials").row(0, named=True)


def _together(cohort: Cohort, others: Cohort, trial: TargetTrial) -> pl.DataFrame:
    """One row per person of either: `had`, `in_project`, the index month, and the confounders both have."""
    sides = [known_outcomes(each, trial) for each in (cohort, others)]
    shared = [name for name in trial.confounders.at_start if all(name in side.columns for side in sides)]
    first = min(side["index_on"].min() for side in sides)  # type: ignore[type-var]
    month = ((pl.col("index_on") - pl.lit(first)).dt.total_days() / DAYS_PER_MONTH).alias(INDEX_MONTH)
    parts = [
        side.select("had", pl.lit(in_project, dtype=pl.Int8()).alias("in_project"), month, *map(_value, shared))
        for side, in_project in zip(sides, (1, 0), strict=True)
    ]
    return pl.concat(parts).drop_nulls()


def _value(name: str) -> pl.Expr:
    """A number as it is, a level as text."""
    return pl.col(name) if name == "age_years" else pl.col(name).cast(pl.String)
