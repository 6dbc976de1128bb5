"""How many had started each activity by when: who gets what, before anything is said of what comes of it."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.activity_effects.setting import EffectSetting
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.analyses.process.setting import process_setting
from research_kit.analyses.process.waits_rows import with_plain_shares

STARTED = "share_started"
AT_MONTHS = (6.0, 12.0)
_CAUSES = ("started", "left")


def starts_rows(setting: EffectSetting) -> list[pl.DataFrame]:
    """The share that had started each activity of a protocol within 6 and 12 months; leaving may come first."""
    return [_of(setting, ladder.of.trial.activity) for ladder in setting.ladders]


def _of(setting: EffectSetting, activity: str) -> pl.DataFrame:
    times = _times(setting, activity)
    people = setting.cohort.frame.with_columns(entry_days=pl.lit(0.0))
    followed = process_setting(setting.cohort, setting.groups, setting.rule).follow(
        times, activity, people=people, causes=_CAUSES
    )
    shares = with_plain_shares(followed, [month * DAYS_PER_MONTH for month in AT_MONTHS])
    months = (pl.col("time") / DAYS_PER_MONTH).round(9)
    return shares.with_columns(statistic=pl.lit(STARTED), outcome=pl.lit(activity), time=months).sort("line", "time")


def _times(setting: EffectSetting, activity: str) -> pl.DataFrame:
    """One row per participant: `pid, days, event` (1 started, 2 left the project for good before, 0 neither yet)."""
    cohort = setting.cohort
    starts = cohort.records.activity_starts.filter(pl.col("type") == activity).select("pid", started="days")
    ended = pl.col("end_on").is_not_null().all()
    left = cohort.records.stays.group_by("pid").agg(left_on=pl.when(ended).then(pl.col("end_on").max()))
    people = cohort.frame.select("pid", "index_on").join(starts, on="pid", how="left", validate="1:1")
    dated = people.join(left, on="pid", how="left", validate="1:1").with_columns(
        left=(pl.col("left_on") - pl.col("index_on")).dt.total_days().clip(lower_bound=0).cast(pl.Float64),
        cut=(pl.lit(cohort.cut) - pl.col("index_on")).dt.total_days().cast(pl.Float64),
    )
    happened = pl.col("started").is_not_null() & (pl.col("started") <= pl.col("left")).fill_null(True)
    gone = pl.col("left").is_not_null()
    days = pl.when(happened).then("started").when(gone).then("left").otherwise("cut")
    event = pl.when(happened).then(1).when(gone).then(2).otherwise(0)
    return dated.select("pid", days=days.clip(lower_bound=0), event=event).sort("pid")
