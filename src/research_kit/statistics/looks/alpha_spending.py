"""Alarm limits for looks whose number and times are not known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from research_kit.errors import EstimateError
from research_kit.statistics.looks.alarm_z import require_chance, where_zero
from research_kit.statistics.looks.crossing import crossing_chances

Floats = NDArray[np.float64]
Spending = Literal["obrien-fleming", "pocock"]

_ROUNDING = 1e-9
_WIDEST = 30.0
_NARROWEST = 1e-3
_LEAST_SPENT = 1e-300


def alpha_spending(
    information: Sequence[float] | Floats, *, spending: Spending = "obrien-fleming", alpha: float = 0.05
) -> pl.DataFrame:
    """Limits at the looks so far, when the chance of a false alarm is spent as information comes in.

    Parameters
    ----------
    information
        At each look so far, rising: parts of the information planned for the last look, in (0, 1].
    spending
        `"obrien-fleming"`: almost nothing early, 2 · 2(1 − Φ(z(α/4) / √t)); `"pocock"`: more evenly,
        α ln(1 + (e − 1) t). Half is spent on each side.
    alpha
        The chance of ever a false alarm, strictly between 0 and 1.

    Returns
    -------
    One row per look: `look`, `information`, `spent` (chance of an alarm so far), `z`.

    Raises
    ------
    EstimateError
        information does not rise or leaves (0, 1], spending is unknown, or alpha is outside (0, 1).

    References
    ----------
    Lan KKG, DeMets DL (1983). Biometrika 70:659-663. doi:10.1093/biomet/70.3.659
    """
    parts, chance = _parts(information), require_chance(alpha)
    if spending not in _SPENT:
        raise EstimateError(f"spending is {spending!r}; it must be one of: {', '.join(sorted(_SPENT))}.")
    spent = _SPENT[spending](parts, chance)
    limits = np.empty_like(parts)
    for look in range(parts.size):
        limits[look] = _limit(parts[: look + 1], limits[:look], np.diff(spent[: look + 1], prepend=0.0)[-1])
    return pl.DataFrame({"look": np.arange(1, parts.size + 1), "information": parts, "spent": spent, "z": limits})


def _limit(parts: Floats, earlier: Floats, to_spend: float) -> float:
    if to_spend < _LEAST_SPENT:
        return np.inf

    def excess(z: float) -> float:
        limits = np.append(earlier, z)
        below, above = crossing_chances(parts, -limits, limits)
        return float(np.log(max(below[-1] + above[-1], _LEAST_SPENT) / to_spend))

    return where_zero(excess, _NARROWEST, _WIDEST)


def _late(parts: Floats, alpha: float) -> Floats:
    spent: Floats = 4 * ndtr(ndtri(alpha / 4) / np.sqrt(parts))
    return spent


def _even(parts: Floats, alpha: float) -> Floats:
    spent: Floats = alpha * np.log1p((np.e - 1) * parts)
    return spent


_SPENT: Mapping[str, Callable[[Floats, float], Floats]] = {"obrien-fleming": _late, "pocock": _even}


def _parts(information: Sequence[float] | Floats) -> Floats:
    parts = np.atleast_1d(np.asarray(information, dtype=np.float64))
    parts = np.where(np.abs(parts - 1) < _ROUNDING, 1.0, parts)
    wrong = int((~((parts > 0) & (parts <= 1))).sum() + (np.diff(parts) <= 0).sum())
    if wrong or parts.ndim > 1:
        raise EstimateError(
            f"information leaves (0, 1] or does not rise at {wrong} of {parts.size} looks: give the part of the "
            "planned information known at each look so far."
        )
    return parts
