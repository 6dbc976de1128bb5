"""What the board can ask of each activity: what was seen, or how many more would have to start to tell."""

from __future__ import annotations

from math import ceil
from typing import Any

import polars as pl

from research_kit.analyses.activity_effects.ladder import FEW_EVENTS, Ladder
from research_kit.analyses.activity_effects.setting import EffectSetting
from research_kit.analyses.activity_effects.verdicts import UNBALANCED
from research_kit.results.status import BLOCKED, DETECTABLE_Z, OK

MORE, PRACTICAL = "more_starters", "gap_practical"
EARLIER, LATER, NONE_SEEN, MORE_PEOPLE = "EARLIER_WORK", "LATER_WORK", "NONE_SEEN", "MORE_PEOPLE"
_LEAST_STARTERS, _LEAST_EVENTS = 60, 20


def question_rows(setting: EffectSetting) -> list[pl.DataFrame]:
    """Per protocol the verdict, and how many more people would have to start for a practical difference to be seen.

    Numbers of people are told in tens: they are about what would be needed, and say nothing sure of who there is.
    """
    gap = setting.rule.practical_gap
    rows = [_row(ladder, _verdict(setting, ladder), gap) for ladder in setting.ladders]
    return [pl.DataFrame([_practical(gap), *rows], schema=_SCHEMA)]


def _practical(gap: float) -> dict[str, Any]:
    """The difference that the study's plan calls worth acting on, by which the others are told."""
    return {"line": 0, "statistic": PRACTICAL, "estimate": gap, "unit": "share", "status": OK}


def _row(ladder: Ladder, verdict: str, gap: float) -> dict[str, Any]:
    trial, conditions = ladder.of.trial, ladder.conditions
    needed = starters_needed(conditions, gap)
    more = None if needed is None else max(needed - conditions["persons_exposed"], 0.0)
    blocked = verdict == UNBALANCED or more is None
    return {
        "line": 0,
        "statistic": MORE,
        "outcome": trial.activity,
        "time": float(trial.follow_up.months),
        "estimate": None if blocked or more is None else ceil(more / 10) * 10.0,
        "unit": "participants",
        "status": BLOCKED if blocked else OK,
        "reason": FEW_EVENTS if more is None else verdict,
    }


def _verdict(setting: EffectSetting, ladder: Ladder) -> str:
    """By the bar that claims are made by: the likely range alone only describes."""
    if ladder.lacks == UNBALANCED:
        return UNBALANCED
    if ladder.fitted is None or ladder.lacks is not None:
        return MORE_PEOPLE
    effect = ladder.fitted.rates.effect.row(0, named=True)
    reach = setting.alarm_z * effect["std_error"]
    if effect["estimate"] - reach > 0:
        return EARLIER
    return LATER if effect["estimate"] + reach < 0 else NONE_SEEN


def starters_needed(conditions: dict[str, Any], gap: float) -> float | None:
    """How many people would have to start for a difference of `gap` to be seen with 80 % power, others in proportion.

    At least the people and events that METHODS 5.3 asks for; None where nobody has the outcome yet, so that nothing can
    be said of how common it is.
    """
    started, others = conditions["persons_exposed"], conditions["persons_comparison"]
    events = conditions["events_exposed"] + conditions["events_comparison"]
    if not started or not others or not events:
        return None
    share = events / (started + others)
    by_power = DETECTABLE_Z**2 * share * (1 - share) * (1 + started / others) / gap**2
    return float(ceil(max(by_power, _LEAST_STARTERS, _LEAST_EVENTS / share)))


_SCHEMA = {
    "line": pl.Int64(), "statistic": pl.String(), "outcome": pl.String(), "time": pl.Float64(), "n": pl.Int64(),
    "estimate": pl.Float64(), "unit": pl.String(), "status": pl.String(), "reason": pl.String(),
}  # fmt: skip
