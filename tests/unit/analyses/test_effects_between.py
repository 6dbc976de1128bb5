"""The difference between two groups' differences, and the words and grades of comparisons (METHODS 5.5, 7.2, 11)."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from research_kit.analyses.activity_effects.contrasts import BY_STRATEGY, NO_START, NOT_YET
from research_kit.analyses.activity_effects.effect_rows import _between
from research_kit.analyses.activity_effects.ladder import _over_time
from research_kit.analyses.activity_effects.setting import EffectSetting
from research_kit.analyses.activity_effects.wording import highest_grade
from research_kit.analyses.groups import Split


def setting(**compared):
    """Everybody, women and men; women are compared with men."""
    lines = pl.DataFrame(
        {"line": [0, 1, 2], "split": [0, 1, 1], "gender": [None, "woman", "man"],
         "compared_with": [None, compared.get("woman", "gender=man"), None]},
        schema={"line": pl.Int64, "split": pl.Int64, "gender": pl.String, "compared_with": pl.String},
    )  # fmt: skip
    groups = SimpleNamespace(lines=lines, splits=(Split(by=()), Split(by=("gender",))))
    rule = SimpleNamespace(single_confidence=0.993)
    return EffectSetting(cohort=None, groups=groups, rule=rule, ladders=())


def row(line, estimate, error):
    return {
        "line": line,
        "statistic": "gap_starting",
        "outcome": "language",
        "estimate": estimate,
        "std_error": error,
        "reason": "ASSOCIATED",
        "n": 80,
    }


def test_the_difference_between_groups_is_that_of_two_groups_of_people():
    (found,) = _between(setting(), [row(1, 0.12, 0.03), row(2, 0.02, 0.04)])
    assert (found["statistic"], found["line"], found["compared_with"]) == ("gap_between_groups", 1, "gender=man")
    assert found["estimate"] == pytest.approx(0.10)
    assert found["std_error"] == pytest.approx(0.05)
    assert found["upper"] - found["estimate"] == pytest.approx(1.959964 * 0.05, rel=1e-4)
    assert found["alarm_upper"] > found["upper"]
    assert found["smallest_visible_gap"] == pytest.approx(2.8 * 0.05, rel=0.01)


def test_a_group_without_an_estimate_is_compared_with_nobody():
    assert _between(setting(), [row(1, 0.12, 0.03), row(2, None, None)]) == []
    assert _between(setting(), [row(1, 0.12, 0.03)]) == []
    assert _between(setting(woman="rest"), [row(1, 0.12, 0.03), row(2, 0.02, 0.04)]) == []


def test_what_the_others_do_says_until_when_they_are_followed():
    assert BY_STRATEGY["no_start"] == NO_START
    assert (NO_START.gap, NO_START.not_started_until) == ("gap_starting", "start")
    assert (NOT_YET.gap, NOT_YET.not_started_until) == ("gap_starting_now", "end")


@pytest.mark.parametrize(
    ("words", "grade"),
    [((), "E0"), (("DESCRIBED",), "E1"), (("DESCRIBED", "POINTS_TO", "ASSOCIATED"), "E3"), (("LED_TO",), "E4")],
)
def test_the_highest_grade_is_that_of_the_strongest_words(words, grade):
    assert highest_grade(words) == grade
    assert np.all([highest_grade([one]) <= grade for one in words])


@pytest.mark.parametrize(
    ("begun", "starters"),
    [([], 0), ([None], 0), ([2.0], 1), ([5.0], 0)],
    ids=["nobody", "never", "started", "too late"],
)
def test_the_only_participant_is_counted_as_a_starter_where_she_started(begun, starters):
    people = pl.DataFrame(
        {"begun": begun, "months": [5.0] * len(begun)}, schema=dict.fromkeys(("begun", "months"), pl.Float64)
    )
    row = _over_time(SimpleNamespace(people=people))
    assert (row["n"], row["reason"], row["estimate"]) == (starters, "FEW_PEOPLE", None)
