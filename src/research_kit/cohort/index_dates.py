"""The index date of each person: when what is followed begins (METHODS section 2)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.errors import CohortError

Tables = Mapping[str, pl.DataFrame]


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
    ordered = enrolment.select("pid", "start", "end", "exit_reason").sort("pid", "start")
    # A spell without an end lasts: nothing after it can be a new one.
    ended = pl.col("end").fill_null(pl.date(9999, 1, 1)).cum_max().shift(1).over("pid")
    pause = (pl.col("start") - ended).dt.total_days()
    is_new = (pause >= same_spell_days).fill_null(False)  # the first row of a person has no pause before it
    return (
        ordered.with_columns(_spell=is_new.cum_sum().over("pid"))
        .filter(pl.col("_spell") == 0)
        .group_by("pid", maintain_order=True)
        .agg(
            enrolled_on=pl.col("start").first(), left_on=pl.col("end").last(), exit_reason=pl.col("exit_reason").last()
        )
    )


def first_activities(tables: Tables) -> pl.DataFrame:
    """One row per person who has begun an activity: `pid, first_activity_on`."""
    participation = need(tables, "participation", "the first activity")
    persons = need(tables, "enrolment", "the first activity").select("enr_id", "pid")
    begun = participation.filter(pl.col("start").is_not_null())
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
