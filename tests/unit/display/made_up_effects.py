"""A made-up answer `activity_effects`: every number is invented."""

from __future__ import annotations

from typing import Any

from research_kit.disclosure.released_table import ReleasedAnswer
from tests.unit.display.made_up import samba_subject
from tests.unit.display.made_up_process import BY, shares
from tests.unit.display.made_up_tables import group_of, released

Row = dict[str, Any]
LANGUAGE, COURSE, WORK_TRIAL = "language", "short_course", "external_assessment"
OF = {"cause": "employment", "time": 12.0, "compared_with": "not_started"}


def gap(activity: str, estimate: float, half: float, reason: str, *, key: tuple[Any, ...] = (), **more: Any) -> Row:
    """A difference in points with its bars."""
    bars = {"lower": estimate - half, "upper": estimate + half}
    bars |= {"alarm_lower": estimate - 1.4 * half, "alarm_upper": estimate + 1.4 * half}
    row = {**group_of(key), "statistic": "gap_starting", "outcome": activity, **OF, "estimate": estimate, **bars}
    return row | {"unit": "share", "status": "ok", "reason": reason, "smallest_visible_gap": 0.15} | more


def lacks(activity: str, reason: str, *, status: str = "insufficient", key: tuple[Any, ...] = (), **more: Any) -> Row:
    """A row without a number."""
    row = {**group_of(key), "statistic": "gap_starting", "outcome": activity, **OF, "unit": "share"}
    return row | {"status": status, "reason": reason} | more


def effects_rows(wording: str = "ASSOCIATED", estimate: float = 0.12) -> list[Row]:
    """One activity with a difference, one without, one of which nothing can be told."""
    return [
        gap(LANGUAGE, estimate, 0.06, wording),
        gap(LANGUAGE, estimate / 2, 0.04, wording, statistic="gap_starting_now"),
        gap(LANGUAGE, estimate, 0.07, wording, statistic="gap_starting_within"),
        gap(WORK_TRIAL, 0.01, 0.1, "ASSOCIATED"),
        lacks(COURSE, "FEW_EVENTS", smallest_visible_gap=0.19),
        gap(LANGUAGE, 0.17, 0.09, wording, key=("woman",)),
        lacks(LANGUAGE, "FEW_PEOPLE", key=("man",)),
        gap(COURSE, 0.20, 0.1, wording, key=("woman",), statistic="gap_between_groups", compared_with="gender=man"),
    ]


def _checks() -> list[Row]:
    said = {
        "weights_mean": (0.99, "ratio", "PASSED", None),
        "weights_largest": (None, "ratio", "PASSED", None),
        "imbalance": (0.14, "ratio", "WARNING", None),
        "outside_overlap": (0.21, "share", "FAILED", None),
        "e_value_limit": (1.62, "ratio", "PASSED", None),
        "left_out": (1.1, "ratio", "PASSED", "age_years"),
        "control": (1.04, "ratio", "PASSED", "culture"),
    }
    return [
        {"statistic": f"check_{name}", "outcome": LANGUAGE, "cause": about, "compared_with": "not_started",
         "estimate": value, "unit": unit, "status": "ok", "reason": verdict}
        for name, (value, unit, verdict, about) in said.items()
    ]  # fmt: skip


def _ratios() -> list[Row]:
    bars = {"lower": 0.9, "upper": 1.9, "alarm_lower": 0.7, "alarm_upper": 2.4}
    shown = {"estimate": 1.31, "unit": "ratio", "status": "ok", "reason": "DESCRIBED", **bars}
    names = ("landmark_1", "landmark_3", "time_varying", "ratio_starting_now", "ratio_until_start")
    rows = [{"statistic": name, "outcome": LANGUAGE, "cause": "employment", **shown} for name in names]
    thin = {"status": "insufficient", "reason": "FEW_PEOPLE", "unit": "ratio", "cause": "employment"}
    return [*rows, *({"statistic": name, "outcome": COURSE, **thin} for name in names)]


def _questions() -> list[Row]:
    verdicts = {LANGUAGE: ("EARLIER_WORK", 0.0), WORK_TRIAL: ("NONE_SEEN", 150.0), COURSE: ("MORE_PEOPLE", 120.0)}
    verdicts |= {"culture": ("LATER_WORK", 0.0), "wellness": ("NONE_SEEN", 0.0)}
    rows = [
        {"statistic": "more_starters", "outcome": name, "time": 12.0, "estimate": more, "unit": "participants",
         "status": "ok", "reason": verdict}
        for name, (verdict, more) in verdicts.items()
    ]  # fmt: skip
    unlike = {"statistic": "more_starters", "outcome": "validation", "status": "blocked", "reason": "UNBALANCED"}
    practical = {"statistic": "gap_practical", "estimate": 0.1, "unit": "share", "status": "ok"}
    return [practical, *rows, unlike]


def _outside() -> dict[str, list[Row]]:
    """People outside the project, weighted: the difference, the changes, the checks and the overlap."""
    of = {"statistic": "gap_outside", "outcome": "strict", "cause": "employment", "time": 12.0, "unit": "share"}
    of |= {"compared_with": "AF 2011", "status": "ok"}
    bars = {"estimate": 0.07, "lower": 0.01, "upper": 0.13, "alarm_lower": -0.02, "alarm_upper": 0.16}
    rows = [
        of | bars | {"reason": "WEIGHTED"},
        of | bars | {"statistic": "gap_in_changes", "reason": "CHANGES"},
        of | {"statistic": "pre_trend", "estimate": -0.01, "lower": -0.03, "upper": 0.01, "reason": "CHANGES"},
    ]
    verdicts = {"weights_effective": (0.63, "share", "PASSED"), "imbalance": (0.12, "ratio", "WARNING")}
    checks = [
        of | {"statistic": f"check_{name}", "estimate": value, "unit": unit, "reason": verdict}
        for name, (value, unit, verdict) in verdicts.items()
    ]
    chance = of | {"statistic": "chance_in_project"}
    sides = [
        chance | {"cause": "in_project", "estimate": 0.42, "lower": 0.21, "upper": 0.63},
        chance | {"cause": "outside_project", "estimate": 0.31, "lower": 0.09, "upper": 0.58},
    ]
    return {"outside_comparison": rows, "outside_checks": checks, "outside_overlap": sides}


def activity_effects(wording: str = "ASSOCIATED", estimate: float = 0.12) -> ReleasedAnswer:
    """The whole answer."""
    outside = gap("strict", 0.04, 0.06, "DIFFERENT_GROUPS", statistic="gap_outside", compared_with="AF 2011")
    times = [{"outcome": name, "time": time} for name in (LANGUAGE, COURSE) for time in (6.0, 12.0)]
    tables = {
        "activity_starts": released("activity_starts", shares("share_started", times), BY, method_id="M5.0"),
        "effects": released("effects", effects_rows(wording, estimate), BY, kind="gap", alarm_z=2.7),
        "effect_ratios": released("effect_ratios", _ratios(), BY, kind="gap"),
        "effect_checks": released("effect_checks", _checks(), BY, kind="gap"),
        "outside_comparison": released("outside_comparison", [outside], BY, kind="gap"),
        "outside_checks": released("outside_checks", _outside()["outside_checks"], BY, kind="gap"),
        "outside_overlap": released("outside_overlap", _outside()["outside_overlap"], BY, kind="share"),
        "effect_questions": released("effect_questions", _questions(), BY, kind="mean"),
    }
    return ReleasedAnswer(name="activity_effects", tables=tables, subject=samba_subject())


def beside_people() -> ReleasedAnswer:
    """The same with people outside the project, of whom there are data."""
    answer = activity_effects()
    rows = released("outside_comparison", _outside()["outside_comparison"], BY, kind="gap")
    return ReleasedAnswer(
        name=answer.name, tables={**answer.tables, "outside_comparison": rows}, subject=answer.subject
    )
