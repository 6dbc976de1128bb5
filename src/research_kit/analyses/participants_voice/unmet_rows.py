"""Which needs are least met: themes ranked by their share unmet, with the ranks each could have (METHODS M6.5)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.analyses.participants_voice.setting import NOTHING, VoiceSetting, absent
from research_kit.errors import EstimateError
from research_kit.statistics import rank_intervals
from research_kit.statistics.resampling import RESAMPLES
from research_kit.statistics.scales.rank_intervals import OTHER

WITHOUT, NOT_MET = "share_without_activity", "share_not_met_herself"
RANK = {WITHOUT: "rank_without_activity", NOT_MET: "rank_not_met_herself"}
LEAST_VOICED, LEAST_PEOPLE = 5, 20
_FLAGS = {WITHOUT: "received", NOT_MET: "met_herself"}
CONFIDENCE = 0.90


def unmet_rows(setting: VoiceSetting, why_not: str | None, *, resamples: int = RESAMPLES) -> list[pl.DataFrame]:
    """Per theme the weighted share of needs unmet, and its rank: 1 is the least met.

    `share_without_activity`: she has begun no activity for the theme; `share_not_met_herself`: not met by her own
    answer. `cause` is the theme; themes voiced by fewer than five are merged as `other`, which has no rank. `n` are
    people who voiced it, `events` those with a need unmet; limits are of 90 %. Ranks are told of everybody.
    """
    themed = setting.voice.needs.explode("themes").rename({"themes": "theme"}).drop_nulls("theme")
    if not themed.height:
        return [absent(WITHOUT)]
    if why_not is not None:
        return [absent(WITHOUT, why_not)]
    common = _merged(themed)
    parts = [_ranked(setting, common, statistic, resamples) for statistic in _FLAGS]
    lines = [_by_line(setting, common, statistic) for statistic in _FLAGS]
    return [*parts, *lines]


def _merged(themed: pl.DataFrame) -> pl.DataFrame:
    """Themes that few people voiced as one, the same in every line; each need once per theme."""
    is_rare = pl.col("pid").n_unique().over("theme") < LEAST_VOICED
    return themed.with_columns(theme=pl.when(is_rare).then(pl.lit(OTHER)).otherwise("theme"))


def _ranked(setting: VoiceSetting, themed: pl.DataFrame, statistic: str, resamples: int) -> pl.DataFrame:
    """Shares with limits and ranks, of everybody."""
    needs = themed.with_columns(unmet=~pl.col(_FLAGS[statistic]))
    try:
        found = rank_intervals(
            needs, id="pid", theme="theme", priority="priority", unmet="unmet", rng=setting.rng("M6.5"),
            least_persons=LEAST_VOICED, confidence=CONFIDENCE, resamples=resamples,
        )  # fmt: skip
    except EstimateError:  # everything merged as other
        return _judged(_counts(needs.with_columns(line=pl.lit(0, dtype=pl.Int64))), statistic, setting)
    counted = _counts(needs.with_columns(line=pl.lit(0, dtype=pl.Int64))).drop("estimate")
    both = counted.join(found.drop("persons", "needs", "unmet"), left_on="cause", right_on="theme", how="left")
    shares = _judged(both.drop("rank", "rank_lower", "rank_upper"), statistic, setting)
    few = {FEW_PEOPLE: pl.lit(themed["pid"].n_unique() < LEAST_PEOPLE)}
    ranks = both.filter(pl.col("rank").is_not_null()).select(
        "line", "cause", "n", "events", "unknown", blocked_by=NOTHING, too_thin=NOTHING,
        estimate=pl.col("rank").cast(pl.Float64), lower=pl.col("rank_lower").cast(pl.Float64),
        upper=pl.col("rank_upper").cast(pl.Float64),
    )  # fmt: skip
    judged = judge(ranks, few, is_wide=pl.lit(False)).with_columns(
        statistic=pl.lit(RANK[statistic]), unit=pl.lit("rank")
    )
    return pl.concat([shares, judged], how="diagonal_relaxed")


def _by_line(setting: VoiceSetting, themed: pl.DataFrame, statistic: str) -> pl.DataFrame:
    """Shares of each line but the total."""
    needs = themed.with_columns(unmet=~pl.col(_FLAGS[statistic]))
    counts = _counts(setting.placed(needs).filter(pl.col("line") != 0))
    return _judged(counts, statistic, setting)


def _counts(needs: pl.DataFrame) -> pl.DataFrame:
    weight = 4 - pl.col("priority")
    shares = needs.group_by("line", "theme").agg(
        n=pl.col("pid").n_unique().cast(pl.Int64),
        events=pl.col("pid").filter("unmet").n_unique().cast(pl.Int64),
        estimate=weight.filter("unmet").sum() / weight.sum(),
    )
    sorted_ = shares.sort("line", pl.col("theme") == OTHER, "theme").rename({"theme": "cause"})
    return sorted_.with_columns(unknown=pl.lit(0, dtype=pl.Int64))


def _judged(rows: pl.DataFrame, statistic: str, setting: VoiceSetting) -> pl.DataFrame:
    limited = rows if "lower" in rows.columns else rows.with_columns(
        *(pl.lit(None, dtype=pl.Float64).alias(name) for name in ("std_error", "lower", "upper"))
    )  # fmt: skip
    is_wide = ((pl.col("upper") - pl.col("lower")) / 2 > setting.limits.half_width).fill_null(False)
    few = {FEW_PEOPLE: pl.col("n") < setting.limits.share_n}
    judged = judge(limited.with_columns(blocked_by=NOTHING, too_thin=NOTHING), few, is_wide=is_wide)
    return judged.with_columns(statistic=pl.lit(statistic), unit=pl.lit("share"))
