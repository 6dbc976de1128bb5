"""How much of the planned time participants came to, and how many turned an offer down (METHODS M4.2)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.process.ratio_rows import judge_ratios, people_shares, with_both_bars
from research_kit.analyses.process.setting import ProcessSetting, absent
from research_kit.results import GuardHit
from research_kit.results.guards import hit
from research_kit.statistics import attendance
from research_kit.statistics.process.attendance import MOST_DOSE

ATTENDANCE, DECLINED = "attendance", "share_declined"


def attendance_rows(setting: ProcessSetting) -> list[pl.DataFrame]:
    """The share of planned hours attended, per line: of all activities, and of each kind.

    Of participations that have ended, and whose hours are known: the plan of one that goes on is not yet due. `n` are
    people who took part; `unknown` those of them of whom no such hours are known.
    """
    hours = setting.records.attendance
    if not hours.height:
        return [absent(ATTENDANCE)]
    placed = hours.join(setting.members(), on="pid", how="inner", maintain_order="left")
    if not placed.filter(counted_hours() & (pl.col("planned_h") > 0)).height:
        return [absent(ATTENDANCE)]
    every = _estimated(placed, ["line"], setting).with_columns(outcome=pl.lit(None, dtype=pl.String()))
    kinds = placed.filter(pl.col("type").is_not_null())
    if not kinds.filter(counted_hours() & (pl.col("planned_h") > 0)).height:
        return [every]
    return [every, _estimated(kinds, ["line", "type"], setting).rename({"type": "outcome"})]


def counted_hours() -> pl.Expr:
    """Participations that have ended and of which both the planned and the attended hours are known."""
    return pl.col("end").is_not_null() & pl.col("planned_h").is_not_null() & pl.col("attended_h").is_not_null()


def _estimated(placed: pl.DataFrame, by: list[str], setting: ProcessSetting) -> pl.DataFrame:
    known = placed.filter(counted_hours())
    found = with_both_bars(
        lambda confidence: attendance(
            known, attended="attended_h", planned="planned_h", cluster="pid", by=by, confidence=confidence
        ),
        setting.alarm_confidence,
    )
    people = placed.group_by(by).agg(people=pl.col("pid").n_unique().cast(pl.Int64))
    joined = people.join(found, on=by, how="left", validate="1:1").sort(by)
    unknown = pl.col("people") - pl.col("n").fill_null(0)
    counted = joined.with_columns(n="people", unknown=unknown, unit=pl.lit("share"))
    return judge_ratios(counted, setting.limits).with_columns(statistic=pl.lit(ATTENDANCE))


def dose_guards(setting: ProcessSetting) -> tuple[GuardHit, ...]:
    """G-DOSE, where more than 110 % of the planned hours were attended by anybody."""
    return (hit("G-DOSE"),) if hours_to_check(setting)["over_planned"] else ()


def hours_to_check(setting: ProcessSetting) -> dict[str, int]:
    """Participations with more than 110 % of their plan, and those without a plan: exact, for the researcher."""
    hours = setting.records.attendance
    over = pl.col("attended_h") > MOST_DOSE * pl.col("planned_h") + 1e-9
    return {"over_planned": hours.filter(over).height, "without_plan": hours.filter(pl.col("planned_h") == 0).height}


def offers_rows(setting: ProcessSetting) -> list[pl.DataFrame]:
    """Of those who were offered anything, the share who turned at least one offer down, per line."""
    offers = setting.records.offers
    if not offers.height:
        return [absent(DECLINED)]
    persons = offers.group_by("pid").agg(pl.col("declined").any())
    placed = persons.join(setting.members(), on="pid", how="inner", validate="1:m")
    counts = placed.group_by("line").agg(
        n=pl.len().cast(pl.Int64), events=pl.col("declined").sum().cast(pl.Int64), unknown=pl.lit(0, dtype=pl.Int64)
    )
    shares = people_shares(counts.sort("line"), setting.limits, alarm_confidence=setting.alarm_confidence)
    return [shares.with_columns(statistic=pl.lit(DECLINED))]
