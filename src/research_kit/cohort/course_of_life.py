"""From the study's tables to the times that histories are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from research_kit.cohort.causes import statuses_in_days
from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.histories import Times, state_histories, work_starts
from research_kit.cohort.index_dates import Tables
from research_kit.cohort.project_times import ENDED, IN_PROJECT, REFERRED, project_times
from research_kit.cohort.success_times import success_states, success_times
from research_kit.cohort.sustained import judge_jobs


def no_histories() -> pl.DataFrame:
    """The histories of nobody: where a study has no statuses."""
    days = {"start_days": pl.Float64(), "stop_days": pl.Float64()}
    return pl.DataFrame(schema={"pid": pl.String(), **days, "state": pl.Enum([]), "event": pl.Int64()})


def no_starts() -> pl.DataFrame:
    """The starts of nobody."""
    return no_histories().drop("state")


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseOfLife:
    """The states and the starts of work of the participants, and what was counted on the way."""

    histories: pl.DataFrame = field(default_factory=no_histories)
    starts: pl.DataFrame = field(default_factory=no_starts)
    states: tuple[str, ...] = ()
    diagnostics: Mapping[str, int] = field(default_factory=dict)


def follow_courses(
    people: pl.DataFrame, spells: pl.DataFrame, tables: Tables, *, definition: CohortDefinition, phases: Sequence[str]
) -> CourseOfLife:
    """Every participant's states, from entry to the last verified day.

    Parameters
    ----------
    people
        One row per participant: `pid, index_on, entry_days`; `until_days, verified_days, cut_days` as observed; and
        `duration_days, event` of the headline.
    spells
        One row per status, as `place_statuses` gives them.
    tables
        The study's tables, for enrolments and phases.
    definition
        The cohort's definition.
    phases
        The project's list.
    """
    mine = spells.join(people.select("pid", "cut_days"), on="pid", how="inner", validate="m:1", maintain_order="left")
    timed = statuses_in_days(mine, definition, definition.outcomes.headline)
    successes = success_times(timed, definition)
    same = definition.follow_up.same_spell_days
    listed = phases if "phase" in tables else ()
    layers = project_times(people, tables, phases=listed, same_spell_days=same)
    covering = _covering(definition, listed)
    times = Times(
        people=_observed(people, timed, definition),
        layers=pl.concat([layers.filter(pl.col("state").is_in(covering)), successes.select(layers.columns)]),
        states=states_of(definition, listed),
        covering=covering,
        outcomes=success_states(definition),
    )
    histories = state_histories(times)
    return CourseOfLife(
        histories=histories,
        states=tuple(times.states),
        starts=work_starts(times, bridge_days=definition.outcomes.sustained.bridge_days),
        diagnostics=_counts(people, timed, successes, definition) | {"without_history": _absent(people, histories)},
    )


def states_of(definition: CohortDefinition, phases: Sequence[str]) -> tuple[str, ...]:
    """The states in the order of their codes 1, 2, … (METHODS M4.6)."""
    before = () if definition.index == "enrolment" else (REFERRED,)
    return (*before, *phases, IN_PROJECT, ENDED, *success_states(definition))


def _covering(definition: CohortDefinition, phases: Sequence[str]) -> tuple[str, ...]:
    """Least telling first: work is told before studies beside it, and both before where in the project she is."""
    work, *others = success_states(definition)
    terminal = others[-1:] if "competing" in definition.outcomes.map.values() else []
    studies = others[: len(others) - len(terminal)]
    before = () if definition.index == "enrolment" else (REFERRED,)
    return (ENDED, *before, IN_PROJECT, *phases, *reversed(studies), work, *terminal)


def _observed(people: pl.DataFrame, timed: pl.DataFrame, definition: CohortDefinition) -> pl.DataFrame:
    """From entry to the last verified day, or to a start that is known though nobody verified it.

    Of who begins something of which the hours (or what else is asked) are not known, the state is not known.
    """
    lasts = (pl.col("end_hi_days") > 0).fill_null(True)  # no end known: it lasts
    unclear = timed.filter(pl.col("is_unclear") & ((pl.col("hi_days") > 0) | lasts))
    first = pl.when(pl.col("hi_days") > 0).then("lo_days").otherwise(0.0)
    unknown = unclear.group_by("pid").agg(unclear_days=first.min())
    joined = people.join(unknown, on="pid", how="left", validate="1:1", maintain_order="left")
    seen = pl.max_horizontal("verified_days", pl.when(pl.col("event") > 0).then("duration_days"))
    at_most = pl.lit(definition.follow_up.at_most_days, dtype=pl.Float64())
    until = pl.min_horizontal(seen.fill_null(0), "until_days", "unclear_days", at_most)
    return joined.select("pid", from_days="entry_days", until_days=until)


def _counts(
    people: pl.DataFrame, timed: pl.DataFrame, successes: pl.DataFrame, definition: CohortDefinition
) -> dict[str, int]:
    jobs = timed.filter((pl.col("cause") == 1) & (pl.col("hi_days") > 0)).drop("cut_days")
    judged = judge_jobs(jobs, people, definition, days=1)
    return {"bridged_gaps": int(judged["is_bridged"].sum()), "wide_intervals": int(successes["is_wide"].sum())}


def _absent(people: pl.DataFrame, histories: pl.DataFrame) -> int:
    return people.join(histories, on="pid", how="anti").height
