"""Who answered at each follow-up, of those who could have (METHODS M6.3): stands beside every other number here."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.participants_voice.setting import (
    BASELINE,
    BOUNDS_NEEDED,
    LOW_RESPONSE,
    VoiceSetting,
    absent,
    months_of,
)
from research_kit.analyses.process.ratio_rows import people_shares
from research_kit.statistics import response_rate

STATISTIC = "share_answered"
UNDER_40, UNDER_60 = "UNDER_40", "UNDER_60"


def response_rows(setting: VoiceSetting) -> list[pl.DataFrame]:
    """The share that answered at the start and at each follow-up told of, per line.

    `n` are those due who had neither died nor withdrawn, `events` those who answered. The reason of a row says whether
    results of that follow-up need bounds (`UNDER_60`), or are told by bounds alone (`UNDER_40`).
    """
    asked = setting.voice.follow_ups.filter(pl.col("k").is_in([BASELINE, *setting.plan.follow_ups]))
    if not asked.height:
        return [absent(STATISTIC)]
    rates = response_rate(setting.placed(asked), wave="k", answered="answered", by=["line"])
    counts = rates.filter(pl.col("n") > 0).select("line", "k", "n", "events", unknown=pl.lit(0, dtype=pl.Int64))
    shares = people_shares(counts, setting.limits, alarm_confidence=setting.alarm_confidence)
    rate = pl.col("estimate")
    low = pl.when(rate < LOW_RESPONSE).then(pl.lit(UNDER_40)).when(rate < BOUNDS_NEEDED).then(pl.lit(UNDER_60))
    named = shares.with_columns(
        reason=pl.coalesce(low, "reason"), statistic=pl.lit(STATISTIC), time=months_of(pl.col("k"))
    )
    return [named.drop("k")]
