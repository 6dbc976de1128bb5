"""The tables about what is offered and used: activity_version, participation, coach_contact (METHODS 1)."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from research_kit.synthetic.lives import Lives, add_days
from research_kit.synthetic.observations import draw_delays
from research_kit.synthetic.participants import draw_codes
from research_kit.synthetic.people_tables import enrolment_id
from research_kit.synthetic.truth import DAYS_PER_MONTH, StudyTruth

_MODES = (("in_person", 0.56), ("phone", 0.25), ("digital", 0.12), ("interpreter", 0.07))
_PARTICIPATION = (
    "enr_id", "act_id", "ver", "start", "end", "offered_on", "declined_on", "planned_h", "attended_h", "completed",
    "recorded_at",
)  # fmt: skip


def activity_version_table(truth: StudyTruth) -> pl.DataFrame:
    """One row per version of an activity; a version is valid until the next one begins."""
    rows = []
    for activity in truth.activities:
        begins = [_month(truth, version.from_month) for version in activity.versions]
        for number, version in enumerate(activity.versions):
            last = number + 1 == len(begins)
            rows.append(
                {
                    "act_id": activity.code,
                    "ver": number + 1,
                    "type": activity.kind,
                    "name": activity.name,
                    "valid_from": begins[number],
                    "valid_to": truth.ends_on + timedelta(days=1) if last else begins[number + 1],
                    "what_changed": version.changed,
                    "capacity": activity.capacity,
                    "planned_hours": version.planned_hours,
                    "needs_addressed": ",".join(activity.themes),
                    "accessible": "yes" if activity.capacity >= 20 else "unknown",
                    "recorded_at": begins[number],
                }
            )
    return pl.DataFrame(rows)


def participation_table(lives: Lives, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per participation when it begins and one when it has ended; and offers that were declined."""
    started = _started(lives, truth, rng)
    begun = add_days(started["start"], rng.integers(1, 12, started.height).astype(float))
    ended = add_days(started["end"], draw_delays(started.height, follow_up=truth.follow_up, rng=rng))
    done = started.with_columns(recorded_at=pl.max_horizontal(ended, begun + pl.duration(days=1)))
    running = started.with_columns(
        end=pl.lit(None, pl.Date),
        attended_h=pl.lit(None, pl.Float64),
        completed=pl.lit(None, pl.Boolean),
        recorded_at=begun,
    )
    frames = [running, done, _declined(lives, truth, rng)]
    return pl.concat([frame.select(_PARTICIPATION) for frame in frames])


def coach_contact_table(lives: Lives, *, rng: np.random.Generator) -> pl.DataFrame:
    """One row per meeting with a coach, from some days after enrolment until its end."""
    enrolled = lives.enrolled
    length = (enrolled["end_on"] - enrolled["index_on"]).dt.total_days().to_numpy().astype(float)
    slow = np.where(enrolled["foreign_born_woman"].to_numpy(), 11.0, 8.0)
    first = np.floor(rng.exponential(slow))
    number = np.where(first < length, 1 + rng.poisson(np.maximum(length - first, 0) / 21), 0)
    row = np.repeat(np.arange(enrolled.height), number)
    later = np.floor(first[row] + rng.random(row.size) * (length[row] - first[row]))
    is_first = np.concatenate([[True], row[1:] != row[:-1]]) if row.size else np.zeros(0, dtype=bool)
    on = add_days(enrolled["index_on"].gather(row), np.where(is_first, first[row], later))
    size = row.size
    coach = rng.integers(1, 9, enrolled.height)[row]
    return pl.DataFrame({"row": row, "on": on, "coach": coach}).select(
        id=pl.format("KON-{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(6)),
        enr_id=enrolment_id(),
        coach_id=pl.format("COACH{}", "coach"),
        on="on",
        mode=pl.Series(draw_codes(_MODES, size, rng)),
        minutes_band=pl.Series(draw_codes((("0-29", 0.3), ("30-59", 0.5), ("60-", 0.2)), size, rng)),
        kind=pl.Series(draw_codes((("held", 0.84), ("no_show", 0.12), ("booked", 0.04)), size, rng)),
        recorded_at=add_days(on, rng.integers(0, 8, size).astype(float)),
    )


def _started(lives: Lives, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per activity that somebody began, with its end, hours and version."""
    row, number = np.nonzero(np.isfinite(lives.activity_starts))
    mean = np.array([activity.mean_days for activity in truth.activities])[number]
    length = np.floor(np.clip(rng.gamma(5.0, mean / 5.0), 7, 300))
    rows = lives.enrolled.select("row", "index_on", "end_on")[row].with_columns(
        act_id=pl.Series(np.array([activity.code for activity in truth.activities])[number]),
    )
    start = add_days(rows["index_on"], lives.activity_starts[row, number])
    rows = _with_version(rows.with_columns(start=start), truth)
    natural = add_days(rows["start"], length)
    rows = rows.with_columns(natural=natural, length=pl.Series(length))
    rows = rows.with_columns(end=pl.min_horizontal("natural", "end_on", "valid_to"))
    return _with_hours(rows, truth, rng)


def _with_version(rows: pl.DataFrame, truth: StudyTruth) -> pl.DataFrame:
    """The version that is valid on the day of the start."""
    versions = activity_version_table(truth).select("act_id", "ver", "valid_from", "valid_to", "planned_hours")
    found = rows.with_row_index("place").sort("start").join_asof(
        versions.sort("valid_from"), left_on="start", right_on="valid_from", by="act_id", check_sortedness=False
    )  # fmt: skip
    return found.sort("place").drop("place")


def _with_hours(rows: pl.DataFrame, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    size = rows.height
    part = pl.col("end") - pl.col("start")
    planned = pl.max_horizontal((pl.col("planned_hours") * part.dt.total_days() / pl.col("length")).round(0), 2.0)
    dose = np.where(rng.random(size) < truth.mess.overdosed, rng.uniform(1.15, 1.4, size), rng.beta(7.0, 2.2, size))
    return rows.with_columns(planned_h=planned).with_columns(
        enr_id=enrolment_id(),
        offered_on=pl.max_horizontal(add_days(rows["start"], -rng.integers(2, 30, size).astype(float)), "index_on"),
        declined_on=pl.lit(None, pl.Date),
        attended_h=(pl.col("planned_h") * pl.Series(dose)).round(1),
        completed=pl.col("end") == pl.col("natural"),
    )


def _declined(lives: Lives, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """Offers of an activity that the person never began, and said no to within some days."""
    never = ~np.isfinite(lives.activity_starts) & (rng.random(lives.activity_starts.shape) < 0.03)
    row, number = np.nonzero(never)
    codes = np.array([activity.code for activity in truth.activities])[number]
    rows = lives.enrolled.select("row", "index_on", "end_on")[row].with_columns(act_id=pl.Series(codes))
    offered = add_days(rows["index_on"], rng.integers(5, 90, row.size).astype(float))
    declined = add_days(offered, rng.integers(0, 10, row.size).astype(float))
    rows = _with_version(rows.with_columns(start=offered, declined_on=declined), truth)
    rows = rows.filter((pl.col("declined_on") < pl.col("end_on")) & (pl.col("declined_on") < pl.col("valid_to")))
    return rows.with_columns(
        enr_id=enrolment_id(),
        end="start",
        offered_on="start",
        planned_h=pl.lit(0.0),
        attended_h=pl.lit(0.0),
        completed=pl.lit(False),
        recorded_at=pl.col("declined_on") + pl.duration(days=3),
    )


def _month(truth: StudyTruth, month: float) -> date:
    return truth.starts_on + timedelta(days=round(month * DAYS_PER_MONTH))
