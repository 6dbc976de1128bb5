"""How much is simulated: the full campaign, what one command makes, or the short one of every test run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from typing import Any, TypeVar

import numpy as np

Result = TypeVar("Result")
Task = tuple[Callable[[np.random.Generator], Any], int, int]
LARGE = 1_000
ROWS_AT_ONCE = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Replications and sizes of a validation."""

    studies: int
    """Replications of estimators that take all studies in one call."""
    small_studies: int
    """The same where a study has at most 30 participants a group, as METHODS 12.3 has more there."""
    histories: int
    """The same where a participant has many spells."""
    fits: int
    """Replications of estimators that fit one model at a time; METHODS 12.2 plans 2,000."""
    lives: int
    """The same where each study is drawn as whole people with their activities and states."""
    cloned: int
    """The same where 1,000 people are followed month by month under each of two strategies."""
    resampled: int
    """Those of the last of which the interval is found too, from 200 bootstrap samples of each."""
    projects: int
    """Whole studies, from partners' files to the answers."""
    sizes: tuple[int, ...]
    """Participants of a study."""
    drawn_for_truth: int
    """People of whom a truth is drawn that no formula gives."""
    processes: int
    margin: float
    """Monte Carlo standard errors by which limits are widened."""

    def fits_of(self, n: int) -> int:
        """Fits of studies of n participants."""
        return _quartered(self.fits, n)

    def lives_of(self, n: int) -> int:
        """Studies of n people drawn with their activities."""
        return _quartered(self.lives, n)


def _quartered(replications: int, n: int) -> int:
    """A quarter as many where studies are large and slow."""
    return replications // 4 if n >= LARGE else replications


FULL = Plan(
    studies=4_000,
    small_studies=20_000,
    histories=2_000,
    fits=1_000,
    lives=500,
    cloned=250,
    resampled=80,
    projects=40,
    sizes=(60, 240, 1_000),
    drawn_for_truth=1_000_000,
    processes=2,
    margin=0.0,
)
"""What `docs/validation.md` is made of: hours."""
NIGHTLY = replace(
    FULL,
    studies=2_000,
    small_studies=4_000,
    histories=400,
    fits=200,
    lives=200,
    cloned=50,
    resampled=10,
    projects=12,
    processes=1,
    margin=3.0,
)
"""METHODS 12.2's 200 replications at least, limits widened by 3 Monte Carlo standard errors.

Fewer where one takes long: 50 of cloned people, 12 of whole projects, 10 of resampled intervals, whose limits are then
wide. These are asked strictly by `FULL` alone.

An estimator that lies on its limit breaks it so by chance once in 740. Seeds are fixed: whether a row holds changes
with the code and the libraries, not from night to night.
"""
SHORT = replace(
    NIGHTLY,
    studies=1_000,
    small_studies=2_000,
    histories=200,
    fits=60,
    lives=60,
    cloned=24,
    resampled=0,
    projects=4,
    sizes=(60, 240),
    drawn_for_truth=100_000,
)
"""What the test suite has time for."""
SIZES = {"short": SHORT, "nightly": NIGHTLY, "full": FULL}


def batches(replications: int, n: int, seed: int) -> Iterator[tuple[int, np.random.Generator]]:
    """Replications in portions of at most a million participants, each with a generator of its own."""
    portion = max(1, ROWS_AT_ONCE // n)
    for number, done in enumerate(range(0, replications, portion)):
        yield min(portion, replications - done), np.random.default_rng([seed, n, number])


def each_fit(
    fit: Callable[[np.random.Generator], Result], replications: int, *, seed: int, processes: int
) -> list[Result]:
    """What `fit` returns for each replication, in order, whatever the number of processes."""
    tasks: Iterable[Task] = ((fit, seed, number) for number in range(replications))
    if processes == 1:
        return [_one(task) for task in tasks]
    return list(_workers(processes).map(_one, tasks, chunksize=max(1, replications // (8 * processes))))


@cache
def _workers(processes: int) -> ProcessPoolExecutor:
    """Processes of their own, one thread each, kept until the end."""
    os.environ["POLARS_MAX_THREADS"] = "1"  # read by the new processes; this one has its threads already
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"))


def _one(task: Task) -> Any:
    fit, seed, number = task
    return fit(np.random.default_rng([seed, number]))
