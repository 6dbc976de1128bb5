"""The families of estimators that are validated, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

from tests.simulation.document import Family
from tests.simulation.plan import Plan

FAMILIES = (
    "shares",
    "curves",
    "late_entry",
    "months",
    "interval_naive",
    "intervals",
    "informative_loss",
    "sustained_work",
    "states",
    "recurrences",
    "level",
    "hazard_ratios",
    "standardised",
    "immortal_time",
    "started_activities",
)


def validate(names: Sequence[str], plan: Plan) -> Iterator[Family]:
    """The families named, one after the other."""
    for name in names:
        module = import_module(f"tests.simulation.families.{name}")
        yield Family(title=module.TITLE, text=module.TEXT, rows=tuple(module.rows(plan)))
