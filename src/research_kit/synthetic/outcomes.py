"""What becomes of people: the first event after enrolment, and every status until the horizon."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from research_kit.synthetic.hazards import change_hazards, draw_times
from research_kit.synthetic.participants import NEVER, FloatArray
from research_kit.synthetic.truth import DAYS_PER_MONTH, Activity, Cause, Outcomes, StudyTruth

IntArray = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
ObjectArray = np.ndarray[tuple[int, ...], np.dtype[np.object_]]

WORK = ("ord_emp", "sub_emp", "self_emp")
EDUCATION = "regular_edu"
TERMINAL = ("retired", "died")
SPELLS = 7
"""Longest chain of states that is followed: waiting, a start, and five changes after it."""

_HOURS_PCT = (100, 75, 50, 25)
_HOURS_SHARES = (0.52, 0.24, 0.16, 0.08)


def relative_rates(people: pl.DataFrame, effects: Sequence[tuple[str, float]]) -> FloatArray:
    """Each person's hazard as a multiple of that of a person with every covariate false."""
    rates = np.zeros(people.height)
    for covariate, log_ratio in effects:
        rates += log_ratio * people[covariate].to_numpy()
    return np.exp(rates)


def draw_first_events(
    people: pl.DataFrame, activity_starts: FloatArray, *, truth: StudyTruth, rng: np.random.Generator
) -> tuple[FloatArray, IntArray]:
    """When and for which cause each person first leaves the state "not in work".

    Parameters
    ----------
    people
        One row per enrolled person, with the covariates.
    activity_starts
        One row per person, one column per activity: days from enrolment to its start (infinite for never).
    truth
        The study.
    rng
        Source of randomness.

    Returns
    -------
    Whole days from enrolment (>= 1, infinite for never) and the index of the cause in `truth.outcomes.causes`.
    """
    times = np.column_stack(
        [_cause_times(people, cause, activity_starts, truth=truth, rng=rng) for cause in truth.outcomes.causes]
    )
    return np.floor(times.min(axis=1)) + 1, times.argmin(axis=1)


def draw_trajectories(
    people: pl.DataFrame, first: tuple[FloatArray, IntArray], *, truth: StudyTruth, rng: np.random.Generator
) -> pl.DataFrame:
    """Every status of each person, from before the enrolment on.

    Parameters
    ----------
    people
        One row per enrolled person.
    first
        Day and cause of the first event, as `draw_first_events` gives them.
    truth
        The study.
    rng
        Source of randomness.

    Returns
    -------
    One row per spell, by person and start: `row` (of `people`), `kind` (METHODS 1.1), `start` and `end` in days from
    enrolment (end infinite where it lasts) and `hours_pct` of full time (null outside work).
    """
    kinds, bounds = _chains(people, first, truth=truth, rng=rng)
    row, step = np.nonzero(np.isfinite(bounds[:, :-1]))
    spells = pl.DataFrame(
        {"row": row, "kind": kinds[row, step], "start": bounds[row, step], "end": bounds[row, step + 1]}
    )
    spells = _with_measures(spells, rng=rng)
    hours = rng.choice(_HOURS_PCT, spells.height, p=_HOURS_SHARES)
    in_work = pl.col("kind").is_in(WORK)
    return spells.with_columns(hours_pct=pl.when(in_work).then(pl.Series(hours)))


def status_at(spells: pl.DataFrame, days: float) -> pl.DataFrame:
    """The spell of each person that runs `days` after enrolment."""
    return spells.filter((pl.col("start") <= days) & (pl.col("end") > days))


def _cause_times(
    people: pl.DataFrame, cause: Cause, activity_starts: FloatArray, *, truth: StudyTruth, rng: np.random.Generator
) -> FloatArray:
    pieces = np.array(truth.outcomes.pieces_months) * DAYS_PER_MONTH
    starts = np.tile(pieces, (people.height, 1))
    hazards = relative_rates(people, cause.effects)[:, None] * np.array(cause.hazards) / DAYS_PER_MONTH
    if cause.name == "work":
        for activity, days in zip(truth.activities, activity_starts.T, strict=True):
            starts, hazards = _with_effect(starts, hazards, activity, days)
    return draw_times(starts, hazards, rng=rng)


def _with_effect(
    starts: FloatArray, hazards: FloatArray, activity: Activity, days: FloatArray
) -> tuple[FloatArray, FloatArray]:
    if activity.hazard_ratio == 1.0:
        return starts, hazards
    begins = days + activity.lag_days
    starts, hazards = change_hazards(starts, hazards, at=begins, ratio=activity.hazard_ratio)
    if activity.effect_days is None:
        return starts, hazards
    return change_hazards(starts, hazards, at=begins + activity.effect_days, ratio=1 / activity.hazard_ratio)


def _chains(
    people: pl.DataFrame, first: tuple[FloatArray, IntArray], *, truth: StudyTruth, rng: np.random.Generator
) -> tuple[ObjectArray, FloatArray]:
    """Status and bounds of each spell: `SPELLS` columns of kinds, one column more of bounds."""
    size = people.height
    kinds = np.empty((size, SPELLS), dtype=object)
    bounds = np.full((size, SPELLS + 1), NEVER)
    bounds[:, 0] = -np.floor(rng.gamma(2.0, 240.0, size)) - 14
    kinds[:, 0] = people["entry_status"].to_numpy()
    bounds[:, 1] = first[0]
    kinds[:, 1] = _first_kinds(first[1], truth.outcomes.causes, rng)
    rate = relative_rates(people, truth.outcomes.causes[0].effects)
    for step in range(2, SPELLS):
        lasted = _lengths(kinds[:, step - 1], rate, truth.outcomes, rng)
        bounds[:, step] = bounds[:, step - 1] + lasted
        kinds[:, step] = _next_kinds(kinds[:, step - 1], rng)
    return kinds, bounds


def _first_kinds(cause: IntArray, causes: Sequence[Cause], rng: np.random.Generator) -> ObjectArray:
    kinds = np.empty(cause.size, dtype=object)
    for number, one in enumerate(causes):
        among = np.flatnonzero(cause == number)
        names, shares = zip(*one.kinds, strict=True)
        kinds[among] = np.array(names, dtype=object)[rng.choice(len(names), among.size, p=shares)]
    return kinds


def _lengths(
    kind: ObjectArray,
    rate: FloatArray,
    outcomes: Outcomes,
    rng: np.random.Generator,
) -> FloatArray:
    """Days that a status lasts, by its kind."""
    size = kind.size
    short = rng.random(size) < outcomes.short_jobs
    job = np.where(short, rng.uniform(10, 89, size), 90 + rng.exponential(DAYS_PER_MONTH / outcomes.job_loss, size))
    studies = 100 + rng.exponential(DAYS_PER_MONTH / outcomes.studies_end, size)
    search = rng.exponential(DAYS_PER_MONTH / (outcomes.return_to_work * rate))
    days = np.where(np.isin(kind, WORK), job, np.where(kind == EDUCATION, studies, search))
    return np.where(np.isin(kind, TERMINAL), NEVER, np.floor(days) + 1)


def _next_kinds(kind: ObjectArray, rng: np.random.Generator) -> ObjectArray:
    """After work comes unemployment, after studies more often work, after unemployment work."""
    to_work = np.where(np.isin(kind, WORK), 0.0, np.where(kind == EDUCATION, 0.4, 1.0))
    subsidised = np.where(rng.random(kind.size) < 0.25, "sub_emp", "ord_emp")
    return np.where(rng.random(kind.size) < to_work, subsidised, "unemployed").astype(object)


_MEASURES = ("programme", "internship", "sfi", "parental_leave", "sick")
_MEASURE_SHARES = (0.42, 0.26, 0.14, 0.08, 0.10)


def _with_measures(spells: pl.DataFrame, *, rng: np.random.Generator) -> pl.DataFrame:
    """Some of the longer waits after enrolment turn into a programme, an internship, Swedish lessons or leave."""
    end = pl.min_horizontal("end", pl.col("start").clip(0) + 900)
    waiting = ~pl.col("kind").is_in([*WORK, EDUCATION, *TERMINAL])
    chosen = waiting & (end - pl.col("start").clip(0) > 120) & (pl.Series(rng.random(spells.height)) < 0.35)
    at = (
        pl.col("start").clip(0)
        + 30
        + (pl.Series(rng.random(spells.height)) * (end - pl.col("start").clip(0) - 60)).floor()
    )
    measure = pl.Series(np.array(_MEASURES)[rng.choice(len(_MEASURES), spells.height, p=_MEASURE_SHARES)])
    marked = spells.with_columns(at=pl.when(chosen).then(at), measure=measure)
    marked = marked.with_columns(at=pl.when(pl.col("measure") != pl.col("kind")).then("at"))
    kept = marked.with_columns(end=pl.coalesce("at", "end"))
    added = marked.filter(pl.col("at").is_not_null()).with_columns(start="at", kind="measure")
    return pl.concat([kept, added]).select("row", "kind", "start", "end").sort("row", "start")
