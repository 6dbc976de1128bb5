"""Where each person referred has been since: waiting, in a phase, in the project, at work, in education or gone."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.cohort.course_of_life import CourseOfLife
from research_kit.cohort.project_times import ENDED, IN_PROJECT, REFERRED
from research_kit.cohort.records.project_records import empty
from research_kit.cohort.records.scope import Scope
from research_kit.cohort.records.waits import HAPPENED, LEFT, TO_ENROLMENT

_ROW = ("pid", "start_days", "stop_days", "state", "event")


def course(scope: Scope, waits: pl.DataFrame, phases: pl.DataFrame, lives: CourseOfLife) -> pl.DataFrame:
    """One row per stay in a state since the first referral, without gaps, of everybody referred.

    Parameters
    ----------
    scope
        The participants, with `index_on`.
    waits
        As `waits` gives them; who was enrolled before the referral is in none.
    phases
        As `phases` gives them: of whom nothing was verified since, the phase on the day of enrolment is known.
    lives
        The participants' states since their index date.

    Returns
    -------
    See `ProjectRecords.course`. Whoever was turned down has ended from that day until the cut; whoever is enrolled and
    no participant of this cohort is left out. After enrolment people are followed as far as their histories go.
    """
    referred = waits.filter(pl.col("wait") == TO_ENROLMENT)
    if not lives.histories.height or not referred.height:
        return empty("course")
    indexed = scope.participants.select("pid", "index_on")
    people = referred.join(indexed, on="pid", how="left", validate="1:1", maintain_order="left")
    in_cohort = (pl.col("event") != HAPPENED) | pl.col("index_on").is_not_null()
    people = scope.losses.kept("course", "not_in_cohort", people, in_cohort).rename({"event": "ends"})
    people = people.join(_first_phases(people, phases), on="pid", how="left", validate="1:1", maintain_order="left")
    later = _since_enrolment(people.filter(pl.col("ends") == HAPPENED), lives.histories, lives.states)
    rows = pl.concat([_before_enrolment(scope, people), later]).filter(pl.col("start_days") < pl.col("stop_days"))
    following = pl.col("state").shift(-1).over("pid")
    ordered = rows.sort("pid", "start_days").with_columns(event=pl.coalesce(following, "event"))
    return scope.select("course", ordered)


def _first_phases(people: pl.DataFrame, phases: pl.DataFrame) -> pl.DataFrame:
    """The phase that each person was in on the day of enrolment: `pid, phase`."""
    day = pl.col("from_on").dt.offset_by(pl.format("{}d", pl.col("days").cast(pl.Int64)))
    placed = phases.join(people.select("pid", enrolled_on=day), on="pid", how="inner", validate="m:1")
    on_the_day = placed.filter(pl.col("start_on") == pl.col("enrolled_on"))
    return on_the_day.select("pid", "phase").unique("pid", keep="first", maintain_order=True)


def _before_enrolment(scope: Scope, people: pl.DataFrame) -> pl.DataFrame:
    """Referred until enrolled, turned down or last known; who was turned down has ended since."""
    came, left = pl.col("ends") == HAPPENED, pl.col("ends") == LEFT
    reached = pl.when(came).then(pl.coalesce("phase", pl.lit(IN_PROJECT))).when(left).then(pl.lit(ENDED))
    waiting = people.select(
        "pid", start_days=pl.lit(0.0), stop_days="days", state=pl.lit(REFERRED), event=reached.cast(pl.String)
    )
    to_cut = (pl.lit(scope.cut) - pl.col("from_on")).dt.total_days().cast(pl.Float64)
    gone = people.filter(pl.col("ends") == LEFT).select(
        "pid", start_days="days", stop_days=to_cut, state=pl.lit(ENDED), event=pl.lit(None, dtype=pl.String())
    )
    return pl.concat([waiting, gone])


def _since_enrolment(people: pl.DataFrame, histories: pl.DataFrame, states: Sequence[str]) -> pl.DataFrame:
    """The histories on the time scale of the referral, from enrolment on; in the project until they begin."""
    offset = (pl.col("index_on") - pl.col("from_on")).dt.total_days().cast(pl.Float64)
    begun = people.select("pid", enrolled_days="days", offset=offset)
    names = dict(enumerate(states, start=1))
    mine = histories.join(begun, on="pid", how="inner", validate="m:1").select(
        "pid",
        start_days=pl.max_horizontal(pl.col("start_days") + pl.col("offset"), "enrolled_days"),
        stop_days=pl.col("stop_days") + pl.col("offset"),
        state=pl.col("state").cast(pl.String),
        event=pl.col("event").replace_strict(names, default=None, return_dtype=pl.String()),
    )
    first = mine.filter(pl.col("start_days") < pl.col("stop_days")).group_by("pid").agg(pl.col("start_days").min())
    between = begun.join(first, on="pid", how="inner", validate="1:1").select(
        "pid", start_days="enrolled_days", stop_days="start_days", state=pl.lit(IN_PROJECT),
        event=pl.lit(None, dtype=pl.String()),
    )  # fmt: skip
    return pl.concat([mine.select(_ROW), between.select(_ROW)])
