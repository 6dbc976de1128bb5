"""Answers on time to employment about studies typed by hand."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

import research_kit as rk
from research_kit.cohort import build_cohort
from tests.unit.cohort.small_studies import INDEX, definition, person, status, study, together

LATE = (INDEX + timedelta(days=400)).isoformat()
IDLE = status("unemployed", "2009-06-01", verified=LATE)


def started(day, kind="ord_emp", **more):
    return status(kind, INDEX + timedelta(days=day), hours_pct=100, verified=LATE, **more)


def people(prefix, size, *, at=(), kind="ord_emp", **about):
    """`size` people followed 400 days, of whom one starts on each of the days `at`."""
    days = [*at, *[None] * (size - len(at))]
    return together(
        *(
            person(f"{prefix}{i:03d}", IDLE, *([] if day is None else [started(day, kind)]), **about)
            for i, day in enumerate(days)
        )
    )


def answer_of(tables, *, by=("gender",), history=None, cut=None, **changes):
    cohort = build_cohort(study(tables, **({"as_of": cut} if cut else {})), definition(**changes))
    return rk.time_to_employment(cohort, by=list(by), history=history)


def row_of(table, statistic="share_within", time=12.0, outcome="strict", cause="employment", **group):
    rows = table.table.filter((pl.col("statistic") == statistic) & (pl.col("outcome") == outcome))
    rows = rows.filter(pl.col("cause") == cause)
    rows = rows if time is None else rows.filter(pl.col("time") == time)
    for name in table.by:
        rows = rows.filter(pl.col(name).eq_missing(pl.lit(group.get(name))))
    return rows.row(0, named=True)
