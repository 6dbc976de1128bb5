"""Mean scores of two languages side by side, where the questions work alike in both; else why not (METHODS M6.1)."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.special import stdtrit

from research_kit.analyses.incidence_curves import CONFIDENCE
from research_kit.analyses.participants_voice.scores import KEY, NO_SCALE, items_wide, measures_of, scales_asked
from research_kit.analyses.participants_voice.setting import BASELINE, VoiceSetting, absent
from research_kit.results.status import OK, gap_from_error
from research_kit.statistics import language_comparison
from research_kit.statistics.scales.language_comparison import FEW

STATISTIC = "gap_language"


def language_rows(setting: VoiceSetting) -> list[pl.DataFrame]:
    """The difference in mean score at the start between two languages, only where they may be compared.

    `cause` is the language and `compared_with` the other; a language that fewer than 100 answered in is not named. The
    default is change within each language, which needs no comparison.
    """
    parts = [_of_scale(setting, scale) for scale in scales_asked(setting) if scale != NO_SCALE]
    return [part for part in parts if part.height] or [absent(STATISTIC)]


def _of_scale(setting: VoiceSetting, scale: str) -> pl.DataFrame:
    wide = items_wide(setting, scale).filter((pl.col("k") == BASELINE) & pl.col("lang").is_not_null())
    latest = wide.filter(pl.col("edition") == pl.col("edition").max())
    items = [name for name in wide.columns if name not in (*KEY, "on", "edition", "lang")]
    asked = [item for item in items if latest[item].count()]
    if len(asked) < 2 or latest["lang"].n_unique() < 2:
        return pl.DataFrame()
    found = language_comparison(latest.sort("pid"), items=asked, language="lang", rng=setting.rng("M6.1"))
    enough = found.filter(pl.col("reason").is_null() | (pl.col("reason") != FEW))
    if not enough.height:
        return absent(STATISTIC, FEW).with_columns(outcome=pl.lit(scale))
    return pl.concat([_pair(setting, scale, row) for row in enough.iter_rows(named=True)], how="diagonal_relaxed")


def _pair(setting: VoiceSetting, scale: str, row: dict[str, object]) -> pl.DataFrame:
    about = {"outcome": scale, "cause": str(row["language"]), "compared_with": str(row["other"])}
    named = [pl.lit(value).alias(name) for name, value in about.items()]
    if not row["comparable"]:
        return absent(STATISTIC, str(row["reason"])).with_columns(named)
    scores = measures_of(setting, scale, singly=False)[0].latest.filter(pl.col("k") == BASELINE)
    one, two = (scores.filter(pl.col("lang") == row[name])["value"].to_numpy() for name in ("language", "other"))
    error = float(np.sqrt(one.var(ddof=1) / one.size + two.var(ddof=1) / two.size))
    gap, half = (
        float(one.mean() - two.mean()),
        float(-stdtrit(min(one.size, two.size) - 1, (1 - CONFIDENCE) / 2)) * error,
    )
    values = {
        "statistic": STATISTIC, "n": min(one.size, two.size), "estimate": gap, "std_error": error,
        "lower": gap - half, "upper": gap + half, "unit": "points", "status": OK,
        "smallest_visible_gap": gap_from_error(error),
    }  # fmt: skip
    return pl.DataFrame({name: [value] for name, value in values.items()}).with_columns(
        named, line=pl.lit(0, dtype=pl.Int64)
    )
