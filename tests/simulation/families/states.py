"""Who is in work at a time, when work can be lost and found again (METHODS M4.6)."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from research_kit.statistics.multistate.state_occupation import state_occupation
from tests.simulation.acceptance import Limit, Row, figures_of
from tests.simulation.plan import Plan, batches

TITLE = "In work at 6 and 12 months"
TEXT = """\
People move between without work and work, and leave for good, with constant hazards (.06 into work, .03 out of it,
.01 for good from either state); in the second scenario a quarter of all jobs last at most three months, so that the
future depends on how long a job has lasted and the process is not Markov. Censoring is uniform on (6, 36) months.
METHODS has no limits for the state occupation; those of cumulative incidence are used.
"""
POINTS = 0.005
ACCEPTED = (Limit(quantity="bias", low=-POINTS, high=POINTS), Limit(quantity="coverage", low=0.935, high=0.965))
INTO, OUT, GONE = 0.06, 0.03, 0.01
SHORT = 0.25
STEPS = 14
GONE_FOR_GOOD = 3
SHORTEST = 3.0
"""Months within which a short job ends."""
GRID = 0.002
"""Months; the true shares are right to .02 points."""
MONTHS = (6.0, 12.0)


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [row for n in plan.sizes for short in (0.0, SHORT) for row in _of_size(n, short, plan.histories)]


def draw_histories(size: int, *, short: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Times of the moves (months) and the state entered: one row per move, one column per person.

    States are 1 without work, 2 work, 3 gone; everybody begins in 1.
    """
    state = np.ones(size, dtype=np.int64)
    now = np.zeros(size)
    times, entered = [], []
    for _ in range(STEPS):
        leaves = rng.exponential(1 / GONE, size)
        lasting = np.where(rng.random(size) < short, rng.uniform(0, SHORTEST, size), rng.exponential(1 / OUT, size))
        stays = np.where(state == 1, rng.exponential(1 / INTO, size), lasting)
        now = np.where(state == GONE_FOR_GOOD, np.inf, now + np.minimum(stays, leaves))
        state = np.where((leaves < stays) | (state == GONE_FOR_GOOD), GONE_FOR_GOOD, 3 - state)
        times.append(now)
        entered.append(state)
    return np.array(times), np.array(entered)


def share_in_work(month: float, short: float) -> float:
    """True share in work: a job begun at s is held at t if it lasts t - s and its holder has not left for good."""
    time, without = shares_without_work(month, short)
    holds = np.exp(-GONE * time) * (short * np.clip(1 - time / SHORTEST, 0, 1) + (1 - short) * np.exp(-OUT * time))
    return float(GRID * INTO * without @ holds[::-1])


def starts_of_work(month: float, short: float) -> float:
    """True mean number of jobs begun by a time."""
    return float(GRID * INTO * shares_without_work(month, short)[1][:-1].sum())


@cache
def shares_without_work(month: float, short: float) -> tuple[np.ndarray, np.ndarray]:
    """The grid up to a time, and the true share without work on it, from the renewal equation.

    People enter work at rate `INTO` x (share without work) and come back when the job ends, unless they have left.
    """
    time = np.arange(0.0, month + GRID / 2, GRID)
    ends = np.exp(-GONE * time) * (short * (time < SHORTEST) / SHORTEST + (1 - short) * OUT * np.exp(-OUT * time))
    without = np.ones(time.size)
    for now in range(1, time.size):
        before = without[now - 1]
        coming_back = GRID * INTO * without[:now] @ ends[:now][::-1]
        without[now] = before + GRID * (coming_back - (INTO + GONE) * before)
    return time, without


def observed_histories(studies: int, n: int, *, short: float, rng: np.random.Generator) -> pl.DataFrame:
    """One row per participant and interval in a state: `study`, `id`, `start`, `stop`, `state` entered (0: none)."""
    size = studies * n
    times, entered = draw_histories(size, short=short, rng=rng)
    last = rng.uniform(6, 36, size)
    starts = np.vstack([np.zeros((1, size)), times[:-1]])
    before = np.vstack([np.ones((1, size), dtype=np.int64), entered[:-1]])
    is_seen = (starts < last) & (before != GONE_FOR_GOOD)
    stop = np.minimum(times, last)
    person = np.broadcast_to(np.arange(size), times.shape)
    frame = pl.DataFrame(
        {
            "id": person[is_seen],
            "start": starts[is_seen],
            "stop": stop[is_seen],
            "state": np.where(times <= last, entered, 0)[is_seen],
        }
    )
    return frame.with_columns(study=pl.col("id") // n)


def _of_size(n: int, short: float, studies: int) -> list[Row]:
    truth = {month: share_in_work(month, short) for month in MONTHS}
    parts = []
    for size, rng in batches(studies, n, 461 + int(100 * short)):
        frame = observed_histories(size, n, short=short, rng=rng)
        table = state_occupation(frame, id="id", start="start", stop="stop", event="state", by="study", times=MONTHS)
        parts.append(table.filter(pl.col("state").cast(pl.String) == "2"))
    occupation = pl.concat(part.with_columns(pl.col("state").cast(pl.String)) for part in parts)
    return [
        Row(
            estimator="state occupation, logit",
            method="M4.6",
            n=n,
            scenario=f"{'short jobs' if short else 'Markov'}, {month:.0f} months",
            replications=studies,
            truth=truth[month],
            figures=figures_of(occupation.filter(time=month), truth[month]),
            accepted=ACCEPTED,
        )
        for month in MONTHS
    ]
