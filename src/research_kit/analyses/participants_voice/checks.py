"""What is checked at every run of the answer, and told to the researcher alone (METHODS Annex A, M6.1-M6.5)."""

from __future__ import annotations

from typing import Any

import polars as pl

from research_kit.analyses.participants_voice.change_pairs import Pairs
from research_kit.analyses.participants_voice.scores import Measure
from research_kit.analyses.participants_voice.setting import BASELINE, VoiceSetting
from research_kit.errors import EstimateError
from research_kit.statistics import proportional_odds_splits

LATE_DAYS = 91
"""A need voiced later than the first follow-up was not there, or not asked for, at the start."""


def checks_of(setting: VoiceSetting, measures: list[Measure], pairs: list[Pairs]) -> dict[str, Any]:
    """Exact counts: rows set aside, pairs that are none, follow-ups held in another way, needs voiced late."""
    return {
        "lost": setting.voice.lost,
        "earlier_wordings": {one.code: one.earlier_wordings for one in measures},
        "pairs_apart": {one.measure.code: one.apart for one in pairs},
        "mode_shift": mode_shift(setting),
        "needs_stated_late": needs_stated_late(setting),
        "odds_by_step": odds_by_step(setting, measures),
    }


def mode_shift(setting: VoiceSetting) -> pl.DataFrame:
    """Of those who answered at the start and again, how many did so in another way: `k, answered_twice, other_mode`."""
    held = setting.voice.follow_ups.filter("answered")
    first = held.filter(pl.col("k") == BASELINE).select("pid", _first="mode")
    later = held.filter(pl.col("k").is_in(list(setting.plan.follow_ups))).join(first, on="pid", how="inner")
    return later.group_by("k").agg(
        answered_twice=pl.len().cast(pl.Int64),
        other_mode=pl.col("mode").ne_missing(pl.col("_first")).sum().cast(pl.Int64),
    ).sort("k")  # fmt: skip


def needs_stated_late(setting: VoiceSetting) -> int:
    """How many needs were voiced more than three months after the start."""
    index = setting.cohort.frame.select("pid", "index_on")
    needs = setting.voice.needs.join(index, on="pid", how="left", validate="m:1")
    return needs.filter((pl.col("stated_on") - pl.col("index_on")).dt.total_days() > LATE_DAYS).height


def odds_by_step(setting: VoiceSetting, measures: list[Measure]) -> pl.DataFrame:
    """Whether one odds ratio does for all steps of a question's answer: `question, k, above, …` (METHODS M6.2)."""
    told, waves = [], [BASELINE, *setting.plan.follow_ups]
    for one in measures:
        if not one.is_single:
            continue
        rows = one.latest.filter(pl.col("k").is_in(waves))
        try:
            found = proportional_odds_splits(
                rows, id="pid", wave="k", value="value", baseline=BASELINE, rng=setting.rng("M6.2"), resamples=500
            )
        except EstimateError:
            continue  # too few answered twice: there is no odds ratio to check
        told.append(found.select(pl.lit(one.code).alias("question"), pl.all()))
    return pl.concat(told) if told else pl.DataFrame()
