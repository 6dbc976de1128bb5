"""The schemas are the tables of METHODS section 1, and their own documentation."""

import dataframely as dy
import polars as pl
import pytest

from research_kit.study import codes
from research_kit.study.checks.rules import COLUMN_OF_ROW_RULE
from research_kit.study.schemas import INTAKE_SCHEMAS, SCHEMAS, key_of, polars_schema, specs


@pytest.mark.parametrize("schema", INTAKE_SCHEMAS.values(), ids=INTAKE_SCHEMAS.keys())
def test_every_table_says_what_a_row_is(schema):
    assert schema.__doc__.startswith("One row is") or schema.__doc__.startswith("One row says")
    assert {"source", "recorded_at"} <= set(schema.columns())


def test_the_keys_are_those_of_the_methods():
    assert {name: key_of(name) for name in SCHEMAS} == {
        "participant": ("pid",),
        "consent": ("pid", "scope", "version"),
        "referral": ("ref_id",),
        "enrolment": ("enr_id",),
        "phase": ("enr_id", "seq"),
        "activity_version": ("act_id", "ver"),
        "participation": ("enr_id", "act_id", "ver", "start"),
        "coach_contact": ("id",),
        "wave": ("enr_id", "k"),
        "status_spell": ("pid", "start_lo"),
        "item": ("item", "ver"),
        "item_response": ("enr_id", "k", "item"),
        "need": ("need_id",),
        "staff_training": ("id",),
        "org": ("org_id",),
        "benchmark": ("dim", "level", "reference", "date"),
        "indicator_value": ("indicator", "period", "org_id"),
        "spell_duration": ("pid",),
    }


def test_every_rule_of_a_row_has_words():
    rules = {name for schema in INTAKE_SCHEMAS.values() for name in schema._schema_validation_rules()}
    assert rules == set(COLUMN_OF_ROW_RULE)


def test_empty_tables_are_valid_by_their_own_schema():
    for name, schema in SCHEMAS.items():
        assert isinstance(schema.validate(pl.DataFrame(schema=polars_schema(name))), pl.DataFrame)


def test_a_schema_refuses_an_unknown_code_by_itself():
    row = {"pid": "a", "duration": 1.0, "unit": "year", "event": True, "source": "p", "recorded_at": None}
    with pytest.raises(dy.exc.ValidationError):
        SCHEMAS["spell_duration"].validate(pl.DataFrame([row], schema=polars_schema("spell_duration")))


def test_the_outcome_map_covers_every_status_with_a_known_role():
    assert set(codes.OUTCOME_MAP.values()) == {"success", "at_risk", "temporary", "competing", "censor"}
    assert specs("status_spell")["kind"].codes == tuple(codes.OUTCOME_MAP)
    assert set(codes.STRICT_SUCCESS) < set(codes.WIDE_SUCCESS)
    assert codes.WIDE_SUCCESS == ("ord_emp", "sub_emp", "self_emp", "regular_edu")


def test_ids_about_persons_are_pseudonyms_and_those_of_activities_are_not():
    kinds = {f"{t}.{s.name}": s.id_kind for t in SCHEMAS for s in specs(t).values() if s.kind == "id"}
    assert kinds["participation.enr_id"] == kinds["wave.enr_id"] == kinds["enrolment.enr_id"] == "enrolment"
    assert kinds["enrolment.ref_id"] == kinds["referral.ref_id"] == "referral"
    assert kinds["coach_contact.coach_id"] == "coach"
    assert kinds["participation.act_id"] == "plain"
