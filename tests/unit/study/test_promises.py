"""The sections `targets`, `equity` and `plan`: what a project promised, quoted, with the rule by which it is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from research_kit.errors import DeclarationError
from research_kit.reporting.declaration import ParametersFile
from research_kit.study.declaration import read_study_declaration
from research_kit.study.project_plan import Step, planned_on
from research_kit.study.targets import Target

PARAMETERS = Path("parameters")
STUDY = "study:\n  name: made_up\n  title: {sv: Påhittad}\n  as_of: 2011-06-30\n"
SHARE = """targets:
  - code: work
    version: "1"
    labels: {sv: i arbete}
    source_text: "40 % i arbete"
    numerator_rule: {states: [work]}
    value: 0.4
"""


def read(tmp_path, text):
    path = tmp_path / "study.yaml"
    path.write_text(STUDY + text, encoding="utf-8")
    return read_study_declaration(path).promises


def test_the_shipped_studies_say_what_they_promised():
    samba = read_study_declaration(PARAMETERS / "samba.yaml").promises
    assert [one.code for one in samba.targets] == ["work_or_education", "closer", "together", "participants", "at_once"]
    assert {one.code for one in samba.targets if one.is_open} == {"closer", "together"}
    assert [step.people for step in samba.plan.at_once] == [43, 47]
    assert read_study_declaration(PARAMETERS / "botkyrka.yaml").promises.equity.family == ()
    assert read_study_declaration(PARAMETERS / "unemployment_spells.yaml").promises.targets == ()


def test_the_sections_are_in_the_schema_that_editors_use():
    assert {"targets", "equity", "plan"} <= set(ParametersFile.model_json_schema()["properties"])


def test_a_target_without_denominator_rule_is_a_named_error_with_its_line(tmp_path):
    with pytest.raises(DeclarationError, match=r"line 6: .*target `work` has no denominator rule: out of whom\?"):
        read(tmp_path, SHARE)


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        ("    denominator_rule: {of: participants, not_in: [work]}\n", "write the same `not_in` in both"),
        ("    readings: {A: {labels: {sv: a}, denominator_rule: {}}}\n", "has one reading: give both A and B"),
        ("    denominator_rule: {}\n    reading: A\n", "reading A is not among its `readings`"),
        ("    denominator_rule: {}\n    counted: at_once\n", "is a number of people"),
        ("    denominator_rule: {}\n    horizon_month: 6\n", "Did you mean `horizon_months`"),
    ],
)
def test_a_target_that_cannot_be_judged_is_refused(tmp_path, added, sentence):
    with pytest.raises(DeclarationError, match=sentence):
        read(tmp_path, SHARE + added)


def test_a_reading_is_chosen_on_a_day_by_somebody(tmp_path):
    ways = "    readings: {A: {labels: {sv: a}, denominator_rule: {}}, B: {labels: {sv: b}, denominator_rule: {}}}\n"
    both = read(tmp_path, SHARE + ways).targets[0]
    assert both.is_open
    assert list(both.rules) == ["A", "B"]
    with pytest.raises(DeclarationError, match="not when and by whom"):
        read(tmp_path, SHARE + ways + "    reading: B\n")
    chosen = read(tmp_path, SHARE + ways + "    reading: B\n    decided_on: 2011-01-10\n    decided_by: styrgruppen\n")
    assert list(chosen.targets[0].rules) == ["B"]
    assert not chosen.targets[0].is_open


def test_a_number_of_people_stands_in_the_plan(tmp_path):
    target = 'targets:\n  - {code: n, version: "1", labels: {sv: antal}, source_text: "220", counted: participants}\n'
    with pytest.raises(DeclarationError, match=r"`plan.participants` is empty"):
        read(tmp_path, target)
    assert read(tmp_path, target + "plan: {participants: [{from_on: 2009-05-01, people: 220}]}\n").plan.participants


def test_a_plan_that_was_changed_holds_from_its_day_on():
    steps = (Step(from_on="2009-05-01", people=220), Step(from_on="2010-07-01", people=240))
    days = ["2009-04-30", "2009-05-01", "2010-06-30", "2010-07-01"]
    assert [planned_on(steps, Step(from_on=day, people=1).from_on) for day in days] == [None, 220, 220, 240]


@pytest.mark.parametrize(
    ("benchmark", "sentence"),
    [
        ("{dim: gender, level: woman, share: 0.5, n_ref: 100, counted_on: 2009-01-01}", "has no source"),
        ("{dim: gender, level: woman, share: 0.5, source: SCB}", "has no sample size or no day"),
        ("{dim: gender, level: woman, share: 0.5, source: SCB, n_ref: 100}", "has no sample size or no day"),
    ],
)
def test_a_benchmark_without_a_source_or_sample_size_is_a_named_error(tmp_path, benchmark, sentence):
    with pytest.raises(DeclarationError, match=f"benchmark `gender=woman` {sentence}"):
        read(tmp_path, f"equity:\n  benchmarks: [{benchmark}]\n")


def test_an_aim_of_the_project_has_no_sample(tmp_path):
    aim = "{dim: gender, level: woman, share: 0.5, source: Ansökan, is_aim: true}"
    assert read(tmp_path, f"equity:\n  benchmarks: [{aim}]\n").equity.benchmarks[0].is_aim


def test_no_more_than_three_gaps_are_registered(tmp_path):
    with pytest.raises(DeclarationError, match="family"):
        read(tmp_path, "equity: {family: [women_men, women_men]}\n")


def test_two_targets_of_one_code_are_refused(tmp_path):
    one = SHARE + "    denominator_rule: {}\n"
    with pytest.raises(DeclarationError, match="work: two targets have the same code"):
        read(tmp_path, one + one.partition("targets:\n")[2])


def test_a_numerator_says_who():
    given = {"code": "a", "version": "1", "labels": {"sv": "a"}, "source_text": "a", "value": 0.5}
    with pytest.raises(ValueError, match="names neither `states` nor a `scale`"):
        Target(**given, denominator_rule={}, numerator_rule={})
    with pytest.raises(ValueError, match="belong together"):
        Target(**given, denominator_rule={}, numerator_rule={"scale": "closeness"})
