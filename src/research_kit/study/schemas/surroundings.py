"""What is not about one person: staff, organisations, benchmarks and indicators."""

from __future__ import annotations

import polars as pl

from research_kit.study import codes
from research_kit.study.schemas.columns import StudyTable, code, day, holds, identifier, number, plain_id, text, whole


class StaffTraining(StudyTable):
    """One row is a training of staff."""

    id = identifier("staff_training", key=True)
    topic = text()
    date = day(required=True)
    share = number(least=0, most=1, description="share of the staff who took part")


class Org(StudyTable):
    """One row is an organisation in the partnership or one that refers people."""

    org_id = plain_id(key=True)
    name = text(description="of the organisation, never of a person")
    role = code(codes.ORG_ROLE, required=True)


class Benchmark(StudyTable):
    """One row is the share of a group in a reference population, with the size it was measured on."""

    dim = plain_id(key=True, description="e.g. `gender`")
    level = plain_id(key=True, description="e.g. `woman`")
    reference = text(key=True, description="who publishes it (METHODS: source)")
    date = day(key=True)
    n_ref = whole(least=1, description="people in the reference population")
    share = number(required=True, least=0, most=1)

    benchmark_has_size = holds(pl.col("n_ref").is_not_null())


class IndicatorValue(StudyTable):
    """One row is an indicator of the board's registry for a period and an organisation."""

    indicator = plain_id(key=True)
    period = text(key=True, description="e.g. `2011-Q2`")
    org_id = plain_id(key=True, description="`all` for the whole project")
    value = number(required=True)
    n = whole(least=0)
    reference = text(description="where the value comes from (METHODS: source)")
