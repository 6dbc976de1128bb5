"""A cohort file that is not as meant is refused with its line and what to write (STYLE 8)."""

from __future__ import annotations

from pathlib import Path

import pytest

from research_kit.cohort import CohortDefinition, build_cohort, read_cohort_definition
from research_kit.declarations import json_schema
from research_kit.errors import CohortError, DeclarationError
from tests.unit.cohort.small_studies import study

SAMBA = (Path(__file__).parents[3] / "cohorts" / "samba.yaml").read_text(encoding="utf-8")


def changed(tmp_path, written, instead):
    assert written in SAMBA
    path = tmp_path / "samba.yaml"
    path.write_text(SAMBA.replace(written, instead, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ("at_least: 15", "at_lest: 15", r"line \d+: there is no key `include.0.at_lest`. Did you mean `at_least`"),
        ('"sfi": at_risk', '"sfi": riskable', r"line \d+: `outcomes.map.sfi` must be 'success', 'at_risk'"),
        ("at_least: 15, at_most: 65", 'among: ["x"]', "the criterion `age_years` takes `at_least` and/or `at_most`"),
        ("until: last_verified_status", "until: data_cut", r"line \d+: .*G-CUT: `data_cut` would count an unverified"),
        ("index: enrolment", "index: enrollment", "'enrolment', 'referral' or 'first_activity'"),
        ('"self_emp": success', '"self_emp": at_risk', "strict: self_emp must have the role `success` in the map"),
        ("hours_apply_to: [employment]", "hours_apply_to: [work]", "`hours_apply_to` names work, which is no cause"),
        ("outcome: strict,", "outcome: strikt,", "names the outcome strikt, which is not defined"),
        ("headline: strict", "headline: strikt", "`headline` is strikt, which is not among the definitions"),
        ("employment, on: 2010-07-01}", "employment}", "say when: `on` with a date, or `after_days`"),
        ('education: ["regular_edu"]', 'education: ["ord_emp"]', "a status stands under two causes"),
    ],
)
def test_a_fault_is_named_with_what_to_write(tmp_path, written, instead, sentence):
    with pytest.raises(DeclarationError, match=sentence):
        read_cohort_definition(changed(tmp_path, written, instead))


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ('kind: "unemployed", start', 'knd: "unemployed", start', r"table `status_spell`: no column knd. Columns are"),
        ("      enrolment: [{", "      enrollment: [{", "there is no table `enrollment`. Tables are: participant"),
        ("index_on: 2010-01-01", "index_on: 2010-01-02", "index_on is 2010-01-01, written as 2010-01-02"),
        ("included: false", "included: true", "written as included, comes out as not included"),
    ],
)
def test_a_faulty_example_is_named(tmp_path, written, instead, sentence):
    path = changed(tmp_path, written, instead)
    with pytest.raises(CohortError, match=sentence):
        build_cohort(study({"participant": [{"pid": "a"}]}), path)


def test_editors_get_a_schema():
    properties = json_schema(CohortDefinition)["properties"]
    assert {"name", "index", "include", "outcomes", "follow_up", "split_by", "examples"} <= set(properties)


def test_causes_have_their_codes_in_order_with_terminal_last():
    definition = read_cohort_definition(Path(__file__).parents[3] / "cohorts" / "samba.yaml")
    assert definition.outcomes.causes_of("strict") == ("employment", "education", "terminal")
    assert definition.outcomes.causes_of("wide") == ("any_success", "terminal")
