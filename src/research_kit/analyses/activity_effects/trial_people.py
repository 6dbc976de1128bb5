"""The participants as an imitated trial sees them: followed in months, with when they started and what they brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from research_kit.analyses.activity_effects.changing_facts import changing_facts
from research_kit.analyses.activity_effects.confounders import Confounding, usable_confounders
from research_kit.analyses.activity_effects.contrasts import BY_STRATEGY, Contrast
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.cohort import Cohort
from research_kit.cohort.records.scope import Losses
from research_kit.errors import CohortError
from research_kit.study.target_trial import TargetTrial

BEFORE = "before_the_data_begin"


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialPeople:
    """What the estimators of METHODS 5.2 are given.

    Attributes
    ----------
    people
        One row per participant: `pid`; `months` to the outcome, or to the last verified day; `event`; `others_until`,
        of those whom another outcome took, until when they would have been observed; `begun`, months to the start
        (null: never); `open_until`, months to the end of the enrolment; and what is known at the start.
    history
        One row per participant and month: what changes; null where nothing is allowed for that does.
    confounding
        What is allowed for, and what could not be, and why.
    excluded
        How many participants are not among them, by reason.
    """

    trial: TargetTrial
    people: pl.DataFrame = field(repr=False)
    history: pl.DataFrame | None = field(repr=False)
    confounding: Confounding
    excluded: Mapping[str, int]

    @property
    def columns(self) -> dict[str, Any]:
        """The columns, as the estimators name them."""
        return {"id": "pid", "duration": "months", "event": "event", "exposure_time": "begun"}

    @property
    def contrast(self) -> Contrast:
        """What starting is compared with, as the protocol says."""
        return BY_STRATEGY[self.trial.strategies.otherwise]

    @property
    def months(self) -> range:
        """The months in which a trial begins."""
        first, last = self.trial.eligibility.months
        return range(first, last + 1)

    def allowing_for(self, left_out: str | None = None) -> dict[str, Any]:
        """The covariates, as the estimators name them; without one of them."""
        at_start = [name for name in self.confounding.at_start if name != left_out]
        changing = [name for name in self.confounding.at_each_month if name != left_out]
        history = None if self.history is None or not changing else self.history.select("pid", "month", *changing)
        return {"covariates": at_start, "history": history, "history_covariates": changing}

    def of(self, pids: pl.Series) -> TrialPeople:
        """The same of some of them; what they all have in common is no confounder among them."""
        people = self.people.filter(pl.col("pid").is_in(pids.implode()))
        varied = tuple(name for name in self.confounding.at_start if people[name].n_unique() > 1)
        return replace(self, people=people, confounding=replace(self.confounding, at_start=varied))


def trial_people(cohort: Cohort, trial: TargetTrial, *, activity: str | None = None) -> TrialPeople:
    """The people of a protocol; with another `activity`, as if the protocol were about that one.

    Raises
    ------
    CohortError
        The protocol names an outcome, a phase or a confounder that the cohort does not have.
    GuardError
        G-MEDIATOR: a confounder was measured after enrolment.
    """
    chosen = activity or trial.activity
    followed = _followed(cohort, trial, chosen)
    losses = Losses()
    seen = losses.kept(chosen, BEFORE, followed, pl.col("entry_days") <= 0)
    there = losses.kept(chosen, "never_there", seen, pl.col("origin_days").is_not_null())
    waiting = losses.kept(chosen, "not_followed_so_long", there, pl.col("months") >= 0)
    fresh = losses.kept(chosen, "had_started", waiting, (pl.col("begun") >= 0) | pl.col("begun").is_null())
    confounding, people = usable_confounders(cohort, trial, fresh)
    losses.add(chosen, "confounder_not_known", fresh.height - people.height)
    history = changing_facts(cohort, people.select("pid", "origin_on"), but=chosen, last=_last_month(trial))
    changing, varied = confounding.changing(history)
    excluded = dict(losses.table().select("reason", "rows").iter_rows())
    return TrialPeople(trial=trial, people=people, history=varied, confounding=changing, excluded=excluded)


def _last_month(trial: TargetTrial) -> int:
    return max(trial.eligibility.months[1], trial.follow_up.months)


def _followed(cohort: Cohort, trial: TargetTrial, activity: str) -> pl.DataFrame:
    """Everybody with months from the origin: who is taken by another outcome is known not to have had this one."""
    name = trial.outcome.definition
    place = _place_of_cause(cohort, trial)
    event, days = pl.col(f"event_{name}"), pl.col(f"duration_days_{name}")
    taken = (event > 0) & (event != place)
    known = _with_origin(cohort, trial.eligibility.in_phase, activity).filter(days.is_not_null())
    since = [_months(each).alias(role) for role, each in (("months", days), ("begun", pl.col("days")))]
    potential = pl.when(taken).then(pl.max_horizontal("potential_days", days))
    return known.with_columns(
        *since,
        event=event == place,
        others_until=_months(potential),
        open_until=_months(pl.col("closed_days")).clip(lower_bound=0),
        origin_on=pl.col("index_on") + pl.duration(days=pl.col("origin_days")),
    )


def _months(days: pl.Expr) -> pl.Expr:
    """From days since the index date to months since the origin."""
    return (days - pl.col("origin_days")) / DAYS_PER_MONTH


def _with_origin(cohort: Cohort, phase: str | None, activity: str) -> pl.DataFrame:
    """The participants with `origin_days` (null: never there), `closed_days` (null: not known), `days` to a start."""
    window = _in_project(cohort) if phase is None else _in_phase(cohort, phase)
    starts = cohort.records.activity_starts.filter(pl.col("type") == activity).select("pid", "days")
    dated = cohort.frame.join(window, on="pid", how="left", validate="1:1", maintain_order="left")
    days = [(pl.col(on) - pl.col("index_on")).dt.total_days().cast(pl.Float64) for on in ("opened_on", "closed_on")]
    origin = pl.lit(0.0) if phase is None else days[0]
    placed = dated.with_columns(origin_days=origin, closed_days=days[1])
    return placed.join(starts, on="pid", how="left", validate="1:1", maintain_order="left")


def _in_project(cohort: Cohort) -> pl.DataFrame:
    """The day each participant left the project for good; null while somebody is in it, or nobody knows."""
    ended = pl.col("end_on").is_not_null().all()
    closed = pl.when(ended).then(pl.col("end_on").max())
    return cohort.records.stays.group_by("pid").agg(opened_on=pl.col("start_on").min(), closed_on=closed)


def _in_phase(cohort: Cohort, phase: str) -> pl.DataFrame:
    """The first time each participant was in a phase."""
    known = cohort.records.phases["phase"].unique().to_list()
    if phase not in known and phase not in cohort.codes.get("phase", {}):
        raise CohortError(
            f"A protocol names the phase `{phase}`; the project has: {', '.join(sorted(known)) or 'none'}."
        )
    first = cohort.records.phases.filter(pl.col("phase") == phase).sort("pid", "start_on")
    return first.unique("pid", keep="first", maintain_order=True).select(
        "pid", opened_on="start_on", closed_on="end_on"
    )


def _place_of_cause(cohort: Cohort, trial: TargetTrial) -> int:
    outcomes = cohort.definition.outcomes
    named = trial.outcome
    if named.definition not in outcomes.definitions:
        raise CohortError(
            f"The protocol of `{trial.activity}` names the outcome `{named.definition}`; the cohort file "
            f"`{cohort.definition.name}` defines: {', '.join(outcomes.definitions)}."
        )
    causes = list(outcomes.causes_of(named.definition))
    if named.cause not in causes:
        raise CohortError(
            f"The protocol of `{trial.activity}` names the cause `{named.cause}`; `{named.definition}` has: "
            f"{', '.join(causes)}."
        )
    return causes.index(named.cause) + 1
