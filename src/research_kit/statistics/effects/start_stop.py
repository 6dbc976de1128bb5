"""Rows before and after the start of an activity, for regressions in which exposure changes with time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from research_kit.statistics.effects.started_follow_up import StartColumns, started_follow_up
from research_kit.statistics.regression.column_names import several_names


def start_stop(
    frame: Any, *, id: str, duration: str, event: str, exposure_time: str, covariates: Sequence[str] = ()
) -> pl.DataFrame:
    """Follow-up cut at the start of the activity: without it until then, with it from then on.

    Parameters
    ----------
    frame
        One row per participant.
    id, duration, event
        Columns: the participant; time from index to the event or the end of observation; whether the event came.
    exposure_time
        Column: time of the start, since index; null: never. A start at or after the end of observation counts as none.
    covariates
        Further columns to keep, known at index.

    Returns
    -------
    One or two rows per participant: the id, `start`, `stop`, the event's column (boolean), `started` (0 or 1), and the
    covariates. For `cox(..., entry="start", duration="stop", covariates=["started", ...], cluster=id)`.

    Raises
    ------
    EstimateError
        A column is missing; participants repeated or unknown; times missing, negative or not finite.

    Notes
    -----
    Somebody counts as without the activity until its start, whatever comes later: this is what keeps the time that had
    to be survived before a start from being counted as an achievement of the activity.

    References
    ----------
    Crowley J, Hu M (1977). J Am Stat Assoc 72:27-36. doi:10.1080/01621459.1977.10479903
    """
    names = several_names("covariates", covariates)
    columns = StartColumns(id=id, duration=duration, event=event, exposure_time=exposure_time)
    people = started_follow_up(frame, columns, names)
    cut = pl.min_horizontal("_begun", "_until")
    has_begun = pl.col("_begun") < pl.col("_until")
    before = people.filter((pl.col("_begun") > 0) | ~has_begun).with_columns(
        start=pl.lit(0.0), stop=cut, _event=pl.col("_event") & ~has_begun, started=pl.lit(0, dtype=pl.Int8)
    )
    after = people.filter(has_begun).with_columns(
        start=pl.col("_begun"), stop=pl.col("_until"), started=pl.lit(1, dtype=pl.Int8)
    )
    rows = pl.concat([before, after]).sort("_id", "start")
    return rows.select(pl.col("_id").alias(id), "start", "stop", pl.col("_event").alias(event), "started", *names)
