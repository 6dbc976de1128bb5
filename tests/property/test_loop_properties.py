"""What holds for every grade, every verdict and every ledger of findings."""

from __future__ import annotations

import dataclasses
import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from research_kit.analyses.remeasure import verdict_on
from research_kit.analyses.remeasure.pooled_baseline import Reading, between
from research_kit.analyses.remeasure.required_people import people_after, people_per_group
from research_kit.ledger.lines import changed_line, lines_of, records_of
from research_kit.results.grades import LEVELS, Evidence, grade_of
from tests.property.examples import examples

SHARES = some.floats(0.0, 1.0)
READINGS = some.tuples(SHARES, SHARES, SHARES).map(sorted).map(lambda three: Reading(three[1], three[0], three[2]))
CHANGES = (
    some.tuples(*[some.floats(-1.0, 1.0)] * 3).map(sorted).map(lambda three: Reading(three[1], three[0], three[2]))
)
EVIDENCE = some.builds(
    Evidence,
    status=some.sampled_from(["ok", "wide", "insufficient", "blocked"]),
    design=some.sampled_from(["described", "associated", "adjusted", "randomised"]),
    alarm_lower=some.none() | some.floats(-1, 1),
    alarm_upper=some.none() | some.floats(-1, 1),
    no_difference=some.sampled_from([0.0, 1.0]),
    open_guards=some.sampled_from([(), ("G-LOOK",)]),
    is_registered=some.booleans(),
    e_value_limit=some.none() | some.floats(1, 3),
    is_stable=some.none() | some.booleans(),
    response=some.none() | SHARES,
    unknown=some.none() | SHARES,
    is_exploratory=some.booleans(),
    changed_at_once=some.sampled_from([(), ("staff_training",)]),
)
KEYS = some.text(min_size=1, max_size=5).filter(lambda key: key != "line")
RECORDS = some.lists(some.dictionaries(KEYS, some.integers() | some.text()), min_size=1, max_size=6)


@given(EVIDENCE)
def test_a_grade_is_never_above_what_its_design_allows(evidence):
    highest = {"described": "E1", "associated": "E2", "adjusted": "E3", "randomised": "E4"}[evidence.design]
    level = grade_of(evidence).level
    assert level <= highest
    assert level == "E0" or evidence.status in ("ok", "wide")
    assert level <= "E1" or not (evidence.is_exploratory or evidence.changed_at_once or evidence.open_guards)


@given(EVIDENCE)
def test_few_answers_never_raise_a_grade_and_lower_it_by_one_at_most(evidence):
    fine, poor = (
        grade_of(dataclasses.replace(evidence, response=share, unknown=None, is_exploratory=False, changed_at_once=()))
        for share in (0.9, 0.1)
    )
    assert LEVELS.index(poor.level) == max(LEVELS.index(fine.level) - 1, 0)


@given(CHANGES, some.floats(0.01, 1.0))
def test_each_change_has_one_verdict_and_the_mirrored_change_the_same(change, size):
    verdict = verdict_on(change, direction="higher", size=size)
    mirrored = Reading(-change.estimate, -change.upper, -change.lower)
    assert verdict == verdict_on(mirrored, direction="lower", size=size)
    assert (verdict == "met") == (change.lower > 0 and change.upper >= size)
    assert (verdict == "cannot_be_told") == (change.lower <= 0 and change.upper >= size)


@given(CHANGES, some.floats(0.01, 0.5), some.floats(0.0, 0.5))
def test_a_larger_hope_is_never_met_where_a_smaller_one_was_not(change, size, more):
    order = ["worse", "not_met", "met"]
    small, large = (verdict_on(change, direction="higher", size=one) for one in (size, size + more))
    assert large in (small, "not_met")
    assert not (small in order and large in order and order.index(large) > order.index(small))


@given(READINGS, READINGS)
def test_a_difference_lies_within_its_limits_and_turns_with_its_sides(first, second):
    one, other = between(first, second), between(second, first)
    assert one.lower <= one.estimate <= one.upper
    assert (other.estimate, other.lower, other.upper) == pytest.approx((-one.estimate, -one.upper, -one.lower))


@given(some.floats(0.05, 0.6), some.floats(0.02, 0.3), some.floats(0.001, 0.05))
def test_a_larger_change_needs_fewer_people(share, size, error):
    sizes = [size, size * 1.2]
    assert people_per_group(share, sizes[1]) <= people_per_group(share, sizes[0])
    before = Reading(share, share - 1.96 * error, share + 1.96 * error)
    needed = [people_after(before, change=one, spread=0.25) for one in sizes]
    assert needed[0] is None or needed[1] <= needed[0]


@settings(max_examples=examples(50))
@given(RECORDS, some.data())
def test_every_changed_line_is_named(tmp_path_factory, records, data):
    text = lines_of(records)
    assert records_of(text) == records
    path = tmp_path_factory.mktemp("lines") / "findings.jsonl"
    path.write_bytes(text.encode())
    assert changed_line(path) is None
    at = data.draw(some.integers(0, len(records) - 1))
    lines = text.split("\n")[:-1]
    lines[at] = json.dumps({**json.loads(lines[at]), "added": 1}, ensure_ascii=False)
    path.write_bytes(("\n".join(lines) + "\n").encode())
    assert changed_line(path) == at + 1


@settings(max_examples=examples(50))
@given(RECORDS)
def test_lines_that_changed_places_are_noticed(tmp_path_factory, records):
    lines = lines_of(records).split("\n")[:-1]
    if len(lines) < 2 or any(one == two for one, two in pairwise(records)):
        return
    path = tmp_path_factory.mktemp("lines") / "findings.jsonl"
    path.write_bytes(("\n".join([lines[1], lines[0], *lines[2:]]) + "\n").encode())
    assert changed_line(path) == 1
