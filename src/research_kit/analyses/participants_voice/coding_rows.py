"""Whether two people who code the same need give it the same themes: else themes are not counted (METHODS M6.5)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.participants_voice.setting import VoiceSetting, absent
from research_kit.errors import EstimateError
from research_kit.results import GuardHit
from research_kit.results.guards import hit
from research_kit.results.status import BLOCKED, OK
from research_kit.statistics import theme_agreement
from research_kit.statistics.resampling import RESAMPLES

CODING = "G-CODING"
KAPPA, AC1, CODED_TWICE = "kappa", "ac1", "coded_twice"
ONE_CODER, LOW_AGREEMENT = "ONE_CODER", "LOW_AGREEMENT"


def coding_rows(setting: VoiceSetting, *, resamples: int = RESAMPLES) -> list[pl.DataFrame]:
    """The agreement of the two coders over all themes: kappa, Gwet's AC1, and the share of needs coded twice.

    `n` are the participants whose needs were coded twice. Where a fifth of the needs were not, or kappa is under 0.6,
    the reason says so, and no theme is counted.
    """
    needs = setting.voice.needs
    if not needs.height:
        return [absent(KAPPA)]
    coded = needs.filter(pl.col("coder1").is_not_null())
    people = coded.filter(pl.col("coder2").is_not_null())["pid"].n_unique()
    share = coded["coder2"].count() / needs.height
    twice = _row(CODED_TWICE, people, estimate=share, unit="share")
    try:
        found = theme_agreement(
            coded, id="pid", first="coder1", second="coder2", rng=setting.rng("M6.5"), resamples=resamples
        ).row(-1, named=True)
    except EstimateError:  # fewer than two needs, or no theme, coded by both
        return [_row(KAPPA, people, status=BLOCKED, reason=ONE_CODER), twice]
    reason = ONE_CODER if share < _LEAST_TWICE else found["reason"]
    return [
        *(
            _row(name, people, estimate=found[name], lower=found[f"{name}_lower"], upper=found[f"{name}_upper"],
                 unit="coefficient", reason=reason, status=OK if found[name] is not None else BLOCKED)
            for name in (KAPPA, AC1)
        ),
        twice,
    ]  # fmt: skip


_LEAST_TWICE = 0.20


def why_not_counted(rows: list[pl.DataFrame]) -> str | None:
    """The reason for which themes are not counted; none where they may be."""
    kappa = next(row for row in rows if row["statistic"].item() == KAPPA)
    return str(kappa["reason"].item()) if kappa["reason"].item() is not None else None


def coding_guards(reason: str | None) -> tuple[GuardHit, ...]:
    """G-CODING, where one person alone coded the needs, or two did not agree."""
    return (hit(CODING),) if reason in (ONE_CODER, LOW_AGREEMENT) else ()


def _row(statistic: str, people: int, **said: float | str | None) -> pl.DataFrame:
    values = {"statistic": statistic, "n": people, "status": OK, **said}
    return pl.DataFrame({name: [value] for name, value in values.items()}).with_columns(line=pl.lit(0, dtype=pl.Int64))
