"""Forecasts of targets (METHODS 9.2): how often prediction intervals hold what comes, and which way the median errs."""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl

import research_kit as rk
from research_kit.analyses.targets.state_moves import follow_states, moves_in_pieces
from research_kit.synthetic.truth import DAYS_PER_MONTH
from tests.simulation.acceptance import Limit, Row, mean_of, share_of
from tests.simulation.plan import Plan, each_fit
from tests.simulation.projects import HORIZON_MONTHS, draw_project, known_by

TITLE = "Forecasts"
TEXT = """\
SAMBA-like projects of about 240 people over 42 months. At a month of the project it is foretold how many will be in
work or education 12 months after their enrolment, or on the last day: of those enrolled, from where each was last seen
(a fifth of the follow-ups are missed, more of those in work), and of those still to come. The lives are not drawn as
the forecast thinks them: people differ, a quarter of the jobs end within 90 days. *Coverage* is that of the 95 %
prediction interval; limits and median are whole numbers of people, so that an interval holds a little more than it
promises. "As if nobody had begun yet" is what it would be without the time that has passed, and where people are: those
enrolled and not yet judged are foretold as newcomers are.
"""
NOW = (18.0, 26.0, 34.0)
DRAWS = 2_000
WIDE = Limit(quantity="coverage", low=0.93, high=0.97)
NARROW = Limit(quantity="narrow", low=0.77, high=0.83)


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    found = []
    for month in NOW:
        fitted = each_fit(partial(_foretold, month=month), plan.lives, seed=912, processes=plan.processes)
        for name in ("from where each is", "as if nobody had begun yet"):
            found.append(_row(name, month, pl.DataFrame([one[name] for one in fitted])))
    return found


def _foretold(rng: np.random.Generator, *, month: float) -> dict[str, dict[str, float]]:
    """One project: forecasts at a month, and what came."""
    project = draw_project(rng)
    day = month * DAYS_PER_MONTH
    stays, at = known_by(project, day)
    known = follow_states(stays, at, ("work",))
    pieces = moves_in_pieces(stays, horizon=HORIZON_MONTHS)
    plan = _plan(project, day, known.attained)
    unmoved = known.people.with_columns(elapsed=pl.lit(0.0), inside=pl.lit(False))
    made = {"from where each is": known.people, "as if nobody had begun yet": unmoved}
    return {
        name: _judged(rk.statistics.forecast_states(pieces, people, plan, rng=rng, draws=DRAWS), project.final)
        for name, people in made.items()
    }


def _plan(project, day: float, attained: int) -> rk.statistics.ForecastPlan:
    left = (project.truth.project_days - day) / DAYS_PER_MONTH
    enrolling = (project.truth.intake.intake_days + 23 - day) / DAYS_PER_MONTH  # decision and start take 23 days
    lately = project.people.filter(pl.col("index_day").is_between(day - 12 * DAYS_PER_MONTH, day, closed="right"))
    return rk.statistics.ForecastPlan(
        attained=attained,
        enrolled=lately.height,
        observed_time=12.0,
        remaining_time=left,
        horizon=HORIZON_MONTHS,
        enrolling_time=max(enrolling, 0.0),
    )


def _judged(made: pl.DataFrame, final: int) -> dict[str, float]:
    row = made.row(0, named=True)
    return {
        "error": row["estimate"] - final,
        "wide": float(row["lower"] <= final <= row["upper"]),
        "narrow": float(row["lower_80"] <= final <= row["upper_80"]),
    }


def _row(name: str, month: float, found: pl.DataFrame) -> Row:
    figures = {
        "bias": mean_of(found["error"]),
        "coverage": share_of(found["wide"]),
        "narrow": share_of(found["narrow"]),
    }
    return Row(
        estimator=f"forecast, {name}",
        method="M9.2",
        n=240,
        scenario=f"month {month:.0f} of 42",
        replications=found.height,
        figures=figures,
        unit="people",
        accepted=(WIDE, NARROW) if name == "from where each is" else (),
    )
