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
    """The columns of follow-up: who, how long, whether the event came, and when the activity was started.

    `could_start_until`: until when the activity was open to somebody; `others_until`: of those whose follow-up ended
    with something that rules the event out, until when they would have been observed (null for everybody else).
    """

    id: str
    duration: str
    event: str
    exposure_time: str
    could_start_until: str | None = None
    others_until: str | None = None

    @property
    def names(self) -> list[str]:
        """All that are given."""
        given = [self.id, self.duration, self.event, self.exposure_time, self.could_start_until, self.others_until]
        return [name for name in given if name is not None]


def started_follow_up(frame: Any, columns: StartColumns, others: Sequence[str] = ()) -> pl.DataFrame:
    """One row per participant: `_id`, `_until`, `_event`, `_begun` (infinite: not before the end), and the others.

    `_open` is until when the activity could be started, `_seen` until when it is known whether the event came: later
    than `_until` for those whom something else took, of whom it never did.

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
        _time_or_none(columns.could_start_until).alias("_open"),
        _time_or_none(columns.others_until).alias("_seen"),
        *dict.fromkeys(others),
    )
    _require_people(rows, columns)
    _require_event(people, columns.event)
    _require_all_times(rows, columns)
    _require_one_end(rows, columns)
    in_time = (pl.col("_begun") <= pl.col("_until")).fill_null(False)
    begun = pl.when(in_time).then("_begun")
    return rows.with_columns(
        _begun=begun.fill_null(float("inf")),
        _open=pl.max_horizontal(pl.col("_open").fill_null(float("inf")), begun),
        _seen=pl.max_horizontal("_seen", "_until"),
    )


def _require_all_times(rows: pl.DataFrame, columns: StartColumns) -> None:
    _require_times(rows, "_until", columns.duration, nulls_allowed=False)
    _require_times(rows, "_begun", columns.exposure_time, nulls_allowed=True)
    _require_times(rows, "_open", columns.could_start_until or "", nulls_allowed=True)
    _require_times(rows, "_seen", columns.others_until or "", nulls_allowed=True)


def _time_or_none(name: str | None) -> pl.Expr:
    return pl.lit(None, dtype=pl.Float64()) if name is None else pl.col(name).cast(pl.Float64)


def _require_one_end(rows: pl.DataFrame, columns: StartColumns) -> None:
    both = rows.filter(pl.col("_event") & pl.col("_seen").is_not_null()).height
    if both:
        raise EstimateError(
            f"{both:,} of {rows.height:,} rows have the event in {columns.event!r} and a time in "
            f"{columns.others_until!r}, which is for those whom something else took: leave it null where it came."
        )


def _require_types(people: pl.DataFrame, columns: StartColumns) -> None:
    for name in columns.names[1:]:
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
