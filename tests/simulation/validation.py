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
    "loss_and_change",
    "sustained_work",
    "states",
    "recurrences",
    "level",
    "hazard_ratios",
    "standardised",
    "immortal_time",
    "started_activities",
    "charts",
    "alarms",
    "pooling",
    "forecasts",
    "planted_activities",
    "taken_on_the_way",
)
LONG_FAMILIES = ("attainment",)
"""Of which the test suite has no time for as many replications as could fail: `make validate` makes them."""


def validate(names: Sequence[str], plan: Plan) -> Iterator[Family]:
    """The families named, one after the other."""
    for name in names:
        module = import_module(f"tests.simulation.families.{name}")
        yield Family(title=module.TITLE, text=module.TEXT, rows=tuple(module.rows(plan)))
