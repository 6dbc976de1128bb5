"""Cloned people of whom some are taken by another outcome, and some leave the project before they could start."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import polars as pl

from research_kit.statistics import clone_censor_weight
from tests.simulation.acceptance import Limit, Row, mean_of
from tests.simulation.families.started_activities import COLUMNS, GRACE, HORIZON, LATEST, START, WORK
from tests.simulation.plan import Plan, each_fit

TITLE = "Activities where something else may come first"
TEXT = """\
As the confounded people of the section on activities that are started on the way; besides, another outcome (studies)
comes at a rate of its own that goes with the same fact and state, and people leave the project, after which they can
start nothing. The truth is the share in work within 12 months of 1,000,000 people under each strategy, in a world where
studies come first for some. "As censored" takes those who go into studies as lost, which answers another question: how
it would be if nobody ever did (G-CAUSE).
"""
ACCEPTED = (Limit(quantity="bias", low=-0.01, high=0.01),)
STUDIES, LEAVING = 0.04, 0.05
Lives = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def draw(n: int, rng: np.random.Generator, *, effect: float, assigned: np.ndarray | None = None) -> Lives:
    """Times of work, start, studies and leaving (infinite: never), the fact, and the state by month."""
    fact = rng.random(n) < 0.5
    state = np.zeros((n, LATEST), dtype=np.bool_)
    work, begun, studies = (np.full(n, np.inf) for _ in range(3))
    leaves = np.maximum(rng.exponential(1 / LEAVING, n), GRACE)
    for month in range(LATEST):
        has_begun, searching = np.isfinite(begun), np.isinf(work) & np.isinf(studies)
        fresh = rng.random(n) < np.where(has_begun & (effect != 1), 0.6, 0.35)
        keeps = (rng.random(n) < 0.7) & (month > 0)
        state[:, month] = np.where(keeps, state[:, month - 1], fresh)
        own = rng.exponential(1 / (START * np.exp(0.7 * fact + 0.7 * state[:, month])))
        own = np.where(month + own > leaves, np.inf, own)
        wait = np.where(has_begun, 0.0, own if assigned is None else np.maximum(assigned - month, 0))
        hazard = WORK * np.exp(0.6 * fact + 0.6 * state[:, month])
        mass, before = rng.exponential(1.0, n), hazard * np.minimum(wait, 1.0)
        to_work = np.where(mass <= before, mass / hazard, np.minimum(wait, 1) + (mass - before) / (hazard * effect))
        to_studies = rng.exponential(1 / (STUDIES * np.exp(-0.5 * fact + 0.8 * state[:, month])))
        first = np.minimum(to_work, to_studies)
        starts = searching & ~has_begun & (wait < np.minimum(first, 1.0))
        begun[starts] = month + wait[starts]
        works, taken = searching & (to_work < 1) & (to_work < to_studies), searching & (to_studies < 1)
        work[works] = month + to_work[works]
        studies[taken & ~works] = month + to_studies[taken & ~works]
    return work, begun, studies, leaves, fact, state


def observed(n: int, rng: np.random.Generator, effect: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """People as a study sees them, followed for 6 to 24 months, and their monthly states."""
    work, begun, studies, leaves, fact, state = draw(n, rng, effect=effect)
    last = rng.uniform(6, LATEST, n)
    until = np.minimum(np.minimum(work, studies), last)
    columns = {
        "pid": np.arange(n),
        "months": until,
        "event": work <= np.minimum(last, studies),
        "fact": fact.astype(np.int8),
        "begun": np.where(begun < until, begun, np.nan),
        "open_until": leaves,
        "others_until": np.where((studies < work) & (studies <= last), last, np.nan),
    }
    people = pl.DataFrame(columns).with_columns(pl.col("begun", "others_until").fill_nan(None))
    person, month = np.repeat(np.arange(n), LATEST), np.tile(np.arange(LATEST), n)
    return people, pl.DataFrame({"pid": person, "month": month, "state": state.ravel().astype(np.int8)})


@cache
def true_difference(effect: float, n: int) -> float:
    """Between the strategies, those who start doing so when people usually do who are still there."""
    rng = np.random.default_rng([571, int(10 * effect)])
    work, begun, studies, *_ = draw(n, rng, effect=effect)
    until = np.minimum(np.minimum(begun, np.where(studies < work, np.inf, work)), GRACE)
    hazard = np.array([((begun > m) & (begun <= m + 1)).sum() / np.clip(until - m, 0, 1).sum() for m in range(GRACE)])
    before = np.concatenate([[0.0], np.cumsum(hazard)])
    mass = -np.log1p(-rng.random(n) * -np.expm1(-before[-1]))
    month = np.searchsorted(before, mass, side="right") - 1
    starts = month + (mass - before[month]) / hazard[month]
    shares = [
        (draw(n, rng, effect=effect, assigned=each)[0] <= HORIZON).mean() for each in (starts, np.full(n, np.inf))
    ]
    return float(shares[0] - shares[1])


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [*(_clones(effect, True, plan) for effect in (1.0, 1.6)), _clones(1.6, False, plan)]


def _fit(effect: float, kept: bool, rng: np.random.Generator) -> float:
    people, history = observed(1_000, rng, effect)
    found = clone_censor_weight(
        people, **COLUMNS, covariates=["fact"], history=history, history_covariates=["state"], rng=rng, resamples=2,
        could_start_until="open_until", others_until="others_until" if kept else None,
    )  # fmt: skip
    return float(found.effect["estimate"].item())


def _clones(effect: float, kept: bool, plan: Plan) -> Row:
    found = np.array(each_fit(partial(_fit, effect, kept), plan.cloned, seed=572, processes=plan.processes))
    truth = true_difference(effect, plan.drawn_for_truth)
    return Row(
        estimator="clone-censor-weight" + ("" if kept else ", studies as censored"),
        method="M5.2",
        n=1_000,
        scenario=f"studies may come first, true ratio {effect}",
        replications=len(found),
        truth=truth,
        figures={"bias": mean_of(found - truth)},
        accepted=ACCEPTED if kept else (),
    )
