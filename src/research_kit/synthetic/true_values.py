"""The true estimands of a synthetic study, by a large simulated run; written beside the data, read by no analysis."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from research_kit.synthetic.activities import draw_activity_starts, draw_phases
from research_kit.synthetic.outcomes import EDUCATION, WORK, draw_first_events, draw_trajectories, status_at
from research_kit.synthetic.participants import bring_in, draw_people
from research_kit.synthetic.truth import DAYS_PER_MONTH, StudyTruth

HORIZON_DAYS = 12 * DAYS_PER_MONTH
CHUNK = 100_000


def simulate_lives(truth: StudyTruth, *, size: int, rng: np.random.Generator) -> pl.DataFrame:
    """Enrolled people and what becomes of them, without any observation in between.

    Returns
    -------
    One row per enrolled person of `size` referred: covariates, `event_day` (days from enrolment, infinite for never),
    `cause`, and `state_12`: the kind of status 12 months after enrolment (METHODS 1.1).
    """
    people = bring_in(draw_people(truth, size=size, rng=rng), intake=truth.intake, rng=rng)
    people = people.filter(pl.col("index_day").is_finite())
    phases = draw_phases(people, truth=truth, rng=rng)
    starts = draw_activity_starts(people, phases, truth=truth, rng=rng)
    first = draw_first_events(people, starts, truth=truth, rng=rng)
    spells = draw_trajectories(people, first, truth=truth, rng=rng)
    state = status_at(spells, HORIZON_DAYS).select("row", state_12="kind")
    names = np.array([cause.name for cause in truth.outcomes.causes])
    lives = people.with_row_index("row").with_columns(
        event_day=pl.Series(first[0]), cause=pl.Series(names[first[1]]), row=pl.int_range(pl.len())
    )
    return lives.join(state.with_columns(pl.col("row").cast(pl.Int64)), on="row", how="left", validate="1:1")


def true_values(truth: StudyTruth, *, people: int = 1_000_000, seed: int = 12) -> dict[str, Any]:
    """What estimates of a study should come close to.

    Parameters
    ----------
    truth
        The study.
    people
        Number of referred people to simulate (>= 1,000).
    seed
        Seed of the simulation.

    Returns
    -------
    Plain values: for everybody and each group the number simulated, the share in work or regular education 12 months
    after enrolment (`attainment_12`), the cumulative incidence at 12 months of each cause, the median days to work
    or education, Monte Carlo standard errors; and the gap of foreign-born women to everybody else.
    """
    rng = np.random.default_rng(seed)
    frames = [_outcomes(simulate_lives(truth, size=size, rng=rng)) for size in _chunks(people)]
    lives = pl.concat(frames)
    groups = {"all": pl.lit(True), **_groups()}
    shares = {name: _shares(lives.filter(group), truth) for name, group in groups.items()}
    return {
        "study": truth.name,
        "synthetic": True,
        "note": "True values of an invented study, by simulation. No analysis may read this file.",
        "seed": seed,
        "horizon_days": HORIZON_DAYS,
        "groups": {name: values for name, values in shares.items() if values["people"] > 0},
        "gap_foreign_born_women": _gap(lives),
        "closer_among_not_in_work": truth.voice.closer,
        "activity_hazard_ratios": {activity.code: activity.hazard_ratio for activity in truth.activities},
        "short_jobs": truth.outcomes.short_jobs,
    }


def write_truth(truth: StudyTruth, path: str | Path, *, people: int = 200_000, seed: int = 12) -> Path:
    """`true_values` as a JSON file."""
    path = Path(path)
    text = json.dumps(true_values(truth, people=people, seed=seed), indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def _chunks(people: int) -> Iterator[int]:
    while people > 0:
        yield min(people, CHUNK)
        people -= CHUNK


def _outcomes(lives: pl.DataFrame) -> pl.DataFrame:
    return lives.select(
        "woman",
        "foreign_born",
        "foreign_born_woman",
        "low_education",
        "language_support",
        "event_day",
        "cause",
        attained=pl.col("state_12").is_in([*WORK, EDUCATION]),
    )


def _groups() -> dict[str, pl.Expr]:
    woman, foreign_born = pl.col("woman"), pl.col("foreign_born")
    return {
        "women": woman,
        "men": ~woman,
        "foreign_born": foreign_born,
        "swedish_born": ~foreign_born,
        "foreign_born_women": woman & foreign_born,
        "foreign_born_men": ~woman & foreign_born,
        "swedish_born_women": woman & ~foreign_born,
        "swedish_born_men": ~woman & ~foreign_born,
        "low_education": pl.col("low_education"),
        "language_support": pl.col("language_support"),
    }


def _shares(lives: pl.DataFrame, truth: StudyTruth) -> dict[str, Any]:
    people = lives.height
    if people == 0:
        return {"people": 0}
    by_12 = pl.col("event_day") <= HORIZON_DAYS
    attained = float(lives["attained"].sum()) / people
    incidence = {
        cause.name: float(lives.select((by_12 & (pl.col("cause") == cause.name)).mean()).item())
        for cause in truth.outcomes.causes
    }
    either = pl.when(pl.col("cause") != "terminal").then("event_day").otherwise(float("inf"))
    median = float(lives.select(either.median()).item())
    return {
        "people": people,
        "attainment_12": attained,
        "attainment_12_std_error": float(np.sqrt(attained * (1 - attained) / people)),
        "cumulative_incidence_12": incidence,
        "work_or_education_12": incidence["work"] + incidence["education"],
        "median_days_to_work_or_education": median if np.isfinite(median) else None,
    }


def _gap(lives: pl.DataFrame) -> dict[str, float] | None:
    inside = lives.filter(pl.col("foreign_born_woman"))["attained"]
    outside = lives.filter(~pl.col("foreign_born_woman"))["attained"]
    if not inside.len() or not outside.len():
        return None
    shares = [(float(group.sum()) / group.len(), group.len()) for group in (inside, outside)]
    std_error = float(np.sqrt(sum(share * (1 - share) / people for share, people in shares)))
    return {"attainment_12": shares[0][0] - shares[1][0], "std_error": std_error}
