"""Who feels better than at the start, the same, or worse (METHODS M6.2): shares of those who answered both times."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.outcome_rows import judge
from research_kit.analyses.participants_voice.change_pairs import Pairs
from research_kit.analyses.participants_voice.scores import told_of
from research_kit.analyses.participants_voice.setting import (
    BASELINE,
    BOUNDS_NEEDED,
    LOW_RESPONSE,
    NOTHING,
    VoiceSetting,
    absent,
    months_of,
)
from research_kit.results import smallest_visible_gap
from research_kit.statistics import improved_same_worse

STATISTIC = "share_changed"
IMPROVED = "improved"
FEW_PAIRS, ONLY_BOUNDS, WITH_BOUNDS = "FEW_PAIRS", "UNDER_40", "UNDER_60"


def change_rows(setting: VoiceSetting, pairs: list[Pairs]) -> list[pl.DataFrame]:
    """The shares improved, same and worse at each follow-up told of, per line, with Goodman's limits.

    `n` are those who answered both times, at least 20. Where fewer than 40 % of those due did, nothing but bounds is
    told (`UNDER_40`); under 60 % the row says that it is read with them (`UNDER_60`).
    """
    parts = [_of_measure(told_of(setting, one.measure), one) for one in pairs]
    return [part for part in parts if part.height] or [absent(STATISTIC)]


def response_of(setting: VoiceSetting, pairs: Pairs) -> pl.DataFrame:
    """Per line and follow-up: `line, k, asked` (due, with a value at the start), `pairs`, `improved`, `response`."""
    rows = setting.placed(pairs.rows)
    is_pair = pl.col("later").is_not_null()
    better = (pl.col("later") - pl.col("first") >= (pairs.least or 0.0) - 1e-9).fill_null(False)
    counts = rows.group_by("line", "k").agg(
        asked=pl.len().cast(pl.Int64),
        pairs=is_pair.sum().cast(pl.Int64),
        improved=better.sum().cast(pl.Int64),
    )
    return counts.with_columns(response=pl.col("pairs") / pl.col("asked")).sort("line", "k")


def _of_measure(setting: VoiceSetting, pairs: Pairs) -> pl.DataFrame:
    if pairs.least is None or not pairs.rows["later"].count():
        return pl.DataFrame()
    both = setting.placed(pairs.rows.drop_nulls("later")).with_columns(_unit=pl.format("{}|{}", "line", "pid"))
    if both.is_empty():  # those who answered twice are in no group that is told
        return pl.DataFrame()
    said, bar = (_shares(both, pairs.least, confidence) for confidence in (0.95, setting.alarm_confidence))
    rows = said.with_columns(alarm_lower=bar["lower"], alarm_upper=bar["upper"]).drop("status", "reason", "threshold")
    response = response_of(setting, pairs).select("line", "k", "response")
    rows = rows.join(response, on=["line", "k"], how="left", validate="m:1", maintain_order="left")
    blocked = pl.when(pl.col("response") < LOW_RESPONSE).then(pl.lit(ONLY_BOUNDS))
    judged = judge(
        rows.with_columns(blocked_by=blocked, too_thin=NOTHING),
        {FEW_PAIRS: pl.col("estimate").is_null()},
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > setting.limits.half_width,
    )
    beside = pl.when(pl.col("response") < BOUNDS_NEEDED).then(pl.lit(WITH_BOUNDS))
    visible = pl.Series(smallest_visible_gap(judged["n"].to_numpy(), judged["estimate"].fill_null(0.5).to_numpy()))
    return judged.with_columns(
        reason=pl.coalesce("reason", beside), statistic=pl.lit(STATISTIC), outcome=pl.lit(pairs.measure.code),
        cause="change", time=months_of(pl.col("k")), unit=pl.lit("share"), smallest_visible_gap=visible,
        unknown=pl.lit(0, dtype=pl.Int64),
    ).drop("k", "response", "change")  # fmt: skip


def _shares(both: pl.DataFrame, least: float, confidence: float) -> pl.DataFrame:
    first = both.unique("_unit", maintain_order=True).select(
        "_unit", "line", k=pl.lit(BASELINE, pl.Int64), value="first"
    )
    later = both.select("_unit", "line", "k", value="later")
    return improved_same_worse(
        pl.concat([first, later]), id="_unit", wave="k", value="value", baseline=BASELINE, threshold=least,
        by=["line"], confidence=confidence,
    )  # fmt: skip
