"""Analysis frames of any size, one row per participant, streamed to Parquet: for speed and for simulation.

They hold what a cohort built from the partner files would hold, without the mess on the way: the same people, the
same true events, and an event that is known only if the person was followed up after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from research_kit.study.codes import GENDER, YES_NO_UNKNOWN
from research_kit.synthetic.activities import draw_activity_starts, draw_phases
from research_kit.synthetic.outcomes import IntArray, draw_first_events
from research_kit.synthetic.participants import EDUCATION, FloatArray, bring_in, draw_people
from research_kit.synthetic.truth import WAVE_DAYS, FollowUp, StudyTruth
from research_kit.synthetic.waves import draw_lost_days, draw_shifts, missed_shares

CHUNK = 100_000
"""Participants drawn and written at a time."""
AGE_BANDS = ("15-24", "25-34", "35-44", "45-54", "55-75")


def write_analysis_frames(truth: StudyTruth, path: str | Path, *, participants: int, seed: int) -> Path:
    """Stream one row per participant to a Parquet file; memory does not grow with their number.

    Parameters
    ----------
    truth
        The study.
    path
        The Parquet file; its folder is made where it is missing.
    participants
        Number of rows (>= 1; tried up to 10 million).
    seed
        The same seed gives the same rows.

    Returns
    -------
    The path. The columns are those of `analysis_frame`.

    Raises
    ------
    ValueError
        `participants` is below 1.
    """
    if participants < 1:
        raise ValueError(f"{participants} participants were asked for; at least 1 is needed.")
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = analysis_frames(truth, participants=participants, seed=seed)
    first = next(frames).to_arrow()
    with pq.ParquetWriter(path, first.schema, compression="zstd", compression_level=1) as writer:
        writer.write_table(first)
        for frame in frames:
            writer.write_table(frame.to_arrow())
    return path


def analysis_frames(truth: StudyTruth, *, participants: int, seed: int) -> Iterator[pl.DataFrame]:
    """The rows of `write_analysis_frames`, chunk by chunk; each chunk has a random stream of its own."""
    chunks = -(-participants // CHUNK)
    for number, stream in enumerate(np.random.SeedSequence(seed).spawn(chunks)):
        size = min(CHUNK, participants - number * CHUNK)
        yield analysis_frame(truth, size=size, rng=np.random.default_rng(stream))


def analysis_frame(truth: StudyTruth, *, size: int, rng: np.random.Generator) -> pl.DataFrame:
    """Participants with the time until they left "not in work", as far as it was followed.

    Parameters
    ----------
    truth
        The study.
    size
        Number of rows.
    rng
        Source of randomness.

    Returns
    -------
    One row per participant: `duration_days` from enrolment to the event or to the last verified day without one
    (whole days, >= 0); `event` (0 = censored, 1 = work, 2 = regular education, 3 = terminal, in the order of the
    truth's causes); `gender`, `foreign_born`, `age_band`, `education` (Enum); `disability`, `language_support` and
    the overlapping `target_…` groups (booleans); `index_month` of the project (0, 1, …).
    """
    people = _enrolled(truth, size, rng)
    phases = draw_phases(people, truth=truth, rng=rng)
    starts = draw_activity_starts(people, phases, truth=truth, rng=rng)
    first = draw_first_events(people, starts, truth=truth, rng=rng)
    lost = draw_lost_days(first, truth=truth, rng=rng)
    until = np.minimum(lost, truth.project_days - people["index_day"].to_numpy())
    duration, event = _observed(first, until, follow_up=truth.follow_up, rng=rng)
    income_support = rng.random(size) < 0.38
    return _described(people).with_columns(
        duration_days=pl.Series(duration).cast(pl.Int16),
        event=pl.Series(event).cast(pl.Int8),
        target_income_support=pl.Series(income_support),
    ).select("duration_days", "event", *_DESCRIBED, "target_income_support")  # fmt: skip


_DESCRIBED = (
    "gender", "foreign_born", "age_band", "education", "disability", "language_support", "index_month",
    "target_long_term_sick", "target_youth", "target_newly_arrived",
)  # fmt: skip


def _enrolled(truth: StudyTruth, size: int, rng: np.random.Generator) -> pl.DataFrame:
    """Exactly `size` people who came in."""
    parts: list[pl.DataFrame] = []
    missing = size
    while missing > 0:
        drawn = bring_in(draw_people(truth, size=missing * 3 // 2 + 20, rng=rng), intake=truth.intake, rng=rng)
        parts.append(drawn.filter(pl.col("index_day").is_finite()).head(missing))
        missing -= parts[-1].height
    return pl.concat(parts)


def _observed(
    first: tuple[FloatArray, IntArray], until: FloatArray, *, follow_up: FollowUp, rng: np.random.Generator
) -> tuple[FloatArray, IntArray]:
    """What the waves show: an event if a wave after it was held, else the last wave held before it."""
    days, causes = first
    size = days.size
    last_without, seen = np.zeros(size), np.zeros(size, dtype=bool)
    for wave in range(follow_up.waves + 1):
        planned = np.floor(wave * WAVE_DAYS)
        actual = planned + (rng.integers(0, 8, size) if wave == 0 else draw_shifts(follow_up, size, rng))
        in_work = (causes == 0) & (days <= actual)
        missed = rng.random(size) < missed_shares(in_work, follow_up)
        held = (planned + 45 <= until) & ((wave == 0) | ~missed)
        seen |= held & (days <= actual)
        last_without = np.where(held & (actual < days), np.maximum(last_without, actual), last_without)
    return np.where(seen, np.where(seen, days, 0), last_without), np.where(seen, causes + 1, 0)


def _described(people: pl.DataFrame) -> pl.DataFrame:
    """The people with the codes of the study tables."""
    woman, foreign_born = pl.col("woman"), pl.col("foreign_born")
    bands = np.array(AGE_BANDS)[np.digitize(people["age_years"].to_numpy(), (25, 35, 45, 55))]
    return people.with_columns(
        gender=pl.when(woman).then(pl.lit("woman")).otherwise(pl.lit("man")).cast(pl.Enum(GENDER)),
        foreign_born=pl.when(foreign_born).then(pl.lit("yes")).otherwise(pl.lit("no")).cast(pl.Enum(YES_NO_UNKNOWN)),
        age_band=pl.Series(bands).cast(pl.Enum(AGE_BANDS)),
        education=pl.col("education").cast(pl.Enum(EDUCATION)),
        index_month=(pl.col("index_day") / 30.4375).floor().cast(pl.Int16),
        target_long_term_sick=pl.col("entry_status") == "sick",
        target_youth="young",
        target_newly_arrived=(pl.col("years_in_sweden") < 4).fill_null(False),
    )
