"""What is not about one person: versions of activities, trainings of staff, reference populations, indicators."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.records.project_records import empty
from research_kit.cohort.records.scope import Scope
from research_kit.study.indicators.periods import with_period_days

WHOLE_PROJECT = "all"


def versions(scope: Scope) -> pl.DataFrame:
    """One row per version of an activity that began by the cut."""
    if "activity_version" not in scope.tables:
        return empty("versions")
    begun = scope.until_cut("versions", "activity_version", "valid_from")
    return scope.select("versions", begun.sort("act_id", "ver"))


def trainings(scope: Scope) -> pl.DataFrame:
    """One row per training of staff by the cut."""
    if "staff_training" not in scope.tables:
        return empty("trainings")
    held = scope.until_cut("trainings", "staff_training", "date")
    return scope.select("trainings", held.with_columns(on="date").sort("on", "topic", nulls_last=True))


def benchmarks(scope: Scope) -> pl.DataFrame:
    """One row per group of a reference population, as measured by the cut."""
    if "benchmark" not in scope.tables:
        return empty("benchmarks")
    known = scope.until_cut("benchmarks", "benchmark", "date")
    return scope.select("benchmarks", known.sort("dim", "level", "reference", "date"))


def indicator_values(scope: Scope) -> pl.DataFrame:
    """One row per indicator, organisation (null: the whole project) and period that was over by the cut."""
    if "indicator_value" not in scope.tables:
        return empty("indicator_values")
    dated = with_period_days(scope.tables["indicator_value"])
    over = scope.losses.kept("indicator_values", "period_not_over", dated, pl.col("last_on") <= scope.cut)
    of_one = pl.when(pl.col("org_id") != WHOLE_PROJECT).then("org_id")
    rows = over.with_columns(organisation=of_one).sort("indicator", "first_on", "last_on", "organisation")
    return scope.select("indicator_values", rows)
