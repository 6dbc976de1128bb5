"""Starts known only as between two follow-ups, by the piecewise-exponential likelihood (METHODS M3.3)."""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.intervals.interval_censored import interval_censored
from tests.simulation.acceptance import Limit, Measured, Row, Unit, figures_of_fits
from tests.simulation.plan import Plan, each_fit
from tests.simulation.studies import HALF_IN_A_YEAR
from tests.simulation.waves import draw_interval_studies, rising_time

TITLE = "Starts known only between follow-ups"
TEXT = """\
The studies of the table above, by the primary method: hazards constant within three months, a start lying between
the last follow-up without work and the first one in work, the others without work until they were last seen. In the
second scenario the hazard is .03 for six months and .0856 after them. "Refused" is the share of studies in which
the method says that it cannot tell.
"""
TAU = 12.0
ESTIMATES: tuple[tuple[str, Unit, float], ...] = (
    ("share within 12 months", "points", 0.005),
    ("median", "months", 0.2),
    ("months without work", "months", 0.05),
)
"""Name, unit and accepted bias."""
Fitted = tuple[tuple[float, float, float], ...]
NOTHING: Fitted = ((np.nan, np.nan, np.nan),) * 3


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    settings = [(0.0, False), (0.2, False), (0.4, False), (0.2, True)]
    return [row for n in plan.sizes for missed, rising in settings for row in _of_size(n, missed, rising, plan)]


def _fit(n: int, missed: float, rising: bool, rng: np.random.Generator) -> Fitted:
    """Share within 12 months, median and months without work, each with its limits."""
    seen = draw_interval_studies(studies=1, n=n, missed=missed, rising=rising, rng=rng)
    try:
        model = interval_censored(seen, left="left", right="right", piece_length=3.0)
    except EstimateError:
        return NOTHING
    share = model.cumulative_incidence(TAU).select("estimate", "lower", "upper")
    median = model.quantile(0.5).select("time", "lower", "upper")
    months = model.restricted_mean(TAU).select("estimate", "lower", "upper")
    return tuple(tuple(np.nan if x is None else x for x in each.row(0)) for each in (share, median, months))


def _truths(rising: bool) -> tuple[float, float, float]:
    """The share and the median are the same for both hazards, months without work are not."""
    mass = HALF_IN_A_YEAR * 12.0
    share = float(-np.expm1(-mass))
    median = np.log(2) / HALF_IN_A_YEAR
    if not rising:
        return share, median, share / HALF_IN_A_YEAR
    early, change = 0.03, 6.0
    late = (mass - early * change) / (TAU - change)
    still = np.exp(-early * change)
    months = (1 - still) / early + still * -np.expm1(-late * (TAU - change)) / late
    return share, float(rising_time(np.array([np.log(2)]))[0]), float(months)


def _limits(bias: float, n: int) -> tuple[Limit, ...]:
    low, high = (0.935, 0.965) if n >= 240 else (0.925, 0.97)
    return Limit(quantity="bias", low=-bias, high=bias), Limit(quantity="coverage", low=low, high=high)


def _of_size(n: int, missed: float, rising: bool, plan: Plan) -> list[Row]:
    seed = 335 + n + int(10 * missed) + 7 * rising
    fits = np.array(each_fit(partial(_fit, n, missed, rising), plan.fits_of(n), seed=seed, processes=plan.processes))
    found = []
    for place, (name, unit, bias) in enumerate(ESTIMATES):
        truth = _truths(rising)[place]
        estimates = pl.DataFrame(fits[:, place], schema=["estimate", "lower", "upper"]).fill_nan(None)
        found.append(
            Row(
                estimator=name,
                method="M3.4" if place == 2 else "M3.3",
                n=n,
                scenario=f"{100 * missed:.0f} % missed" + (", rising hazard" if rising else ""),
                replications=len(fits),
                truth=truth,
                unit=unit,
                figures=figures_of_fits(estimates, truth),
                accepted=_limits(bias, n),
                measured=_quoted(name, missed, rising) if n == 240 else (),
            )
        )
    return found


def _quoted(name: str, missed: float, rising: bool) -> tuple[Measured, ...]:
    """METHODS M3.3, 500 replications: 0 and 20 % missed +0.0 / +0.1 months, -0.2 points, coverage 94-95 %."""
    if rising or missed > 0.2 or name == "months without work":
        return ()
    covered = Measured(quantity="coverage", value=0.945, error=float(np.hypot(0.0102, 0.003)))
    if name == "median":
        return Measured(quantity="bias", value=10 * missed * 0.05, error=0.055), covered
    return Measured(quantity="bias", value=-0.002, error=0.0016), covered
