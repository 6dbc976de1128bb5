"""Activities of the Botkyrka-like study: language raises the rate of work by 1.4, vocational training does nothing."""

from __future__ import annotations

from functools import partial

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
yet" is the headline of METHODS 5.2: those who do not start in a trial may start in the next month, so that under an
effect its truth is not one number and the ratio is diluted; the null must be called null. "Until they start" follows
those who do not start until they do: the planted ratio must lie in its intervals. The naive comparison of those who
ever took part with the others is there to fail.
"""
PLANTED = (Limit(quantity="bias", low=-0.06, high=0.06), Limit(quantity="coverage", low=0.93, high=0.975))
RATIOS = {"language": 1.4, "vocational": 1.0}
CONFOUNDERS = ("language_support", "low_education", "older", "disability")
COLUMNS = {"id": "pid", "duration": "months", "event": "event", "exposure_time": "begun"}
ROLES = {"could_start_until": "open_until"}


def planted(n: int, rng: np.random.Generator, *, activity: str) -> pl.DataFrame:
    """One row per participant, followed without loss for up to two years.

    Language multiplies the rate of work by 1.4 from its start, vocational training by 1; both are started more often by
    people with other chances of work. Who starts studies or leaves for good is `others_until` as seen.
    """
    truth = botkyrka_like()
    drawn = bring_in(draw_people(truth, size=2 * n + 40, rng=rng), intake=truth.intake, rng=rng)
    people = drawn.filter(pl.col("index_day").is_finite()).head(n)
    starts = draw_activity_starts(people, draw_phases(people, truth=truth, rng=rng), truth=truth, rng=rng)
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
    return [*trials, *(_naive(activity, plan) for activity in RATIOS)]


def _trial(n: int, activity: str, until: str, rng: np.random.Generator) -> tuple[float, float, float]:
    people = planted(n, rng, activity=activity)
    try:
        found = sequential_trials(people, **COLUMNS, **ROLES, covariates=list(CONFOUNDERS), not_started_until=until)
    except EstimateError:  # nobody older found work: the answer says that it cannot be told
        return (np.nan, np.nan, np.nan)
    return found.effect.select("estimate", "lower", "upper").row(0)


def _ever(n: int, activity: str, rng: np.random.Generator) -> float:
    people = planted(n, rng, activity=activity).with_columns(ever=pl.col("begun").is_not_null().cast(pl.Float64))
    model = cox(people, duration="months", event="event", covariates=["ever", *CONFOUNDERS])
    return float(model.coefficients["estimate"][0])


def _trials(n: int, activity: str, until: str, plan: Plan) -> Row:
    one = partial(_trial, n, activity, until)
    fits = np.array(each_fit(one, plan.fits_of(n), seed=561 + n, processes=plan.processes))
    fits = fits[np.isfinite(fits).all(axis=1)]
    truth = float(np.log(RATIOS[activity]))
    figures = _figures(fits, truth)
    diluted = until == "end" and truth > 0
    accepted = () if diluted else NULL if truth == 0 else PLANTED if n >= 1_000 else ()
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


def _naive(activity: str, plan: Plan) -> Row:
    fits = np.array(each_fit(partial(_ever, 240, activity), plan.fits_of(240), seed=562, processes=plan.processes))
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
