"""Shares of small groups, drawn towards what the groups have in common: for display, never for a claim."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.proportions.counts_of_n import counts_of_n
from research_kit.statistics.proportions.pooled_logits import pooled_logits

Floats = NDArray[np.float64]

FOR_DISPLAY = "display_only"
"""The only use of a pooled share: alarms, target tests and "lowest group" rest on the raw ones (guard G-SHRINK)."""

LEAST_GROUPS_FOR_EFFECTS = 6
_MOST_EFFECTS = 4
_MOST_PEOPLE = 10_000


def partial_pooling(
    events: ArrayLike, n: ArrayLike, main_effects: ArrayLike | None = None, confidence: float = 0.95
) -> pl.DataFrame:
    """Each group's share, moved towards the others the more the fewer people it has; for display only.

    Parameters
    ----------
    events, n
        Counts of two or more groups, 0 <= events <= n <= 10,000; a group of nobody gets what the others suggest.
    main_effects
        One row per group, one column per term (0 and 1: woman, foreign-born), at most 4, for at least 6 groups: groups
        are then moved towards what these say, not towards one common share.
    confidence
        Of the interval, strictly between 0 and 1.

    Returns
    -------
    One row per group, in the order given: `events`, `n`, `raw` (null for a group of nobody), `estimate`, `std_error`,
    `lower`, `upper` (posterior mean, standard deviation and quantiles), `use`, always "display_only".

    Raises
    ------
    EstimateError
        There are fewer than two groups, a count is no count or missing, a group is very large, or the effects do
        not fit.

    Notes
    -----
    logit p_g ~ N(x_g'β, τ²), β ~ N(0, 1.5²) each, τ ~ Gamma(2, rate 2), which keeps away from "no difference at all".
    Integrated over τ and β on a grid, no random numbers. A group that truly is far worse off is drawn towards the rest
    (METHODS 7.3: by 16 points for −1.2 on the logit scale): show it beside the raw share.

    References
    ----------
    Chung Y, Rabe-Hesketh S, Dorie V, Gelman A, Liu J (2013). Psychometrika 78:685-709. doi:10.1007/s11336-013-9328-2
    """
    counted, size = counts_of_n(events, n)
    _require_groups(counted, size)
    design = np.column_stack([np.ones(size.size), _effects(main_effects, size.size)])
    logits, masses = pooled_logits(counted, size, design)
    shares = 1 / (1 + np.exp(-logits))
    mean = masses @ shares
    std_error = np.sqrt(np.maximum(masses @ shares**2 - mean**2, 0))
    tail = tail_probability(confidence)
    lower, upper = ([_quantile(shares, each, p) for each in masses] for p in (tail, 1 - tail))
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = counted / size
    columns = {"events": counted, "n": size, "raw": raw, "estimate": mean, "std_error": std_error}
    found = pl.DataFrame(columns | {"lower": lower, "upper": upper}).fill_nan(None)
    return found.with_columns(pl.col("events", "n").cast(pl.Int64), use=pl.lit(FOR_DISPLAY))


def _quantile(shares: Floats, mass: Floats, p: float) -> float:
    """Where the chance reaches p, half of a grid point's mass lying on each side of it."""
    return float(np.interp(p, np.cumsum(mass) - mass / 2, shares))


def _require_groups(counted: Floats, size: Floats) -> None:
    missing = int(np.isnan(counted).sum())
    if missing:
        raise EstimateError(f"{missing} of {counted.size} groups have no count. Leave them out, or give n = 0.")
    if size.size < 2 or not size.any():
        raise EstimateError(
            f"{int((size > 0).sum())} groups have people: pooling needs at least two groups and anybody."
        )
    large = int((size > _MOST_PEOPLE).sum())
    if large:
        raise EstimateError(
            f"{large} of {size.size} groups have more than {_MOST_PEOPLE:,} people: pooling would not move them."
        )


def _effects(main_effects: Any, groups: int) -> Floats:
    if main_effects is None:
        return np.empty((groups, 0))
    listed = main_effects.to_numpy() if hasattr(main_effects, "to_numpy") else main_effects
    try:
        terms = np.asarray(listed, dtype=np.float64).reshape(groups, -1)
    except (TypeError, ValueError) as fault:
        raise EstimateError(f"main_effects must have one row of numbers for each of the {groups} groups.") from fault
    if groups < LEAST_GROUPS_FOR_EFFECTS or terms.shape[1] > _MOST_EFFECTS or not np.isfinite(terms).all():
        raise EstimateError(
            f"{terms.shape[1]} main effects of {groups} groups: at least {LEAST_GROUPS_FOR_EFFECTS} groups and at most "
            f"{_MOST_EFFECTS} effects, all finite numbers, are needed. Leave main_effects out."
        )
    if np.linalg.matrix_rank(np.column_stack([np.ones(groups), terms])) <= terms.shape[1]:
        raise EstimateError("main_effects add up to one another (or to a constant): leave one of them out.")
    return terms
