"""Groups as they were at time zero: who had started by then."""

from __future__ import annotations

from typing import Any

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.effects.time_zero import require_columns, require_exposed_by
from research_kit.statistics.regression.given_frame import given_frame


def exposure_groups(frame: Any, *, exposure_time: str, time_zero: float = 0.0) -> pl.DataFrame:
    """Who had started an activity by time zero, refused if anybody started later.

    Parameters
    ----------
    frame
        One row per participant.
    exposure_time
        Column: when the activity was started, since the index date; null: never.
    time_zero
        The time from which outcomes are counted, in the same unit.

    Returns
    -------
    The rows of the frame with `exposed` (boolean).

    Raises
    ------
    GuardError
        `G-IMMORTAL`: somebody started after time zero. Groups of those who "ever took part" cannot be formed: people
        who find work early never get the chance to start, and the comparison would be false.
    EstimateError
        The column is missing or time zero is no number.

    References
    ----------
    Suissa S (2008). Am J Epidemiol 167:492-499. doi:10.1093/aje/kwm324
    """
    people = given_frame(frame)
    if not is_number(time_zero):
        raise EstimateError(f"`time_zero` is a {type(time_zero).__name__}; it must be a number.")
    require_columns(people, [exposure_time])
    require_exposed_by(people, exposure_time, time_zero=time_zero)
    by_then = (pl.col(exposure_time).cast(pl.Float64) <= time_zero).fill_null(False)
    return people.with_columns(exposed=by_then)
