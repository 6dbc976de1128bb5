"""The rules by which a chart signals. One row is a series, so that one chart and a simulation read the same code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.process.series import Floats

Bools = NDArray[np.bool_]
RULES = ("outside", "run", "trend", "two_of_three")
USUAL_RULES = ("outside", "trend")  # METHODS 4.3: with 12 points only these are on
SHORT_SERIES = 12
RUN, TREND = 8, 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Readings:
    """Points as the rules read them, (series, points): the value, its distance from the centre, and that in sigmas.

    `outside` says which points lie outside the limits as drawn, since those may be cut at 0 or asymmetric.
    """

    value: Floats
    distance: Floats
    standardised: Floats
    outside: Bools


def checked_rules(rules: Sequence[str] | str) -> tuple[str, ...]:
    """The rules in their order; refuses names of no rule."""
    asked = (rules,) if isinstance(rules, str) else tuple(rules)
    unknown = [name for name in asked if name not in RULES]
    if unknown or not asked:
        raise EstimateError(f"rules is {rules!r}; choose from {', '.join(RULES)}.")
    return tuple(name for name in RULES if name in asked)


def rules_for(points: int, asked: tuple[str, ...] | None) -> tuple[str, ...]:
    """The rules that are on in a stretch of so many points. Unasked, a long series is read as published charts are."""
    if points <= SHORT_SERIES:
        return USUAL_RULES if asked is None else tuple(name for name in asked if name in USUAL_RULES)
    return ("outside",) if asked is None else asked


def signals_of(readings: Readings, rules: Sequence[str]) -> dict[str, Bools]:
    """For each rule, the points at which its pattern is complete (and goes on)."""
    found: dict[str, Callable[[], Bools]] = {
        "outside": lambda: readings.outside,
        "run": lambda: run_lengths(np.sign(readings.distance)) >= RUN,
        "trend": lambda: _trend_lengths(readings.value) >= TREND,
        "two_of_three": lambda: _two_of_three(readings.standardised),
    }
    return {name: found[name]() for name in rules}


def run_lengths(side: Floats) -> NDArray[np.int64]:
    """How many points in a row have been on the same side. A point on the line (0) neither counts nor breaks."""
    lengths = np.zeros(side.shape, dtype=np.int64)
    length, last = np.zeros(len(side), dtype=np.int64), np.zeros(len(side))
    for place in range(side.shape[1]):
        now = side[:, place]
        length = np.where(now == 0, length, np.where(now == last, length + 1, 1))
        last = np.where(now == 0, last, now)
        lengths[:, place] = np.where(now == 0, 0, length)
    return lengths


def _trend_lengths(value: Floats) -> NDArray[np.int64]:
    """How many points in a row have risen, or fallen. A value equal to the one before neither counts nor breaks."""
    steps = run_lengths(np.sign(np.diff(value, axis=1)))
    first = np.zeros((len(value), 1), dtype=np.int64)
    return np.hstack([first, np.where(steps > 0, steps + 1, 0)])


def _two_of_three(standardised: Floats) -> Bools:
    """Two of three points in a row beyond two sigmas on the same side, told at the later of the two."""
    found = np.zeros(standardised.shape, dtype=np.bool_)
    for side in (1, -1):
        beyond = side * standardised > 2
        before = np.pad(beyond, ((0, 0), (2, 0)))
        found |= beyond & (before[:, 1:-1] | before[:, :-2])
    return found
