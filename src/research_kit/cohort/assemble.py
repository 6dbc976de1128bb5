"""The way from a study's tables to a cohort's participants, as plain values: who, from when, until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from research_kit.cohort.attrition import attrition_table, criterion_steps
from research_kit.cohort.causes import days_of_date
from research_kit.cohort.course_of_life import CourseOfLife, follow_courses
from research_kit.cohort.covariates import add_covariates
from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.durations import spell_durations
from research_kit.cohort.eligibility import failed_criteria
from research_kit.cohort.flow import follow_flow
from research_kit.cohort.follow_up import OUTCOME_COLUMNS, already_in, follow_outcomes
from research_kit.cohort.index_dates import Tables, index_dates
from research_kit.cohort.maturity import days_of, is_mature
from research_kit.cohort.observation import observe
from research_kit.cohort.status_intervals import place_statuses
from research_kit.study.codes import MEASURED_ON, PHASES

NO_VISITS = pl.DataFrame(schema={"pid": pl.String(), "actual_on": pl.Date()})


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """What a cohort is made from; `observed_from` is the first day that the data cover.

    `also_followed`: definitions of success, beside the headline's, under which people are followed on.
    """

    tables: Tables
    definition: CohortDefinition
    cut: date
    observed_from: date | None = None
    target_groups: Sequence[str] = ()
    phases: Sequence[str] = PHASES
    dimensions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    also_followed: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Assembled:
    """Participants, their course, how far everybody came, and how many each criterion excluded."""

    frame: pl.DataFrame
    flow: pl.DataFrame
    attrition: pl.DataFrame
    course: CourseOfLife = field(default_factory=CourseOfLife)
    other_courses: Mapping[str, CourseOfLife] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Statuses:
    """What is known of the people with an index date: each status, and until when each person was observed."""

    spells: pl.DataFrame
    observed: pl.DataFrame


def assemble(inputs: Inputs) -> Assembled:
    """The participants of a definition in these tables, nobody dropped without a reason."""
    if inputs.definition.observed_as == "spell_durations":
        return _from_durations(inputs)
    return _from_dates(inputs)


def _from_dates(inputs: Inputs) -> Assembled:
    definition = inputs.definition
    index = index_dates(inputs.tables, definition).filter(pl.col("index_on") <= inputs.cut)
    people = _with_groups(_everybody(inputs).join(index, on="pid", how="left", validate="1:1"), inputs)
    statuses = _statuses(index, inputs)
    people = _with_outcomes(people, statuses, inputs)
    indexed = failed_criteria(people.filter(pl.col("index_on").is_not_null()), definition.include)
    kept = indexed.filter(pl.col("failed_step").is_null())
    before = ("index_on", _reason_of_index(definition), people.height - indexed.height, 0)
    attrition = attrition_table([before, *criterion_steps(indexed, definition.include)], people.height)
    flow = _flow(people.with_columns(is_participant=pl.col("pid").is_in(kept["pid"].implode())), inputs)
    frame = _participants(kept, inputs)
    if statuses is None:
        return Assembled(frame=frame, flow=flow, attrition=attrition)
    asked, headline = inputs.also_followed, definition.outcomes.headline
    others = {name: _course(frame, statuses, inputs, name) for name in asked if name != headline}
    course = _course(frame, statuses, inputs, headline)
    return Assembled(frame=frame, flow=flow, attrition=attrition, course=course, other_courses=others)


def _from_durations(inputs: Inputs) -> Assembled:
    spells = spell_durations(inputs.tables, inputs.definition)
    participant = inputs.tables["participant"].select("pid") if "participant" in inputs.tables else spells.select("pid")
    everybody = participant.with_columns(
        pl.lit(None, dtype=pl.Date()).alias(name) for name in ("referred_on", "index_on")
    )
    people = _with_groups(everybody, inputs).join(spells, on="pid", how="left", validate="1:1", maintain_order="left")
    measured = people.filter(pl.col(f"event_{inputs.definition.outcomes.headline}").is_not_null())
    judged = failed_criteria(measured, inputs.definition.include)
    kept = judged.filter(pl.col("failed_step").is_null())
    before = ("spell_duration", "a length of time is known", people.height - measured.height, 0)
    attrition = attrition_table([before, *criterion_steps(judged, inputs.definition.include)], people.height)
    return Assembled(frame=_participants(kept, inputs), flow=pl.DataFrame(), attrition=attrition)


def _reason_of_index(definition: CohortDefinition) -> str:
    return {
        "enrolment": "enrolled by the cut",
        "referral": "referred by the cut",
        "first_activity": "a first activity by the cut",
    }[definition.index]


def _everybody(inputs: Inputs) -> pl.DataFrame:
    """Everybody the study knows: in the register, referred or enrolled; one row each, `pid` and `referred_on`."""
    tables = inputs.tables
    known = [tables[name].select("pid") for name in ("participant", "referral", "enrolment") if name in tables]
    everybody = pl.concat(known).unique().sort("pid")
    if "referral" not in tables:
        return everybody.with_columns(referred_on=pl.lit(None, dtype=pl.Date()))
    made = tables["referral"].filter(pl.col("referred_on") <= inputs.cut)
    first = made.group_by("pid").agg(pl.col("referred_on").min())
    return everybody.join(first, on="pid", how="left", validate="1:1", maintain_order="left")


def _with_groups(people: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """Age is counted at index, or at referral for those who never came so far."""
    participant = inputs.tables.get("participant", people.select("pid"))
    return add_covariates(
        people.with_columns(reference_on=pl.coalesce("index_on", "referred_on")),
        participant.drop("source", "recorded_at", strict=False),
        target_groups=inputs.target_groups,
        dimensions=inputs.dimensions,
    )


def _statuses(index: pl.DataFrame, inputs: Inputs) -> _Statuses | None:
    if "status_spell" not in inputs.tables:
        return None
    spells = place_statuses(inputs.tables["status_spell"], index, definition=inputs.definition, cut=inputs.cut)
    return _Statuses(spells, observe(index, spells, definition=inputs.definition, cut=inputs.cut))


def _with_outcomes(people: pl.DataFrame, statuses: _Statuses | None, inputs: Inputs) -> pl.DataFrame:
    """What was followed of everybody with an index date, and what they were already in on that day."""
    names = inputs.definition.outcomes.definitions
    if statuses is None:  # no outcome will be told of them: nothing rests on this criterion
        return people.with_columns(pl.lit(False).alias(f"already_in_{name}") for name in names)
    followed = follow_outcomes(
        statuses.observed, statuses.spells, _visits(inputs), definition=inputs.definition, cut=inputs.cut
    )
    joined = people.join(followed, on="pid", how="left", validate="1:1", maintain_order="left")
    already = {name: already_in(statuses.spells, inputs.definition, name)["pid"].implode() for name in names}
    flags = [pl.col("pid").is_in(pids).alias(f"already_in_{name}") for name, pids in already.items()]
    return _with_year(joined.with_columns(flags), inputs)


def _course(frame: pl.DataFrame, statuses: _Statuses, inputs: Inputs, name: str) -> CourseOfLife:
    """The states of the participants under one definition of success, from entry to the last verified day."""
    definition = inputs.definition.judged_by(name)
    observed = statuses.observed.select("pid", "until_days", "verified_days", cut_days=days_of_date(pl.lit(inputs.cut)))
    exits = frame.select("pid", "index_on", "entry_days", duration_days=f"duration_days_{name}", event=f"event_{name}")
    people = exits.join(observed, on="pid", how="left", validate="1:1", maintain_order="left")
    return follow_courses(people, statuses.spells, inputs.tables, definition=definition, phases=inputs.phases)


def _with_year(people: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """Whether 12 months have passed since index, and whether it is known how they ended."""
    headline = inputs.definition.outcomes.headline
    had_event = pl.col(f"event_{headline}") > 0
    days = pl.col(f"duration_days_{headline}")
    verified = (pl.col("verified_on") - pl.col("index_on")).dt.total_days()
    mature, year = is_mature(inputs.cut), days_of()
    known = (had_event & (days <= year)) | (verified >= year - inputs.definition.follow_up.window_days)
    return people.with_columns(
        event_days=pl.when(had_event).then(days),
        verified_days=verified,
        is_mature=mature,
        outcome_known=mature & known.fill_null(False),  # never verified: not known
    )


def _visits(inputs: Inputs) -> pl.DataFrame:
    tables = inputs.tables
    if "wave" not in tables:
        return NO_VISITS
    persons = tables["enrolment"].select("enr_id", "pid")
    held = tables["wave"].filter((pl.col("actual_on") <= inputs.cut).fill_null(False))  # no day: did not take place
    return held.join(persons, on="enr_id", how="inner", validate="m:1").select("pid", "actual_on")


def _flow(people: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    missing = {"event_days": pl.Float64(), "verified_days": pl.Int64(), "is_mature": pl.Boolean()}
    missing |= {"outcome_known": pl.Boolean()}
    whole = people.with_columns(
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in missing.items() if name not in people.columns
    )
    window = inputs.definition.follow_up.window_days
    reached = follow_flow(whole, inputs.tables, cut=inputs.cut, window_days=window)
    groups = [name for name, dtype in whole.schema.items() if dtype == pl.Enum or name.startswith("target_")]
    return reached.join(whole.select("pid", *groups), on="pid", how="left", validate="1:1", maintain_order="left")


def _participants(kept: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """The rows of the cohort in the order of its columns, sorted by person."""
    late = pl.lit(0.0)
    if inputs.observed_from is not None:
        late = (pl.lit(inputs.observed_from) - pl.col("index_on")).dt.total_days().cast(pl.Float64).clip(lower_bound=0)
    outcomes = inputs.definition.outcomes
    followed = (*outcomes.definitions, *outcomes.sustained_days)
    outcome = [f"{column}_{name}" for name in followed for column in OUTCOME_COLUMNS]
    dates = ["index_on", "entry_days", "verified_on", "potential_days", "register_followed"]
    dates += ["is_mature", "outcome_known"]
    groups = [name for name, dtype in kept.schema.items() if dtype == pl.Enum or name.startswith("target_")]
    flags = [f"already_in_{name}" for name in inputs.definition.outcomes.definitions]
    measured = [f"{name}{MEASURED_ON}" for name in inputs.dimensions]
    columns = ["pid", *groups, "age_years", *dates, *outcome, *flags, *measured]
    with_entry = kept.with_columns(entry_days=late.fill_null(0.0))  # no index date: a length of time from its start
    return with_entry.select(name for name in columns if name in with_entry.columns).sort("pid")
