"""A trial every month: those who start now beside those who do not, or not yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.effects.effect_conditions import effect_conditions
from research_kit.statistics.effects.history import History, read_history
from research_kit.statistics.effects.started_follow_up import StartColumns, started_follow_up
from research_kit.statistics.effects.time_zero import require_measured_by
from research_kit.statistics.effects.trial_checks import trial_checks
from research_kit.statistics.effects.trial_rows import banded, checked_trials, trial_rows, until_they_start
from research_kit.statistics.regression.column_names import several_names
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.regression.grouped_hazard import grouped_hazard
from research_kit.statistics.regression.grouped_hazard_model import GroupedHazardModel
from research_kit.statistics.regression.grouped_hazard_shares import standardised_shares

_OWN = ("started", "trial", "trial_squared")


@dataclass(frozen=True, kw_only=True)
class SequentialTrials:
    """The pooled comparison of starting now with not starting (yet). Not for release.

    Attributes
    ----------
    effect
        One row: `term` (`started`), `estimate`, `std_error` (clustered by participant), `lower`, `upper`: log hazard
        ratio (log odds ratio with `logit`).
    shares
        One row per value of `started` and end of a band of months: `started`, `time`, `estimate`, `std_error`, `lower`,
        `upper`, and of who starts the difference from the others as `gap`, `gap_std_error`, `gap_lower`, `gap_upper`;
        standardised to all who were eligible.
    trials
        One row per trial: `trial`, `eligible`, `started`, `events_started`, `events_not_started`.
    conditions
        From `effect_conditions`, of different participants.
    balance, overlap
        As `balance` (weighted by the chance of starting, cut at the 1st and 99th percentile) and `overlap`, of
        participant-trials; None where the covariates decide who starts: then nobody can be compared.
    model
        The `GroupedHazardModel`.
    eligible
        Internal: one row per participant and trial, for `balance` and `overlap`. Never printed.
    """

    effect: pl.DataFrame
    shares: pl.DataFrame
    trials: pl.DataFrame
    conditions: pl.DataFrame
    balance: pl.DataFrame | None
    overlap: pl.DataFrame | None
    model: GroupedHazardModel = field(repr=False)
    eligible: pl.DataFrame = field(repr=False)


def sequential_trials(
    frame: Any,
    *,
    id: str,
    duration: str,
    event: str,
    exposure_time: str,
    covariates: Sequence[str] = (),
    history: Any = None,
    history_covariates: Sequence[str] = (),
    trials: Sequence[int] = range(1, 13),
    horizon: int = 12,
    link: str = "cloglog",
    measured: Mapping[str, str] | None = None,
    could_start_until: str | None = None,
    others_until: str | None = None,
    not_started_until: str = "end",
    confidence: float = 0.95,
) -> SequentialTrials:
    """How the rate of the event differs between those who start an activity now and those who do not (yet), all months.

    Parameters
    ----------
    frame
        One row per participant, times in months from the index date.
    id, duration, event
        Columns: the participant; time to the event or the end of observation; whether the event came.
    exposure_time
        Column: time of the start; null: never. Starts after the end of observation count as none.
    covariates
        Columns known at the index date.
    history
        One row per participant and time of measurement: the id, `month` and what changes; the last value measured at
        least a month before a trial's time zero, so before anybody started in it, is used.
    history_covariates
        Columns of the history.
    trials
        Months since the index date at which trials have their time zero.
    horizon
        Months of follow-up in each trial.
    link
        `cloglog` (log hazard ratio) or `logit`.
    measured
        For covariates that have one: the column with the time of measurement, in months from the index date.
    could_start_until
        Column: until when the activity was open to somebody (the end of enrolment); whoever it is no longer open to is
        eligible for no trial. None: always.
    others_until
        Column: of those whose follow-up ended with something that rules the event out (another outcome came first),
        until when they would have been observed; null for everybody else. They are followed until then as people
        without the event, so that the shares count that other outcomes come first, and the ratio is one of
        subdistribution hazards (Fine and Gray). None: such ends censor, and the ratio is one of the event's own rates.
    not_started_until
        Until when those who do not start in a trial are followed in it: to the `end`, whatever they do later, so that
        the contrast is one of starting now and not yet; or until their own `start`, so that it is one of starting and
        not starting, if what goes with a later start and the event was known at the trial's time zero.
    confidence
        Coverage of the two-sided intervals.

    Returns
    -------
    A frozen `SequentialTrials`.

    Raises
    ------
    GuardError
        `G-MEDIATOR`: a covariate is measured after the index date.
    EstimateError
        Rows that cannot be used, nobody to compare, fewer than five events, covariates that separate who has the event.

    Notes
    -----
    Trial k: eligible is who at month k has not had the event and had not started by month k - 1; started is who did in
    the month up to k; follow-up begins at k for both. Groups are thus formed at time zero. Rows of all trials are
    pooled in one regression with an intercept per band of months of follow-up (joined until each has five events), the
    trial's month and its square, and the covariates. The contrast is one of intentions: those who do not start now may
    start next month, so it is smaller than that of starting and never starting (a true hazard ratio of 1.6 shows as
    about 1.36 where starting is common).

    References
    ----------
    Hernán MA, Alonso A, Logan R, et al. (2008). Epidemiology 19:766-779. doi:10.1097/EDE.0b013e3181875e61
    Danaei G, García Rodríguez LA, Cantero OF, Logan R, Hernán MA (2013). Stat Methods Med Res 22:70-96.
    doi:10.1177/0962280211403603
    """
    names = several_names("covariates", covariates)
    changing = read_history(history, id, history_covariates)
    _require_names(names, changing)
    _require_horizon(horizon, not_started_until)
    require_measured_by(given_frame(frame), measured, used=list(names))
    columns = StartColumns(
        id=id,
        duration=duration,
        event=event,
        exposure_time=exposure_time,
        could_start_until=could_start_until,
        others_until=others_until,
    )
    people = started_follow_up(frame, columns, names)
    eligible = trial_rows(people, checked_trials(trials), changing)
    followed = until_they_start(eligible) if not_started_until == "start" else eligible
    rows, ends = banded(followed.with_columns(trial_squared=pl.col("trial") ** 2), horizon)
    terms = ["started", *_trial_terms(rows), *names, *changing.names]
    model = grouped_hazard(
        rows, duration="_band", event="_had", exposure="_part", covariates=terms, link=link, cluster="_id",
        confidence=confidence,
    )  # fmt: skip
    return _result(model, rows, ends, (*names, *changing.names))


def _trial_terms(rows: pl.DataFrame) -> list[str]:
    """The month of the trial and its square, as far as there are trials enough."""
    return ["trial", "trial_squared"][: max(0, rows["trial"].n_unique() - 1)]


def _require_names(names: Sequence[str], changing: History) -> None:
    every = [*names, *changing.names]
    twice = sorted({name for name in every if every.count(name) > 1} | set(every) & set(_OWN))
    if twice:
        raise EstimateError(
            f"Covariate {', '.join(map(repr, twice))} is named twice, or as a term of the trials ({', '.join(_OWN)})."
        )


def _require_horizon(horizon: int, not_started_until: str) -> None:
    if not_started_until not in ("end", "start"):
        raise EstimateError(f"`not_started_until` is {not_started_until!r}; it is `end` or `start`.")
    if isinstance(horizon, bool) or not isinstance(horizon, (int, np.integer)) or not 1 <= horizon <= 120:
        raise EstimateError("`horizon` must be a whole number of months from 1 to 120.")


def _result(model: GroupedHazardModel, rows: pl.DataFrame, ends: Any, covariates: Sequence[str]) -> SequentialTrials:
    shares = standardised_shares(model, rows, covariate="started", values=[0, 1])
    timed = shares.with_columns(time=pl.Series(ends)[shares["interval"] - 1]).drop("interval")
    effect = model.coefficients.filter(term="started")
    arms = rows.group_by("started").agg(n=pl.col("_id").n_unique(), events=pl.col("_id").filter("_had").n_unique())
    arms = arms.sort("started", descending=True)
    alike, both = trial_checks(rows, covariates)
    return SequentialTrials(
        effect=effect.select("term", "estimate", pl.col("robust_std_error").alias("std_error"), "lower", "upper"),
        shares=timed.select("started", "time", pl.all().exclude("started", "time")),
        trials=_trials(rows),
        conditions=effect_conditions(arms["n"].to_list(), arms["events"].to_list(), method="sequential_trials"),
        balance=alike,
        overlap=both,
        model=model,
        eligible=rows,
    )


def _trials(rows: pl.DataFrame) -> pl.DataFrame:
    started = pl.col("started") == 1
    return (
        rows.group_by("trial")
        .agg(
            eligible=pl.len().cast(pl.Int64),
            started=started.sum().cast(pl.Int64),
            events_started=(pl.col("_had") & started).sum().cast(pl.Int64),
            events_not_started=(pl.col("_had") & ~started).sum().cast(pl.Int64),
        )
        .sort("trial")
    )
