"""How often participants meet their coach, and how many of the meetings booked are missed (METHODS 4)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.analyses.process.ratio_rows import judge_ratios, with_both_bars
from research_kit.analyses.process.setting import ProcessSetting, absent
from research_kit.statistics import attendance, events_per_time

HELD, MISSED = "held_per_month", "missed_share"
IS_HELD, IS_MISSED = pl.col("kind") == "held", pl.col("kind") == "no_show"


def contacts_rows(setting: ProcessSetting) -> list[pl.DataFrame]:
    """Meetings held per month in the project, and the share missed of those held or missed, per line.

    A booking of which nobody wrote down what became of it is neither held nor missed.
    """
    if not setting.records.has("coach_contact") or not setting.records.stays.height:
        return [absent(HELD), absent(MISSED)]
    people = people_and_meetings(setting)
    placed = people.join(setting.members(), on="pid", how="inner", validate="1:m")
    return [_held(placed, setting), _missed(placed, setting)]


def people_and_meetings(setting: ProcessSetting) -> pl.DataFrame:
    """One row per participant: `pid`, `days` in the project by the cut, and meetings `held`, `missed` in that time."""
    stays = setting.records.stays.with_columns(until_on=pl.col("end_on").fill_null(setting.cohort.cut))
    lasted = (pl.col("until_on") - pl.col("start_on")).dt.total_days() + 1  # a meeting on either day counts
    days = stays.group_by("pid", maintain_order=True).agg(days=lasted.sum().cast(pl.Float64))
    meetings = meetings_in_project(setting).group_by("pid").agg(
        held=IS_HELD.sum().cast(pl.Int64), missed=IS_MISSED.sum().cast(pl.Int64)
    )  # fmt: skip
    joined = days.join(meetings, on="pid", how="left", validate="1:1", maintain_order="left")
    return joined.with_columns(pl.col("held", "missed").fill_null(0))


def meetings_in_project(setting: ProcessSetting) -> pl.DataFrame:
    """The meetings of participants on days on which they were in the project: `pid, on, kind`."""
    contacts = setting.records.contacts.with_row_index("_meeting")
    stays = setting.records.stays.select("pid", "start_on", until_on=pl.col("end_on").fill_null(setting.cohort.cut))
    inside = contacts.join(stays, on="pid", how="inner").filter(pl.col("on").is_between("start_on", "until_on"))
    return inside.unique("_meeting", maintain_order=True).select("pid", "on", "kind")


def _held(placed: pl.DataFrame, setting: ProcessSetting) -> pl.DataFrame:
    found = with_both_bars(
        lambda confidence: events_per_time(
            placed,
            events="held",
            exposure="days",
            cluster="pid",
            by=["line"],
            per=DAYS_PER_MONTH,
            confidence=confidence,
        ),
        setting.alarm_confidence,
    )
    rates = found.with_columns(events=pl.lit(None, dtype=pl.Int64), unit=pl.lit("per_month"))
    return judge_ratios(rates, setting.limits).with_columns(statistic=pl.lit(HELD))


def _missed(placed: pl.DataFrame, setting: ProcessSetting) -> pl.DataFrame:
    due = placed.with_columns(due=pl.col("held") + pl.col("missed"))
    if not (due["due"] > 0).any():
        return absent(MISSED)
    found = with_both_bars(
        lambda confidence: attendance(
            due, attended="missed", planned="due", cluster="pid", by=["line"], confidence=confidence
        ),
        setting.alarm_confidence,
    )
    return judge_ratios(found.with_columns(unit=pl.lit("share")), setting.limits).with_columns(statistic=pl.lit(MISSED))
