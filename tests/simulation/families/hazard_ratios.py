"""Log hazard ratios: Cox, complementary log-log, Firth (METHODS M3.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.intervals.interval_censored import interval_censored
from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.fine_gray import fine_gray
from research_kit.statistics.regression.firth_cox import firth_cox
from research_kit.statistics.regression.grouped_hazard import grouped_hazard
from tests.simulation.acceptance import Limit, Row, figures_of_fits, mean_of
from tests.simulation.plan import Plan, each_fit
from tests.simulation.studies import HALF_IN_A_YEAR, LATE, NEVER

TITLE = "Hazard ratios"
TEXT = """\
Half of the participants belong to a group with hazard ratio 1.5; a further covariate, uniform on (−1, 1), has log
hazard ratio .5; both are in the model. The usual hazard is .0578 a month, censoring uniform on (6, 36) months.
"Quarters": the event is known by the quarterly follow-up that found it, during the first year. "Few": hazard .015
and a group of one in four, so that there are some 7 events per parameter at n = 60, where METHODS asks for Firth;
ordinary Cox beside it is only reported. "Not proportional": the ratio is 1.5 for six months and 1 after them; no
single ratio is true then, so it is only reported. "Two causes": the subdistribution hazards of the first are
proportional, as in the simulations of Fine and Gray (1999). "Refused" is the share of studies in which the method
says that it cannot tell.
"""
LOG_RATIO, SLOPE = float(np.log(1.5)), 0.5
USUAL = (Limit(quantity="bias", low=-0.03, high=0.03), Limit(quantity="coverage", low=0.935, high=0.965))
FIRTH = (Limit(quantity="bias", low=-0.1, high=0.1), Limit(quantity="coverage", low=0.935, high=0.965))
COVARIATES = ["group", "slope"]
QUARTER, QUARTERS = 3.0, 4

Fitted = tuple[float, float, float]
Fit = Callable[[int, np.random.Generator], Fitted]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One estimator in one scenario."""

    name: str
    scenario: str
    fit: Fit
    accepted: tuple[Limit, ...] = ()
    has_truth: bool = True


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [_row(case, n, plan) for n in plan.sizes for case in (*_cases(), *(_few() if n == min(plan.sizes) else ()))]


def _cases() -> list[Case]:
    return [
        Case(name="Cox", scenario="proportional", fit=_cox, accepted=USUAL),
        Case(name="Firth", scenario="proportional", fit=_firth, accepted=FIRTH),
        Case(name="complementary log-log, quarters", scenario="proportional", fit=_grouped, accepted=USUAL),
        Case(name="piecewise exponential, quarters", scenario="proportional", fit=_intervals, accepted=USUAL),
        Case(name="Cox", scenario="a third observed late", fit=_late, accepted=USUAL),
        Case(name="Cox", scenario="not proportional", fit=_changing, has_truth=False),
        Case(name="Fine–Gray", scenario="two causes", fit=_fine_gray, accepted=USUAL),
    ]


def _few() -> list[Case]:
    return [
        Case(name="Firth", scenario="few", fit=_few_firth, accepted=FIRTH),
        Case(name="Cox", scenario="few", fit=_few_cox),
    ]


def draw_people(
    n: int, rng: np.random.Generator, *, hazard: float = HALF_IN_A_YEAR, of: int = 2, until: float = NEVER
) -> pl.DataFrame:
    """One row per participant: `group` (one in `of`), `slope`, `months`, `event`; the group's ratio ends `until`."""
    group = np.arange(n) % of == 0
    slope = rng.uniform(-1, 1, n)
    usual = hazard * np.exp(SLOPE * slope)
    raised = usual * np.where(group, np.exp(LOG_RATIO), 1.0)
    mass = rng.exponential(1.0, n)
    changed = raised * until
    time = np.where(mass < changed, mass / raised, until + (mass - changed) / usual)
    last = rng.uniform(6, 36, n)
    columns = {"group": group.astype(np.int8), "slope": slope, "months": np.minimum(time, last), "event": time <= last}
    return pl.DataFrame(columns)


def _cox(n: int, rng: np.random.Generator) -> Fitted:
    return _first(cox(draw_people(n, rng), duration="months", event="event", covariates=COVARIATES))


def _changing(n: int, rng: np.random.Generator) -> Fitted:
    return _first(cox(draw_people(n, rng, until=6.0), duration="months", event="event", covariates=COVARIATES))


def _late(n: int, rng: np.random.Generator) -> Fitted:
    """A third enter at a time uniform on (0, 6): constant hazards have no memory, so that all times move with it."""
    entry = np.where(np.arange(n) % 3 == 0, rng.uniform(*LATE, n), 0.0)
    people = draw_people(n, rng).with_columns(entry=entry, months=pl.col("months") + entry)
    return _first(cox(people, duration="months", event="event", covariates=COVARIATES, entry="entry"))


def _firth(n: int, rng: np.random.Generator) -> Fitted:
    return _first(firth_cox(draw_people(n, rng), duration="months", event="event", covariates=COVARIATES))


def _few_firth(n: int, rng: np.random.Generator) -> Fitted:
    people = draw_people(n, rng, hazard=0.015, of=4)
    return _first(firth_cox(people, duration="months", event="event", covariates=COVARIATES))


def _few_cox(n: int, rng: np.random.Generator) -> Fitted:
    people = draw_people(n, rng, hazard=0.015, of=4)
    return _first(cox(people, duration="months", event="event", covariates=COVARIATES))


def _grouped(n: int, rng: np.random.Generator) -> Fitted:
    seen = _in_quarters(draw_people(n, rng))
    return _first(grouped_hazard(seen, duration="quarter", event="found", covariates=COVARIATES))


def _intervals(n: int, rng: np.random.Generator) -> Fitted:
    seen = _in_quarters(draw_people(n, rng)).with_columns(
        left=QUARTER * (pl.col("quarter") - pl.col("found").cast(pl.Int64)),
        right=pl.when("found").then(QUARTER * pl.col("quarter")),
    )
    model = interval_censored(seen, left="left", right="right", covariates=COVARIATES, piece_length=QUARTER)
    return _first(model)


def _fine_gray(n: int, rng: np.random.Generator) -> Fitted:
    return _first(fine_gray(draw_two_causes(n, rng), duration="months", event="cause", covariates=COVARIATES))


def draw_two_causes(n: int, rng: np.random.Generator) -> pl.DataFrame:
    """Cause 1 has proportional subdistribution hazards: F1(t) = 1 - (1 - (1 - exp(-t / 10)) / 2) ^ exp(linear term).

    As in the simulations of Fine and Gray (1999); who never has it has cause 2, exponential with hazard .08.
    """
    group, slope = np.arange(n) % 2 == 0, rng.uniform(-1, 1, n)
    power = np.exp(LOG_RATIO * group + SLOPE * slope)
    ever = 1 - 0.5**power
    reached = (1 - (1 - rng.random(n) * ever) ** (1 / power)) / 0.5
    is_first = rng.random(n) < ever
    time = np.where(is_first, -10 * np.log1p(-reached), rng.exponential(12.5, n))
    last = rng.uniform(6, 36, n)
    cause = np.where(time <= last, np.where(is_first, 1, 2), 0)
    columns = {"group": group.astype(np.int8), "slope": slope, "months": np.minimum(time, last), "cause": cause}
    return pl.DataFrame(columns)


def _in_quarters(people: pl.DataFrame) -> pl.DataFrame:
    """The quarter of the first year whose follow-up found the event, else the last whole one of it."""
    last_whole = (pl.col("months") / QUARTER).floor().cast(pl.Int64)
    quarter = (pl.col("months") / QUARTER).ceil().cast(pl.Int64)
    found = pl.col("event") & (quarter <= QUARTERS)
    until = pl.when(found).then(quarter).otherwise(pl.min_horizontal(last_whole, pl.lit(QUARTERS)))
    return people.with_columns(quarter=until, found=found).filter(pl.col("quarter") > 0)


def _first(model: Any) -> Fitted:
    estimate, lower, upper = model.coefficients.filter(term="group").select("estimate", "lower", "upper").row(0)
    return estimate, lower, upper


def _or_refused(fit: Fit, n: int, rng: np.random.Generator) -> Fitted:
    try:
        return fit(n, rng)
    except EstimateError:
        return np.nan, np.nan, np.nan


def _row(case: Case, n: int, plan: Plan) -> Row:
    fits = each_fit(partial(_or_refused, case.fit, n), plan.fits_of(n), seed=355 + n, processes=plan.processes)
    estimates = pl.DataFrame(fits, schema=["estimate", "lower", "upper"], orient="row").fill_nan(None)
    figures = figures_of_fits(estimates, LOG_RATIO)
    mean = {"mean": mean_of(estimates["estimate"].drop_nulls()), "refused": figures["refused"]}
    return Row(
        estimator=case.name,
        method="M3.5",
        n=n,
        scenario=case.scenario,
        replications=len(fits),
        truth=LOG_RATIO if case.has_truth else None,
        unit="log ratio",
        figures=figures if case.has_truth else mean,
        accepted=case.accepted,
    )
