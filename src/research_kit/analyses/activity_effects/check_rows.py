"""The checks of each protocol as a table: the figure, and whether it is passed."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.activity_effects.ladder import Ladder
from research_kit.analyses.activity_effects.setting import NOT_STARTED, EffectSetting
from research_kit.analyses.activity_effects.verdicts import Check
from research_kit.results.status import INSUFFICIENT, OK

CHECKS = "checks"


def check_rows(setting: EffectSetting) -> list[pl.DataFrame]:
    """One row per protocol and check; a protocol without an estimate has none to make."""
    rows = [_row(ladder, check) for ladder in setting.ladders for check in ladder.checks]
    rows += [_nothing(ladder) for ladder in setting.ladders if not ladder.checks]
    return [pl.DataFrame(rows, schema=_SCHEMA)] if rows else []


def _row(ladder: Ladder, check: Check) -> dict[str, object]:
    return _nothing(ladder) | {
        "statistic": f"check_{check.name}",
        "cause": check.about,
        "estimate": check.value,
        "lower": check.lower,
        "upper": check.upper,
        "unit": check.unit,
        "status": OK,
        "reason": check.verdict,
    }


def _nothing(ladder: Ladder) -> dict[str, object]:
    conditions = ladder.conditions
    return {
        "line": 0,
        "statistic": CHECKS,
        "outcome": ladder.of.trial.activity,
        "compared_with": NOT_STARTED,
        "n": min(conditions["persons_exposed"], conditions["persons_comparison"]),
        "status": INSUFFICIENT,
        "reason": ladder.lacks,
    }


_SCHEMA = {
    "line": pl.Int64(), "statistic": pl.String(), "outcome": pl.String(), "cause": pl.String(),
    "compared_with": pl.String(), "n": pl.Int64(), "estimate": pl.Float64(), "lower": pl.Float64(),
    "upper": pl.Float64(), "unit": pl.String(), "status": pl.String(), "reason": pl.String(),
}  # fmt: skip
