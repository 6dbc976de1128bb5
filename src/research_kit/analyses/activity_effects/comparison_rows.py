"""The project beside people outside it: a published share, or people of whom there are data (METHODS 5.4)."""

from __future__ import annotations

from typing import Any

import polars as pl

from research_kit.analyses.activity_effects.ladder import FEW_PEOPLE
from research_kit.analyses.activity_effects.outside_people import beside_others, known_outcomes
from research_kit.analyses.activity_effects.setting import EffectSetting
from research_kit.analyses.activity_effects.verdicts import UNBALANCED
from research_kit.cohort import Cohort
from research_kit.results.status import BLOCKED, INSUFFICIENT, OK, WIDE
from research_kit.statistics import benchmark_difference
from research_kit.study.target_trial import TargetTrial

OUTSIDE = "gap_outside"
NO_COMPARISON, DIFFERENT_GROUPS, WEIGHTED = "NO_COMPARISON", "DIFFERENT_GROUPS", "WEIGHTED"
_HALF_WIDTH, _LEAST_PEOPLE = 0.20, 10


def comparison_rows(setting: EffectSetting, comparison: Cohort | None) -> list[pl.DataFrame]:
    """One row per protocol; where nobody outside the project is named, the row says so."""
    rows = [_row(setting, ladder.of.trial, comparison) for ladder in setting.ladders]
    return [pl.DataFrame(rows, schema=_SCHEMA)]


def _row(setting: EffectSetting, trial: TargetTrial, comparison: Cohort | None) -> dict[str, Any]:
    named: dict[str, Any] = {
        "line": 0,
        "statistic": OUTSIDE,
        "outcome": trial.outcome.definition,
        "cause": trial.outcome.cause,
        "time": float(trial.follow_up.months),
        "compared_with": trial.comparison.source,
        "unit": "share",
    }
    form = trial.comparison.form
    if form == "aggregate":
        return named | _beside_published(setting, trial)
    if form == "microdata" and comparison is not None:
        return named | _beside_people(setting, trial, comparison)
    return named | {"status": BLOCKED, "reason": NO_COMPARISON}


def _beside_published(setting: EffectSetting, trial: TargetTrial) -> dict[str, Any]:
    """Of those of whom it is known how they were by then; Newcombe's interval."""
    known, published = known_outcomes(setting.cohort, trial), trial.comparison
    if known.height < _LEAST_PEOPLE:
        return {"n": known.height, "status": INSUFFICIENT, "reason": FEW_PEOPLE}
    found = benchmark_difference(int(known["had"].sum()), known.height, float(published.share or 0), published.n_ref)
    row = found.select("estimate", "lower", "upper").row(0, named=True)
    return row | {"n": known.height, "status": _width(row), "reason": DIFFERENT_GROUPS}


def _beside_people(setting: EffectSetting, trial: TargetTrial, comparison: Cohort) -> dict[str, Any]:
    found = beside_others(setting.cohort, comparison, trial)
    lacks = found.pop("lacks")
    if lacks is not None:
        return found | {"status": BLOCKED if lacks == UNBALANCED else INSUFFICIENT, "reason": lacks}
    return found | {"status": _width(found), "reason": WEIGHTED}


def _width(row: dict[str, Any]) -> str:
    return WIDE if (row["upper"] - row["lower"]) / 2 > _HALF_WIDTH else OK


_SCHEMA = {
    "line": pl.Int64(), "statistic": pl.String(), "outcome": pl.String(), "cause": pl.String(), "time": pl.Float64(),
    "compared_with": pl.String(), "n": pl.Int64(), "estimate": pl.Float64(), "std_error": pl.Float64(),
    "lower": pl.Float64(), "upper": pl.Float64(), "unit": pl.String(), "status": pl.String(), "reason": pl.String(),
}  # fmt: skip
