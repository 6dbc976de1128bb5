"""One row of the validation table: what was estimated, how far it was from the truth, and whether that is accepted.

A figure is accepted if it lies within the limits of METHODS 12.2, which a short run widens by some Monte Carlo standard
errors. A naive method is accepted only if it breaks them, by about what METHODS measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

NEAR = 2.0
EXPECTED = ("passes", "at the limit", "reported", "fails, as it must")
Unit = Literal["points", "months", "log ratio", "events", "people", "deviations"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A figure of a simulation with its Monte Carlo standard error."""

    value: float
    error: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """Where a figure must lie, both ends included."""

    quantity: str
    low: float = -np.inf
    high: float = np.inf

    def holds(self, figure: Figure, margin: float) -> bool:
        """Whether the figure lies within the limits, widened by `margin` standard errors."""
        slack = margin * figure.error
        return self.low - slack <= figure.value <= self.high + slack


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """A figure that METHODS quotes, with the error of its own replications and of its rounding."""

    quantity: str
    value: float
    error: float

    def agrees(self, figure: Figure) -> bool:
        """Whether both may be the same number: at most 3 standard errors of their difference apart."""
        return abs(figure.value - self.value) <= 3 * float(np.hypot(figure.error, self.error))


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One estimator in one scenario at one size of study."""

    estimator: str
    method: str
    n: int
    scenario: str
    replications: int
    figures: Mapping[str, Figure]
    truth: float | None = None
    unit: Unit = "points"
    accepted: tuple[Limit, ...] = ()
    """None: the figures are reported, not judged."""
    naive: bool = False
    required: tuple[Limit, ...] = ()
    """How wrong METHODS 12.2 says that a naive method must be."""
    measured: tuple[Measured, ...] = ()


def verdict(row: Row, margin: float = 0.0) -> str:
    """What the row shows, limits being widened by `margin` standard errors.

    `passes`; `at the limit`, if a limit is broken by less than two standard errors; `fails`; `reported` without limits;
    for a naive method `fails, as it must` or `passes, but must fail`.
    """
    if row.naive:
        doubt = 0.0 if margin else NEAR  # a short run cannot tell small breaches from chance, and takes them as found
        breaks = any(not limit.holds(row.figures[limit.quantity], doubt) for limit in row.accepted)
        enough = all(limit.holds(row.figures[limit.quantity], margin) for limit in row.required)
        return "fails, as it must" if breaks and enough else "passes, but must fail"
    if not row.accepted:
        return "reported"
    if all(limit.holds(row.figures[limit.quantity], margin) for limit in row.accepted):
        return "passes"
    is_near = all(limit.holds(row.figures[limit.quantity], max(margin, NEAR)) for limit in row.accepted)
    return "at the limit" if is_near else "fails"


def is_as_it_should(row: Row, margin: float = 0.0) -> bool:
    """Whether nothing speaks against the row."""
    return verdict(row, margin) in EXPECTED


def disagreements(row: Row) -> list[str]:
    """The figures of METHODS that this simulation does not find again."""
    return [each.quantity for each in row.measured if not each.agrees(row.figures[each.quantity])]


def share_of(held: pl.Series | np.ndarray) -> Figure:
    """A share of replications; its binomial standard error as if two more of each kind had been seen (never 0)."""
    values = np.asarray(held, dtype=np.float64)
    smoothed = (values.sum() + 2) / (values.size + 4)
    return Figure(value=float(values.mean()), error=float(np.sqrt(smoothed * (1 - smoothed) / values.size)))


def mean_of(values: pl.Series | np.ndarray) -> Figure:
    """A mean over replications with its standard error."""
    array = np.asarray(values, dtype=np.float64)
    return Figure(value=float(array.mean()), error=float(array.std(ddof=1) / np.sqrt(array.size)))


def median_of(values: pl.Series | np.ndarray) -> Figure:
    """A median over replications; its standard error from the order statistics one binomial error to each side."""
    array = np.sort(np.asarray(values, dtype=np.float64))
    spread = np.sqrt(array.size) / 2
    around = np.clip([array.size / 2 - spread, array.size / 2 + spread], 0, array.size - 1).astype(int)
    low, high = array[around]
    return Figure(value=float(np.median(array)), error=float((high - low) / 2))


def figures_of(estimates: pl.DataFrame, truth: float) -> dict[str, Figure]:
    """Bias of the defined estimates; coverage, an undefined interval not covering; the share that is undefined.

    Parameters
    ----------
    estimates
        One row per replication: `estimate`, `lower`, `upper`, null where undefined.
    truth
        What was estimated.
    """
    known = estimates["estimate"].drop_nulls().drop_nans()
    held = (pl.col("lower") <= truth) & (pl.col("upper") >= truth)
    covered = estimates.select(held.fill_null(False)).to_series()
    undefined = estimates.select(pl.any_horizontal(pl.col("lower", "upper").is_null())).to_series()
    return {
        "bias": mean_of(known - truth),
        "coverage": share_of(covered),
        "undefined": share_of(undefined),
    }


def figures_of_fits(estimates: pl.DataFrame, truth: float) -> dict[str, Figure]:
    """As `figures_of` where the method gave an estimate, and the share of studies in which it refused to."""
    is_given = estimates["estimate"].is_not_null()
    return figures_of(estimates.filter(is_given), truth) | {"refused": share_of(~is_given)}
