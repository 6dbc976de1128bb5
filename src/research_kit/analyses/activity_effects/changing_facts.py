"""What changes month by month and may go with both starting an activity and the outcome (METHODS 5.2)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.cohort import Cohort
from research_kit.cohort.records.contacts import HELD

MOST = 3
"""Counts are told apart up to three: meetings in a month, other activities begun."""
NO_PHASE = "none"
_PERSON_MONTH = ["pid", "month"]


def changing_facts(cohort: Cohort, people: pl.DataFrame, *, but: str, last: int) -> pl.DataFrame:
    """What was known of each participant at the end of each month since the origin.

    Parameters
    ----------
    cohort
        The participants with their records.
    people
        One row per participant: `pid, origin_on`.
    but
        The activity that is studied: starts of the others count.
    last
        The last month.

    Returns
    -------
    One row per participant and month 0 to `last`: `pid, month`; `meetings` held in the month that ends then;
    `other_activities` begun by then; `phase`. What the study does not record has no column.
    """
    months = pl.DataFrame({"month": range(last + 1)}, schema={"month": pl.Int64})
    grid = people.join(months, how="cross")
    if cohort.records.has("coach_contact"):
        grid = grid.join(_meetings(cohort, people), on=_PERSON_MONTH, how="left", validate="1:1", maintain_order="left")
    grid = grid.join(_begun(cohort, people, but), on=_PERSON_MONTH, how="left", validate="1:1", maintain_order="left")
    counted = [name for name in ("meetings", "other_activities") if name in grid.columns]
    grid = grid.with_columns(pl.col(counted).fill_null(0)).with_columns(
        pl.col("other_activities").cum_sum().over("pid", order_by="month")
    )
    grid = grid.with_columns(pl.col(counted).clip(upper_bound=MOST).cast(pl.Float64))
    return _with_phase(grid, cohort).drop("origin_on")


def _month_of(days: pl.Expr) -> pl.Expr:
    """The month that a day belongs to, counted by its end; what came before belongs to month 0."""
    return (days / DAYS_PER_MONTH).ceil().clip(lower_bound=0).cast(pl.Int64)


def _meetings(cohort: Cohort, people: pl.DataFrame) -> pl.DataFrame:
    held = cohort.records.contacts.filter(pl.col("kind") == HELD).join(people, on="pid", how="inner", validate="m:1")
    days = (pl.col("on") - pl.col("origin_on")).dt.total_days()
    return held.group_by("pid", month=_month_of(days)).agg(meetings=pl.len().cast(pl.Int64))


def _begun(cohort: Cohort, people: pl.DataFrame, but: str) -> pl.DataFrame:
    others = cohort.records.attendance.filter((pl.col("type") != but).fill_null(True))  # of no known kind: another
    first = others.join(people, on="pid", how="inner", validate="m:1").group_by("pid", "origin_on", "type")
    days = (pl.col("start") - pl.col("origin_on")).dt.total_days()
    dated = first.agg(pl.col("start").min()).with_columns(month=_month_of(days))
    return dated.group_by("pid", "month").agg(other_activities=pl.len().cast(pl.Int64))


def _with_phase(grid: pl.DataFrame, cohort: Cohort) -> pl.DataFrame:
    """The phase that somebody was in at the end of the month, if the project has phases."""
    phases = cohort.records.phases
    if not phases.height:
        return grid
    dated = grid.with_columns(on=pl.col("origin_on") + pl.duration(days=(pl.col("month") * DAYS_PER_MONTH).round()))
    starts = phases.select("pid", "phase", on="start_on").sort("on")
    found = dated.sort("on").join_asof(starts, on="on", by="pid", strategy="backward", check_sortedness=False)
    return found.with_columns(pl.col("phase").fill_null(NO_PHASE)).sort(_PERSON_MONTH).drop("on")
