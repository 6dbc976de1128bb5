"""The index date of each person: when what is followed begins (METHODS section 2)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.errors import CohortError

Tables = Mapping[str, pl.DataFrame]

BEGAN = pl.col("declined_on").is_null() | (pl.col("attended_h") > 0).fill_null(False)
"""A participation that began: what was turned down before anything was attended is an offer, and no more."""


def index_dates(tables: Tables, definition: CohortDefinition) -> pl.DataFrame:
    """One row per person who has an index date.

    Re-enrolment: outcomes are followed from the first enrolment, so a person with two spells is here once. A pause
    shorter than `follow_up.same_spell_days` is no end.

    Returns
    -------
    `pid, index_on`, and of the first enrolment `enrolled_on, left_on` (null while it lasts) and `exit_reason`.
    """
    spells = first_spells(need(tables, "enrolment", "the index date"), definition.follow_up.same_spell_days)
    if definition.index == "enrolment":
        return spells.with_columns(index_on=pl.col("enrolled_on"))
    if definition.index == "referral":
        referral = need(tables, "referral", "an index date of referral")
        starts = referral.group_by("pid").agg(index_on=pl.col("referred_on").min())
        return starts.join(spells, on="pid", how="left", validate="1:1")
    starts = first_activities(tables).rename({"first_activity_on": "index_on"})
    return starts.join(spells, on="pid", how="inner", validate="1:1")


def first_spells(enrolment: pl.DataFrame, same_spell_days: int) -> pl.DataFrame:
    """The first spell of each person, spells with a shorter pause than `same_spell_days` between them made one."""
    first = every_spell(enrolment, same_spell_days).filter(pl.col("spell") == 1)
    return first.select("pid", enrolled_on="start", left_on="end", exit_reason="exit_reason")


def every_spell(enrolment: pl.DataFrame, same_spell_days: int) -> pl.DataFrame:
    """The spells of each person, those with a shorter pause than `same_spell_days` between them made one.

    Returns
    -------
    `pid, spell` (1, 2, …), `start`, `end` (null while it lasts), and the last `planned_end` and `exit_reason`.
    """
    ordered = enrolment.select("pid", "start", "end", "planned_end", "exit_reason").sort("pid", "start")
    # A spell without an end lasts: nothing after it can be a new one.
    ended = pl.col("end").fill_null(pl.date(9999, 1, 1)).cum_max().shift(1).over("pid")
    pause = (pl.col("start") - ended).dt.total_days()
    is_new = (pause >= same_spell_days).fill_null(False)  # the first row of a person has no pause before it
    numbered = ordered.with_columns(spell=is_new.cum_sum().over("pid").cast(pl.Int64) + 1)
    return numbered.group_by("pid", "spell", maintain_order=True).agg(
        pl.col("start").first(), pl.col("end", "planned_end", "exit_reason").last()
    )


def first_activities(tables: Tables) -> pl.DataFrame:
    """One row per person who has begun an activity: `pid, first_activity_on`."""
    participation = need(tables, "participation", "the first activity")
    persons = need(tables, "enrolment", "the first activity").select("enr_id", "pid")
    begun = participation.filter(BEGAN & pl.col("start").is_not_null())
    return (
        begun.join(persons, on="enr_id", how="inner", validate="m:1")
        .group_by("pid", maintain_order=True)
        .agg(first_activity_on=pl.col("start").min())
        .sort("pid")
    )


def need(tables: Tables, name: str, purpose: str) -> pl.DataFrame:
    """A table of the study, or an error that says what it was needed for."""
    if name not in tables:
        raise CohortError(
            f"The study has no table `{name}`, which {purpose} is taken from; it has: {', '.join(sorted(tables))}. "
            f"Add a source with `table: {name}` to the parameters file, or choose another `index` or `observed_as`."
        )
    return tables[name]
