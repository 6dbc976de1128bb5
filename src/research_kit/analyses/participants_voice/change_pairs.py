"""Who answered at the start and again, in the same language and wordings: the pairs that change rests on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from research_kit.analyses.participants_voice.scores import Measure
from research_kit.analyses.participants_voice.setting import BASELINE, VoiceSetting

HALF_SD = 0.5
ONE_CATEGORY = 1.0
_NOISE = 1e-9


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairs:
    """The change of one measure.

    `rows`: one row per participant with a value at the start and follow-up due since: `pid, k, first, later` (null: not
    answered, or in another language or wording). `least` is the smallest change that counts; `apart` how many pairs
    are none because language or wording changed in between.
    """

    measure: Measure
    rows: pl.DataFrame
    least: float | None
    apart: int


def pairs_of(setting: VoiceSetting, measure: Measure) -> Pairs:
    """The pairs of a measure at the follow-ups told of; whoever died or withdrew before one is in no pair of it."""
    values = measure.values
    first = values.filter(pl.col("k") == BASELINE).select("pid", first="value", _edition="edition", _lang="lang")
    asked = setting.voice.follow_ups.filter(
        pl.col("due") & ~pl.col("died") & ~pl.col("withdrawn") & pl.col("k").is_in(list(setting.plan.follow_ups))
    )
    later = values.select("pid", "k", later="value", edition="edition", lang="lang")
    rows = asked.select("pid", "k").join(first, on="pid", how="inner", validate="m:1", maintain_order="left")
    rows = rows.join(later, on=["pid", "k"], how="left", validate="1:1", maintain_order="left")
    alike = pl.col("edition").eq_missing(pl.col("_edition")) & pl.col("lang").eq_missing(pl.col("_lang"))
    answered = pl.col("later").is_not_null()
    apart = rows.filter(answered & ~alike).height
    kept = rows.select("pid", "k", "first", later=pl.when(alike).then("later"))
    return Pairs(measure=measure, rows=kept, least=_least(measure, first), apart=apart)


def _least(measure: Measure, first: pl.DataFrame) -> float | None:
    """One category, or half a standard deviation of everybody at the start; none where all answered the same."""
    if measure.is_single:
        return ONE_CATEGORY
    deviation = first["first"].std() if first.height > 1 else None
    return HALF_SD * float(str(deviation)) if deviation is not None and float(str(deviation)) > _NOISE else None


def improved(least: float) -> pl.Expr:
    """Whether the later value is higher by at least so much."""
    return pl.col("later") - pl.col("first") >= least - _NOISE
