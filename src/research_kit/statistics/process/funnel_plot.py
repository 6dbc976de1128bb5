"""Shares of several units around their common value, in a funnel that says what chance alone would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, normal_quantile
from research_kit.statistics.process.series import Floats, counts_of_exposure

WINSORISED = 0.10
LIMITS = {"95": 0.95, "99_8": 0.998}


def funnel_plot(
    events: ArrayLike,
    n: ArrayLike,
    *,
    units: Sequence[Any] | pl.Series | None = None,
    centre: float | None = None,
    winsorise: float = WINSORISED,
) -> pl.DataFrame:
    """Share with the event in each unit, around the common share, with limits that allow for units that differ.

    Parameters
    ----------
    events, n
        One value per unit (organisation): how many had the event, of how many.
    units
        What each unit is called. None: 1, 2, ...
    centre
        The share the limits lie around, strictly between 0 and 1. None: that of all units together.
    winsorise
        Which part of the units at either end does not say how much units differ: their z is set to the quantile.
        At least 0 and below 0.5.

    Returns
    -------
    One row per unit, in the order given (there is no ranking): `unit`, `n`, `events`, `value`, `centre`,
    `lower_95`, `upper_95`, `lower_99_8`, `upper_99_8` (adjusted for overdispersion), `unadjusted_lower_95`, ...,
    `unadjusted_upper_99_8` (binomial), `zone` (`inside`, `outside_95`, `outside_99_8`, by the adjusted limits), `z`
    (in adjusted standard errors), `dispersion` (phi, the mean of the winsorised squared z), `expected` (the fewer of
    those expected with and without the event: below 5 the limits are approximate).

    Raises
    ------
    EstimateError
        There are fewer than two units; an `n` is 0 or negative; events are negative, no whole numbers or more than
        `n`; the common share is 0 or 1; or an argument is out of range.

    Notes
    -----
    Limits are centre -/+ z * sqrt(phi * centre * (1 - centre) / n), cut at 0 and 1, with phi = 1 where the estimate is
    below 1: units that differ less than chance do not narrow the funnel. Of 20 equal units one is outside the 95 %
    limits by chance, of 500 one outside the 99.8 %. FunnelPlotR's default adds a variance between units instead.

    References
    ----------
    Spiegelhalter DJ (2005). Stat Med 24:1185-1202. doi:10.1002/sim.1970
    Spiegelhalter DJ (2005). Qual Saf Health Care 14:347-351. doi:10.1136/qshc.2005.013755
    """
    counted, size = counts_of_exposure(events, n, name="n")
    target = _target(centre, counted, size)
    if not is_number(winsorise) or not 0 <= winsorise < 0.5:
        raise EstimateError(f"winsorise is {winsorise!r}; it must be at least 0 and below 0.5.")
    error = np.sqrt(target * (1 - target) / size)
    z = (counted / size - target) / error
    dispersion = _dispersion(z, winsorise)
    table = pl.DataFrame(
        {"unit": _units(units, size.size), "n": size.astype(np.int64), "events": counted.astype(np.int64)}
    ).with_columns(value=pl.Series(counted / size), centre=pl.lit(target))
    scale = np.sqrt(max(1.0, dispersion))
    limits = _limits("", target, error * scale) | _limits("unadjusted_", target, error)
    beyond = np.abs(z) / scale
    return table.with_columns(**limits).with_columns(
        zone=pl.Series(_zones(beyond).tolist(), dtype=pl.String),
        z=pl.Series(z / scale),
        dispersion=pl.lit(dispersion),
        expected=pl.Series(size * min(target, 1 - target)),
    )


def _target(centre: float | None, events: Floats, n: Floats) -> float:
    share = float(events.sum() / n.sum()) if centre is None else centre
    if not is_number(share) or not 0 < share < 1:
        told = f"All {n.size} units together have the share {share:g}" if centre is None else f"centre is {centre!r}"
        raise EstimateError(f"{told}: a funnel needs a share strictly between 0 and 1.")
    return float(share)


def _units(units: Sequence[Any] | pl.Series | None, count: int) -> pl.Series:
    named = pl.Series("unit", range(1, count + 1) if units is None else list(units))
    if named.len() != count or named.n_unique() != count or named.null_count():
        raise EstimateError(f"`units` has {named.n_unique()} different names for {count} units: give one for each.")
    return named


def _dispersion(z: Floats, winsorise: float) -> float:
    low, high = np.quantile(z, [winsorise, 1 - winsorise])
    return float((np.clip(z, low, high) ** 2).mean())


def _limits(prefix: str, target: float, error: Floats) -> dict[str, pl.Series]:
    widths = {name: normal_quantile(level) * error for name, level in LIMITS.items()}
    sides = {
        f"{prefix}{side}_{name}": np.clip(target + sign * width, 0.0, 1.0)
        for name, width in widths.items()
        for side, sign in (("lower", -1), ("upper", 1))
    }
    return {name: pl.Series(limit) for name, limit in sides.items()}


def _zones(beyond: Floats) -> NDArray[np.str_]:
    inner, outer = (normal_quantile(level) for level in LIMITS.values())
    return np.where(beyond > outer, "outside_99_8", np.where(beyond > inner, "outside_95", "inside"))
