"""People who come under observation late (METHODS M3.6): left truncation."""

from __future__ import annotations

import polars as pl

from tests.simulation.acceptance import Row
from tests.simulation.families.curves import (
    AALEN_JOHANSEN,
    KAPLAN_MEIER,
    Case,
    Read,
    kaplan_meier_share,
    row,
)
from tests.simulation.plan import Plan
from tests.simulation.studies import THREE_CAUSES, Setting

TITLE = "Late entry"
TEXT = """\
A third of the participants come under observation at a time uniform on (0, 6) months after enrolment; those who had
the event before are never seen. With their time of entry the estimators count them at risk from then on; without
it, as if followed from the start, the share is too low.
"""
NAME = "a third observed late"


def entry_ignored(frame: pl.DataFrame, month: float) -> pl.DataFrame:
    """Everybody as if observed from enrolment on: forbidden."""
    return kaplan_meier_share("log-log")(frame.drop("entry"), month)


IGNORED = Read(name="Kaplan–Meier, entry ignored", method="M3.6", read=entry_ignored, naive=True)


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    one, three = Setting(late=1 / 3), Setting(hazards=THREE_CAUSES, late=1 / 3)
    found = []
    for n in plan.sizes:
        for month in (6.0, 12.0):
            found.append(row(KAPLAN_MEIER, Case(name=NAME, setting=one, n=n, month=month), plan.studies))
            found.append(row(AALEN_JOHANSEN, Case(name=NAME, setting=three, n=n, month=month), plan.studies))
        found.append(row(IGNORED, Case(name=NAME, setting=one, n=n), plan.studies))
    return found
