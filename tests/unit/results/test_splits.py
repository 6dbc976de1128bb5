from __future__ import annotations

import pytest

from research_kit.errors import DisaggregationError
from research_kit.results import Split, plan_splits, require_by

LEVELS = {"gender": 2, "foreign_born": 2, "age_band": 5, "education": 4, "one": 1, "target_youth": 2, "target_empty": 0}


def test_the_total_each_dimension_and_their_crossing():
    assert plan_splits(["gender", "foreign_born"], LEVELS) == (
        Split(()),
        Split(("gender",)),
        Split(("foreign_born",)),
        Split(("gender", "foreign_born")),
    )


def test_single_dimensions_are_never_crossed():
    splits = plan_splits(["gender"], LEVELS, single=["age_band", "target_youth", "target_empty", "gender"])
    assert splits == (Split(()), Split(("gender",)), Split(("age_band",)), Split(("target_youth",)))


def test_one_level_is_blocked_and_its_substitutes_come_instead():
    splits = plan_splits(["one", "gender"], LEVELS, ["education", "gender"], single=["education"])
    assert splits == (
        Split(()),
        Split(("gender",)),
        Split(("one",), blocked="ONE_LEVEL"),
        Split(("education",), substitute_for="one"),
    )


def test_a_column_nobody_has_is_named_with_those_there_are():
    with pytest.raises(DisaggregationError, match=r"no column `sex` to split by. It can be split by: age_band, "):
        plan_splits(["sex"], LEVELS)


def test_no_split_needs_a_reason():
    assert require_by(None) == ("gender", "foreign_born")
    assert require_by([], "nine people in all") == ()
    for reason in (None, "  "):
        with pytest.raises(DisaggregationError, match="undisaggregated_reason"):
            require_by([], reason)
