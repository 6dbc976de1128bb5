"""How much is simulated: the full validation, or the short one that every test run makes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
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
    projects: int
    """Whole studies, from partners' files to the answers."""
    sizes: tuple[int, ...]
    """Participants of a study."""
    processes: int
    margin: float
    """Monte Carlo standard errors by which limits are widened."""

    def fits_of(self, n: int) -> int:
        """Fits of studies of n participants: a quarter where they are large and slow."""
        return self.fits // 4 if n >= LARGE else self.fits


FULL = Plan(
    studies=4_000,
    small_studies=20_000,
    histories=2_000,
    fits=1_000,
    projects=40,
    sizes=(60, 240, 1_000),
    processes=2,
    margin=0.0,
)
SHORT = Plan(
    studies=1_000, small_studies=2_000, histories=200, fits=60, projects=4, sizes=(60, 240), processes=1, margin=3.0
)


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
