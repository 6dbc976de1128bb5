"""Standardised 12-month shares, everybody as if in one group (METHODS M3.5)."""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl

import research_kit as rk
from research_kit.errors import EstimateError
from research_kit.statistics.regression.grouped_hazard import grouped_hazard
from research_kit.statistics.regression.grouped_hazard_shares import standardised_shares
from tests.simulation.acceptance import Limit, Row, figures_of_fits
from tests.simulation.plan import Plan, each_fit
from tests.simulation.studies import HALF_IN_A_YEAR

TITLE = "Standardised shares"
TEXT = """\
A covariate, uniform on (−1, 1), has log hazard ratio .5; the group has hazard ratio 1.5, and those with a high
covariate are more often in it (odds exp of the covariate). Loss is at random given the covariate: those above 0 are
followed for U(3, 15) months, the others for U(6, 36). Events are known by the quarter of the first year.
Standardised shares average over the covariates of the whole study, both for the group and without it; the truth is
that average in each study. The difference between the two Kaplan–Meier curves, adjusted for nothing, is only
reported.
"""
LOG_RATIO, SLOPE, QUARTERS = float(np.log(1.5)), 0.5, 4
ACCEPTED = (Limit(quantity="bias", low=-0.005, high=0.005), Limit(quantity="coverage", low=0.935, high=0.965))
NAMES = ("share in the group", "share without it", "gap, standardised", "gap, Kaplan–Meier")

Fitted = tuple[tuple[float, float, float, float], ...]
NOTHING: Fitted = ((np.nan,) * 4,) * len(NAMES)


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [row for n in plan.sizes for row in _of_size(n, plan)]


def draw_people(n: int, rng: np.random.Generator) -> pl.DataFrame:
    """One row per participant: `group`, `slope`, `quarter` (of the event or the last seen) and `found`."""
    slope = rng.uniform(-1, 1, n)
    group = rng.random(n) < 1 / (1 + np.exp(-slope))
    time = rng.exponential(1 / (HALF_IN_A_YEAR * np.exp(LOG_RATIO * group + SLOPE * slope)))
    last = np.where(slope > 0, rng.uniform(3, 15, n), rng.uniform(6, 36, n))
    last_quarter = np.minimum(np.floor(last / 3), QUARTERS).astype(int)
    quarter = np.ceil(time / 3).astype(int)
    columns = {
        "group": group.astype(np.int8),
        "slope": slope,
        "quarter": np.minimum(quarter, last_quarter),
        "found": quarter <= last_quarter,
    }
    return pl.DataFrame(columns)


def _fit(n: int, rng: np.random.Generator) -> Fitted:
    """Truth, estimate and limits of each of `NAMES`."""
    people = draw_people(n, rng)
    try:
        model = grouped_hazard(people, duration="quarter", event="found", covariates=["group", "slope"])
        table = standardised_shares(model, people, covariate="group", values=[0, 1]).filter(interval=QUARTERS)
    except EstimateError:
        return NOTHING
    without, within = (_true_share(people["slope"].to_numpy(), value) for value in (0, 1))
    shares = table.select("estimate", "lower", "upper").rows()
    gap = table.select("gap", "gap_lower", "gap_upper").row(1)
    true_gap = within - without
    return (within, *shares[1]), (without, *shares[0]), (true_gap, *gap), (true_gap, *_unadjusted(people))


def _true_share(slope: np.ndarray, group: int) -> float:
    return float(np.mean(-np.expm1(-12 * HALF_IN_A_YEAR * np.exp(LOG_RATIO * group + SLOPE * slope))))


def _unadjusted(people: pl.DataFrame) -> tuple[float, float, float]:
    table = rk.counts.life_table(people, duration="quarter", event="found", by="group")
    at = rk.statistics.at_times(rk.statistics.kaplan_meier(table), QUARTERS)
    gap = float(at["estimate"][0] - at["estimate"][1]) if at["estimate"].null_count() == 0 else np.nan
    half = 1.959964 * float(np.hypot(*at["std_error"].fill_null(np.nan)))
    return gap, gap - half, gap + half


def _of_size(n: int, plan: Plan) -> list[Row]:
    fits = np.array(each_fit(partial(_fit, n), plan.fits_of(n), seed=358 + n, processes=plan.processes))
    found = []
    for place, name in enumerate(NAMES):
        truth = fits[:, place, 0]
        errors = pl.DataFrame(fits[:, place, 1:] - truth[:, None], schema=["estimate", "lower", "upper"]).fill_nan(None)
        found.append(
            Row(
                estimator=name,
                method="M3.5",
                n=n,
                scenario="loss at random given a covariate",
                replications=len(fits),
                truth=float(np.nanmean(truth)),
                figures=figures_of_fits(errors, 0.0),
                accepted=() if name == NAMES[-1] else ACCEPTED,
            )
        )
    return found
