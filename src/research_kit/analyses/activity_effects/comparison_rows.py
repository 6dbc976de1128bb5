"""The project beside people outside it: a published share, or people of whom there are data (METHODS 5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from research_kit.analyses.activity_effects.changes_beside import Changes, as_row, changes_beside
from research_kit.analyses.activity_effects.ladder import FEW_PEOPLE
from research_kit.analyses.activity_effects.outside_checks import chances, outside_checks
from research_kit.analyses.activity_effects.outside_people import BesideOthers, beside_others, known_outcomes
from research_kit.analyses.activity_effects.setting import EffectSetting
from research_kit.analyses.activity_effects.verdicts import UNBALANCED
from research_kit.cohort import Cohort
from research_kit.results.status import BLOCKED, INSUFFICIENT, OK, WIDE
from research_kit.statistics import benchmark_difference
from research_kit.study.target_trial import TargetTrial

OUTSIDE, IN_CHANGES, PRE_TREND = "gap_outside", "gap_in_changes", "pre_trend"
OUTSIDE_CHECKS, CHANCE = "outside_checks", "chance_in_project"
NO_COMPARISON, DIFFERENT_GROUPS, WEIGHTED, MATCHED = "NO_COMPARISON", "DIFFERENT_GROUPS", "WEIGHTED", "MATCHED"
CHANGES = "CHANGES"
_WAYS = {"weighting": WEIGHTED, "matching": MATCHED}
_HALF_WIDTH, _LEAST_PEOPLE = 0.20, 10


@dataclass(frozen=True, kw_only=True)
class Outside:
    """A protocol, and what people outside the project are beside the participants; null where there are none."""

    trial: TargetTrial
    beside: BesideOthers | None
    changes: Changes | None


def outside_of(setting: EffectSetting, comparison: Cohort | None) -> tuple[Outside, ...]:
    """Each protocol with the people outside that it names; of those with the same comparison only the first."""
    trials: dict[str, TargetTrial] = {}
    for ladder in setting.ladders:
        trials.setdefault(_asked(ladder.of.trial), ladder.of.trial)
    return tuple(_outside(setting.cohort, comparison, trial) for trial in trials.values())


def _asked(trial: TargetTrial) -> str:
    """What a comparison outside depends on: nothing of the activity itself."""
    parts = {"comparison", "outcome", "follow_up", "confounders"}
    return trial.model_dump_json(include=parts)


def _outside(cohort: Cohort, comparison: Cohort | None, trial: TargetTrial) -> Outside:
    if trial.comparison.form != "microdata" or comparison is None:
        return Outside(trial=trial, beside=None, changes=None)
    beside = beside_others(cohort, comparison, trial)
    return Outside(trial=trial, beside=beside, changes=changes_beside(cohort, comparison, trial))


def comparison_rows(setting: EffectSetting, outside: tuple[Outside, ...]) -> list[pl.DataFrame]:
    """The difference, and of people with data the difference in changes and the trend before.

    Where nobody outside the project is named, a row says so.
    """
    rows = [row for one in outside for row in _rows(setting, one)]
    return [pl.DataFrame(rows, schema=_SCHEMA)]


def _named(trial: TargetTrial) -> dict[str, Any]:
    return {
        "line": 0,
        "statistic": OUTSIDE,
        "outcome": trial.outcome.definition,
        "cause": trial.outcome.cause,
        "time": float(trial.follow_up.months),
        "compared_with": trial.comparison.source,
        "unit": "share",
    }


def _rows(setting: EffectSetting, one: Outside) -> list[dict[str, Any]]:
    named = _named(one.trial)
    if one.trial.comparison.form == "aggregate":
        return [named | _beside_published(setting, one.trial)]
    if one.beside is None or one.changes is None:
        return [named | {"status": BLOCKED, "reason": NO_COMPARISON}]
    way = _WAYS[one.trial.comparison.method]
    told = [named | one.beside.row | _judged(one.beside.row, one.beside.lacks, way) | _alarm(setting, one.beside.row)]
    for statistic in (IN_CHANGES, PRE_TREND):
        row = as_row(one.changes, statistic=statistic)
        told.append(named | row | _judged(row, one.changes.lacks, CHANGES) | _alarm(setting, row))
    return told


def _alarm(setting: EffectSetting, row: dict[str, Any]) -> dict[str, float]:
    """The bar by which a difference is established."""
    if "estimate" not in row:
        return {}
    reach = setting.alarm_z * row["std_error"]
    return {"alarm_lower": row["estimate"] - reach, "alarm_upper": row["estimate"] + reach}


def _judged(row: dict[str, Any], lacks: str | None, reason: str) -> dict[str, Any]:
    if lacks is not None:
        return {"status": BLOCKED if lacks == UNBALANCED else INSUFFICIENT, "reason": lacks}
    return {"status": _width(row), "reason": reason}


def _beside_published(setting: EffectSetting, trial: TargetTrial) -> dict[str, Any]:
    """Of those of whom it is known how they were by then; Newcombe's interval."""
    known, published = known_outcomes(setting.cohort, trial), trial.comparison
    if known.height < _LEAST_PEOPLE:
        return {"n": known.height, "status": INSUFFICIENT, "reason": FEW_PEOPLE}
    found = benchmark_difference(int(known["had"].sum()), known.height, float(published.share or 0), published.n_ref)
    row = found.select("estimate", "lower", "upper").row(0, named=True)
    return row | {"n": known.height, "status": _width(row), "reason": DIFFERENT_GROUPS}


def _width(row: dict[str, Any]) -> str:
    return WIDE if (row["upper"] - row["lower"]) / 2 > _HALF_WIDTH else OK


def outside_check_rows(outside: tuple[Outside, ...]) -> list[pl.DataFrame]:
    """The checks of each comparison with people outside; where there is none, a row says so."""
    rows: list[dict[str, Any]] = []
    for one in outside:
        named = _named(one.trial) | {"statistic": OUTSIDE_CHECKS, "unit": None}
        checks = () if one.beside is None else outside_checks(one.beside)
        rows += [
            named
            | {"statistic": f"check_{each.name}", "estimate": each.value, "unit": each.unit}
            | {"status": OK, "reason": each.verdict}
            for each in checks
        ]
        rows += [] if checks else [named | _nothing(one)]
    return [pl.DataFrame(rows, schema=_SCHEMA)]


def chance_rows(outside: tuple[Outside, ...]) -> list[pl.DataFrame]:
    """The chance of being in the project of each side: the median, and between which chances nine in ten lie."""
    rows: list[dict[str, Any]] = []
    for one in outside:
        named = _named(one.trial) | {"statistic": CHANCE}
        if one.beside is None or one.beside.people is None:
            rows.append(named | _nothing(one))
            continue
        for side in chances(one.beside).iter_rows(named=True):
            numbers = {"estimate": side["q50"], "lower": side["q05"], "upper": side["q95"]}
            rows.append(named | numbers | {"cause": side["side"], "status": OK, "reason": None})
    return [pl.DataFrame(rows, schema=_SCHEMA)]


def _nothing(one: Outside) -> dict[str, Any]:
    if one.beside is None:
        return {"status": BLOCKED, "reason": NO_COMPARISON}
    return {"n": one.beside.row["n"], "status": INSUFFICIENT, "reason": one.beside.lacks}


_SCHEMA = {
    "line": pl.Int64(), "statistic": pl.String(), "outcome": pl.String(), "cause": pl.String(), "time": pl.Float64(),
    "compared_with": pl.String(), "n": pl.Int64(), "estimate": pl.Float64(), "std_error": pl.Float64(),
    "lower": pl.Float64(), "upper": pl.Float64(), "alarm_lower": pl.Float64(), "alarm_upper": pl.Float64(),
    "unit": pl.String(), "status": pl.String(), "reason": pl.String(),
}  # fmt: skip
