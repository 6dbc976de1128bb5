"""One run of a synthetic study: everybody referred, what becomes of them, and what of it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from research_kit.synthetic.activities import draw_activity_starts, draw_phases
from research_kit.synthetic.observations import draw_observations
from research_kit.synthetic.outcomes import (
    EDUCATION,
    TERMINAL,
    IntArray,
    ObjectArray,
    draw_first_events,
    draw_trajectories,
)
from research_kit.synthetic.participants import NEVER, FloatArray, draw_referrals
from research_kit.synthetic.truth import StudyTruth
from research_kit.synthetic.waves import draw_lost_days, draw_waves, terminal_days


@dataclass(frozen=True, kw_only=True, slots=True)
class Lives:
    """Everything that happens in one run of a study, before anybody writes it down."""

    people: pl.DataFrame
    """One row per referred person, as `draw_referrals` gives them."""
    enrolled: pl.DataFrame
    """One row per enrolled person: the same and `row`, `index_on`, `end_on`, `exit_reason`, `observed_until` …"""
    spells: pl.DataFrame
    """One row per true status of an enrolled person: `row`, `kind`, `start_on`, `hours_pct`, `at_entry`."""
    phases: FloatArray
    """Days from enrolment to the start of each phase and to the last one's end; one row per enrolled person."""
    activity_starts: FloatArray
    """Days from enrolment; one row per enrolled person, one column per activity, infinite for never."""
    waves: pl.DataFrame
    """One row per due follow-up, as `draw_waves` gives them."""
    observations: pl.DataFrame
    """One row per person and day of verification, as `draw_observations` gives them."""


def draw_lives(truth: StudyTruth, *, rng: np.random.Generator) -> Lives:
    """Draw one run of the study with exactly `truth.intake.participants` enrolled people."""
    people = draw_referrals(truth, rng=rng)
    enrolled = people.filter(pl.col("index_day").is_finite()).with_row_index("row")
    enrolled = enrolled.with_columns(pl.col("row").cast(pl.Int64))
    phases = draw_phases(enrolled, truth=truth, rng=rng)
    starts = draw_activity_starts(enrolled, phases, truth=truth, rng=rng)
    first = draw_first_events(enrolled, starts, truth=truth, rng=rng)
    trajectories = draw_trajectories(enrolled, first, truth=truth, rng=rng)
    enrolled = _with_ends(enrolled, trajectories, first, truth=truth, rng=rng)
    spells = _with_dates(trajectories, enrolled)
    waves = draw_waves(enrolled, spells, truth=truth, rng=rng)
    observations = draw_observations(enrolled, waves, truth=truth, rng=rng)
    return Lives(
        people=people,
        enrolled=enrolled,
        spells=spells,
        phases=phases,
        activity_starts=_while_enrolled(starts, enrolled, first),
        waves=waves,
        observations=observations,
    )


def to_dates(days: FloatArray | pl.Series, *, start: date) -> pl.Series:
    """Days of the project as dates; null where infinite."""
    values = np.asarray(days, dtype=float)
    return _dates(values, np.full(values.size, np.datetime64(start, "D")))


def add_days(dates: pl.Series, days: FloatArray) -> pl.Series:
    """Dates moved by whole days; null where infinite."""
    return _dates(np.asarray(days, dtype=float), dates.to_numpy().astype("datetime64[D]"))


def _dates(days: FloatArray, origin: np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]) -> pl.Series:
    finite = np.isfinite(days)
    moved = origin + np.where(finite, days, 0).astype("timedelta64[D]")
    dates = pl.Series(moved).cast(pl.Date)
    return pl.select(pl.when(pl.Series(finite)).then(dates)).to_series()


def _with_ends(
    enrolled: pl.DataFrame,
    spells: pl.DataFrame,
    first: tuple[FloatArray, IntArray],
    *,
    truth: StudyTruth,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """The end of each enrolment: whichever comes first, and why."""
    size = enrolled.height
    index = enrolled["index_day"].to_numpy()
    terminal = terminal_days(spells, people=size)
    lost = draw_lost_days(first, truth=truth, rng=rng)
    stays = rng.random(size) < 0.2
    success = np.where((first[1] < 2) & ~stays, first[0] + rng.integers(0, 21, size), NEVER)
    planned = np.minimum(enrolled["planned_end_day"].to_numpy(), truth.project_days) - index
    withdrawn = enrolled["withdrawn_day"].to_numpy() - index
    candidates = np.column_stack([planned, success, terminal, lost, withdrawn])
    reasons = _reasons(spells, size, rng)[np.arange(size), candidates.argmin(axis=1)]
    until = np.minimum(np.minimum(lost, withdrawn), truth.project_days - index)
    days = {
        "index_on": index,
        "end_on": index + candidates.min(axis=1),
        "planned_end_on": enrolled["planned_end_day"].to_numpy(),
        "terminal_on": index + terminal,
        "observed_until": index + until,
        "withdrawn_on": enrolled["withdrawn_day"].to_numpy(),
    }
    dates = {name: to_dates(value, start=truth.starts_on) for name, value in days.items()}
    return enrolled.with_columns(exit_reason=pl.Series(reasons.astype(str)), **dates)


def _reasons(spells: pl.DataFrame, size: int, rng: np.random.Generator) -> ObjectArray:
    """Why each enrolment would end if it were by plan, success, a terminal event, being lost, or withdrawal."""
    terminal = _first_of(spells.filter(pl.col("kind").is_in(TERMINAL)), size, otherwise="retired")
    started = pl.col("hours_pct").is_not_null() | (pl.col("kind") == EDUCATION)
    success = _first_of(spells.filter(started), size, otherwise="ord_emp")
    gone = np.where(rng.random(size) < 0.3, "moved_untraceable", "lost")
    return np.column_stack([np.full(size, "completed"), success, terminal, gone, np.full(size, "withdrawn")])


def _first_of(spells: pl.DataFrame, size: int, *, otherwise: str) -> ObjectArray:
    """The kind of each person's first spell among these."""
    first = spells.unique("row", keep="first", maintain_order=True)
    kinds = np.full(size, otherwise, dtype=object)
    kinds[first["row"].to_numpy()] = first["kind"].to_numpy()
    return kinds


def _with_dates(spells: pl.DataFrame, enrolled: pl.DataFrame) -> pl.DataFrame:
    index_on = enrolled["index_on"].gather(spells["row"])
    return spells.select(
        "row",
        "kind",
        "hours_pct",
        start_on=add_days(index_on, spells["start"].to_numpy()),
        at_entry=pl.col("start") <= 0,
    )


def _while_enrolled(starts: FloatArray, enrolled: pl.DataFrame, first: tuple[FloatArray, IntArray]) -> FloatArray:
    """Activities that really begin: while enrolled, and before the first event."""
    length = (enrolled["end_on"] - enrolled["index_on"]).dt.total_days().to_numpy()
    until = np.minimum(length - 1, first[0])
    return np.where(starts < until[:, None], starts, NEVER)
