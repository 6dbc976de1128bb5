"""How reliable each scale is, follow-up by follow-up and language by language (METHODS M6.1)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.participants_voice.scores import KEY, NO_SCALE, items_wide, scales_asked
from research_kit.analyses.participants_voice.setting import BASELINE, VoiceSetting, absent, months_of
from research_kit.statistics import scale_reliability
from research_kit.statistics.resampling import RESAMPLES

STATISTIC = "omega"
LEAST_PEOPLE = 50
UNRELIABLE = "UNRELIABLE"
_FEW = "FEW_PEOPLE"


def reliability_rows(setting: VoiceSetting, *, resamples: int = RESAMPLES) -> list[pl.DataFrame]:
    """Omega and alpha (of two questions Spearman-Brown) of each scale, per follow-up and language; never pooled.

    A language that fewer than 50 answered in is not named: of a scale and follow-up without any other there is one row
    that says so. `cause` is the language, `n` who answered. The reason UNRELIABLE: the questions are told one by one.
    """
    scales = [scale for scale in scales_asked(setting) if scale != NO_SCALE]
    parts = [_of_scale(setting, scale, resamples) for scale in scales]
    told = [part for part in parts if part.height]
    return told or [absent(STATISTIC)]


def unreliable_scales(rows: list[pl.DataFrame]) -> set[str]:
    """The scales that are too unreliable in a language, at a follow-up, to be told as one score."""
    return {
        scale
        for part in rows
        if "outcome" in part.columns
        for scale in part.filter(pl.col("reason") == UNRELIABLE)["outcome"].unique().to_list()
    }


def _of_scale(setting: VoiceSetting, scale: str, resamples: int) -> pl.DataFrame:
    wide = items_wide(setting, scale)
    latest = wide.filter(
        (pl.col("edition") == pl.col("edition").max()) & pl.col("k").is_in([BASELINE, *setting.plan.follow_ups])
    )
    items = [name for name in wide.columns if name not in (*KEY, "on", "edition", "lang")]
    asked = [item for item in items if latest[item].count()]
    if len(asked) < 2:
        return pl.DataFrame()
    enough = latest.filter(pl.len().over("k", "lang") >= LEAST_PEOPLE)
    few = latest.join(enough.select("k").unique(), on="k", how="anti")
    return pl.concat([_tested(setting, enough, asked, resamples), _untested(few)], how="diagonal").with_columns(
        line=pl.lit(0, dtype=pl.Int64()), outcome=pl.lit(scale)
    )


def _tested(setting: VoiceSetting, rows: pl.DataFrame, items: list[str], resamples: int) -> pl.DataFrame:
    if not rows.height:
        return pl.DataFrame()
    found = scale_reliability(
        rows.sort("k", "lang", "pid"), items=items, by=["k", "lang"], rng=setting.rng("M6.1"), resamples=resamples
    )
    is_told = pl.col("status") == "ok"
    return found.select(
        "n", "estimate", "lower", "upper", "status",
        statistic="coefficient", cause="lang", time=months_of(pl.col("k")), unit=pl.lit("coefficient"),
        reason=pl.when(is_told & ~pl.col("as_scale")).then(pl.lit(UNRELIABLE)).otherwise("reason"),
    )  # fmt: skip


def _untested(rows: pl.DataFrame) -> pl.DataFrame:
    """Follow-ups at which no language has answers enough."""
    counts = rows.group_by("k", maintain_order=True).agg(n=pl.len().cast(pl.Int64)).sort("k")
    return counts.select(
        "n", statistic=pl.lit(STATISTIC), time=months_of(pl.col("k")), unit=pl.lit("coefficient"),
        status=pl.lit("insufficient"), reason=pl.lit(_FEW),
    )  # fmt: skip
