"""The table of a chart: values with their limits, the points that signal, and what the limits rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from research_kit.statistics.process.chart_rules import (
    Readings,
    checked_rules,
    rules_for,
    signals_of,
)
from research_kit.statistics.process.series import Floats, periods_of
from research_kit.statistics.process.stretches import Stretch, stretches_of

SIGMAS = 3.0
FEWEST, FULL = 8, 12  # METHODS 4.3: below 8 points no limits, from 8 to 11 preliminary ones
FEWEST_EXPECTED = 5.0
AUTOCORRELATED = 0.4  # METHODS Annex A, M4.3
ROUNDING = 1e-12
MOVING_RANGE = 1.128  # expected moving range of two normal values, in sigmas


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The limits of one stretch, one value per point; `standardised` is the distance from `middle` in sigmas.

    `middle` is the line that runs are counted about, where it is not the centre.
    `notes` are codes of what a reader must know; `insufficient` those for which the limits may not be used.
    """

    centre: Floats
    lower: Floats
    upper: Floats
    standardised: Floats
    middle: Floats | None = None
    notes: tuple[str, ...] = ()
    insufficient: tuple[str, ...] = ()
    columns: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartOptions:
    """How a chart is drawn: as the parameters of the same names in `p_chart`."""

    periods: Sequence[Any] | pl.Series | None = None
    baseline: int | None = None
    phases: Sequence[Any] | pl.Series | None = None
    rules: Sequence[str] | str | None = None


def chart_table(value: Floats, limits_of: Callable[[Stretch], Limits], options: ChartOptions) -> pl.DataFrame:
    """`period, value, centre, lower_limit, upper_limit, signal, rule`, what the chart adds, and `status, reason`."""
    rules = None if options.rules is None else checked_rules(options.rules)
    periods = periods_of(options.periods, value.size)
    parts = [
        _stretch_table(value[each.rows], limits_of(each), each, rules)
        for each in stretches_of(value.size, options.baseline, options.phases)
    ]
    return pl.concat(parts).insert_column(0, periods)


def _stretch_table(value: Floats, limits: Limits, stretch: Stretch, rules: tuple[str, ...] | None) -> pl.DataFrame:
    on = rules_for(stretch.points, rules)
    signals = _signals(_readings(value, limits), on)
    drawn = pl.DataFrame({"value": value, "centre": limits.centre, "lower_limit": limits.lower,
                          "upper_limit": limits.upper}).fill_nan(None)  # fmt: skip
    added = {name: _column(each) for name, each in limits.columns.items()}
    return drawn.hstack(signals).with_columns(**added).with_columns(**_told_of(limits, stretch))


def _signals(seen: Readings, on: tuple[str, ...]) -> pl.DataFrame:
    """`signal`, and which rules are complete at each point."""
    named = {name: np.where(points[0], name, "") for name, points in signals_of(seen, on).items()}
    told = [",".join(filter(None, point)) for point in zip(*named.values(), strict=True)] or [""] * seen.value.size
    rule = pl.Series("rule", told).replace("", None)
    return pl.DataFrame({"signal": rule.is_not_null(), "rule": rule})


def _readings(value: Floats, limits: Limits) -> Readings:
    """What the rules read; a point as near a line as rounding puts it lies on the line."""
    noise = ROUNDING * max(1e-300, float(np.abs(value).max()))
    distance = value - (limits.centre if limits.middle is None else limits.middle)
    with np.errstate(invalid="ignore"):
        outside = (value < limits.lower - noise) | (value > limits.upper + noise)
    return Readings(
        value=value[None, :],
        distance=np.where(np.abs(distance) <= noise, 0.0, distance)[None, :],
        standardised=limits.standardised[None, :],
        outside=outside[None, :],
    )


def _column(value: Floats | str | float | None) -> pl.Expr | pl.Series:
    if isinstance(value, np.ndarray):
        return pl.Series(value) if value.dtype == np.bool_ else pl.Series(value).fill_nan(None)
    return pl.lit(value, dtype=pl.String if isinstance(value, str) else pl.Float64)


def _told_of(limits: Limits, stretch: Stretch) -> dict[str, pl.Expr]:
    """The dependence of neighbouring points, and whether the limits may be used: the same in every row of a stretch."""
    dependence = autocorrelation(limits.standardised)
    insufficient, preliminary = limits.insufficient, tuple[str, ...]()
    if stretch.basis_points < FEWEST:
        insufficient = ("fewer_than_8_points", *insufficient)
    elif stretch.basis_points < FULL:
        preliminary = ("fewer_than_12_points",)
    correlated = ("autocorrelated",) if dependence is not None and dependence > AUTOCORRELATED else ()
    reasons = (*insufficient, *preliminary, *limits.notes, *correlated)
    status = "insufficient" if insufficient else "preliminary" if preliminary else "ok"
    return {
        "autocorrelation": pl.lit(dependence, dtype=pl.Float64),
        "status": pl.lit(status),
        "reason": pl.lit(",".join(reasons) or None, dtype=pl.String),
    }


def autocorrelation(values: Floats) -> float | None:
    """The correlation of each value with the next; None where there is no spread."""
    centred = values - values.mean()
    total = float(centred @ centred)
    return float(centred[1:] @ centred[:-1]) / total if np.isfinite(total) and total > 0 else None


def moving_range_sigma(values: Floats) -> float:
    """The spread between neighbouring values: mean moving range / 1.128."""
    return float(np.abs(np.diff(values)).mean()) / MOVING_RANGE
