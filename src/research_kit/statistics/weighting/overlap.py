"""Whether there is somebody to compare with: the range of the chance of being exposed."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.weighting.exposure_column import is_exposed, numbers_of


def overlap(
    frame: Any, *, exposure: str, propensity: str = "propensity", lowest: float = 0.05, highest: float = 0.95
) -> pl.DataFrame:
    """How many could hardly have been in the other group: the chance of being exposed lies near 0 or near 1.

    Parameters
    ----------
    frame
        One row per participant, such as of `propensity_weights`.
    exposure
        Column: true or 1 if exposed, else false or 0.
    propensity
        Column: the chance of being exposed, 0-1.
    lowest, highest
        Between these chances (both included) a participant is comparable.

    Returns
    -------
    One row each for `exposed`, `comparison` and `all`: `group`, `n`, `below`, `above` (counts outside),
    `share_outside`, and the `minimum`, `median` and `maximum` of the chance.

    Raises
    ------
    EstimateError
        A column is missing or holds no chances, or the limits are no increasing pair between 0 and 1.

    References
    ----------
    Crump RK, Hotz VJ, Imbens GW, Mitnik OA (2009). Biometrika 96:187-199. doi:10.1093/biomet/asn055
    """
    if not (is_number(lowest) and is_number(highest) and 0 <= lowest < highest <= 1):
        raise EstimateError("`lowest` and `highest` must be an increasing pair between 0 and 1, e.g. 0.05 and 0.95.")
    people = given_frame(frame)
    exposed, chance = is_exposed(people, exposure), numbers_of(people, propensity)
    wrong = int(((chance < 0) | (chance > 1)).sum())
    if wrong:
        raise EstimateError(f"{wrong:,} of {people.height:,} values in {propensity!r} are no chances between 0 and 1.")
    groups = {"exposed": exposed, "comparison": ~exposed, "all": np.ones_like(exposed)}
    return pl.DataFrame([{"group": name, **_row(chance[rows], lowest, highest)} for name, rows in groups.items()])


def _row(chance: np.ndarray[Any, Any], lowest: float, highest: float) -> dict[str, float]:
    below, above = int((chance < lowest).sum()), int((chance > highest).sum())
    spread = {"minimum": chance.min(), "median": np.median(chance), "maximum": chance.max()}
    counts = {"n": len(chance), "below": below, "above": above, "share_outside": (below + above) / len(chance)}
    return counts | {name: float(value) for name, value in spread.items()}
