"""What participants were offered, what they began, and how many of the planned hours they came to."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.index_dates import BEGAN, Tables
from research_kit.cohort.records.project_records import empty
from research_kit.cohort.records.scope import Scope


def attendance(scope: Scope) -> pl.DataFrame:
    """One row per participation that began: hours planned and attended, null where nobody wrote them down."""
    if "participation" not in scope.tables:
        return empty("attendance")
    rows = _participations("attendance", scope)
    begun = scope.losses.kept("attendance", "declined", rows, BEGAN)
    return scope.select("attendance", begun)


def offers(scope: Scope) -> pl.DataFrame:
    """One row per activity offered: what began was offered too, whether or not anybody wrote down the day."""
    if "participation" not in scope.tables:
        return empty("offers")
    rows = _participations("offers", scope)
    offered = pl.when(pl.col("offered_on") <= scope.cut).then("offered_on")
    return scope.select("offers", rows.with_columns(offered_on=offered, declined=~BEGAN))


def begun_activities(tables: Tables) -> pl.DataFrame:
    """One row per participation that began, of anybody enrolled: `pid, start`; declined offers did not begin."""
    persons = tables["enrolment"].select("enr_id", "pid").unique("enr_id", maintain_order=True)
    begun = tables["participation"].filter(BEGAN)
    return begun.join(persons, on="enr_id", how="inner", validate="m:1").select("pid", "start")


def _participations(frame: str, scope: Scope) -> pl.DataFrame:
    """The participations of the participants with the kind of their activity, as known on the day of the cut."""
    known = scope.until_cut(frame, "participation", "start", ends="end")
    known = known.with_columns(pl.when(pl.col("declined_on") <= scope.cut).then("declined_on").alias("declined_on"))
    rows = scope.of_participants(frame, known).sort("pid", "start", "act_id", "ver")
    if "activity_version" not in scope.tables:
        return rows.with_columns(type=pl.lit(None, dtype=pl.String()))
    kinds = scope.tables["activity_version"].select("act_id", "ver", "type").unique(["act_id", "ver"])
    return rows.join(kinds, on=["act_id", "ver"], how="left", validate="m:1", maintain_order="left")
