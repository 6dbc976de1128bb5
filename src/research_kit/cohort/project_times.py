"""Where in the project a person is: in a phase, in it without one, not yet in it, or no longer."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.cohort.causes import days_after_index
from research_kit.cohort.index_dates import Tables

REFERRED, IN_PROJECT, ENDED = "referred", "in_project", "ended_without_outcome"
_FOREVER = float("inf")


def project_times(people: pl.DataFrame, tables: Tables, *, phases: Sequence[str], same_spell_days: int) -> pl.DataFrame:
    """When each person is where in the project, whatever else happens; the later layers cover the earlier ones.

    Parameters
    ----------
    people
        One row per person: `pid, index_on`.
    tables
        The study's `enrolment`, and `phase` where it has one.
    phases
        The phases of the project's list that are states.
    same_spell_days
        A pause shorter than this is no end.

    Returns
    -------
    One row per stay: `pid, from_days, to_days` (infinite: it lasts), `state`. Everybody has ended from the beginning
    on, where nothing covers it: `referred` until the first enrolment, `in_project` while enrolled, and the phases.
    """
    enrolments = tables["enrolment"].join(people.select("pid", "index_on"), on="pid", how="inner", validate="m:1")
    stays = _stays(enrolments, same_spell_days)
    first = stays.group_by("pid").agg(to_days=pl.col("from_days").min())
    always = people.select("pid", from_days=pl.lit(-_FOREVER), to_days=pl.lit(_FOREVER), state=pl.lit(ENDED))
    before = first.select("pid", "to_days", from_days=pl.lit(-_FOREVER), state=pl.lit(REFERRED))
    layers = [always, before, stays.with_columns(state=pl.lit(IN_PROJECT))]
    if "phase" in tables:
        layers.append(_phases(tables["phase"], enrolments, phases))
    return pl.concat([layer.select("pid", "from_days", "to_days", "state") for layer in layers])


def _stays(enrolments: pl.DataFrame, same_spell_days: int) -> pl.DataFrame:
    """The enrolments in days, each lasting to the next one where the pause between them is short."""
    ordered = enrolments.sort("pid", "start", "end", nulls_last=True)
    pause = (pl.col("start").shift(-1).over("pid") - pl.col("end")).dt.total_days()
    short = (pause < same_spell_days).fill_null(False)
    until = pl.when(short).then(pl.col("start").shift(-1).over("pid")).otherwise("end")
    in_days = ordered.with_columns(end=until).with_columns(days_after_index("start"), days_after_index("end"))
    return in_days.select("pid", from_days="start_days", to_days=pl.col("end_days").fill_null(_FOREVER))


def _phases(phase: pl.DataFrame, enrolments: pl.DataFrame, phases: Sequence[str]) -> pl.DataFrame:
    """A phase without an end lasts to the next one, and no phase beyond its enrolment."""
    persons = enrolments.select("enr_id", "pid", "index_on", left_on="end").unique("enr_id", maintain_order=True)
    placed = (
        phase.filter(pl.col("phase").is_in(list(phases)))
        .join(persons, on="enr_id", how="inner", validate="m:1")
        .sort("enr_id", "start", "seq")
    )
    following = pl.col("start").shift(-1).over("enr_id")
    ended = placed.with_columns(end=pl.min_horizontal(pl.coalesce("end", following), "left_on"))
    in_days = ended.with_columns(days_after_index("start"), days_after_index("end"))
    return in_days.select("pid", from_days="start_days", to_days=pl.col("end_days").fill_null(_FOREVER), state="phase")
