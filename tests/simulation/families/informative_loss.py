"""People lost because of what happened to them (METHODS M6.3): wrong shares, and bounds that hold the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

import research_kit as rk
from tests.simulation.acceptance import Figure, Limit, Measured, Row, figures_of, mean_of, share_of
from tests.simulation.plan import Plan, batches
from tests.simulation.studies import HALF_IN_A_YEAR

TITLE = "Loss that depends on the outcome"
TEXT = """\
Half start work within 12 months. There are follow-ups every three months; at each, 5 % of those still without work
and 30 % of those who have started since the last one are lost for good. The usual curve, which takes them for
people like the others, is too low: its bias is reported, never accepted. The bounds count all the lost as never
(lower) and as always (upper) in work: the lower one is the incidence of work with loss as a competing cause, the
upper one adds that of loss. They are to hold the share that really was in work within the year in each study; a
study's own share differs from .50 by chance.
"""
WAVES = (3.0, 6.0, 9.0, 12.0)
SCENARIO = "lost 30 % if newly in work, else 5 %"
QUOTED_BOUNDS = (
    Measured(quantity="lower", value=0.33, error=0.003),
    Measured(quantity="upper", value=0.59, error=0.003),
)
ROUNDING = 1e-9
TRUTH = float(-np.expm1(-12 * HALF_IN_A_YEAR))


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [row for n in plan.sizes for row in _of_size(n, plan.studies)]


def draw_lost(*, studies: int, n: int, rng: np.random.Generator) -> pl.DataFrame:
    """One row per participant: `study`, `months` of the wave at which it ended, `cause` 1 = in work, 2 = lost.

    `worked` is what nobody knows: whether the person was in work within the year.
    """
    size = studies * n
    starts = rng.exponential(1 / HALF_IN_A_YEAR, size)
    wave = np.arange(1, len(WAVES) + 1)
    first_in_work = np.ceil(starts / 3.0)
    lost_without = rng.geometric(0.05, size)  # the wave at which somebody without work is lost
    lost_on_start = rng.random(size) < 0.30
    ends = np.minimum(np.minimum(first_in_work, lost_without), wave[-1])
    seen = (first_in_work <= wave[-1]) & (first_in_work <= lost_without)
    cause = np.where(seen, np.where(lost_on_start, 2, 1), np.where(lost_without <= wave[-1], 2, 0))
    study = np.repeat(np.arange(studies), n)
    return pl.DataFrame({"study": study, "months": 3.0 * ends, "cause": cause, "worked": starts <= WAVES[-1]})


def _of_size(n: int, studies: int) -> list[Row]:
    frames = [draw_lost(studies=size, n=n, rng=rng) for size, rng in batches(studies, n, 630)]
    common: dict[str, Any] = {"method": "M6.3", "n": n, "replications": studies, "truth": TRUTH}
    return [
        Row(
            estimator="Kaplan–Meier, lost = censored",
            scenario=SCENARIO,
            figures=figures_of(pl.concat(_as_censored(frame) for frame in frames), TRUTH),
            accepted=(Limit(quantity="bias", low=-0.01, high=0.01),),
            naive=True,
            measured=(Measured(quantity="bias", value=-0.09, error=0.003),),
            **common,
        ),
        Row(
            estimator="bounds, all lost never / always",
            scenario=SCENARIO,
            figures=_bound_figures(pl.concat(_bounds(frame) for frame in frames)),
            accepted=(Limit(quantity="coverage", low=1.0),),
            measured=QUOTED_BOUNDS,
            **common,
        ),
    ]


def _bound_figures(bounds: pl.DataFrame) -> dict[str, Figure]:
    held = (bounds["lower"] <= bounds["worked"] + ROUNDING) & (bounds["upper"] >= bounds["worked"] - ROUNDING)
    return {"coverage": share_of(held), "lower": mean_of(bounds["lower"]), "upper": mean_of(bounds["upper"])}


def _as_censored(frame: pl.DataFrame) -> pl.DataFrame:
    """Who is lost was last seen at the wave before."""
    lost = pl.col("cause") == 2
    seen = frame.with_columns(
        months=pl.when(lost).then(pl.col("months") - 3.0).otherwise("months"),
        cause=pl.when(lost).then(0).otherwise("cause"),
    )
    table = rk.counts.life_table(seen, duration="months", event="cause", by="study")
    at = rk.statistics.at_times(rk.statistics.kaplan_meier(table), 12.0)
    return at.select(estimate=1 - pl.col("estimate"), lower=1 - pl.col("upper"), upper=1 - pl.col("lower"))


def _bounds(frame: pl.DataFrame) -> pl.DataFrame:
    table = rk.counts.life_table(frame, duration="months", event="cause", by="study")
    at = rk.statistics.at_times(rk.statistics.cumulative_incidence(table), 12.0)
    wide = at.pivot(on="cause", index="study", values="estimate")
    own = frame.group_by("study").agg(pl.col("worked").mean())
    joined = wide.join(own, on="study", validate="1:1")
    return joined.select("worked", lower=pl.col("1"), upper=pl.col("1") + pl.col("2"))
