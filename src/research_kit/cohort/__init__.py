"""Cohorts: about whom something is said, from when, until when, and what counts as an outcome."""

from __future__ import annotations

from research_kit.cohort.build_cohort import build_cohort
from research_kit.cohort.cohort import Cohort
from research_kit.cohort.definition import CohortDefinition, read_cohort_definition
from research_kit.cohort.late_measurements import late_measurements
from research_kit.cohort.missing_facts import MissingFactWarning

__all__ = [
    "Cohort",
    "CohortDefinition",
    "MissingFactWarning",
    "build_cohort",
    "late_measurements",
    "read_cohort_definition",
]
