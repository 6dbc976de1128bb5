"""Whether activities were begun more often from a change on, month by month (METHODS M4.5): segmented regression."""

from __future__ import annotations

from typing import Any

import polars as pl

from research_kit.analyses.incidence_curves import CONFIDENCE, DAYS_PER_MONTH
from research_kit.analyses.outcome_rows import judge
from research_kit.analyses.process.setting import TOTAL_AND_GENDER, ProcessSetting, absent
from research_kit.analyses.process.version_changes import version_changes
from research_kit.analyses.process.version_rows import BEFORE, NO_CHANGE
from research_kit.results.status import BLOCKED, gap_from_error
from research_kit.statistics import segmented
from research_kit.statistics.process.segmented_series import FEWEST_A_SIDE, FEWEST_EXPECTED

LEVEL, SLOPE = "level_change", "slope_change"
FEW_MONTHS, FEW_EXPECTED = "FEW_MONTHS", "FEW_EXPECTED"
_TERMS = {LEVEL: "level", SLOPE: "trend"}
_WIDE_PER_MONTH = 1.0
"""A change known only to more than one person a month either way is worded as a range."""


def series_rows(setting: ProcessSetting) -> list[pl.DataFrame]:
    """The change of level and of slope of the number who begin an activity a month, when a version is replaced.

    Months of 30.4375 days from the day of the change, between the changes before and after it. With fewer than 12 on
    either side, or fewer than 5 people expected a month, nothing is estimated: 12 quarters give at most 6 + 6 points.
    """
    if not setting.records.has("activity_version", "participation"):
        return [absent(LEVEL)]
    changes = version_changes(setting)
    if not changes.height:
        return [absent(LEVEL, reason=NO_CHANGE)]
    found = []
    for change in changes.iter_rows(named=True):
        months = _months(setting, change)
        for (line,), series in months.sort("line", "month").group_by("line", maintain_order=True):
            found.append(_rows_of(series, setting).with_columns(line=pl.lit(line), **_named(change)))
    return found or [absent(LEVEL, reason=FEW_MONTHS)]


def _named(change: dict[str, Any]) -> dict[str, pl.Expr]:
    named = {"outcome": change["type"], "cause": change["change"], "compared_with": BEFORE, "unit": "per_month"}
    return {name: pl.lit(value, dtype=pl.String()) for name, value in named.items()}


def _months(setting: ProcessSetting, change: dict[str, Any]) -> pl.DataFrame:
    """One row per line and whole month around the change: `line, month` (0: the first of the change), `began`, `n`."""
    until = change["until_on"] or setting.cohort.cut
    first = -int((change["changed_on"] - change["from_on"]).days // DAYS_PER_MONTH)
    last = int((until - change["changed_on"]).days // DAYS_PER_MONTH)
    month = ((pl.col("start") - change["changed_on"]).dt.total_days() / DAYS_PER_MONTH).floor().cast(pl.Int64)
    mine = setting.records.attendance.filter(pl.col("act_id") == change["act_id"]).with_columns(month=month)
    inside = mine.filter(pl.col("month").is_between(first, last - 1))
    placed = inside.join(setting.members(TOTAL_AND_GENDER), on="pid", how="inner")
    lines = setting.members(TOTAL_AND_GENDER).select("line").unique()
    grid = lines.join(pl.DataFrame({"month": range(first, last)}, schema={"month": pl.Int64}), how="cross")
    counts = placed.group_by("line", "month").agg(began=pl.len().cast(pl.Int64))
    people = placed.group_by("line").agg(n=pl.col("pid").n_unique().cast(pl.Int64))
    joined = grid.join(counts, on=["line", "month"], how="left").join(people, on="line", how="left")
    return joined.with_columns(pl.col("began", "n").fill_null(0))


def _rows_of(series: pl.DataFrame, setting: ProcessSetting) -> pl.DataFrame:
    """Both statistics of one series, or the one row that says why there are none."""
    people = pl.lit(series["n"][0], dtype=pl.Int64)
    lacks = _lacks(series)
    if lacks is not None:
        blocked = {"statistic": [LEVEL], "status": [BLOCKED], "reason": [lacks]}
        return pl.DataFrame(blocked).with_columns(n=people)
    described, claimed = (_fitted(series, confidence) for confidence in (CONFIDENCE, setting.alarm_confidence))
    rows = described.with_columns(
        n=people, alarm_lower=claimed["lower"], alarm_upper=claimed["upper"],
        smallest_visible_gap=gap_from_error(1.0) * pl.col("std_error"),
        blocked_by=pl.lit(None, dtype=pl.String), too_thin=pl.lit(None, dtype=pl.String),
    )  # fmt: skip
    few = {"FEW_PEOPLE": pl.col("n") < setting.limits.share_n}
    return judge(rows, few, is_wide=(pl.col("upper") - pl.col("lower")) / 2 > _WIDE_PER_MONTH)


def _lacks(series: pl.DataFrame) -> str | None:
    sides = [series.filter(pl.col("month") < 0)["began"], series.filter(pl.col("month") >= 0)["began"]]
    if min(len(side) for side in sides) < FEWEST_A_SIDE:
        return FEW_MONTHS
    return FEW_EXPECTED if min(side.sum() / len(side) for side in sides) < FEWEST_EXPECTED else None


def _fitted(series: pl.DataFrame, confidence: float) -> pl.DataFrame:
    """Both statistics, with residuals that depend on the month before: Newey and West's errors are too small here."""
    fit = segmented(
        series, outcome="began", time="month", change=0, counted="began", errors="autoregressive", confidence=confidence
    )
    named = {term: statistic for statistic, term in _TERMS.items()}
    told = fit.filter(pl.col("term").is_in(list(named)))
    return told.select(
        "estimate", "lower", "upper", statistic=pl.col("term").replace_strict(named), std_error="std_error_small_sample"
    )
