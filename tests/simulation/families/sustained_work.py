"""The share that gets a job which lasts at least 90 days (METHODS M3.6)."""

from __future__ import annotations

import numpy as np
import polars as pl

import research_kit as rk
from tests.simulation.acceptance import Limit, Measured, Row, figures_of
from tests.simulation.plan import Plan, batches

TITLE = "Sustained work"
TEXT = """\
A first job starts with hazard .05 a month; a quarter of all jobs end evenly within 90 days, the others are lost
with hazard .02 after them; the next job starts with hazard .06. The event is the start of the first job of at least
90 days. The rule censors everybody 90 days before the last day of follow-up. The naive methods censor on that day
itself, and the second one also leaves out those who by then have had a job for less than 90 days. METHODS does not
say how long people were followed; with U(6, 19) months both its figures come out together.
"""
DAYS_90 = 90 / 30.4375
JOBS = 6
FIRST, NEXT, LOSS, SHORT = 0.05, 0.06, 0.02, 0.25
UNBIASED = Limit(quantity="bias", low=-0.005, high=0.005)
COVERED = Limit(quantity="coverage", low=0.935, high=0.965)
RULE, CUT, UNDECIDED = NAMES = ("censored 90 days before", "censored at the cut", "without the undecided")
QUOTED = {RULE: -0.002, CUT: -0.056, UNDECIDED: -0.027}
SHORT_FOLLOW_UP = (6.0, 19.0)


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    truth = true_share(12.0)
    return [
        row
        for n in plan.sizes
        for follow_up in (SHORT_FOLLOW_UP, (6.0, 36.0))
        for row in _of_size(n, follow_up, truth, plan.studies)
    ]


def true_share(months: float) -> float:
    """Share with a qualifying start by a time, from the renewal equation on a fine grid.

    A job that starts at s qualifies with chance 3/4; otherwise the next one starts after its length, uniform on
    (0, 90 days), and a wait with hazard `NEXT`.
    """
    step = 0.005
    time = np.arange(step / 2, months, step)
    wait = np.convolve(np.where(time < DAYS_90, 1 / DAYS_90, 0.0), NEXT * np.exp(-NEXT * time))[: time.size] * step
    start = FIRST * np.exp(-FIRST * time)
    total = 0.0
    for _ in range(JOBS):
        total += (1 - SHORT) * start.sum() * step
        start = SHORT * np.convolve(start, wait)[: time.size] * step
    return total


def draw_jobs(size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Starts and ends of each person's jobs, in months: one row per job, one column per person."""
    is_short = rng.random((JOBS, size)) < SHORT
    long = DAYS_90 + rng.exponential(1 / LOSS, (JOBS, size))
    length = np.where(is_short, rng.uniform(0, DAYS_90, (JOBS, size)), long)
    wait = rng.exponential(1 / NEXT, (JOBS, size))
    wait[0] *= NEXT / FIRST
    ends = np.cumsum(wait + length, axis=0)
    return ends - length, ends


def _of_size(n: int, follow_up: tuple[float, float], truth: float, studies: int) -> list[Row]:
    variants: dict[str, list[pl.DataFrame]] = {name: [] for name in NAMES}
    for size, rng in batches(studies, n, 360 + int(follow_up[1])):
        for name, seen in zip(NAMES, _observed(size, n, follow_up, rng), strict=True):
            variants[name].append(_share_within_a_year(seen))
    is_quoted = follow_up == SHORT_FOLLOW_UP and n == 240  # the size METHODS has elsewhere in section 3
    return [
        Row(
            estimator=name,
            method="M3.6",
            n=n,
            scenario=f"followed U({follow_up[0]:.0f}, {follow_up[1]:.0f})",
            replications=studies,
            truth=truth,
            figures=figures_of(pl.concat(parts), truth),
            # With long follow-up the two errors of leaving out the undecided nearly cancel.
            accepted=() if name == UNDECIDED and follow_up != SHORT_FOLLOW_UP else (UNBIASED, COVERED),
            naive=name == CUT or (name == UNDECIDED and follow_up == SHORT_FOLLOW_UP),
            measured=(Measured(quantity="bias", value=QUOTED[name], error=0.001),) if is_quoted else (),
        )
        for name, parts in variants.items()
    ]


def _observed(
    studies: int, n: int, follow_up: tuple[float, float], rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """What each of `NAMES` reads."""
    starts, ends = draw_jobs(studies * n, rng)
    last = rng.uniform(*follow_up, studies * n)
    study = np.repeat(np.arange(studies), n)
    lasts = ends - starts >= DAYS_90
    first = np.where(lasts, starts, np.inf).min(axis=0)
    is_known = first + DAYS_90 <= last
    is_undecided = ~is_known & ((starts <= last) & (ends > last) & (starts > last - DAYS_90)).any(axis=0)
    decided_until = np.maximum(last - DAYS_90, 0.0)
    rule = pl.DataFrame({"study": study, "months": np.minimum(first, decided_until), "event": first <= decided_until})
    cut = pl.DataFrame({"study": study, "months": np.where(is_known, first, last), "event": is_known})
    return rule, cut, cut.filter(~pl.Series(is_undecided))


def _share_within_a_year(seen: pl.DataFrame) -> pl.DataFrame:
    table = rk.counts.life_table(seen, duration="months", event="event", by="study")
    at = rk.statistics.at_times(rk.statistics.kaplan_meier(table), 12.0)
    return at.select(estimate=1 - pl.col("estimate"), lower=1 - pl.col("upper"), upper=1 - pl.col("lower"))
