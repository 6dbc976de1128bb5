"""How long people wait: from referral to a decision, to enrolment, to a first meeting and a first activity.

A wait ends when what is waited for happens, or when the person leaves before it does: turned down, or out of the
project. What is not known to have ended is still open on the last day of which something is known (METHODS M4.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from research_kit.cohort.index_dates import first_spells
from research_kit.cohort.records.contacts import HELD
from research_kit.cohort.records.participations import begun_activities
from research_kit.cohort.records.project_records import empty
from research_kit.cohort.records.referrals import first_referrals
from research_kit.cohort.records.scope import Scope

HAPPENED, LEFT = 1, 2
TO_DECISION, TO_ENROLMENT = "referral_to_decision", "referral_to_enrolment"
TO_CONTACT, TO_ACTIVITY = "enrolment_to_contact", "enrolment_to_activity"
REFERRAL_TO_ACTIVITY = "referral_to_activity"
BEFORE_THE_DATA = "before_the_data_begin"
TABLES_OF = {
    TO_DECISION: ("referral",),
    TO_ENROLMENT: ("referral", "enrolment"),
    TO_CONTACT: ("enrolment", "coach_contact"),
    TO_ACTIVITY: ("enrolment", "participation"),
    REFERRAL_TO_ACTIVITY: ("referral", "enrolment", "participation"),
}
"""Wait -> the tables that it is told from, in the order in which waits are shown."""

_DECIDED_BY_PROJECT = ("accepted", "declined_by_project")
_DECLINED = ("declined_by_project", "declined_by_person", "no_show")


@dataclass(frozen=True, slots=True)
class _Ends:
    """What ends a wait: the day it happened, the day of leaving, and the last day known (null: the cut)."""

    happened_on: pl.Expr
    left_on: pl.Expr
    known_until: pl.Expr


def waits(scope: Scope) -> pl.DataFrame:
    """One row per person and wait that the study's tables tell of, see `ProjectRecords.waits`."""
    told = [name for name, tables in TABLES_OF.items() if set(tables) <= set(scope.tables)]
    parts = [_from_referral(scope, name) for name in told if name.startswith("referral")]
    parts += [_from_enrolment(scope, name) for name in told if name.startswith("enrolment")]
    return pl.concat([empty("waits"), *parts]).sort("pid", "from_on", "wait")


def _from_referral(scope: Scope, wait: str) -> pl.DataFrame:
    """Everybody referred, from the first referral; who was enrolled before it did not wait for it."""
    made = scope.tables["referral"].filter(pl.col("referred_on") <= scope.cut)
    people = first_referrals(made).select("pid", "decision", "decided_on", from_on="referred_on")
    later = (pl.col("decided_on") > scope.cut).fill_null(False)
    people = people.with_columns(pl.when(~later).then(name).alias(name) for name in ("decision", "decided_on"))
    if "enrolment" not in scope.tables:
        nobody = [pl.lit(None, dtype=pl.Date()).alias(name) for name in ("enrolled_on", "left_on")]
        return _closed(scope, wait, people.with_columns(nobody), _decision())
    joined = people.join(_first_spells(scope), on="pid", how="left", validate="1:1", maintain_order="left")
    came_later = pl.col("enrolled_on").is_null() | (pl.col("enrolled_on") >= pl.col("from_on"))
    waiting = scope.losses.kept(wait, "enrolled_before_referral", joined, came_later)
    if wait == TO_DECISION:
        return _closed(scope, wait, waiting, _decision())
    if wait == TO_ENROLMENT:
        declined = pl.when(pl.col("decision").is_in(_DECLINED)).then("decided_on")
        return _closed(scope, wait, waiting, _Ends(pl.col("enrolled_on"), declined, _undated_refusal()))
    return _closed(scope, wait, _with_first(scope, waiting, "activity"), _activity_after_referral(scope))


def _from_enrolment(scope: Scope, wait: str) -> pl.DataFrame:
    """The participants, from their first enrolment; of who came before the data begin the first days are not known."""
    mine = scope.participants.join(_first_spells(scope), on="pid", how="left", validate="1:1")
    enrolled = scope.losses.kept(wait, "not_enrolled", mine, pl.col("enrolled_on").is_not_null())
    seen = scope.losses.kept(wait, BEFORE_THE_DATA, enrolled, pl.col("entry_days") <= 0)
    people = seen.with_columns(from_on="enrolled_on")
    name = "contact" if wait == TO_CONTACT else "activity"
    ends = _Ends(pl.col("first_on"), _final_leave(scope), _last_day_in_project(scope))
    return _closed(scope, wait, _with_first(scope, people, name), ends)


def _closed(scope: Scope, wait: str, people: pl.DataFrame, ends: _Ends) -> pl.DataFrame:
    """Each wait until the first of its ends; on the same day what was waited for comes before leaving."""
    dated = people.with_columns(_happened=ends.happened_on, _left=ends.left_on, _until=ends.known_until)
    happened = pl.col("_happened").is_not_null() & (pl.col("_happened") <= pl.col("_left")).fill_null(True)
    left = pl.col("_left").is_not_null() & ~happened
    end = (
        pl.when(happened).then("_happened").when(left).then("_left").otherwise(pl.coalesce("_until", pl.lit(scope.cut)))
    )
    event = pl.when(happened).then(HAPPENED).when(left).then(LEFT).otherwise(0)
    days = (end - pl.col("from_on")).dt.total_days().clip(lower_bound=0)  # a meeting before enrolment is no wait
    return scope.select("waits", dated.with_columns(wait=pl.lit(wait), days=days, event=event))


def _decision() -> _Ends:
    """The project decides; who says no herself, or does not come, leaves before it has."""
    decided = pl.col("decision").is_in(_DECIDED_BY_PROJECT).fill_null(False)
    gave_up = pl.col("decision").is_in(_DECLINED).fill_null(False) & ~decided
    made = decided | gave_up | pl.col("enrolled_on").is_not_null()  # who is in was accepted, whoever wrote it down
    unknown_day = made & pl.col("decided_on").is_null()
    return _Ends(
        pl.when(decided).then("decided_on"),
        pl.when(gave_up).then("decided_on"),
        pl.when(unknown_day).then("from_on"),
    )


def _activity_after_referral(scope: Scope) -> _Ends:
    declined = pl.when(pl.col("decision").is_in(_DECLINED)).then("decided_on")
    left = pl.min_horizontal(declined, _final_leave(scope))
    return _Ends(pl.col("first_on"), left, pl.coalesce(_undated_refusal(), _last_day_in_project(scope)))


def _undated_refusal() -> pl.Expr:
    """Turned down on a day nobody wrote down: nothing is known after the referral."""
    return pl.when(pl.col("decision").is_in(_DECLINED) & pl.col("decided_on").is_null()).then("from_on")


def _first_spells(scope: Scope) -> pl.DataFrame:
    begun = scope.tables["enrolment"].filter(pl.col("start") <= scope.cut)
    known = begun.with_columns(pl.when(pl.col("end") <= scope.cut).then("end").alias("end"))
    return first_spells(known, scope.same_spell_days).select("pid", "enrolled_on", "left_on")


def _final_leave(scope: Scope) -> pl.Expr:
    """The day of leaving, once so long ago that coming back would be a new spell."""
    is_final = pl.col("left_on") <= scope.cut - timedelta(days=scope.same_spell_days)
    return pl.when(is_final).then("left_on")


def _last_day_in_project(scope: Scope) -> pl.Expr:
    """Who left a few days ago may be back tomorrow: neither in the project nor out of it."""
    is_final = pl.col("left_on") <= scope.cut - timedelta(days=scope.same_spell_days)
    return pl.when(~is_final).then("left_on")


def _with_first(scope: Scope, people: pl.DataFrame, what: str) -> pl.DataFrame:
    """The first activity begun, or the first meeting held: `first_on`."""
    days = _held(scope) if what == "contact" else begun_activities(scope.tables).rename({"start": "on"})
    first = days.filter(pl.col("on") <= scope.cut).group_by("pid").agg(first_on=pl.col("on").min())
    return people.join(first, on="pid", how="left", validate="1:1", maintain_order="left")


def _held(scope: Scope) -> pl.DataFrame:
    persons = scope.tables["enrolment"].select("enr_id", "pid").unique("enr_id", maintain_order=True)
    held = scope.tables["coach_contact"].filter(pl.col("kind") == HELD)
    return held.join(persons, on="enr_id", how="inner", validate="m:1").select("pid", "on")
