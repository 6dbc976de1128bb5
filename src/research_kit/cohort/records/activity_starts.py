"""When participants first began each kind of activity, and what was written down at enrolment that no group tells."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.records.project_records import empty
from research_kit.cohort.records.scope import Scope


def activity_starts(scope: Scope, attended: pl.DataFrame) -> pl.DataFrame:
    """One row per participant and kind of activity begun: days from the index date, below 0 where it came before."""
    index = scope.participants.select("pid", "index_on")
    dated = attended.join(index, on="pid", how="inner", validate="m:1")
    known = scope.losses.kept("activity_starts", "kind_not_known", dated, pl.col("type").is_not_null())
    days = (pl.col("start") - pl.col("index_on")).dt.total_days()
    first = known.with_columns(days=days).group_by("pid", "type").agg(pl.col("days").min())
    scope.losses.add("activity_starts", "not_the_first", known.height - first.height)
    return scope.select("activity_starts", first.sort("pid", "type"))


def support_at_start(scope: Scope) -> pl.DataFrame:
    """One row per participant: `language_support`, unknown where nobody wrote it down."""
    people = scope.tables.get("participant")
    if people is None or "language_support" not in people.columns:
        return empty("support_at_start")
    known = scope.participants.select("pid").join(people, on="pid", how="left", validate="1:1", maintain_order="left")
    said = pl.col("language_support").cast(pl.String).fill_null("unknown")
    return scope.select("support_at_start", known.with_columns(language_support=said))
