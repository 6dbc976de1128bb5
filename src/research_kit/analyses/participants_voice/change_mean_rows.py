"""The mean change of a score since the start, from everybody who answered in any follow-up (METHODS M6.2)."""

from __future__ import annotations

from math import sqrt

import polars as pl

from research_kit.analyses.outcome_rows import judge
from research_kit.analyses.participants_voice.scores import Measure
from research_kit.analyses.participants_voice.setting import BASELINE, NOTHING, VoiceSetting, absent, months_of
from research_kit.errors import EstimateError
from research_kit.results.status import gap_from_error
from research_kit.statistics import mixed_change, ordinal_change

STATISTIC, ODDS = "mean_change", "odds_ratio_higher"
FEW_PAIRS, UNSTABLE = "FEW_PAIRS", "UNSTABLE"
LEAST_PAIRS = 20
_WIDE_PART = 0.10
_EMPTY = {"n": pl.Int64, "estimate": pl.Float64, "std_error": pl.Float64, "lower": pl.Float64, "upper": pl.Float64,
          "alarm_lower": pl.Float64, "alarm_upper": pl.Float64}  # fmt: skip


def change_mean_rows(setting: VoiceSetting, measures: list[Measure]) -> list[pl.DataFrame]:
    """The change of each score at each follow-up told of, per line; of single questions the odds of a higher answer.

    A linear mixed model of the answers in the latest wording (for questions: proportional odds, of everybody alone).
    `n` are those who answered at that follow-up.
    """
    parts = [_of_questions(setting, one) if one.is_single else _of_scores(setting, one) for one in measures]
    return [part for part in parts if part.height] or [absent(STATISTIC)]


def _of_scores(setting: VoiceSetting, measure: Measure) -> pl.DataFrame:
    told = list(setting.plan.follow_ups)
    parts = [
        _lines_model(own, told, setting.alarm_confidence).with_columns(line=pl.lit(line, dtype=pl.Int64()))
        for line, own in setting.each_line(measure.latest.filter(pl.col("k") <= max(told)))
    ]
    if not parts:
        return pl.DataFrame()
    width = measure.highest - measure.lowest
    rows = pl.concat(parts, how="diagonal_relaxed").with_columns(blocked_by=NOTHING)
    judged = judge(
        rows,
        {FEW_PAIRS: pl.col("n") < LEAST_PAIRS},
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > _WIDE_PART * width,
    )
    visible = pl.when(pl.col("std_error") > 0).then(gap_from_error(sqrt(2)) * pl.col("std_error"))
    return judged.with_columns(
        statistic=pl.lit(STATISTIC), outcome=pl.lit(measure.code), time=months_of(pl.col("k")), unit=pl.lit("points"),
        smallest_visible_gap=visible,
    ).drop("k")  # fmt: skip


def _lines_model(own: pl.DataFrame, told: list[int], alarm_confidence: float) -> pl.DataFrame:
    """The model of one line; of too few, or one that does not converge, the reason."""
    counts = own.group_by("k").agg(n=pl.len().cast(pl.Int64))
    rows = pl.DataFrame({"k": told}, schema={"k": pl.Int64}).join(counts, on="k", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("n").fill_null(0))
    thin = counts.filter(pl.col("n") < 3)["k"]
    try:
        fits = [
            mixed_change(own.filter(~pl.col("k").is_in(thin.implode())), id="pid", wave="k", value="value",
                         baseline=BASELINE, variances_known=False, confidence=confidence)
            for confidence in (0.95, alarm_confidence)
        ]  # fmt: skip
    except EstimateError:
        why = FEW_PAIRS if _twice(own) < LEAST_PAIRS else UNSTABLE
        nothing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in _EMPTY.items() if name != "n"]
        return rows.with_columns(nothing).with_columns(too_thin=pl.lit(why))
    said = fits[0].select("k", "estimate", "std_error", "lower", "upper")
    bar = fits[1].select("k", alarm_lower="lower", alarm_upper="upper")
    both = said.join(bar, on="k", how="inner", validate="1:1")
    return rows.join(both, on="k", how="left", validate="1:1", maintain_order="left").with_columns(too_thin=NOTHING)


def _twice(own: pl.DataFrame) -> int:
    """How many answered more than once."""
    return own.group_by("pid").len().filter(pl.col("len") > 1).height


def _of_questions(setting: VoiceSetting, measure: Measure) -> pl.DataFrame:
    rows = measure.latest.filter(pl.col("k").is_in([BASELINE, *setting.plan.follow_ups]))
    try:
        found = ordinal_change(rows, id="pid", wave="k", value="value", baseline=BASELINE, rng=setting.rng("M6.2"))
    except EstimateError:
        return pl.DataFrame()
    exact = found.select("k", pl.col("estimate", "lower", "upper").exp(), n=pl.col("answers").cast(pl.Int64))
    judged = judge(
        exact.with_columns(blocked_by=NOTHING, too_thin=NOTHING),
        {FEW_PAIRS: pl.col("n") < LEAST_PAIRS},
        is_wide=pl.col("upper") > 4 * pl.col("lower"),
    )
    return judged.with_columns(
        line=pl.lit(0, dtype=pl.Int64()), statistic=pl.lit(ODDS), outcome=pl.lit(measure.code),
        time=months_of(pl.col("k")), unit=pl.lit("ratio"),
    ).drop("k")  # fmt: skip
