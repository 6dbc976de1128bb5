"""How soon a real difference would raise an alarm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.looks.crossing import crossing_chances
from research_kit.statistics.looks.information import information_at

Floats = NDArray[np.float64]

EIGHTY_PERCENT = 1.959963984540054 + 0.8416212335729143
"""The drift that one look at the end, at two-sided 5 %, would find in 80 of 100 projects."""


def chance_of_detection(
    z: ArrayLike,
    looks: int,
    *,
    drift: float = EIGHTY_PERCENT,
    information: Sequence[float] | Floats | None = None,
) -> pl.DataFrame:
    """The chance that a real difference has raised an alarm by each look.

    Parameters
    ----------
    z
        The alarm limit, or one for each look (`obrien_fleming`, `confidence_factor`).
    looks, information
        As `alarm_z`.
    drift
        The real difference in standard errors of the last look.

    Returns
    -------
    One row per look that adds something: `look`, `information` (part of that at the last), `z`, `chance` (of an alarm
    to the side of the difference, at this look or before).

    Raises
    ------
    EstimateError
        As `alarm_z`; z is not positive or has neither one value nor one for each look; drift is no number.

    References
    ----------
    Jennison C, Turnbull BW (2000). Group Sequential Methods with Applications to Clinical Trials, chapter 2.
    """
    parts = information_at(looks, information)
    limits = np.asarray(z, dtype=np.float64)
    if limits.shape not in {(), (1,), parts.shape} or not (limits > 0).all():
        raise EstimateError(f"z has {limits.size} values for {parts.size} looks: give one, or one each, all positive.")
    if not is_number(drift) or not np.isfinite(drift):
        raise EstimateError(f"drift is {drift!r}; it must be the expected z at the last look, e.g. 2.80.")
    limits = np.broadcast_to(limits, parts.shape)
    below, above = crossing_chances(parts, -limits, limits, drift)
    chance = np.cumsum(above if drift >= 0 else below)
    return pl.DataFrame({"look": np.arange(1, parts.size + 1), "information": parts, "z": limits, "chance": chance})
