"""Who was to be asked when, and who answered: every participant and follow-up, whether or not anybody wrote it down."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.index_dates import Tables
from research_kit.cohort.records.scope import Scope
from research_kit.cohort.voice.voice_records import empty, shaped
from research_kit.study.completion import DAYS_PER_WAVE

_DIED = "died"
_WITHDRAWN = ("withdrawn", "end_of_consent")
_FRAME = "follow_ups"


def follow_ups(scope: Scope, answers: pl.DataFrame) -> pl.DataFrame:
    """One row per participant and follow-up that the study plans; see `VoiceRecords.follow_ups`.

    Parameters
    ----------
    scope
        The participants, with `index_on`.
    answers
        As `answers` gives them.

    Notes
    -----
    A follow-up that nobody wrote down is due on its planned day all the same (G-ABSENCE). Whoever died or withdrew
    before that day is not due; whoever was lost, moved or retired is, and has not answered.
    """
    if "wave" not in scope.tables:
        return empty(_FRAME)
    held = placed_waves(scope)
    last = held["k"].max()
    grid = scope.participants.select("pid", "index_on").join(
        pl.DataFrame({"k": range(int(str(last)) + 1)}, schema={"k": pl.Int64}) if last is not None else _NO_WAVES,
        how="cross",
    )
    rows = grid.join(held, on=["pid", "k"], how="left", validate="1:1", maintain_order="left")
    said = answers.select("pid", "k", answered=pl.lit(True)).unique(["pid", "k"])
    rows = rows.join(said, on=["pid", "k"], how="left", validate="1:1", maintain_order="left")
    rows = rows.join(_gone(scope), on="pid", how="left", validate="m:1", maintain_order="left")
    return shaped(_FRAME, _judged(rows, scope))


_NO_WAVES = pl.DataFrame(schema={"k": pl.Int64})


def _judged(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    planned = pl.coalesce("planned_on", planned_day())
    answered = pl.col("answered").fill_null(False)
    is_held = pl.col("actual_on").is_not_null()
    rows = rows.with_columns(planned_on=planned, answered=answered)
    died = (pl.col("died_on") <= pl.col("planned_on")).fill_null(False) & ~answered
    left = (pl.col("withdrew_on") <= pl.col("planned_on")).fill_null(False)
    left |= (pl.col("missing_reason") == "withdrawn").fill_null(False)
    return rows.with_columns(
        due=(pl.col("planned_on") <= scope.cut) | is_held,
        died=died,
        withdrawn=left & ~answered & ~died,
    ).sort("pid", "k")


def planned_day() -> pl.Expr:
    """The day on which the k-th follow-up is planned, from `index_on` and `k`."""
    return pl.col("index_on") + pl.duration(days=(pl.col("k") * DAYS_PER_WAVE).round().cast(pl.Int64))


def placed_waves(scope: Scope) -> pl.DataFrame:
    """The follow-ups of the enrolment that people are followed from: `pid, k, enr_id, planned_on, actual_on, …`.

    A later enrolment of the same person counts its follow-ups from its own start: they are in no row.
    """
    until = pl.when(pl.col("actual_on") <= scope.cut).then("actual_on").alias("actual_on")
    waves = scope.of_participants(_FRAME, scope.tables["wave"].with_columns(until, k=pl.col("k").cast(pl.Int64)))
    indexed = scope.participants.select("pid", "index_on")
    waves = waves.join(indexed, on="pid", how="left", validate="m:1", maintain_order="left")
    distance = (pl.coalesce("planned_on", "actual_on", planned_day()) - planned_day()).dt.total_days().abs()
    near = scope.losses.kept(_FRAME, "other_enrolment", waves, distance <= scope.definition.follow_up.window_days)
    first = near.with_columns(_far=distance).sort("pid", "k", pl.col("actual_on").is_null(), "_far")
    once = first.unique(["pid", "k"], keep="first", maintain_order=True)
    scope.losses.add(_FRAME, "written_twice", first.height - once.height)
    return once.select(
        "pid", "k", "enr_id", "planned_on", "actual_on", "missing_reason", pl.col("mode").cast(pl.String)
    )


def _gone(scope: Scope) -> pl.DataFrame:
    """When people died or withdrew, as far as that is known: `pid, died_on, withdrew_on`."""
    ended = _exits(scope.tables)
    statuses = _statuses(scope.tables)
    known = pl.concat([ended, statuses]).filter(pl.col("on") <= scope.cut)
    died, withdrew = pl.col("why") == _DIED, pl.col("why").is_in(_WITHDRAWN)
    return known.group_by("pid").agg(
        died_on=pl.col("on").filter(died).min(), withdrew_on=pl.col("on").filter(withdrew).min()
    )


def _exits(tables: Tables) -> pl.DataFrame:
    return tables["enrolment"].select("pid", on=pl.col("end"), why=pl.col("exit_reason").cast(pl.String))


def _statuses(tables: Tables) -> pl.DataFrame:
    if "status_spell" not in tables:
        return pl.DataFrame(schema={"pid": pl.String, "on": pl.Date, "why": pl.String})
    return tables["status_spell"].select("pid", on=pl.coalesce("start", "start_lo"), why=pl.col("kind").cast(pl.String))
