"""The outside attack in short: two consecutive quarters of the demo, from its pages alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from research_kit.disclosure import read_policy, release
from research_kit.disclosure.read_together.exact_counts import exact_counts
from research_kit.disclosure.read_together.repair import Repaired
from research_kit.results import Answer
from tests.attack.attack import Outcome, attack, read
from tests.attack.editions import answers_of, exported, forgetful, project, released, truths
from tests.attack.intruder import attacked
from tests.attack.matrix import Contradiction
from tests.attack.statements import Edition, Key, Told
from tests.attack.system import System, system_of

QUARTERS = ("2009-09-30", "2009-12-31")
"""All six answers are attacked over two quarters here; over twelve by `python -m tests.attack`."""
LANGUAGES = ("sv", "en")
"""Of the pages of each quarter."""
LATER, HEADLINE = "2010-12-31", ("participants", "time_to_employment")
"""When the first of them have been followed for a year, and the answers that tell of it."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("attacked") / "study")


@pytest.fixture(scope="module")
def answers(study: Path) -> list[list[Answer]]:
    return [answers_of(study, as_of) for as_of in QUARTERS]


@pytest.fixture(scope="module")
def editions(study: Path, answers, tmp_path_factory) -> list[Edition]:
    pages = tmp_path_factory.mktemp("pages")
    made = zip(released(answers, study), LANGUAGES, strict=True)
    return [exported(each, pages / each.quarter, languages=[language]) for each, language in made]


def outcome(editions: list[Edition], answers: list[list[Answer]], *, falls: bool, whole: float = 0.0) -> Outcome:
    told = read(editions, answers[-1][0].subject)
    return attack(told, truths(answers), falls=falls, seconds=300, whole_seconds=whole)


@pytest.mark.parametrize("falls", [True, False])
def test_nobody_is_singled_out_from_the_pages_of_consecutive_quarters(editions, answers, falls):
    found = outcome(editions, answers, falls=falls, whole=60)
    assert found.asked > 300
    assert found.statements > 300
    assert found.singled_out == ()
    assert found.unproven == 0
    assert found.untrue == () or not falls


@pytest.mark.parametrize(
    "words",
    [
        "participants-flow", "process-waits", "process-dropout", "process-contacts",
        "process-stock", "process-flow-balance", "equity-access", "esf-plus-indicators", "targets-progress",
    ],
)  # fmt: skip
def test_each_table_is_read_and_what_is_read_of_it_is_true(editions, answers, words):
    told, truth = read(editions, answers[-1][0].subject), truths(answers)
    numbers = [one for one in told if f" {words}: " in one.place and one.n is not None]
    assert numbers
    assert [one.place for one in numbers if truth[one.key] != one.n] == []


def test_nobody_is_singled_out_from_what_is_told_of_the_first_year(study, tmp_path):
    later = [answers_of(study, LATER, questions=HEADLINE)]
    editions = [exported(each, tmp_path / each.quarter) for each in released(later, study)]
    assert any("employment@" in one.key.what for one in read(editions, later[0][0].subject))
    found = outcome(editions, later, falls=True, whole=60)
    assert (found.singled_out, found.untrue, found.unproven) == ((), (), 0)


def test_a_forecast_is_read_as_the_most_that_have_come_and_charts_tell_of_no_people(editions, answers):
    told, truth = read(editions, answers[-1][0].subject), truths(answers)
    limits = {(one.at_most, truth[one.key]) for one in told if one.at_most is not None}
    assert limits
    assert all(most > true for most, true in limits)
    assert not any("process-charts" in one.place for one in told)


def test_a_gate_that_forgets_what_it_published_is_beaten(study, editions, answers, tmp_path):
    later = exported(forgetful(answers[1], policy=read_policy(study)), tmp_path / "later")
    found = outcome([editions[0], later], answers, falls=True)
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


def test_a_forecast_that_begins_at_the_number_enrolled_tells_of_the_newcomers():
    come = Key("2011-Q2", (), "n")
    enrolled, foretold = Key("2011-Q1", (), "n"), Told(come, "forecast 43 to 60", at_most=43)
    system = system_of([Told(enrolled, "40", n=40), foretold, Told(come, "", percent=50, of="referred")])
    assert limits(system, come) == [(40, 43)]


def test_a_ratio_to_what_was_aimed_at_in_public_is_read_as_a_share_of_everybody():
    foreign_born = Key("2011-Q1", (("foreign_born", "yes"),), "referred")
    ratio = Told(foreign_born, "1.08 times a half", percent=54.0, room=0.25, of="everybody")
    system = system_of([Told(Key("2011-Q1", (), "referred"), "215", n=215), ratio], falls=True)
    assert limits(system, foreign_born) == [(116, 116)]


def test_those_referred_before_the_first_quarter_of_a_chart_are_found():
    referred = Told(Key("2009-Q3", (), "referred"), "31 referred", n=31)
    chart = Told(Key("2009-Q4", (), "chart median_wait 2009-Q3"), "29 referred in the quarter", n=29)
    system = system_of([referred, chart, *told(("", 35, None), quarter="2009-Q4")], falls=True)
    before = system.names.index("2009-Q3 all referred in quarters not told of in 2009-Q4")
    assert [(one.lower, one.upper) for one in attacked(system, {before: 5}, seconds=20).narrow] == [(2, 2)]


def test_those_who_surely_had_not_are_found_between_the_whole_and_a_share():
    base = Told(Key("2011-Q1", (), "attains together A n"), "27", n=27)
    share = Told(Key("2011-Q1", (), "attains together A"), "87 %", percent=87, of=base.key.what,
                 perhaps="attains together A unknown")  # fmt: skip
    system = system_of([base, share], falls=True)
    surely_not = system.names.index("2011-Q1 all not attained together A")
    (found,) = attacked(system, {surely_not: 5}, seconds=20).narrow
    assert (found.lower, found.upper) == (0, pytest.approx(0.135 * 27))


def test_pages_that_cannot_all_be_true_are_called_so():
    page = told(("", 40, None), ("woman", 44, None))
    with pytest.raises(Contradiction):
        attacked(system_of(page), {0: 5}, seconds=20)
