"""Follow-up of people who may start an activity on the way: when it ended, with what, and when they started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.effects.time_zero import require_columns
from research_kit.statistics.regression.given_frame import given_frame

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class StartColumns:
    """The columns of follow-up: who, how long, whether the event came, and when the activity was started."""

    id: str
    duration: str
    event: str
    exposure_time: str

    @property
    def names(self) -> list[str]:
        """All four."""
        return [self.id, self.duration, self.event, self.exposure_time]


def started_follow_up(frame: Any, columns: StartColumns, others: Sequence[str] = ()) -> pl.DataFrame:
    """One row per participant: `_id`, `_until`, `_event`, `_begun` (infinite: not before the end), and the others.

    Raises
    ------
    EstimateError
        A column is missing; a participant has no value or several rows; durations or starts are negative or not finite.
    """
    people = given_frame(frame)
    require_columns(people, [*columns.names, *others])
    _require_types(people, columns)
    rows = people.select(
        pl.col(columns.id).alias("_id"),
        pl.col(columns.duration).cast(pl.Float64).alias("_until"),
        (pl.col(columns.event).cast(pl.Float64) == 1).alias("_event"),
        pl.col(columns.exposure_time).cast(pl.Float64).alias("_begun"),
        *dict.fromkeys(others),
    )
    _require_people(rows, columns)
    _require_event(people, columns.event)
    _require_times(rows, "_until", columns.duration, nulls_allowed=False)
    _require_times(rows, "_begun", columns.exposure_time, nulls_allowed=True)
    in_time = (pl.col("_begun") <= pl.col("_until")).fill_null(False)
    return rows.with_columns(_begun=pl.when(in_time).then("_begun").otherwise(float("inf")))


def _require_types(people: pl.DataFrame, columns: StartColumns) -> None:
    for name in (columns.duration, columns.event, columns.exposure_time):
        dtype = people.schema[name]
        if not (dtype.is_numeric() or dtype in (pl.Boolean, pl.Null)):
            raise EstimateError(
                f"Column {name!r} is of type {str(dtype).partition('(')[0]}: give numbers, times counted from the "
                "index date."
            )


def _require_people(rows: pl.DataFrame, columns: StartColumns) -> None:
    unknown, several = rows["_id"].null_count(), rows.height - rows["_id"].n_unique()
    if unknown or several:
        raise EstimateError(
            f"{unknown:,} of {rows.height:,} rows have no participant in {columns.id!r}, and {several:,} repeat one: "
            "give one row per participant."
        )
    if rows.height < 2:
        raise EstimateError(f"The frame has {rows.height} rows: nobody to compare.")


def _require_event(people: pl.DataFrame, event: str) -> None:
    values = people[event].cast(pl.Float64)
    wrong = int((~values.is_in([0.0, 1.0]).fill_null(False)).sum())
    if wrong:
        raise EstimateError(
            f"{wrong:,} of {people.height:,} rows have no 0 or 1 (false or true) in {event!r}. Give a column that is "
            "true for the event studied and false for the others, which then censor."
        )


def _require_times(rows: pl.DataFrame, role: str, name: str, *, nulls_allowed: bool) -> None:
    usable = (pl.col(role).is_finite() & (pl.col(role) >= 0)).fill_null(nulls_allowed)
    wrong = rows.filter(~usable).height
    if wrong:
        said = "negative or not finite" if nulls_allowed else "missing, negative or not finite"
        raise EstimateError(f"{wrong:,} of {rows.height:,} rows have a time in {name!r} that is {said}.")
