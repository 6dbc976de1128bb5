"""Measure several ways of doing the same, turn by turn, so that a busy machine is busy for all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

Task = Callable[[], object]


def medians(tasks: Mapping[str, Task], repeats: int) -> dict[str, float]:
    """Median seconds of each task over `repeats` rounds, after one round that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for round_number in range(repeats + 1):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            if round_number:
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def show(title: str, found: Mapping[str, float], ours: str, skipped: Mapping[str, str] | None = None) -> None:
    """A table of medians, each divided by ours."""
    print(f"\n{title}")
    for name, seconds in found.items():
        print(f"  {name:<44}{1000 * seconds:>12.1f} ms{seconds / found[ours]:>10.2f} x ours")
    for name, reason in (skipped or {}).items():
        print(f"  {name:<44}skipped: {reason}")


FULL_SIZE = 10_000_000


def claim_at(rows: int, sentence: str, value: float, goal: float, *, at_most: bool, full_size: int = FULL_SIZE) -> None:
    """A claim about `full_size` rows; at any other size the figure is printed without a verdict."""
    if rows == full_size:
        claim(sentence, value, goal, at_most=at_most)
    else:
        print(f"  {sentence}: {value:.2f} (the goal, {goal}, is for {full_size:,} rows)")


def claim(sentence: str, value: float, goal: float, *, at_most: bool) -> None:
    """One line: the claim, what was measured, and whether it holds."""
    holds = value <= goal if at_most else value >= goal
    print(f"  {'holds' if holds else 'MISSED'}: {sentence}: {value:.2f} (goal {'<=' if at_most else '>='} {goal})")
