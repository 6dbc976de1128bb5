"""Attendance after an activity was changed, against before: other people, and a description (METHODS M4.5)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.incidence_curves import CONFIDENCE
from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.analyses.process.attendance_rows import counted_hours
from research_kit.analyses.process.ratio_rows import NOT_DEFINED
from research_kit.analyses.process.setting import TOTAL_AND_GENDER, ProcessSetting, absent
from research_kit.analyses.process.version_changes import version_changes
from research_kit.results.status import gap_from_error
from research_kit.statistics import attendance, gap_between

STATISTIC, BEFORE, AFTER = "gap_after_version", "before", "after"
NO_CHANGE = "NO_CHANGE"
_CHANGE = ["change", "line"]


def version_rows(setting: ProcessSetting) -> list[pl.DataFrame]:
    """The share of planned hours attended in a new version of an activity minus that in the one before it, per line.

    Those enrolled before the change who took part in the old version are compared with those enrolled from that day on
    who took part in the new one: nobody is on both sides. `n` is the smaller side.
    """
    if not setting.records.has("activity_version", "participation"):
        return [absent(STATISTIC)]
    changes = version_changes(setting)
    sides = _sides(setting, changes)
    both = _with_both_sides(sides)
    if not changes.height:
        return [absent(STATISTIC, reason=NO_CHANGE)]
    gaps = (
        _gaps(sides.join(both, on=_CHANGE, how="semi"), setting.alarm_confidence)
        if both.height
        else pl.DataFrame(schema=_GAPS)
    )
    people = _people(setting, changes, sides)
    rows = people.join(gaps, on=_CHANGE, how="left", validate="1:1").sort(*_CHANGE)
    return [_judged(rows, setting)]


def _sides(setting: ProcessSetting, changes: pl.DataFrame) -> pl.DataFrame:
    """The participations that are compared: `change, line, pid, side`, planned and attended hours."""
    hours = setting.records.attendance.filter(counted_hours() & (pl.col("planned_h") > 0))
    index = setting.cohort.frame.select("pid", "index_on")
    placed = hours.drop("type").join(index, on="pid", how="inner", validate="m:1")
    both = placed.join(changes.rename({"ver": "new"}), on="act_id", how="inner")
    old = (pl.col("ver") == pl.col("before")) & (pl.col("index_on") < pl.col("changed_on"))
    new = (pl.col("ver") == pl.col("new")) & (pl.col("index_on") >= pl.col("changed_on"))
    side = pl.when(old).then(pl.lit(BEFORE)).when(new).then(pl.lit(AFTER))
    named = both.with_columns(side=side).filter(pl.col("side").is_not_null())
    members = setting.members(TOTAL_AND_GENDER)
    joined = named.join(members, on="pid", how="inner")
    return joined.select("change", "line", "pid", "side", "planned_h", "attended_h")


def _with_both_sides(sides: pl.DataFrame) -> pl.DataFrame:
    return sides.group_by(_CHANGE).agg(both=pl.col("side").n_unique()).filter(pl.col("both") == 2)


_LIMITS = ("estimate", "std_error", "lower", "upper", "alarm_lower", "alarm_upper")
_GAPS = {"change": pl.String(), "line": pl.Int64(), **dict.fromkeys(_LIMITS, pl.Float64())}


def _gaps(sides: pl.DataFrame, alarm_confidence: float) -> pl.DataFrame:
    described, claimed = (_gap(sides, confidence) for confidence in (CONFIDENCE, alarm_confidence))
    alarm = claimed.select(*_CHANGE, alarm_lower="lower", alarm_upper="upper")
    return described.join(alarm, on=_CHANGE, how="left", validate="1:1").select(list(_GAPS))


def _gap(sides: pl.DataFrame, confidence: float) -> pl.DataFrame:
    each = attendance(
        sides, attended="attended_h", planned="planned_h", cluster="pid", by=[*_CHANGE, "side"], confidence=confidence
    )
    error = each.group_by(_CHANGE).agg(std_error=(pl.col("std_error") ** 2).sum().sqrt())
    gap = gap_between(each, group="side", compared_with=BEFORE, by=_CHANGE)
    return gap.join(error, on=_CHANGE, how="left", validate="1:1")


def _people(setting: ProcessSetting, changes: pl.DataFrame, sides: pl.DataFrame) -> pl.DataFrame:
    """Every change and line, with the people of the smaller side."""
    lines = setting.members(TOTAL_AND_GENDER).select("line").unique()
    counts = sides.group_by(*_CHANGE, "side").agg(pl.col("pid").n_unique().cast(pl.Int64))
    smaller = counts.group_by(_CHANGE).agg(
        n=pl.when(pl.len() == 2).then(pl.col("pid").min()).otherwise(0).cast(pl.Int64)
    )  # fmt: skip
    grid = changes.select("change", "type").join(lines, how="cross")
    return grid.join(smaller, on=_CHANGE, how="left", validate="1:1").with_columns(pl.col("n").fill_null(0))


def _judged(rows: pl.DataFrame, setting: ProcessSetting) -> pl.DataFrame:
    limits, nothing = setting.limits, pl.lit(None, dtype=pl.String)
    visible = rows.with_columns(
        smallest_visible_gap=gap_from_error(1.0) * pl.col("std_error"), blocked_by=nothing, too_thin=nothing
    )
    judged = judge(
        visible,
        {
            FEW_PEOPLE: pl.col("n") < limits.gap_n,
            NOT_DEFINED: pl.col("lower").is_null() | pl.col("upper").is_null(),
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
    return judged.with_columns(
        statistic=pl.lit(STATISTIC), outcome="type", cause="change", compared_with=pl.lit(BEFORE), unit=pl.lit("share")
    )
