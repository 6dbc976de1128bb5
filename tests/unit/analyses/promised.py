"""Studies typed by hand that promised something."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from research_kit.cohort import Cohort, build_cohort
from tests.unit.cohort.small_studies import INDEX, definition, study, together

WORK: dict[str, Any] = {
    "code": "work", "version": "1", "labels": {"sv": "i arbete"}, "source_text": "40 %", "value": 0.40,
    "numerator_rule": {"states": ["work", "education"]}, "denominator_rule": {},
}  # fmt: skip


def cohort_of(tables, *, targets=(), plan=None, equity=None, as_of=date(2011, 6, 30), **declared) -> Cohort:
    promises = {"targets": list(targets), "plan": plan or {}, "equity": equity or {}}
    declared = {"planned_reports": 14, **declared}
    return build_cohort(study(tables, as_of=as_of, promises=promises, **declared), definition())


def referrals(prefix, decisions, *, on=date(2010, 1, 1), org="af", **about):
    """One person per decision: (decision, days to the decision or null, days to enrolment or null)."""
    rows = []
    for i, (decision, decided, enrolled) in enumerate(decisions):
        pid = f"{prefix}{i:03d}"
        made = {
            "ref_id": f"r-{pid}", "pid": pid, "org_id": org, "referred_on": on, "decision": decision,
            "decided_on": None if decided is None else on + timedelta(days=decided),
        }  # fmt: skip
        came = [] if enrolled is None else [{"enr_id": f"e-{pid}", "pid": pid, "start": on + timedelta(days=enrolled)}]
        rows.append({"participant": [{"pid": pid, "birth_year": 1975, **about}], "referral": [made], "enrolment": came})
    return together(*rows)


def row_of(table, **wanted):
    """The one row with these values; of the group's columns, those left out are null."""
    rows = table.table
    for name in [*table.by, *(name for name in wanted if name not in table.by)]:
        rows = rows.filter(pl.col(name).eq_missing(pl.lit(wanted.get(name))))
    return rows.row(0, named=True)


__all__ = ["INDEX", "WORK", "cohort_of", "referrals", "row_of"]
