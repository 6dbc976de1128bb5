"""Activities of the Botkyrka-like study: language raises the rate of work by 1.4, vocational training does nothing."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics import cox, sequential_trials
from research_kit.synthetic.activities import draw_activity_starts, draw_phases
from research_kit.synthetic.outcomes import draw_first_events
from research_kit.synthetic.participants import bring_in, draw_people
from research_kit.synthetic.studies import botkyrka_like
from research_kit.synthetic.truth import DAYS_PER_MONTH
from tests.simulation.acceptance import Figure, Limit, Row, mean_of, share_of
from tests.simulation.families.started_activities import NULL
from tests.simulation.plan import Plan, each_fit

TITLE = "The planted activities of the Botkyrka-like study"
TEXT = """\
People of the Botkyrka-like study (METHODS 12.1), followed for 6 to 24 months, adjusted for what both starting and work
depend on. Starting language multiplies the rate of work by 1.4, starting vocational training by 1. "Now against not
yet" (METHODS 5.2): those who do not start in a trial may start in the next month, so that under an
effect its truth is not one number and the ratio is diluted; the null must be called null. "Until they start" follows
those who do not start until they do: the planted ratio must lie in its intervals, and so must the difference in points
after 12 months between starting then and never, which the answer tells first (truth: lives of 200,000 people drawn on
from each month under both). The naive comparison of those who ever took part with the others is there to fail.
"""
POINTS = (Limit(quantity="bias", low=-0.01, high=0.01), Limit(quantity="coverage", low=0.93, high=0.975))
PLANTED = (Limit(quantity="bias", low=-0.06, high=0.06), Limit(quantity="coverage", low=0.93, high=0.975))
RATIOS = {"language": 1.4, "vocational": 1.0}
CONFOUNDERS = ("language_support", "low_education", "older", "disability")
COLUMNS = {"id": "pid", "duration": "months", "event": "event", "exposure_time": "begun"}
ROLES = {"could_start_until": "open_until"}


def _with_starts(n: int, rng: np.random.Generator) -> tuple[pl.DataFrame, np.ndarray]:
    """People enrolled, and when they would start each activity (days; infinite: never)."""
    truth = botkyrka_like()
    drawn = bring_in(draw_people(truth, size=2 * n + 40, rng=rng), intake=truth.intake, rng=rng)
    people = drawn.filter(pl.col("index_day").is_finite()).head(n)
    return people, draw_activity_starts(people, draw_phases(people, truth=truth, rng=rng), truth=truth, rng=rng)


@cache
def true_difference(activity: str, n: int) -> float:
    """In work within 12 months of a trial's beginning: if all who were eligible started then, less if nobody did.

    Of n people; each month's eligible are drawn again from then on, under both.
    """
    rng, truth = np.random.default_rng([565, len(activity)]), botkyrka_like()
    people, starts = _with_starts(n, rng)
    column = [one.kind for one in truth.activities].index(activity)
    days, _ = draw_first_events(people, starts, truth=truth, rng=rng)
    closes = (people["planned_end_day"] - people["index_day"]).to_numpy()
    counted, worked = 0, np.zeros(2)
    for month in range(1, 13):
        at, since = month * DAYS_PER_MONTH, (month - 1) * DAYS_PER_MONTH
        begun = np.where(starts[:, column] < np.minimum(days, closes), starts[:, column], np.inf)
        eligible = np.flatnonzero((days > at) & (begun > since) & (closes > since))
        counted += len(eligible)
        for place, started in enumerate((at, np.inf)):
            assigned = starts[eligible].copy()
            assigned[:, column] = started
            worked[place] += _worked_after(people[eligible], assigned, at, rng)
    return float((worked[0] - worked[1]) / counted)


def _worked_after(people: pl.DataFrame, starts: np.ndarray, at: float, rng: np.random.Generator) -> int:
    """How many are in work within 12 months after a day, of lives drawn until they last beyond it."""
    left, worked = np.arange(people.height), 0
    while len(left):
        days, cause = draw_first_events(people[left], starts[left], truth=botkyrka_like(), rng=rng)
        lasts = days > at
        worked += int(((cause == 0) & (days <= at + 12 * DAYS_PER_MONTH))[lasts].sum())
        left = left[~lasts]
    return worked


def planted(n: int, rng: np.random.Generator, *, activity: str) -> pl.DataFrame:
    """One row per participant, followed without loss for up to two years.

    Language multiplies the rate of work by 1.4 from its start, vocational training by 1; both are started more often by
    people with other chances of work. Who starts studies or leaves for good is `others_until` as seen.
    """
    truth = botkyrka_like()
    people, starts = _with_starts(n, rng)
    days, cause = draw_first_events(people, starts, truth=truth, rng=rng)
    last = rng.uniform(180, 730, n)
    until = np.minimum(days, last)
    closes = (people["planned_end_day"] - people["index_day"]).to_numpy()
    begun = starts[:, [one.kind for one in truth.activities].index(activity)]
    begun = np.where(begun < np.minimum(until, closes), begun, np.nan)
    seen = days <= last
    columns = {
        "pid": np.arange(n),
        "months": until / DAYS_PER_MONTH,
        "event": seen & (cause == 0),
        "others_until": np.where(seen & (cause > 0), last, np.nan) / DAYS_PER_MONTH,
        "begun": begun / DAYS_PER_MONTH,
        "open_until": np.maximum(closes, 0) / DAYS_PER_MONTH,
    }
    frame = pl.DataFrame(columns).with_columns(pl.col("others_until", "begun").fill_nan(None))
    return frame.hstack(people.select(pl.col(name).cast(pl.Float64) for name in CONFOUNDERS))


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    sizes = [n for n in plan.sizes if n >= 240]
    trials = [_trials(n, activity, until, plan) for n in sizes for activity in RATIOS for until in ("end", "start")]
    points = [_points(n, activity, plan) for n in sizes for activity in RATIOS]
    return [*trials, *points, *(_naive(activity, plan) for activity in RATIOS)]


def _trial(n: int, activity: str, until: str, rng: np.random.Generator) -> tuple[float, float, float]:
    people = planted(n, rng, activity=activity)
    try:
        found = sequential_trials(people, **COLUMNS, **ROLES, covariates=list(CONFOUNDERS), not_started_until=until)
    except EstimateError:  # nobody older found work: the answer says that it cannot be told
        return (np.nan, np.nan, np.nan)
    return found.effect.select("estimate", "lower", "upper").row(0)


def _gap(n: int, activity: str, rng: np.random.Generator) -> tuple[float, float, float]:
    """The headline of the answer: studies, or leaving for good, may come first."""
    people = planted(n, rng, activity=activity)
    given: dict[str, Any] = {"not_started_until": "start", "others_until": "others_until"}
    try:
        found = sequential_trials(people, **COLUMNS, **ROLES, covariates=list(CONFOUNDERS), **given)
    except EstimateError:
        return (np.nan, np.nan, np.nan)
    return found.shares.filter(started=1).sort("time").select("gap", "gap_lower", "gap_upper").row(-1)


def _ever(n: int, activity: str, rng: np.random.Generator) -> float:
    people = planted(n, rng, activity=activity).with_columns(ever=pl.col("begun").is_not_null().cast(pl.Float64))
    model = cox(people, duration="months", event="event", covariates=["ever", *CONFOUNDERS])
    return float(model.coefficients["estimate"][0])


def _trials(n: int, activity: str, until: str, plan: Plan) -> Row:
    one = partial(_trial, n, activity, until)
    fits = np.array(each_fit(one, plan.lives_of(n), seed=561 + n, processes=plan.processes))
    fits = fits[np.isfinite(fits).all(axis=1)]
    truth = float(np.log(RATIOS[activity]))
    figures = _figures(fits, truth)
    diluted = until == "end" and truth > 0
    accepted = () if diluted else NULL if truth == 0 else PLANTED
    return Row(
        estimator="sequential trials" + (", until they start" if until == "start" else ", now against not yet"),
        method="M5.2",
        n=n,
        scenario=f"{activity}, true ratio {RATIOS[activity]}",
        replications=len(fits),
        truth=truth,
        unit="log ratio",
        figures={name: figures[name] for name in ("ratio", "coverage", "rejections")} if diluted else figures,
        accepted=accepted,
    )


def _points(n: int, activity: str, plan: Plan) -> Row:
    fits = np.array(each_fit(partial(_gap, n, activity), plan.lives_of(n), seed=563 + n, processes=plan.processes))
    fits = fits[np.isfinite(fits).all(axis=1)]
    truth = true_difference(activity, plan.drawn_for_truth // 5)
    figures = _figures(fits, truth)
    return Row(
        estimator="points at 12 months, until they start",
        method="M5.2",
        n=n,
        scenario=f"{activity}, true ratio {RATIOS[activity]}",
        replications=len(fits),
        truth=truth,
        figures={name: figures[name] for name in ("bias", "coverage")},
        accepted=POINTS,
    )


def _naive(activity: str, plan: Plan) -> Row:
    fits = np.array(each_fit(partial(_ever, 240, activity), plan.lives_of(240), seed=562, processes=plan.processes))
    middle, truth = mean_of(fits), float(np.log(RATIOS[activity]))
    ratio = Figure(value=float(np.exp(middle.value)), error=float(np.exp(middle.value) * middle.error))
    return Row(
        estimator="naive, ever took part",
        method="M5.1",
        n=240,
        scenario=f"{activity}, true ratio {RATIOS[activity]}",
        replications=len(fits),
        truth=truth,
        unit="log ratio",
        figures={"bias": mean_of(fits - truth), "ratio": ratio},
        accepted=NULL[:1],
        naive=True,
    )


def _figures(fits: np.ndarray, truth: float) -> dict[str, Figure]:
    estimate, lower, upper = fits.T
    middle = mean_of(estimate)
    return {
        "bias": mean_of(estimate - truth),
        "coverage": share_of((lower <= truth) & (upper >= truth)),
        "ratio": Figure(value=float(np.exp(middle.value)), error=float(np.exp(middle.value) * middle.error)),
        "rejections": share_of((lower > 0) | (upper < 0)),
    }
