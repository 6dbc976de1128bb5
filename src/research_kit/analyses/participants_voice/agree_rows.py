"""How many agree, and how many do not: shares of categories, beside means or instead of them (METHODS M6.1)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.participants_voice.scores import Measure, told_of
from research_kit.analyses.participants_voice.setting import BASELINE, VoiceSetting, absent, months_of
from research_kit.analyses.process.ratio_rows import people_shares

STATISTIC = "share_answering"
AGREE, NEITHER, DISAGREE = "agree", "neither", "disagree"
_UPPER, _LOWER = 0.625, 0.375
"""Of a scale from 1 to 5: 3.5 and more is nearest to 4 or 5, the top two of five; under 2.5 to 1 or 2."""


def agree_rows(setting: VoiceSetting, measures: list[Measure]) -> list[pl.DataFrame]:
    """The share of each line that agrees, at the start and at each follow-up told of.

    Of everybody also the shares that disagree, and that do neither. A score counts as the answer it is nearest to;
    `n` are those who answered.
    """
    parts = [_of_measure(told_of(setting, one), one) for one in measures]
    return [part for part in parts if part.height] or [absent(STATISTIC)]


def category(measure: Measure) -> pl.Expr:
    """Agree, neither or disagree, from `value`."""
    width = measure.highest - measure.lowest
    place = (pl.col("value") - measure.lowest) / width
    is_high, is_low = place >= _UPPER - 1e-9, place < _LOWER - 1e-9
    return pl.when(is_high).then(pl.lit(AGREE)).when(is_low).then(pl.lit(DISAGREE)).otherwise(pl.lit(NEITHER))


def _of_measure(setting: VoiceSetting, measure: Measure) -> pl.DataFrame:
    waves = [BASELINE, *setting.plan.follow_ups]
    rows = setting.placed(measure.latest.filter(pl.col("k").is_in(waves))).with_columns(_said=category(measure))
    if not rows.height:
        return pl.DataFrame()
    counts = rows.group_by("line", "k").agg(
        pl.len().cast(pl.Int64).alias("n"),
        *((pl.col("_said") == one).sum().cast(pl.Int64).alias(one) for one in (AGREE, NEITHER, DISAGREE)),
    )
    long = counts.unpivot(
        [AGREE, NEITHER, DISAGREE], index=["line", "k", "n"], variable_name="cause", value_name="events"
    )  # fmt: skip
    told = long.filter((pl.col("cause") == AGREE) | (pl.col("line") == 0)).sort("line", "k", "cause")
    shares = people_shares(
        told.with_columns(unknown=pl.lit(0, dtype=pl.Int64)), setting.limits, alarm_confidence=setting.alarm_confidence
    )
    return shares.with_columns(
        statistic=pl.lit(STATISTIC), outcome=pl.lit(measure.code), time=months_of(pl.col("k"))
    ).drop("k")
