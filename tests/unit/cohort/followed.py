"""One person typed by hand, followed through a definition."""

from __future__ import annotations

from research_kit.cohort import build_cohort
from tests.unit.cohort.small_studies import CUT, definition, person, status, study, together

__all__ = ["cohort_of", "followed", "status", "with_outcomes"]


def cohort_of(*statuses, about=None, tables=None, as_of=CUT, data=None, declared=None, **changes):
    """The cohort of one person with these statuses."""
    rows = together(person("a", *statuses, **(about or {})), tables or {})
    return build_cohort(study(rows, as_of=as_of, data=data, **(declared or {})), definition(**changes))


def followed(*statuses, **more):
    """The row of one person."""
    return cohort_of(*statuses, **more).frame.row(0, named=True)


def with_outcomes(**changes):
    """The outcomes of `small_studies.definition` with some keys changed."""
    return definition().outcomes.model_dump() | changes
