"""What of the true statuses becomes known, when, and how exactly: the records behind `status_spell`."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.synthetic.participants import FloatArray, draw_codes
from research_kit.synthetic.truth import WAVE_DAYS, FollowUp, StudyTruth

_VERIFIED_BY = (("follow_up", 0.55), ("self", 0.25), ("coach", 0.14), ("employer", 0.06))
_PRECISION = ("day", "month", "quarter", "unknown")
_RECORD = (
    "row", "kind", "hours_pct", "precision", "start_on", "start_lo", "start_hi", "end_lo", "end_hi",
    "verified_on", "verified_by", "recorded_on",
)  # fmt: skip


def draw_delays(size: int, *, follow_up: FollowUp, rng: np.random.Generator) -> FloatArray:
    """Days from an event until it is written down: up to three weeks, or 30 to 110 where it is late."""
    late = rng.random(size) < follow_up.late
    return np.where(late, rng.integers(30, 111, size), rng.integers(1, 22, size)).astype(float)


def draw_observations(
    people: pl.DataFrame, waves: pl.DataFrame, *, truth: StudyTruth, rng: np.random.Generator
) -> pl.DataFrame:
    """Every day on which somebody's status is verified: the waves that took place, and deaths and retirements.

    Parameters
    ----------
    people
        One row per enrolled person: `row`, `index_on`, `terminal_on` and `observed_until` (dates; null for never).
    waves
        One row per person and wave: `row`, `k`, `actual_on` (null where missed), `mode`.
    truth
        The study.
    rng
        Source of randomness.

    Returns
    -------
    One row per person and day, in that order: `row`, `k` (null outside waves), `observed_on`, `recorded_on` (before
    the person is observed again), `previous_on` (null at first) and `verified_by`.
    """
    seen = waves.filter(pl.col("actual_on").is_not_null()).select(
        "row", "k", observed_on="actual_on", register=pl.col("mode") == "register"
    )
    days = pl.concat([seen, _reported_ends(people, seen.schema, truth.follow_up, rng)]).sort("row", "observed_on")
    days = days.unique(["row", "observed_on"], keep="first", maintain_order=True)
    delay = pl.lit(pl.Series("delay", draw_delays(days.height, follow_up=truth.follow_up, rng=rng)).cast(pl.Int32))
    by = pl.Series(draw_codes(_VERIFIED_BY, days.height, rng))
    following = pl.col("observed_on").shift(-1).over("row")
    return days.with_columns(
        recorded_on=pl.min_horizontal(pl.col("observed_on") + pl.duration(days=delay), following - pl.duration(days=1)),
        previous_on=pl.col("observed_on").shift(1).over("row"),
        verified_by=pl.when("register").then(pl.lit("register")).otherwise(by),
    ).drop("register")


def observe_statuses(
    spells: pl.DataFrame, observations: pl.DataFrame, *, truth: StudyTruth, rng: np.random.Generator
) -> pl.DataFrame:
    """What is written down of each spell, each time it is seen running, and when its end is reported.

    Parameters
    ----------
    spells
        One row per true status, by person and start: `row`, `kind`, `hours_pct`, `start_on`, `at_entry`.
    observations
        One row per person and day, as `draw_observations` gives them.
    truth
        The study.
    rng
        Source of randomness.

    Returns
    -------
    One row per record, with dates: `row`, `kind`, `hours_pct`, `precision`, `start_on` (the true day), `start_lo`,
    `start_hi`, `end_lo`, `end_hi` (null while running), `verified_on`, `verified_by`, `recorded_on`. Records of the
    same spell have the same `start_lo`; a later one replaces an earlier one.
    """
    known = _with_bounds(_heard_of(spells, observations), truth=truth, rng=rng)
    running = observations.sort("observed_on").join_asof(
        known.sort("start_on"),
        left_on="observed_on",
        right_on="start_on",
        by="row",
        check_sortedness=False,
        coalesce=False,
    )
    running = running.with_columns(
        verified_on="observed_on", end_lo=pl.lit(None, pl.Date), end_hi=pl.lit(None, pl.Date)
    )
    reports = observations.select("row", "observed_on", "recorded_on", "verified_by")
    ended = known.filter(pl.col("end_heard_on").is_not_null()).join(
        reports, left_on=["row", "end_heard_on"], right_on=["row", "observed_on"], how="inner", validate="m:1"
    )
    ended = ended.with_columns(verified_on="end_lo")
    records = pl.concat([running.select(_RECORD), ended.select(_RECORD)])
    return records.sort("row", "start_on", "recorded_on")


def _reported_ends(
    people: pl.DataFrame, schema: pl.Schema, follow_up: FollowUp, rng: np.random.Generator
) -> pl.DataFrame:
    """Deaths and retirements: a register tells of them at the next follow-up that is not missed.

    They are heard of no sooner than work would be, so that being seen does not depend on the cause.
    """
    ended = people.filter(pl.col("terminal_on").is_not_null())
    days = (ended["terminal_on"] - ended["index_on"]).dt.total_days().to_numpy()
    wave = np.ceil(days / WAVE_DAYS) + rng.geometric(1 - follow_up.missed, ended.height) - 1
    heard = pl.Series("heard", np.maximum(np.floor(wave * WAVE_DAYS) + rng.integers(0, 20, ended.height), days + 1))
    reported = ended.with_columns(
        observed_on=pl.col("index_on") + pl.duration(days=pl.lit(heard.cast(pl.Int32))), wave=pl.Series(wave)
    )
    in_time = (pl.col("observed_on") <= pl.col("observed_until")) & (pl.col("wave") <= follow_up.waves)
    return (
        reported.filter(in_time)
        .select("row", "observed_on", k=pl.lit(None, schema["k"]), register=pl.lit(True))
        .select(schema.names())
    )


def _heard_of(spells: pl.DataFrame, observations: pl.DataFrame) -> pl.DataFrame:
    """The spells that are ever heard of, with the day of that and the last day before on which they had not begun."""
    seen = observations.select("row", heard_on="observed_on", before_on="previous_on").sort("heard_on")
    found = spells.sort("start_on").join_asof(
        seen,
        left_on="start_on",
        right_on="heard_on",
        by="row",
        strategy="forward",
        check_sortedness=False,
        coalesce=False,
    )
    return found.filter(pl.col("heard_on").is_not_null()).sort("row", "start_on")


def _with_bounds(spells: pl.DataFrame, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """First and last possible day of each start and end; a spell ends where the next one starts."""
    drawn = pl.Series(np.array(_PRECISION)[rng.choice(4, spells.height, p=truth.follow_up.precision)])
    heard_with = (pl.col("heard_on") == pl.col("heard_on").shift(1).over("row")) | (
        pl.col("heard_on") == pl.col("heard_on").shift(-1).over("row")
    )
    exact = pl.col("at_entry") | heard_with.fill_null(False)
    day = pl.col("start_on")
    since = pl.when("at_entry").then(day).otherwise(pl.coalesce(pl.col("before_on") + pl.duration(days=1), day))
    spells = spells.with_columns(precision=pl.when(exact).then(pl.lit("day")).otherwise(drawn), since=since)
    lowest = {"day": day, "month": day.dt.month_start(), "quarter": day.dt.truncate("1q"), "unknown": pl.col("since")}
    highest = {
        "day": day,
        "month": day.dt.month_end(),
        "quarter": day.dt.truncate("1q").dt.offset_by("3mo") - pl.duration(days=1),
        "unknown": pl.col("heard_on"),
    }
    spells = spells.with_columns(
        start_lo=pl.max_horizontal(_by_precision(lowest), "since"),
        start_hi=pl.min_horizontal(_by_precision(highest), "heard_on"),
    )
    return spells.with_columns(
        end_lo=pl.col("start_lo").shift(-1).over("row"),
        end_hi=pl.col("start_hi").shift(-1).over("row"),
        end_heard_on=pl.col("heard_on").shift(-1).over("row"),
    )


def _by_precision(values: dict[str, pl.Expr]) -> pl.Expr:
    return pl.coalesce(pl.when(pl.col("precision") == name).then(value) for name, value in values.items())
