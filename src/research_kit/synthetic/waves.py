"""When people are asked again, and whether they answer: one row per due follow-up."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.synthetic.hazards import change_hazards, draw_times
from research_kit.synthetic.outcomes import TERMINAL, WORK, IntArray
from research_kit.synthetic.participants import NEVER, BoolArray, FloatArray, draw_codes
from research_kit.synthetic.truth import DAYS_PER_MONTH, WAVE_DAYS, FollowUp, StudyTruth

_MODES = (("in_person", 0.42), ("phone", 0.30), ("interpreter", 0.06), ("digital", 0.14), ("register", 0.08))
_MISSING = (("not_reached", 0.50), ("declined", 0.18), ("ill", 0.12), ("staff_missed", 0.14), ("moved", 0.06))


def draw_lost_days(first: tuple[FloatArray, IntArray], *, truth: StudyTruth, rng: np.random.Generator) -> FloatArray:
    """Days from enrolment until a person can no longer be found; sooner for those who have started work."""
    follow_up = truth.follow_up
    work = np.where(first[1] == 0, first[0], NEVER)
    starts: FloatArray = np.zeros((work.size, 1))
    hazards: FloatArray = np.full((work.size, 1), follow_up.lost / DAYS_PER_MONTH)
    starts, hazards = change_hazards(starts, hazards, at=work, ratio=follow_up.lost_in_work_ratio)
    return np.floor(draw_times(starts, hazards, rng=rng)) + 30


def draw_waves(
    people: pl.DataFrame, spells: pl.DataFrame, *, truth: StudyTruth, rng: np.random.Generator
) -> pl.DataFrame:
    """Every follow-up that falls due before a person withdraws, is lost, dies or retires, or the project ends.

    Parameters
    ----------
    people
        One row per enrolled person: `row`, `index_on`, `observed_until`, and `terminal_on` (null for never).
    spells
        One row per true status: `row`, `kind`, `start_on`.
    truth
        The study.
    rng
        Source of randomness.

    Returns
    -------
    One row per person and wave: `row`, `k` (0 = at enrolment), `planned_on`, `actual_on` (null where missed), `mode`,
    `missing_reason`, and `kind`, the true status on that day.
    """
    follow_up = truth.follow_up
    grid = people.select("row", "index_on", "observed_until", "terminal_on").join(
        pl.DataFrame({"k": range(follow_up.waves + 1)}), how="cross"
    )
    grid = grid.with_columns(
        planned_on=pl.col("index_on") + pl.duration(days=(pl.col("k") * WAVE_DAYS).floor().cast(pl.Int32))
    )
    last = pl.min_horizontal("observed_until", "terminal_on")
    grid = grid.filter(pl.col("planned_on") + pl.duration(days=45) <= last).sort("row", "k")
    shift = np.where(grid["k"] == 0, rng.integers(0, 8, grid.height), draw_shifts(follow_up, grid.height, rng))
    grid = grid.with_columns(shift=pl.Series(shift).cast(pl.Int32))
    grid = grid.with_columns(actual_on=pl.col("planned_on") + pl.duration(days="shift"))
    return _with_answers(_with_status(grid, spells), follow_up, rng).drop("shift")


def draw_shifts(follow_up: FollowUp, size: int, rng: np.random.Generator) -> FloatArray:
    """Days from the planned day to the day of a wave: at most 40, so that the nearest wave is the one meant."""
    return np.clip(np.round(rng.normal(0.0, follow_up.wave_sd_days, size)), -40, 40)


def _with_status(grid: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    running = spells.select("row", "kind", "start_on").sort("start_on")
    found = grid.sort("actual_on").join_asof(
        running, left_on="actual_on", right_on="start_on", by="row", check_sortedness=False
    )
    return found.sort("row", "k")


def _with_answers(grid: pl.DataFrame, follow_up: FollowUp, rng: np.random.Generator) -> pl.DataFrame:
    size = grid.height
    in_work = grid["kind"].is_in(WORK).to_numpy()
    missed = rng.random(size) < missed_shares(in_work, follow_up)
    missed &= grid["k"].to_numpy() > 0
    mode = draw_codes(_MODES, size, rng)
    mode[(grid["k"] == 0).to_numpy() & (mode == "register")] = "in_person"
    reason = draw_codes(_MISSING, size, rng)
    return grid.with_columns(
        actual_on=pl.when(pl.Series(~missed)).then("actual_on"),
        mode=pl.when(pl.Series(~missed)).then(pl.Series(mode)),
        missing_reason=pl.when(pl.Series(missed)).then(pl.Series(reason)),
    )


def missed_shares(in_work: BoolArray, follow_up: FollowUp) -> FloatArray:
    """Each person's chance of missing a wave: higher in work, and right on average."""
    share = float(in_work.mean()) if in_work.size else 0.0
    elsewhere = max((follow_up.missed - share * follow_up.missed_in_work) / max(1 - share, 0.05), 0.0)
    return np.where(in_work, follow_up.missed_in_work, elsewhere)


def terminal_days(spells: pl.DataFrame, *, people: int) -> FloatArray:
    """Days from enrolment to retirement or death; infinite where it does not come."""
    days = np.full(people, NEVER)
    ended = spells.filter(pl.col("kind").is_in(TERMINAL)).unique("row", keep="first", maintain_order=True)
    days[ended["row"].to_numpy()] = ended["start"].to_numpy()
    return days
