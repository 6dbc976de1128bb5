"""The differences between starting an activity and not: in points at the end of follow-up, and as ratios of rates."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import polars as pl

from research_kit.analyses.activity_effects.checks import is_unlike
from research_kit.analyses.activity_effects.contrasts import NO_START, NOT_YET
from research_kit.analyses.activity_effects.ladder import (
    FEW_PEOPLE,
    UNSTABLE,
    Fitted,
    Ladder,
    conditions_of,
    fit_trials,
    lacking,
)
from research_kit.analyses.activity_effects.setting import NOT_STARTED, EffectSetting
from research_kit.analyses.activity_effects.trial_people import TrialPeople
from research_kit.analyses.activity_effects.verdicts import UNBALANCED
from research_kit.analyses.activity_effects.wording import DESCRIBED
from research_kit.results.status import BLOCKED, INSUFFICIENT, OK, WIDE, gap_from_error
from research_kit.statistics.confidence import normal_quantile

WITHIN = "gap_starting_within"
BETWEEN = "gap_between_groups"
"""The difference of a group less that of the group it is compared with."""
_RATIOS = (NO_START.ratio, NOT_YET.ratio)
_HALF_WIDTH = 0.20
_NUMBERS = ("estimate", "std_error", "lower", "upper")


class _Found(NamedTuple):
    """A difference and its limits, or why there is none; and the people and events it rests on."""

    numbers: dict[str, float] | None
    lacks: str | None
    conditions: dict[str, Any]


def effect_rows(setting: EffectSetting) -> list[pl.DataFrame]:
    """Per protocol, in points: starting against not, for everybody and each group; not yet; within some months.

    Of groups only the monthly trials of the protocol's own contrast are made, and only where each side has the people
    and events they need.
    """
    rows = []
    for ladder in setting.ladders:
        rows.append(_row(setting, ladder, ladder.of.contrast.gap, _whole(ladder, ladder.fitted)))
        if ladder.of.contrast != NOT_YET:
            rows.append(_row(setting, ladder, NOT_YET.gap, _whole(ladder, ladder.not_yet)))
        rows.append(_row(setting, ladder, WITHIN, _of_clones(ladder)))
        groups = [_group_row(setting, ladder, line, ladder.of.of(pids)) for line, pids in setting.lines()]
        rows += [*groups, *_between(setting, groups)]
    return [_frame(rows)]


def _between(setting: EffectSetting, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The difference between the differences of two groups that are compared, where both have one (METHODS 7.2).

    Each side of each group then has at least 20 events.
    """
    of = {row["line"]: row for row in groups if row.get("estimate") is not None}
    rows = []
    for line, other, label in setting.compared_lines():
        if line in of and other in of:
            rows.append(_difference(setting, of[line], of[other]) | {"compared_with": label})
    return rows


def _difference(setting: EffectSetting, row: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Of two estimates of different people."""
    estimate = row["estimate"] - other["estimate"]
    error = float(np.hypot(row["std_error"], other["std_error"]))
    reach = normal_quantile(0.95) * error
    numbers = {"estimate": estimate, "std_error": error, "lower": estimate - reach, "upper": estimate + reach}
    found = row | numbers | _alarm(numbers, setting.alarm_z) | {"statistic": BETWEEN}
    seen = gap_from_error(error)
    return found | {"status": WIDE if reach > _HALF_WIDTH else OK, "smallest_visible_gap": seen}


def _whole(ladder: Ladder, fitted: Fitted | None) -> _Found:
    """Of everybody."""
    lacks = ladder.lacks or (UNSTABLE if fitted is None else None)
    numbers = None if lacks else _of_trials(fitted, ladder.of.trial.follow_up.months)
    return _Found(numbers, lacks, ladder.conditions)


def _group_row(setting: EffectSetting, ladder: Ladder, line: int, people: TrialPeople) -> dict[str, Any]:
    """A group's own; of few people nothing is told, not even how few."""
    conditions = conditions_of(people)
    lacks = ladder.lacks if ladder.lacks == UNBALANCED else lacking(conditions)
    fitted = None if lacks else fit_trials(people)
    if lacks is None:
        lacks = UNSTABLE if fitted is None else UNBALANCED if is_unlike(fitted.rates) else None
    found = _Found(_of_trials(fitted, people.trial.follow_up.months), lacks, conditions)
    row = _row(setting, ladder, ladder.of.contrast.gap, found) | {"line": line}
    return row if lacks is None else row | {"n": None, "smallest_visible_gap": None}


def _of_trials(fitted: Fitted | None, horizon: int) -> dict[str, float] | None:
    """The difference between standardised shares at the end."""
    if fitted is None:
        return None
    starters = fitted.shares.shares.filter((pl.col("started") == 1) & (pl.col("time") <= horizon))
    last = starters.sort("time").row(-1, named=True)
    return {name: last["gap" if name == "estimate" else f"gap_{name}"] for name in _NUMBERS}


def _of_clones(ladder: Ladder) -> _Found:
    if ladder.clones is None:
        return _Found(None, ladder.lacks or FEW_PEOPLE, ladder.conditions)
    numbers = {name: ladder.clones.effect[name].item() for name in _NUMBERS}
    return _Found(numbers, ladder.lacks, ladder.clones.conditions.row(0, named=True))


def _row(setting: EffectSetting, ladder: Ladder, statistic: str, found: _Found) -> dict[str, Any]:
    numbers, lacks, conditions = found
    row = _named(ladder) | {
        "statistic": statistic,
        "time": float(ladder.of.trial.follow_up.months),
        "n": min(conditions["persons_exposed"], conditions["persons_comparison"]),
        "unit": "share",
        "smallest_visible_gap": conditions["smallest_visible_gap"],
    }
    if numbers is None or lacks is not None:
        return row | {"status": BLOCKED if lacks == UNBALANCED else INSUFFICIENT, "reason": lacks}
    wide = (numbers["upper"] - numbers["lower"]) / 2 > _HALF_WIDTH
    bar = _alarm(numbers, setting.alarm_z)
    return row | numbers | bar | {"status": WIDE if wide else OK, "reason": ladder.wording}


def _named(ladder: Ladder) -> dict[str, Any]:
    trial = ladder.of.trial
    return {"line": 0, "outcome": trial.activity, "cause": trial.outcome.cause, "compared_with": NOT_STARTED}


def _alarm(found: dict[str, float], z: float) -> dict[str, float]:
    reach = z * found["std_error"]
    return {"alarm_lower": found["estimate"] - reach, "alarm_upper": found["estimate"] + reach}


def ratio_rows(setting: EffectSetting) -> list[pl.DataFrame]:
    """Per protocol the ladder as ratios of rates, for the appendix: landmarks, before and after, monthly trials.

    The protocol's own contrast comes last.
    """
    rows = []
    for ladder in setting.ladders:
        rows += [_ratio(setting, ladder, row) for row in ladder.described.iter_rows(named=True)]
        if ladder.of.contrast != NOT_YET:
            rows.append(_ratio(setting, ladder, _trials_as_row(ladder, NOT_YET.ratio, ladder.not_yet)))
        rows.append(_ratio(setting, ladder, _trials_as_row(ladder, ladder.of.contrast.ratio, ladder.fitted)))
    return [_frame(rows)]


def _trials_as_row(ladder: Ladder, statistic: str, trials: Fitted | None) -> dict[str, Any]:
    n = min(ladder.conditions["persons_exposed"], ladder.conditions["persons_comparison"])
    row: dict[str, Any] = {"statistic": statistic, "n": n, "reason": ladder.lacks}
    if trials is None or ladder.lacks is not None:
        return row | dict.fromkeys(_NUMBERS) | {"reason": ladder.lacks or UNSTABLE}
    return row | {name: trials.rates.effect[name].item() for name in _NUMBERS}


def _ratio(setting: EffectSetting, ladder: Ladder, row: dict[str, Any]) -> dict[str, Any]:
    """A logarithm of a ratio as a ratio."""
    named = _named(ladder) | {"statistic": row["statistic"], "n": row["n"], "unit": "ratio"}
    if row["reason"] is not None:
        return named | {"status": BLOCKED if row["reason"] == UNBALANCED else INSUFFICIENT, "reason": row["reason"]}
    limits = {"lower": row["lower"], "upper": row["upper"]} | _alarm(row, setting.alarm_z)
    ratios = {name: float(np.exp(value)) for name, value in ({"estimate": row["estimate"]} | limits).items()}
    wording = ladder.wording if row["statistic"] in _RATIOS else DESCRIBED
    return named | ratios | {"status": OK, "reason": wording}


_SCHEMA = {
    "line": pl.Int64(), "statistic": pl.String(), "outcome": pl.String(), "cause": pl.String(), "time": pl.Float64(),
    "compared_with": pl.String(), "n": pl.Int64(), "estimate": pl.Float64(), "std_error": pl.Float64(),
    "lower": pl.Float64(), "upper": pl.Float64(), "alarm_lower": pl.Float64(), "alarm_upper": pl.Float64(),
    "unit": pl.String(), "status": pl.String(), "reason": pl.String(), "smallest_visible_gap": pl.Float64(),
}  # fmt: skip


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_SCHEMA)
