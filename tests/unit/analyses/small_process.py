"""Answers about the process of studies typed by hand: people, their referral, stay, meetings and activities."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

import research_kit as rk
from research_kit.cohort import build_cohort
from tests.unit.cohort.small_studies import CUT, definition, study, together

REFERRED = date(2010, 1, 1)
PLAIN = {"split_by": {"crossed": ["gender"], "single": []}}


def after(days, start=REFERRED):
    return start + timedelta(days=days)


def someone(pid, *, referred=REFERRED, enrolled=None, decided=None, decision=None, left=None, why=None, **about):
    """A person's rows: days are counted from the referral; `enrolled` None: never enrolled."""
    rows = {"participant": [{"pid": pid, "birth_year": 1975, "gender": "woman", **about}]}
    if referred is not None:
        decided_on = None if decided is None else after(decided, referred)
        row = {"ref_id": f"r-{pid}", "pid": pid, "org_id": "af", "referred_on": referred, "decided_on": decided_on}
        rows["referral"] = [{**row, "decision": decision}]
    if enrolled is not None:
        start = after(enrolled, referred or REFERRED)
        end = None if left is None else after(left, start)
        rows["enrolment"] = [{"enr_id": f"e-{pid}", "pid": pid, "start": start, "end": end, "exit_reason": why,
                              "planned_end": after(120, start)}]  # fmt: skip
    return rows


def took_part(pid, start, *, planned=None, attended=None, end=None, ver=1, act="a", declined=None):
    row = {"enr_id": f"e-{pid}", "act_id": act, "ver": ver, "start": start, "end": end, "planned_h": planned,
           "attended_h": attended, "declined_on": declined}  # fmt: skip
    return {"participation": [row]}


def met(pid, on, kind="held", number=0):
    return {"coach_contact": [{"id": f"{pid}-{on}-{number}", "enr_id": f"e-{pid}", "on": on, "kind": kind}]}


def version(act="a", ver=1, start=date(2009, 5, 1), end=None, kind="language"):
    return {"activity_version": [{"act_id": act, "ver": ver, "type": kind, "valid_from": start, "valid_to": end}]}


EMPTY = {name: [] for name in ("referral", "enrolment", "participation", "coach_contact", "activity_version")}


def cohort_of(*people, cut=CUT, changes=None, **declared):
    tables = together(EMPTY, *people)
    return build_cohort(study(tables, as_of=cut, **declared), definition(**{**PLAIN, **(changes or {})}))


def process_of(*people, by=("gender",), cut=CUT, changes=None, **declared):
    return rk.process(cohort_of(*people, cut=cut, changes=changes, **declared), by=list(by))


def rows_of(table, **wanted):
    """The rows of everybody unless a group is named; other columns as asked."""
    groups = {name: wanted.pop(name, None) for name in table.by}
    rows = table.table
    for name, value in {**groups, **wanted}.items():
        rows = rows.filter(pl.col(name).eq_missing(pl.lit(value)))
    return rows


def row_of(table, **wanted):
    return rows_of(table, **wanted).row(0, named=True)
