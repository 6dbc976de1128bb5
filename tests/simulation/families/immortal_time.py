"""People who find work early never get the chance to start an activity (METHODS M5.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from research_kit.statistics.regression.cox import cox
from tests.simulation.acceptance import Figure, Limit, Measured, Row, mean_of, share_of
from tests.simulation.plan import Plan, each_fit
from tests.simulation.studies import HALF_IN_A_YEAR

TITLE = "Immortal time"
TEXT = """\
Work is exponential with median 12 months, the start of an activity has hazard .15 a month (fast .45, slow .075),
censoring is uniform on (6, 24) months (METHODS 12.3). The activity does nothing, unless the scenario says that it
multiplies the hazard of work by 1.5 from its start on. "Ever took part" compares those who started before work with
the others as if they had been two groups from enrolment on; the time-varying model counts people as without the
activity until its start; the landmark compares those who had started by month 3 with those who had not, from then
on. The ratio is exp of the mean log hazard ratio; "significant" is the share of studies whose 95 % interval
excludes 1. METHODS quotes ratios of .09 with fast and .34 with slow starts, without saying how fast; here they are
three times and half as fast as usual.
"""
FAST, SLOW = 0.45, 0.075
WORK, START = HALF_IN_A_YEAR, 0.15
LANDMARK = 3.0
NULL = (
    Limit(quantity="bias", low=-0.03, high=0.03),
    Limit(quantity="rejections", low=0.035, high=0.065),
)
UNBIASED = NULL[:1]
FAR_OFF = (Limit(quantity="ratio", high=0.6),)
QUOTED, QUOTED_SIZE = 1_000, 240
NAMES = ("Cox, ever took part", "Cox, time-varying", "Cox, landmark 3 months")

Fitted = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One way of analysis, of one truth."""

    name: str
    fit: Callable[[int, float, float, np.random.Generator], Fitted]
    start: float = START
    effect: float = 1.0
    accepted: tuple[Limit, ...] = ()
    naive: bool = False
    ratio: float | None = None
    """What METHODS M5.1 quotes, at n = 240."""
    rejections: float | None = None

    @property
    def scenario(self) -> str:
        """The truth in words."""
        return f"true ratio {self.effect}" + {START: "", FAST: ", fast starts", SLOW: ", slow starts"}[self.start]


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    large = [n for n in plan.sizes if n > QUOTED_SIZE]
    return [_row(case, n, plan) for n in (QUOTED_SIZE, *large) for case in _null_cases()] + [
        _row(case, QUOTED_SIZE, plan) for case in _other_cases()
    ]


def _null_cases() -> list[Case]:
    ever, varying, landmark = NAMES
    return [
        Case(name=ever, fit=_ever, accepted=NULL, naive=True, ratio=0.24, rejections=1.0),
        Case(name=varying, fit=_varying, accepted=NULL, ratio=1.0, rejections=0.059),
        Case(name=landmark, fit=_landmark, accepted=NULL, ratio=1.0, rejections=0.051),
    ]


def _other_cases() -> list[Case]:
    """What METHODS quotes beside: faster and slower starts, and an activity that helps."""
    ever, varying, landmark = NAMES
    return [
        Case(name=ever, fit=_ever, start=FAST, accepted=NULL, naive=True),
        Case(name=ever, fit=_ever, start=SLOW, accepted=NULL, naive=True),
        Case(name=ever, fit=_ever, effect=1.5, accepted=UNBIASED, naive=True, ratio=0.34),
        Case(name=varying, fit=_varying, effect=1.5, accepted=UNBIASED),
        Case(name=landmark, fit=_landmark, effect=1.5, ratio=1.22),
    ]


def draw_activity(n: int, rng: np.random.Generator, *, start: float, effect: float) -> pl.DataFrame:
    """One row per participant: `begun` (month of the activity's start; null: not before the end), `months`, `event`."""
    begun = rng.exponential(1 / start, n)
    mass = rng.exponential(1.0, n)
    before = WORK * begun
    work = np.where(mass <= before, mass / WORK, begun + (mass - before) / (WORK * effect))
    censored = rng.uniform(6, 24, n)
    months = np.minimum(work, censored)
    frame = pl.DataFrame({"begun": begun, "months": months, "event": work <= censored})
    return frame.with_columns(begun=pl.when(pl.col("begun") < pl.col("months")).then("begun"))


def _ever(n: int, start: float, effect: float, rng: np.random.Generator) -> Fitted:
    people = draw_activity(n, rng, start=start, effect=effect)
    return _fit(people.with_columns(activity=pl.col("begun").is_not_null().cast(pl.Int8)))


def _varying(n: int, start: float, effect: float, rng: np.random.Generator) -> Fitted:
    people = draw_activity(n, rng, start=start, effect=effect).with_columns(entry=0.0, activity=0)
    has_begun = pl.col("begun").is_not_null()
    until = people.with_columns(
        months=pl.coalesce("begun", "months"), event=pl.when(has_begun).then(False).otherwise("event")
    )
    since = people.filter(has_begun).with_columns(entry=pl.col("begun"), activity=1)
    return _fit(pl.concat([until, since]), entry="entry")


def _landmark(n: int, start: float, effect: float, rng: np.random.Generator) -> Fitted:
    people = draw_activity(n, rng, start=start, effect=effect).filter(pl.col("months") > LANDMARK)
    by_then = (pl.col("begun") <= LANDMARK).fill_null(False).cast(pl.Int8)
    return _fit(people.with_columns(months=pl.col("months") - LANDMARK, activity=by_then))


def _fit(rows_of_time: pl.DataFrame, entry: str | None = None) -> Fitted:
    model = cox(rows_of_time, duration="months", event="event", covariates=["activity"], entry=entry)
    return model.coefficients.select("estimate", "lower", "upper").row(0)


def _row(case: Case, n: int, plan: Plan) -> Row:
    seed = 510 + n + int(100 * case.start) + int(10 * case.effect)
    one = partial(case.fit, n, case.start, case.effect)
    fits = np.array(each_fit(one, plan.fits_of(n), seed=seed, processes=plan.processes))
    figures = _figures(fits, float(np.log(case.effect)))
    return Row(
        estimator=case.name,
        method="M5.1",
        n=n,
        scenario=case.scenario,
        replications=len(fits),
        truth=float(np.log(case.effect)),
        unit="log ratio",
        figures=figures,
        accepted=case.accepted,
        naive=case.naive,
        required=FAR_OFF if case.naive else (),
        measured=_measured(case, figures["ratio"].error * np.sqrt(len(fits) / QUOTED)) if n == QUOTED_SIZE else (),
    )


def _figures(fits: np.ndarray, truth: float) -> dict[str, Figure]:
    estimate, lower, upper = fits.T
    log_ratio = mean_of(estimate)
    middle = float(np.exp(log_ratio.value))
    return {
        "bias": mean_of(estimate - truth),
        "coverage": share_of((lower <= truth) & (upper >= truth)),
        "ratio": Figure(value=middle, error=middle * log_ratio.error),
        "rejections": share_of((lower > 0) | (upper < 0)),
    }


def _measured(case: Case, error: float) -> tuple[Measured, ...]:
    found = []
    if case.ratio is not None:
        found.append(Measured(quantity="ratio", value=case.ratio, error=float(np.hypot(error, 0.003))))
    if case.rejections is not None:
        chance = case.rejections * (1 - case.rejections) / QUOTED + 0.0003**2
        found.append(Measured(quantity="rejections", value=case.rejections, error=float(np.sqrt(chance))))
    return tuple(found)
