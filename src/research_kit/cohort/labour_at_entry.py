"""The labour status of each person on the day of the first enrolment, from verified statuses (DOMAIN section 4).

Where the partners deliver the status at entry themselves, theirs counts. Otherwise it is what the estimates of time to
employment start from, so that the indicators and the survival answer speak of the same people: in work is employed,
registered as seeking work (in a programme or not) is unemployed, and every other known status is inactive.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.index_dates import Tables
from research_kit.cohort.status_intervals import place_statuses
from research_kit.study.codes import EMPLOYMENT

SEARCHING = ("unemployed", "programme")
"""Registered as seeking work, in a programme or not."""
EMPLOYED, UNEMPLOYED, LONG_TERM, INACTIVE = "employed", "unemployed", "long_term_unemployed", "inactive"
UNEMPLOYED_UNSURE = "unemployed_for_unknown_time"
"""Unemployed, and nobody knows since when: neither long-term unemployed nor not."""
_LONG_MONTHS, _LONG_MONTHS_YOUNG, _YOUNG_YEARS = 12, 6, 25
"""Unemployed for more than a year, or more than six months under 25, is long-term (Annex I)."""


def labour_at_entry(tables: Tables, first: pl.DataFrame, definition: CohortDefinition, *, cut: date) -> pl.DataFrame:
    """One row per person whose status on the day of enrolment is known: `pid, labour`.

    Parameters
    ----------
    tables
        The study's tables; without statuses nothing is known.
    first
        One row per person: `pid, enrolled_on, age_years`.
    definition
        The cohort's definition, for what each status means.
    cut
        The last day that is read.

    Notes
    -----
    How long somebody has been unemployed is that of the status on that day; a programme before it is not looked for.
    """
    if "status_spell" not in tables:
        return pl.DataFrame(schema={"pid": pl.String(), "labour": pl.String()})
    index = first.select("pid", index_on="enrolled_on")
    placed = place_statuses(tables["status_spell"], index, definition=definition, cut=cut)
    there = (pl.col("hi") <= pl.col("index_on")) & (pl.col("verified_until") >= pl.col("index_on"))
    known = placed.filter(there & (pl.col("role") != "censor"))
    searching = pl.col("kind").is_in(SEARCHING)
    people = known.group_by("pid").agg(
        employed=pl.col("kind").is_in(EMPLOYMENT).any(),
        searching=searching.any(),
        since_lo=pl.col("lo").filter(searching).min(),
        since_hi=pl.col("hi").filter(searching).min(),
    )
    dated = people.join(first, on="pid", how="left", validate="1:1").sort("pid")
    return dated.select("pid", labour=_labour())


def _labour() -> pl.Expr:
    """Employed before unemployed, and both before inactive: who works beside looking for work is employed."""
    young = (pl.col("age_years") < _YOUNG_YEARS).fill_null(False)
    months = pl.when(young).then(_LONG_MONTHS_YOUNG).otherwise(_LONG_MONTHS)
    long_ago = pl.col("enrolled_on").dt.offset_by(pl.format("-{}mo", months))
    is_long, is_short = pl.col("since_hi") < long_ago, pl.col("since_lo") >= long_ago
    unemployed = (
        pl.when(is_long)
        .then(pl.lit(LONG_TERM))
        .when(is_short)  # no first day given: it may have been long
        .then(pl.lit(UNEMPLOYED))
        .otherwise(pl.lit(UNEMPLOYED_UNSURE))
    )
    return pl.when("employed").then(pl.lit(EMPLOYED)).when("searching").then(unemployed).otherwise(pl.lit(INACTIVE))
