"""How many will have reached the goal in the end, in the simplest case: exact, without simulation."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betaln, gammaln

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number

Floats = NDArray[np.float64]

PRIOR = 0.5  # Jeffreys
INTERVALS = {"lower": 0.025, "lower_80": 0.10, "estimate": 0.5, "upper_80": 0.90, "upper": 0.975}


def forecast_count(attained: int, mature: int, to_come: int, *, target: float | None = None) -> pl.DataFrame:
    """How many will have reached the goal when all are followed, if those to come do as those followed did.

    Parameters
    ----------
    attained, mature
        How many have reached the goal, of those followed long enough: 0 <= attained <= mature, at least one mature.
    to_come
        How many are still to be followed, or enrolled: known, >= 0. (`forecast` lets their number and time vary.)
    target
        The number aimed at.

    Returns
    -------
    One row: `attained`, `to_come`, `estimate` (median of the final number), `lower_80`, `upper_80`, `lower`, `upper`
    (prediction intervals of 80 % and 95 %), `target`, `chance` (of reaching it; null without a target).

    Raises
    ------
    EstimateError
        A number is negative or no whole number, or attained exceeds mature.

    Notes
    -----
    Beta-binomial with Jeffreys' prior: exact, where METHODS allows simulation. The limits are the smallest numbers that
    are not exceeded with at least the chance named, so that an interval holds at least its share.

    References
    ----------
    Brown LD, Cai TT, DasGupta A (2001). Stat Sci 16:101-133. doi:10.1214/ss/1009213286
    """
    reached, of, coming = (_count(*each) for each in ((attained, "attained"), (mature, "mature"), (to_come, "to_come")))
    if reached > of or of == 0:
        raise EstimateError(
            f"{reached} of {of} cannot have reached the goal: attained is a part of mature, at least 1."
        )
    chances = beta_binomial(coming, reached + PRIOR, of - reached + PRIOR)
    number = reached + np.arange(coming + 1)
    columns = {name: int(number[np.searchsorted(np.cumsum(chances), p)]) for name, p in INTERVALS.items()}
    found = pl.DataFrame({"attained": [reached], "to_come": [coming], **{name: [v] for name, v in columns.items()}})
    chance = None if target is None else float(chances[number >= _number(target)].sum())
    return found.with_columns(target=pl.lit(target, dtype=pl.Float64), chance=pl.lit(chance, dtype=pl.Float64)).select(
        "attained", "to_come", *_ORDER, "target", "chance"
    )


_ORDER = ("estimate", "lower_80", "upper_80", "lower", "upper")


def beta_binomial(n: int, a: float, b: float) -> Floats:
    """The chance of each number from 0 to n."""
    k = np.arange(n + 1)
    chosen = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    chances: Floats = np.exp(chosen + betaln(k + a, n - k + b) - betaln(a, b))
    return np.asarray(chances / chances.sum())


def _count(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise EstimateError(f"{name} is {value!r}; it must be a whole number of people, 0 or more.")
    return int(value)


def _number(target: Any) -> float:
    if not is_number(target) or not np.isfinite(target):
        raise EstimateError(f"target is {target!r}; it must be a number of people.")
    return float(target)
