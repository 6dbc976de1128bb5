"""The outside attack in short: three consecutive quarters of the demo, from its pages alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from research_kit.disclosure import release
from research_kit.disclosure.read_together.exact_counts import exact_counts
from research_kit.disclosure.read_together.repair import Repaired
from research_kit.results import Answer
from tests.attack.attack import Outcome, attack, read
from tests.attack.editions import answers_of, exported, forgetful, project, released, truths
from tests.attack.intruder import attacked
from tests.attack.matrix import Contradiction
from tests.attack.statements import Edition, Key, Told
from tests.attack.system import System, system_of
from tests.attack.truth import contradicted, world_of

QUARTERS = ("2010-06-30", "2010-09-30", "2010-12-31")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("attacked") / "study")


@pytest.fixture(scope="module")
def answers(study: Path) -> list[list[Answer]]:
    return [answers_of(study, as_of) for as_of in QUARTERS]


@pytest.fixture(scope="module")
def editions(study: Path, answers, tmp_path_factory) -> list[Edition]:
    pages = tmp_path_factory.mktemp("pages")
    return [exported(each, pages / each.quarter) for each in released(answers, study)]


def outcome(editions: list[Edition], answers: list[list[Answer]], *, falls: bool) -> Outcome:
    told = read(editions, answers[-1][0].subject)
    return attack(told, truths(answers), falls=falls, seconds=300, whole_seconds=120)


@pytest.mark.parametrize("falls", [True, False])
def test_nobody_is_singled_out_from_the_pages_of_consecutive_quarters(editions, answers, falls):
    found = outcome(editions, answers, falls=falls)
    assert found.asked > 300
    assert found.statements > 50
    assert found.singled_out == ()
    assert found.unproven == 0


def test_what_the_attacker_reads_and_believes_is_true(editions, answers):
    told, truth = read(editions, answers[-1][0].subject), truths(answers)
    numbers = [one for one in told if one.n is not None]
    assert [one.place for one in numbers if truth.get(one.key) != one.n] == []
    system = system_of(told, falls=True)
    assert contradicted(system, world_of(system, truth)) == []


def test_a_gate_that_forgets_what_it_published_is_beaten(study, answers, tmp_path):
    editions = [exported(each, tmp_path / each.quarter) for each in released(answers[1:], study, gate=forgetful)]
    found = outcome(editions, answers[1:], falls=True)
    assert any("come since" in one.name for one in found.singled_out)


def test_a_gate_of_primary_rules_only_is_beaten(study, answers, tmp_path, monkeypatch):
    def unrepaired(candidates, answers, *, policy, **_):
        exact = exact_counts(answers, step_months=policy.step_months)
        return Repaired(candidates=candidates, named=exact.named)

    monkeypatch.setattr(sys.modules[release.__module__], "repaired", unrepaired)
    editions = [exported(each, tmp_path / each.quarter) for each in released(answers[1:], study)]
    assert outcome(editions, answers[1:], falls=True).singled_out


# --- the arithmetic, on pages of a few numbers


def told(*numbers: tuple[str, int | None, int | None], quarter: str = "2011-Q1") -> list[Told]:
    """(gender or empty for everybody, number of people, or percent of everybody)"""
    made = []
    for gender, n, percent in numbers:
        key = Key(quarter, (("gender", gender),) if gender else (), "n")
        made.append(Told(key, f"{gender or 'all'} {n} {percent}", n=n, percent=percent, of="all" if percent else ""))
    return made


def limits(system: System, key: Key, k: int = 5, *, whole: float = 0.0) -> list[tuple[float, float]]:
    answer = attacked(system, {system.place[key]: k}, seconds=20, whole_seconds=whole)
    return [(one.lower, one.upper) for one in answer.narrow]


def test_the_part_that_is_left_is_found_by_subtraction():
    page = told(("", 40, None), ("woman", 36, None), ("man", None, None))
    sums = told(("", 30, None), ("woman", 12, None), ("man", 18, None), quarter="2010-Q4")  # nobody else
    system = system_of([*sums, *page], falls=True)
    assert limits(system, Key("2011-Q1", (("gender", "man"),), "n")) == [(4, 4)]


def test_a_percentage_of_a_known_whole_is_read_as_its_whole_numbers():
    system = system_of(told(("", 40, None), ("woman", None, 8)), falls=True)  # 3 of 40: from 7.5 to 8.5 %
    assert limits(system, Key("2011-Q1", (("gender", "woman"),), "n")) == [(3, 3)]


def test_a_percentage_of_a_hidden_whole_is_read_as_its_whole_numbers():
    base = Key("2011-Q1", (), "mature")
    system = system_of([Told(Key("2011-Q1", (), "known"), "54 %", percent=54, of="mature")], falls=True)
    system.upto(system.number(base), 10, 20)
    assert limits(system, base) == [(13, 13)]  # METHODS 10.3: 54 % of 10 to 20 is 7 of 13


def test_whole_numbers_find_what_the_linear_program_does_not():
    system = System()
    x, y, z, pair, other = (system.number(Key("2011-Q1", (), name)) for name in ("x", "y", "z", "x and y", "other"))
    for whole, parts in ((pair, (x, y)), (other, (y, z)), (other, (z, x))):
        system.equal(whole, parts, "two of three")
    system.upto(other, 7, 7)
    system.upto(pair, 7, 8)  # twice all three is 14 and the pair: an even number
    assert limits(system, Key("2011-Q1", (), "x and y"), 1) == []
    assert limits(system, Key("2011-Q1", (), "x and y"), 1, whole=20) == [(8, 8)]


def test_the_newcomers_between_two_quarters_are_found():
    system = system_of([*told(("", 40, None)), *told(("", 43, None), quarter="2011-Q2")])
    came = system.names.index("2011-Q2 all n, come since 2011-Q1")
    assert [(one.lower, one.upper) for one in attacked(system, {came: 5}, seconds=20).narrow] == [(3, 3)]


def test_pages_that_cannot_all_be_true_are_called_so():
    page = told(("", 40, None), ("woman", 44, None))
    with pytest.raises(Contradiction):
        attacked(system_of(page), {0: 5}, seconds=20)
