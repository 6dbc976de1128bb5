"""How many leave early, beside those who stay as long as planned (METHODS M4.2, by M3.2)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.outcome_rows import within_rows
from research_kit.analyses.process.setting import ProcessSetting, absent
from research_kit.cohort.records.stays import COMPLETED, DROPPED_OUT

STATISTIC = "share_dropped_out"
_OTHERWISE = "otherwise"
_CAUSES = (DROPPED_OUT, COMPLETED, _OTHERWISE)


def dropout_rows(setting: ProcessSetting) -> list[pl.DataFrame]:
    """The share who had dropped out, and who had completed, 3, 6, 9 and 12 months after enrolment, per line.

    The first spell of each participant, so that people are counted. Work, education and every other way of leaving
    compete with both; a spell that ended nobody knows how is one of them.
    """
    times = first_stays(setting)
    if not times.height:
        return [absent(STATISTIC)]
    followed = setting.follow(times, "stay", people=setting.cohort.frame, causes=_CAUSES)
    told = within_rows(followed).filter(pl.col("cause") != _OTHERWISE)
    return [told.with_columns(statistic=pl.lit(STATISTIC), outcome=pl.lit(None, dtype=pl.String()))]


def first_stays(setting: ProcessSetting) -> pl.DataFrame:
    """One row per participant: `pid, days` in the project, and `event`, the place of how it ended (0: it lasts)."""
    places = {name: place for place, name in enumerate(_CAUSES, start=1)}
    ended = pl.col("ends").replace_strict(places, default=places[_OTHERWISE], return_dtype=pl.Int64())
    until = pl.col("end_on").fill_null(setting.cohort.cut)
    first = setting.records.stays.filter(pl.col("spell") == 1)
    return first.select(
        "pid",
        days=(until - pl.col("start_on")).dt.total_days().cast(pl.Float64),
        event=pl.when(pl.col("end_on").is_null()).then(0).otherwise(ended),
    )
