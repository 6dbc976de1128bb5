"""The tables of METHODS section 1 as typed schemas; each schema is also the table's documentation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import polars as pl

from research_kit.study.schemas.activities import ActivityVersion, CoachContact, Participation
from research_kit.study.schemas.columns import ColumnSpec, StudyTable, specs_of
from research_kit.study.schemas.follow_up import (
    Item,
    ItemResponse,
    Need,
    SpellDuration,
    StatusSpell,
    Wave,
)
from research_kit.study.schemas.people import (
    Consent,
    Enrolment,
    IdentityDetails,
    IdentityLink,
    Participant,
    Phase,
    Referral,
)
from research_kit.study.schemas.surroundings import Benchmark, IndicatorValue, Org, StaffTraining

SCHEMAS: Mapping[str, type[StudyTable]] = MappingProxyType(
    {
        "participant": Participant,
        "consent": Consent,
        "referral": Referral,
        "enrolment": Enrolment,
        "phase": Phase,
        "activity_version": ActivityVersion,
        "participation": Participation,
        "coach_contact": CoachContact,
        "wave": Wave,
        "status_spell": StatusSpell,
        "item": Item,
        "item_response": ItemResponse,
        "need": Need,
        "staff_training": StaffTraining,
        "org": Org,
        "benchmark": Benchmark,
        "indicator_value": IndicatorValue,
        "spell_duration": SpellDuration,
    }
)
"""Every table an opened study has, by name."""

INTAKE_SCHEMAS: Mapping[str, type[StudyTable]] = MappingProxyType(
    {**SCHEMAS, "identity_link": IdentityLink, "identity_details": IdentityDetails}
)
"""Every table a partner can deliver."""

READ_AT_THE_DOOR = ("identity_link", "identity_details")
"""Those that no opened study has."""

_KEYS_WITH_EMPTY = {"status_spell": ("pid", "start_lo")}
_INTAKE_ONLY = {
    "status_spell": (
        ColumnSpec("start", pl.Date(), "partial_date"),
        ColumnSpec("end", pl.Date(), "partial_date"),
    )
}


@cache
def specs(table: str) -> Mapping[str, ColumnSpec]:
    """The columns of a table as partners may deliver them."""
    own = specs_of(INTAKE_SCHEMAS[table])
    return MappingProxyType(own | {spec.name: spec for spec in _INTAKE_ONLY.get(table, ())})


def key_of(table: str) -> tuple[str, ...]:
    """The columns by which rows of a table are told apart."""
    return _KEYS_WITH_EMPTY.get(table) or tuple(INTAKE_SCHEMAS[table].primary_key())


def polars_schema(table: str) -> dict[str, pl.DataType]:
    """Column names and types of a table in an opened study, before the study's own dimensions."""
    return {name: column.dtype for name, column in INTAKE_SCHEMAS[table].columns().items()}
