"""Mean scores, where a mean says something; else why not (METHODS M6.1)."""

from __future__ import annotations

from math import sqrt

import polars as pl
from scipy.special import stdtrit

from research_kit.analyses.incidence_curves import CONFIDENCE
from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.analyses.participants_voice.ends import ends_of
from research_kit.analyses.participants_voice.reliability_rows import UNRELIABLE
from research_kit.analyses.participants_voice.scores import Measure
from research_kit.analyses.participants_voice.setting import BASELINE, NOTHING, VoiceSetting, absent, months_of
from research_kit.results.status import gap_from_error

STATISTIC = "mean_score"
AT_THE_END = "CEILING"
_WIDE_PART = 0.10
"""An interval wider than this part of the scale on either side is told as a range."""


def scale_rows(setting: VoiceSetting, measures: list[Measure], unreliable: set[str]) -> list[pl.DataFrame]:
    """The mean score of each line at the start and at each follow-up told of.

    Where 15 % or more are at an end of the scale (`CEILING`), or the scale is not reliable enough to be one score
    (`UNRELIABLE`), there is no mean: the shares that agree are told instead.
    """
    scores = [one for one in measures if not one.is_single]
    parts = [_of_measure(setting, one) for one in scores]
    silent = [
        absent(STATISTIC, UNRELIABLE).with_columns(outcome=pl.lit(scale), unit=pl.lit("score"))
        for scale in sorted(unreliable)
    ]
    return [*(part for part in parts if part.height), *silent] or [absent(STATISTIC)]


def _of_measure(setting: VoiceSetting, measure: Measure) -> pl.DataFrame:
    waves = [BASELINE, *setting.plan.follow_ups]
    rows = setting.placed(measure.latest.filter(pl.col("k").is_in(waves)))
    means = rows.group_by("line", "k").agg(
        n=pl.len().cast(pl.Int64), estimate=pl.col("value").mean(), std_error=pl.col("value").std() / pl.len().sqrt()
    )
    flagged = means.join(ends_of(setting, measure, waves), on=["line", "k"], how="left", validate="1:1")
    blocked = pl.when(pl.col("flagged")).then(pl.lit(AT_THE_END))
    limited = _with_limits(flagged.sort("line", "k"), setting).with_columns(blocked_by=blocked, too_thin=NOTHING)
    width = measure.highest - measure.lowest
    judged = judge(
        limited,
        {FEW_PEOPLE: pl.col("n") < setting.limits.share_n},
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > _WIDE_PART * width,
    )
    visible = pl.when(pl.col("std_error") > 0).then(gap_from_error(sqrt(2)) * pl.col("std_error"))
    return judged.with_columns(
        smallest_visible_gap=visible, statistic=pl.lit(STATISTIC), outcome=pl.lit(measure.code),
        time=months_of(pl.col("k")), unit=pl.lit("score"),
    ).drop("k", "flagged")  # fmt: skip


def _with_limits(rows: pl.DataFrame, setting: VoiceSetting) -> pl.DataFrame:
    """Student's t about each mean, for the description and for the alarm bar."""
    df = (rows["n"] - 1).clip(1).to_numpy()
    said = []
    for lower, upper, confidence in (
        ("lower", "upper", CONFIDENCE),
        ("alarm_lower", "alarm_upper", setting.alarm_confidence),
    ):
        half = pl.Series(-stdtrit(df, (1 - confidence) / 2)) * pl.col("std_error")
        said += [(pl.col("estimate") - half).alias(lower), (pl.col("estimate") + half).alias(upper)]
    return rows.with_columns(said)
