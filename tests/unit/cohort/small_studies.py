"""Studies typed by hand, table by table: whatever a row leaves out is empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from research_kit.cohort import CohortDefinition
from research_kit.study.codes import OUTCOME_MAP
from research_kit.study.declaration import DataDeclaration, StudyDeclaration
from research_kit.study.schemas import polars_schema
from research_kit.study.study import Removed, Study

CUT = date(2011, 6, 30)
INDEX = date(2010, 1, 1)
Row = dict[str, Any]


def table(name: str, rows: Sequence[Row], extra: Sequence[str] = ()) -> pl.DataFrame:
    schema = {**polars_schema(name), **{column: pl.String() for column in extra}}
    return pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)


def study(tables: dict[str, Sequence[Row]], *, as_of: date = CUT, data: Row | None = None, **declared: Any) -> Study:
    declaration = StudyDeclaration(name="made_up", title={"sv": "Påhittad"}, as_of=as_of, **declared)
    described = DataDeclaration(sources=[{"partner": "p", "table": "participant", "file": "p.csv"}], **(data or {}))
    return Study(
        declaration=declaration,
        data=described,
        as_of=as_of,
        tables={name: table(name, rows, tuple(described.dimensions) if name == "participant" else ())
                for name, rows in tables.items()},
        delivered=tuple(tables),
        faults=pl.DataFrame(),
        removed=Removed(),
        rows=pl.DataFrame(),
        data_hash="made up",
    )  # fmt: skip


def person(pid: str, *statuses: Row, enrolled: date = INDEX, **about: Any) -> dict[str, list[Row]]:
    """One participant with one enrolment and the statuses given, as rows of three tables."""
    enrolment = {"enr_id": f"e-{pid}", "pid": pid, "start": enrolled}
    enrolment |= {key: about.pop(key) for key in ("end", "exit_reason") if key in about}
    return {
        "participant": [{"pid": pid, "birth_year": 1975, **about}],
        "enrolment": [enrolment],
        "status_spell": [{"pid": pid, **status} for status in statuses],
    }


def together(*people: dict[str, list[Row]]) -> dict[str, list[Row]]:
    names = dict.fromkeys(name for one in people for name in one)
    return {name: [row for one in people for row in one.get(name, [])] for name in names}


def status(kind: str, start: str | date | None = None, *, verified: str | None = None, **more: Any) -> Row:
    row: Row = {"kind": kind, "precision": "day", "start": _day(start), "verified_on": _day(verified)}
    return row | {key: _day(value) if key.endswith(("_lo", "_hi")) else value for key, value in more.items()}


def _day(value: str | date | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def definition(**changes: Any) -> CohortDefinition:
    outcomes = {
        "version": "1",
        "map": dict(OUTCOME_MAP),
        "definitions": {
            "strict": {
                "labels": {"sv": "arbete"},
                "causes": {"employment": ["ord_emp", "self_emp"], "education": ["regular_edu"]},
                "hours_pct_at_least": 50,
                "hours_apply_to": ["employment"],
            },
            "wide": {
                "labels": {"sv": "arbete i vid mening"},
                "causes": {"any_success": ["ord_emp", "sub_emp", "self_emp", "regular_edu"]},
            },
        },
    }
    return CohortDefinition(
        **{"name": "made_up", "population": {"sv": "påhittade personer"}, "outcomes": outcomes, **changes}
    )


def many(size: int, *, event_every: int = 3, **about: Any) -> dict[str, list[Row]]:
    """People who were all followed for 400 days or to a start: every `event_every`-th starts work, a day later each."""
    people = []
    for i in range(size):
        seen = status("unemployed", "2009-06-01", verified=(INDEX + timedelta(days=400)).isoformat())
        begun = status("ord_emp", INDEX + timedelta(days=10 + i), hours_pct=100, verified="2011-03-01")
        values = {key: value[i % len(value)] if isinstance(value, list) else value for key, value in about.items()}
        people.append(person(f"p{i:03d}", seen, *([begun] if i % event_every == 0 else []), **values))
    return together(*people)
