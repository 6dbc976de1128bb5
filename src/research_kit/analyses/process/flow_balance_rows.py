"""How many come a month, how long they stay, how many are there at once, and whether the three agree (METHODS M4.7)."""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.analyses.incidence_curves import CONFIDENCE, DAYS_PER_MONTH
from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.analyses.process.setting import ProcessSetting, absent
from research_kit.analyses.process.stock_rows import FEW_MONTHS, PLAN, end_of_cut, first_day
from research_kit.results.status import OK
from research_kit.statistics import littles_law
from research_kit.study.project_plan import planned_on

MEAN, INFLOW, LENGTH, GAP = "mean_at_once", "inflow_per_month", "mean_length_months", "littles_gap"
NOT_STEADY = "NOT_STEADY"
LEAST_MONTHS = 6.0
"""Two quarters (METHODS Annex A)."""
_MOST_RELATIVE = 0.20
"""Half an interval longer than this part of the number is worded as a range."""


def flow_balance_rows(setting: ProcessSetting) -> list[pl.DataFrame]:
    """Mean number at once, inflow a month and mean length of stay, per line; and how far they are from L = λW.

    All stays count, those that go on too; the mean of completed stays would be too short (G-ONGOING).
    """
    first, stays = first_day(setting), setting.records.stays
    if first is None or not stays.height or first >= setting.cohort.cut:
        return [absent(MEAN)]
    placed = stays.join(setting.members(), on="pid", how="inner")
    described, claimed = (
        _law(placed, first, setting, confidence) for confidence in (CONFIDENCE, setting.alarm_confidence)
    )
    alarm = claimed.rename({name: f"alarm_{name}" for name in _LIMITED})
    both = described.join(alarm.select("line", *(f"alarm_{name}" for name in _LIMITED)), on="line", validate="1:1")
    people = placed.group_by("line").agg(n=pl.col("pid").n_unique().cast(pl.Int64))
    counted = both.join(people, on="line", how="left", validate="1:1").sort("line")
    rows = pl.concat([_statistic(counted, name) for name in (MEAN, INFLOW, LENGTH, GAP)]).sort(
        "line", maintain_order=True
    )
    return [_judged(rows, setting), *_plan_now(setting)]


_LIMITED = ("inflow_lower", "inflow_upper", "mean_length_lower", "mean_length_upper")
_COLUMNS = {
    MEAN: ("mean_stock", None, "participants"),
    INFLOW: ("inflow", "inflow", "per_month"),
    LENGTH: ("mean_length", "mean_length", "months"),
    GAP: ("relative_gap", None, "share"),
}
"""Statistic -> its column, the stem of its limits, and its unit."""


def _law(placed: pl.DataFrame, first: date, setting: ProcessSetting, confidence: float) -> pl.DataFrame:
    return littles_law(
        placed, start="start_on", stop="end_on", begins=first, cut=end_of_cut(setting), by=["line"],
        confidence=confidence,
    )  # fmt: skip


def _statistic(counted: pl.DataFrame, statistic: str) -> pl.DataFrame:
    column, stem, unit = _COLUMNS[statistic]
    nothing = pl.lit(None, dtype=pl.Float64)
    limits = {
        name: pl.col(f"{prefix}{stem}_{side}") if stem else nothing
        for name, prefix, side in (
            ("lower", "", "lower"), ("upper", "", "upper"), ("alarm_lower", "alarm_", "lower"),
            ("alarm_upper", "alarm_", "upper"),
        )
    }  # fmt: skip
    return counted.select(
        "line",
        "n",
        "steady",
        "months",
        statistic=pl.lit(statistic),
        estimate=pl.col(column),
        unit=pl.lit(unit),
        **limits,
    )


def _judged(rows: pl.DataFrame, setting: ProcessSetting) -> pl.DataFrame:
    nothing = pl.lit(None, dtype=pl.String)
    half = (pl.col("upper") - pl.col("lower")) / 2
    judged = judge(
        rows.with_columns(blocked_by=nothing, too_thin=nothing),
        {
            FEW_PEOPLE: pl.col("n") < setting.limits.share_n,
            FEW_MONTHS: pl.lit(_months_covered(setting) < LEAST_MONTHS),
        },
        is_wide=(half > _MOST_RELATIVE * pl.col("estimate").abs()).fill_null(False),  # a count has no interval
    )
    unsteady = (pl.col("statistic") == GAP) & ~pl.col("steady").fill_null(False) & pl.col("estimate").is_not_null()
    return judged.with_columns(reason=pl.when(unsteady).then(pl.lit(NOT_STEADY)).otherwise("reason"))


def _months_covered(setting: ProcessSetting) -> float:
    first = first_day(setting)
    return 0.0 if first is None else (end_of_cut(setting) - first).days / DAYS_PER_MONTH


def _plan_now(setting: ProcessSetting) -> list[pl.DataFrame]:
    planned = planned_on(setting.cohort.study.promises.plan.at_once, setting.cohort.cut)
    if planned is None:
        return []
    row = {"line": [0], "statistic": [PLAN], "estimate": [float(planned)], "unit": ["participants"], "status": [OK]}
    return [pl.DataFrame(row)]
