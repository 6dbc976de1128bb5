"""Alarm limits that are very wide early and almost ordinary at the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.looks.alarm_z import require_chance, where_zero
from research_kit.statistics.looks.crossing import crossing_chances
from research_kit.statistics.looks.information import information_at

Floats = NDArray[np.float64]


def obrien_fleming(
    looks: int, *, information: Sequence[float] | Floats | None = None, alpha: float = 0.05
) -> pl.DataFrame:
    """Limits for claims meant for the final report, but looked at on the way: C / √information at each look.

    Parameters
    ----------
    looks, information, alpha
        As `alarm_z`.

    Returns
    -------
    One row per look that added something: `look` (1, 2, …), `information` (part of that at the last), `z`.

    Raises
    ------
    EstimateError
        As `alarm_z`.

    References
    ----------
    O'Brien PC, Fleming TR (1979). Biometrics 35:549-556. doi:10.2307/2530245
    """
    parts, chance = information_at(looks, information), require_chance(alpha)

    def excess(constant: float) -> float:
        below, above = crossing_chances(parts, -constant / np.sqrt(parts), constant / np.sqrt(parts))
        return float(below.sum() + above.sum()) - chance

    constant = where_zero(excess, *_bracket(chance, parts.size))
    return pl.DataFrame({"look": np.arange(1, parts.size + 1), "information": parts, "z": constant / np.sqrt(parts)})


def _bracket(chance: float, looks: int) -> tuple[float, float]:
    from scipy.special import ndtri

    return float(-ndtri(chance / 2)), float(-ndtri(chance / 2 / looks))
