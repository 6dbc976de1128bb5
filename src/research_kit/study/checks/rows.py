"""Checks of one row at a time: the rules of the schemas, and dates that cannot have been known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import dataframely as dy
import polars as pl

from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.checks.rules import COLUMN_OF_ROW_RULE
from research_kit.study.schemas import INTAKE_SCHEMAS, specs

_COLUMN_RULES = {"nullability": "missing_value", "min": "out_of_range", "max": "out_of_range"}
_REPORTED_WHILE_READING = ("pid", "source")
_PLANNED_WHEN_BOOKED = ("coach_contact", "on")


def check_rows(tables: Mapping[str, pl.DataFrame], *, today: date, log: FaultLog) -> None:
    """Every row of every table by itself."""
    for table, rows in tables.items():
        if rows.height:
            _check_schema(table, rows, log)
            _check_future(table, rows, today, log)
    if "wave" in tables:
        waves = tables["wave"]
        come = (pl.col("missing_reason") == "not_due") & (pl.col("planned_on") <= pl.col("recorded_at"))
        log.add_rows("not_due_only_ahead", "wave", waves.filter(come), column="missing_reason")


def _check_schema(table: str, rows: pl.DataFrame, log: FaultLog) -> None:
    schema = INTAKE_SCHEMAS[table]
    numbered: Any = type(schema.__name__, (schema,), {"place_": dy.UInt32(nullable=False)})
    failure = numbered.filter(rows.with_row_index("place_").cast({"place_": pl.UInt32})).failure
    broken = failure.counts()
    if not broken:
        return
    details = failure.details()
    for name in broken:
        places = details.filter(pl.col(name) == "invalid")["place_"]
        _log(table, name, rows[places], log)


def _log(table: str, name: str, rows: pl.DataFrame, log: FaultLog) -> None:
    if name in COLUMN_OF_ROW_RULE:
        log.add_rows(name, table, rows, column=COLUMN_OF_ROW_RULE[name])
        return
    column, _, kind = name.partition("|")
    if kind not in _COLUMN_RULES or column in _REPORTED_WHILE_READING:
        return  # keys have a check of their own; codes are refused while they are read
    log.add_rows(_COLUMN_RULES[kind], table, rows, column=column, limits=_limits(table, column))


def _limits(table: str, column: str) -> str:
    definition: Any = INTAKE_SCHEMAS[table].columns()[column]
    least, most = getattr(definition, "min", None), getattr(definition, "max", None)
    if least is not None and most is not None:
        return f"{least:g} to {most:g}"
    return f"what it can be: at least {least:g}" if least is not None else f"what it can be: at most {most}"


def _check_future(table: str, rows: pl.DataFrame, today: date, log: FaultLog) -> None:
    known_on = pl.col("recorded_at").fill_null(today)
    is_planned = pl.lit(False)
    if table == _PLANNED_WHEN_BOOKED[0]:
        is_planned = (pl.col("kind") == "booked").fill_null(False)
    for spec in specs(table).values():
        if spec.kind != "date" or spec.planned or spec.name.endswith("_hi"):
            continue  # of an interval, the first possible day is judged
        limit = pl.lit(today) if spec.name == "recorded_at" else known_on
        late = rows.filter((pl.col(spec.name) > limit) & ~is_planned)
        log.add_rows("future_date", table, late, column=spec.name.removesuffix("_lo"))
