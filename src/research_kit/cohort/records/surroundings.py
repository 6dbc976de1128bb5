"""What is not about one person: versions of activities, trainings of staff, and reference populations."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.records.project_records import empty
from research_kit.cohort.records.scope import Scope


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
