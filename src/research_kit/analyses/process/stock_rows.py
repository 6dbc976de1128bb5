"""How many take part at once, at the end of each quarter, beside what was planned (METHODS M4.7)."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from research_kit.analyses.process.quarters import quarters_until
from research_kit.analyses.process.setting import ProcessSetting, absent
from research_kit.results.status import OK
from research_kit.statistics import stock
from research_kit.study.project_plan import planned_on

AT_ONCE, PLAN = "at_once", "plan_at_once"
FEW_MONTHS = "FEW_MONTHS"


def stock_rows(setting: ProcessSetting) -> list[pl.DataFrame]:
    """People in the project at the end of each quarter, per line, and how many were planned."""
    first, stays = first_day(setting), setting.records.stays
    if first is None or not stays.height:
        return [absent(AT_ONCE)]
    quarters = quarters_until(first, setting.cohort.cut).with_columns(last_on=pl.col("to_on").dt.offset_by("-1d"))
    if not quarters.height:
        return [absent(AT_ONCE, reason=FEW_MONTHS)]
    placed = stays.join(setting.members(), on="pid", how="inner")
    times = quarters["last_on"].to_list()
    counts = stock(placed, start="start_on", stop="end_on", times=times, cut=end_of_cut(setting), by=["line"])
    named = counts.join(quarters, left_on="time", right_on="last_on", how="left", suffix="_months")
    rows = named.select(
        "line", n=pl.col("n").cast(pl.Int64), time="time_months", cause="quarter", statistic=pl.lit(AT_ONCE),
        unit=pl.lit("participants"), status=pl.lit(OK),
    )  # fmt: skip
    return [rows, _planned(setting, quarters)]


def _planned(setting: ProcessSetting, quarters: pl.DataFrame) -> pl.DataFrame:
    steps = setting.cohort.study.promises.plan.at_once
    planned = [planned_on(steps, day) for day in quarters["last_on"]]
    rows = quarters.select("time", cause="quarter").with_columns(
        estimate=pl.Series(planned, dtype=pl.Float64), line=pl.lit(0, dtype=pl.Int64), statistic=pl.lit(PLAN),
        unit=pl.lit("participants"), status=pl.lit(OK),
    )  # fmt: skip
    return rows.filter(pl.col("estimate").is_not_null())


def first_day(setting: ProcessSetting) -> date | None:
    """From when stays were recorded: the first day that the data cover, else that of the earliest stay."""
    cohort = setting.cohort
    declared = cohort.definition.follow_up.observed_from or cohort.study.starts_on
    earliest: date | None = setting.records.stays["start_on"].min()  # type: ignore[assignment]
    return declared or earliest


def end_of_cut(setting: ProcessSetting) -> date:
    """The moment until which stays are known: the day of the cut is the last one that is."""
    return setting.cohort.cut + timedelta(days=1)
