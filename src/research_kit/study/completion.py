"""What follows from other columns where a partner has left it out: planned days of follow-ups, numbers of spells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

DAYS_PER_WAVE = 91.3125
SAME_SPELL_DAYS = 30


def complete(tables: Mapping[str, pl.DataFrame], as_of: date) -> dict[str, pl.DataFrame]:
    """The tables with planned days, reasons and spell numbers filled in where they follow from the dates."""
    done = dict(tables)
    if "enrolment" in done:
        done["enrolment"] = _with_spell_numbers(done["enrolment"])
    if {"wave", "enrolment"} <= set(done):
        done["wave"] = _with_plan(done["wave"], done["enrolment"], as_of)
    return done


def _with_spell_numbers(enrolments: pl.DataFrame) -> pl.DataFrame:
    """A pause of less than 30 days is the same spell (METHODS section 1)."""
    ordered = enrolments.with_row_index("_place").sort("pid", "start", maintain_order=True)
    pause = (pl.col("start") - pl.col("end").shift(1).over("pid")).dt.total_days()
    is_new = (pause >= SAME_SPELL_DAYS).fill_null(False).cast(pl.Int32)
    counted = is_new.cum_sum().over("pid") + 1
    numbered = ordered.with_columns(spell_no=pl.coalesce("spell_no", counted).cast(pl.Int32))
    return numbered.sort("_place").drop("_place")


def _with_plan(waves: pl.DataFrame, enrolments: pl.DataFrame, as_of: date) -> pl.DataFrame:
    starts = enrolments.select("enr_id", _index_on="start")
    days = (pl.col("k") * DAYS_PER_WAVE).round().cast(pl.Int64)
    placed = waves.join(starts, on="enr_id", how="left", validate="m:1", maintain_order="left")
    planned = placed.with_columns(planned_on=pl.coalesce("planned_on", pl.col("_index_on") + pl.duration(days=days)))
    is_ahead = (pl.col("planned_on") > as_of).fill_null(False) & pl.col("actual_on").is_null()
    reason = pl.when(is_ahead).then(pl.lit("not_due")).otherwise("missing_reason")
    return planned.with_columns(missing_reason=reason).drop("_index_on")
