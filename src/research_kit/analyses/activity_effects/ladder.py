"""The estimates of one protocol, from describing to imitated trials, as far as its people and events allow it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from research_kit.analyses.activity_effects.checks import checks_of
from research_kit.analyses.activity_effects.contrasts import NOT_YET, Contrast
from research_kit.analyses.activity_effects.trial_people import TrialPeople, trial_people
from research_kit.analyses.activity_effects.verdicts import UNBALANCED, Check
from research_kit.analyses.activity_effects.wording import wording_of
from research_kit.cohort import Cohort
from research_kit.errors import EstimateError
from research_kit.statistics import clone_censor_weight, cox, landmark, sequential_trials, start_stop, trial_conditions
from research_kit.statistics.effects.clone_comparison import CloneComparison
from research_kit.statistics.effects.sequential_trials import SequentialTrials

FEW_PEOPLE, FEW_EVENTS, UNSTABLE = "FEW_PEOPLE", "FEW_EVENTS", "UNSTABLE"
LANDMARKS = (1, 3)
LEAST_PEOPLE, LEAST_EVENTS = 30, 10
"""Of each group, for what only describes (METHODS 5.3)."""
RESAMPLES = 500
_REASONS = {"FEW_PERSONS": FEW_PEOPLE, "FEW_EVENTS": FEW_EVENTS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitted:
    """Monthly trials: what starting is compared with, the rates, and the shares that count what else comes first."""

    contrast: Contrast
    rates: SequentialTrials = field(repr=False)
    shares: SequentialTrials = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ladder:
    """What was estimated for one protocol.

    Attributes
    ----------
    conditions
        People and events of both groups, and what could be seen, as `effect_conditions`.
    lacks
        Why there are no trials: a reason, or null.
    fitted, not_yet, clones
        The monthly trials as the protocol says; where it compares starting with not starting, those of starting now
        and not yet; and the cloned people. Null where there is too little, or the model gave no sure answer.
    described
        `statistic, estimate, std_error, lower, upper, n, reason`: logarithms of the ratios of describing designs.
    checks
        What is checked every time.
    wording
        Which words may be used of it.
    """

    of: TrialPeople
    conditions: dict[str, Any]
    lacks: str | None
    fitted: Fitted | None
    not_yet: Fitted | None
    clones: CloneComparison | None
    described: pl.DataFrame
    checks: tuple[Check, ...]
    wording: str


def climb(cohort: Cohort, people: TrialPeople, rng: np.random.Generator) -> Ladder:
    """Every rung for the participants of a protocol."""
    conditions = conditions_of(people)
    lacks = lacking(conditions)
    fitted = None if lacks else fit_trials(people)
    lacks = UNSTABLE if lacks is None and fitted is None else lacks
    clones = None if fitted is None else _fit_clones(people, rng)
    checks = () if fitted is None else _checks(cohort, people, fitted, clones)
    unlike = any(check.verdict == UNBALANCED for check in checks)
    return Ladder(
        of=people,
        conditions=conditions,
        lacks=UNBALANCED if unlike else lacks,
        fitted=fitted,
        not_yet=None if fitted is None or fitted.contrast == NOT_YET else fit_trials(people, NOT_YET),
        clones=clones,
        described=_described(people),
        checks=checks,
        wording=wording_of(people, checks),
    )


def _checks(cohort: Cohort, people: TrialPeople, fitted: Fitted, clones: CloneComparison | None) -> tuple[Check, ...]:
    return checks_of(
        people,
        fitted.rates,
        clones,
        refit=lambda name: trials_of(people, left_out=name),
        control=lambda name: trials_of(trial_people(cohort, people.trial, activity=name)),
    )


def conditions_of(people: TrialPeople) -> dict[str, Any]:
    """People and events of those who start in some month, and of those who do not."""
    if people.people.height < 2:
        return dict.fromkeys(_COUNTS, 0) | {"reason": "FEW_PERSONS", "smallest_visible_gap": None}
    found = trial_conditions(
        people.people,
        **people.columns,
        trials=people.months,
        horizon=people.trial.follow_up.months,
        could_start_until="open_until",
        not_started_until=people.contrast.not_started_until,
    )
    return found.row(0, named=True)


_COUNTS = ("persons_exposed", "persons_comparison", "events_exposed", "events_comparison")


def lacking(conditions: dict[str, Any]) -> str | None:
    """Why there is too little for trials, if there is."""
    reason = conditions["reason"]
    return None if reason is None else _REASONS[reason]


def fit_trials(people: TrialPeople, contrast: Contrast | None = None) -> Fitted | None:
    """The monthly trials, or nothing where a model gives no sure answer; of the protocol's contrast, or of another."""
    chosen = contrast or people.contrast
    until = chosen.not_started_until
    try:
        return Fitted(
            contrast=chosen,
            rates=trials_of(people, not_started_until=until),
            shares=trials_of(people, not_started_until=until, others_until="others_until"),
        )
    except EstimateError:
        return None


def trials_of(people: TrialPeople, *, left_out: str | None = None, **more: Any) -> SequentialTrials:
    """The monthly trials of a protocol, of its own contrast unless told otherwise."""
    return sequential_trials(
        people.people,
        **people.columns,
        **people.allowing_for(left_out),
        trials=people.months,
        horizon=people.trial.follow_up.months,
        could_start_until="open_until",
        **{"not_started_until": people.contrast.not_started_until, **more},
    )


def _fit_clones(people: TrialPeople, rng: np.random.Generator) -> CloneComparison | None:
    try:
        found = clone_censor_weight(
            people.people,
            **people.columns,
            **people.allowing_for(),
            grace=people.trial.strategies.start_within_months,
            horizon=people.trial.follow_up.months,
            could_start_until="open_until",
            others_until="others_until",
            rng=rng,
            resamples=RESAMPLES,
        )
    except EstimateError:  # fewer than ten starts, or covariates that separate who starts
        return None
    return found if found.conditions["status"].item() == "ok" else None


def _described(people: TrialPeople) -> pl.DataFrame:
    rows = [row for at in LANDMARKS if (row := _at_landmark(people, at)) is not None]
    over_time = _over_time(people)
    rows += [] if over_time is None else [over_time]
    return pl.DataFrame(rows, schema=_DESCRIBED)


_DESCRIBED = {
    "statistic": pl.String(),
    "estimate": pl.Float64(),
    "std_error": pl.Float64(),
    "lower": pl.Float64(),
    "upper": pl.Float64(),
    "n": pl.Int64(),
    "reason": pl.String(),
}


def _at_landmark(people: TrialPeople, at: int) -> dict[str, Any] | None:
    try:
        found = landmark(people.people, **people.columns, at=at)
    except EstimateError:  # everybody in one group
        return None
    conditions = found.conditions.row(0, named=True)
    n = min(found.n_started, found.n_not_started)
    return _row(f"landmark_{at}", found.coefficients, n=n, reason=lacking(conditions))


def _over_time(people: TrialPeople) -> dict[str, Any] | None:
    """Before and after the start, allowing for what was known at the start (METHODS 5.2, ii)."""
    if people.people.height < 2:  # the first months of a project
        begun = people.people.filter(pl.col("begun") < pl.col("months")).height
        return _row("time_varying", None, n=begun, reason=FEW_PEOPLE)
    covariates = list(people.confounding.at_start)
    rows = start_stop(people.people, **people.columns, covariates=covariates).filter(pl.col("start") < pl.col("stop"))
    starters = rows.filter(pl.col("started") == 1)
    events = (int(starters["event"].sum()), int(rows.filter(pl.col("started") == 0)["event"].sum()))
    n = starters.height
    reason = FEW_PEOPLE if n < LEAST_PEOPLE else FEW_EVENTS if min(events) < LEAST_EVENTS else None
    if reason is not None:
        return _row("time_varying", None, n=n, reason=reason)
    try:
        model = cox(
            rows, duration="stop", event="event", entry="start", covariates=["started", *covariates], cluster="pid"
        )
    except EstimateError:
        return _row("time_varying", None, n=n, reason=UNSTABLE)
    return _row("time_varying", model.coefficients, n=n, reason=None)


def _row(statistic: str, coefficients: pl.DataFrame | None, *, n: int, reason: str | None) -> dict[str, Any]:
    """A row; without an estimate where there is too little."""
    row: dict[str, Any] = {"statistic": statistic, "n": n, "reason": reason}
    if coefficients is None or reason is not None:
        return row | dict.fromkeys(("estimate", "std_error", "lower", "upper"))
    of = coefficients.filter(pl.col("term") == "started").row(0, named=True)
    error = of.get("robust_std_error") or of["std_error"]
    return row | {name: of[name] for name in ("estimate", "lower", "upper")} | {"std_error": error}
