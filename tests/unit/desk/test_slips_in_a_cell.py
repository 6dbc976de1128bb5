"""What is easily written wrong in a cell: the refusal says what to write instead."""

from __future__ import annotations

import pytest

import research_kit as rk
from research_kit.cohort.part_of import _day
from research_kit.errors import CohortError, DeclarationError, DisaggregationError, DisclosureError, ResearchKitError
from research_kit.results import Answer
from research_kit.results.splits import plan_splits


def test_one_column_to_split_by_is_still_a_list():
    with pytest.raises(DisaggregationError, match=r'write `by=\["gender"\]`'):
        plan_splits("gender", {"gender": 2})


def test_a_day_as_text_is_answered_with_a_day(tmp_path):
    with pytest.raises(DeclarationError, match=r"write `as_of=date\(2026, 6, 30\)`"):
        rk.open_study(tmp_path / "p.yaml", as_of="2026-06-30")


def test_a_year_is_no_day():
    with pytest.raises(CohortError, match="`2024` is no day"):
        _day(2024)


def test_one_answer_to_release_is_still_a_list():
    answer = Answer.__new__(Answer)
    object.__setattr__(answer, "name", "process")
    with pytest.raises(DisclosureError, match=r"rk.release\(\[process\]"):
        rk.release(answer, policy=rk.disclosure.Policy())


def test_only_an_answer_can_be_viewed():
    with pytest.raises(ResearchKitError, match="was given a NoneType"):
        rk.view(None, "within")
