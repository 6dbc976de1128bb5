"""Shares and gaps between shares (METHODS 7.1): coverage summed exactly over all counts, without simulation."""

from __future__ import annotations

import numpy as np
import polars as pl

import research_kit as rk
from tests.simulation.acceptance import Figure, Limit, Row
from tests.simulation.plan import Plan

TITLE = "Shares and gaps"
TEXT = """\
Every possible count is weighted by its binomial probability, so these figures have no Monte Carlo error. The shares
.10, .25 and .38 are those of a rare, a common and the SAMBA-like outcome; gaps compare two halves of the
participants. "Empty cells" means shares so small that a group often has no event at all, averaged over the shares
that leave the cell empty with a chance of 10 to 60 %; "where empty" looks only at the studies whose cell is empty.
"""
USUAL = Limit(quantity="coverage", low=0.935, high=0.965)
SMALL = Limit(quantity="coverage", low=0.93, high=0.98)
EMPTY = Limit(quantity="coverage", low=0.95)
UNBIASED = Limit(quantity="bias", low=-0.005, high=0.005)


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [row for n in plan.sizes for row in (*_shares(n), *_gaps(n), *_empty_cells(n))]


def _shares(n: int) -> list[Row]:
    events = np.arange(n + 1)
    limits = rk.statistics.wilson(events, n)
    found = []
    for share in (0.10, 0.25, 0.38):
        chance = _binomial(n, share)
        figures = {"bias": _exact(chance @ (events / n) - share), "coverage": _exact(chance @ _held(limits, share))}
        found.append(_row("share, Wilson", n, f"share {share:.2f}", figures, share))
    return found


def _gaps(n: int) -> list[Row]:
    found = []
    for one, other in ((0.10, 0.10), (0.38, 0.26), (0.45, 0.25)):
        chance, limits = _two_groups(n, one, other)
        figures = {
            "bias": _exact(chance @ limits["estimate"].to_numpy() - (one - other)),
            "coverage": _exact(chance @ _held(limits, one - other)),
        }
        scenario = f"shares {one:.2f} and {other:.2f}"
        found.append(_row("gap, Newcombe", n, scenario, figures, one - other))
    return found


def _empty_cells(n: int) -> list[Row]:
    limits = rk.statistics.wilson(np.arange(n + 1), n)
    chances_of_none = np.linspace(0.10, 0.60, 51)
    shares = 1 - chances_of_none ** (1 / n)
    covered = np.mean([_binomial(n, share) @ _held(limits, share) for share in shares])
    where_empty = np.mean([_held(limits, share)[0] for share in shares])
    half = n // 2
    gaps = []
    for none in chances_of_none:
        share = 1 - none ** (1 / half)
        chance, gap_limits = _two_groups(n, share, 0.25)
        gaps.append(chance @ _held(gap_limits, share - 0.25))
    return [
        _row("share, Wilson", n, "empty cells", {"coverage": _exact(covered)}, None),
        _row("share, Wilson", n, "where empty", {"coverage": _exact(where_empty)}, None),
        _row("gap, Newcombe", n, "empty cells against .25", {"coverage": _exact(np.mean(gaps))}, None),
    ]


def _two_groups(n: int, one: float, other: float) -> tuple[np.ndarray, pl.DataFrame]:
    """The chance of every pair of counts, and its interval."""
    half = n // 2
    first, second = (each.ravel() for each in np.meshgrid(np.arange(half + 1), np.arange(half + 1), indexing="ij"))
    chance = np.outer(_binomial(half, one), _binomial(half, other)).ravel()
    likely = chance > 1e-12
    return chance[likely], rk.statistics.newcombe(first[likely], half, second[likely], half)


def _binomial(n: int, share: float) -> np.ndarray:
    from scipy.stats import binom

    return np.asarray(binom.pmf(np.arange(n + 1), n, share))


def _held(limits: pl.DataFrame, truth: float) -> np.ndarray:
    return limits.select((pl.col("lower") <= truth) & (pl.col("upper") >= truth)).to_series().to_numpy().astype(float)


def _exact(value: float | np.ndarray) -> Figure:
    return Figure(value=float(value), error=0.0)


def _row(estimator: str, n: int, scenario: str, figures: dict[str, Figure], truth: float | None) -> Row:
    if truth is None:
        accepted: tuple[Limit, ...] = (EMPTY,)
    else:
        accepted = (UNBIASED, SMALL if n < 240 else USUAL)
    return Row(
        estimator=estimator,
        method="M7.1",
        n=n,
        scenario=scenario,
        replications=0,
        truth=truth,
        figures=figures,
        accepted=accepted,
    )
