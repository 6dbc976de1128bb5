"""The example persons of a definition: written by hand, and followed each time the definition is used."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any

import polars as pl

from research_kit.cohort.assemble import Inputs, assemble
from research_kit.cohort.definition import CohortDefinition, Example
from research_kit.errors import CohortError

CENSORED = "censored"


def require_examples(definition: CohortDefinition) -> None:
    """Follow every example person of a definition.

    Raises
    ------
    CohortError
        An example comes out otherwise than it was written; it is named, with what differed.
    """
    _require_examples(definition.model_dump_json())


@lru_cache(maxsize=32)
def _require_examples(as_written: str) -> None:
    definition = CohortDefinition.model_validate_json(as_written)
    wrong = [
        f"  {example.name}: {difference}"
        for example in definition.examples
        for difference in _differences(example, definition)
    ]
    if wrong:
        raise CohortError(
            "\n".join(
                [
                    f"In the cohort `{definition.name}` example persons come out otherwise than written:",
                    *wrong,
                    "Correct the example if the definition is as meant; otherwise correct the definition.",
                ]
            )
        )


def _differences(example: Example, definition: CohortDefinition) -> list[str]:
    inputs = Inputs(tables=_tables(example), definition=definition, cut=example.as_of)
    frame = assemble(inputs).frame
    if example.included != bool(frame.height):
        return [f"written as {_inside(example.included)}, comes out as {_inside(bool(frame.height))}"]
    if not example.included:
        return []
    person = frame.row(0, named=True)
    index_on = person.get("index_on")
    found = [] if index_on == example.index_on else [f"index_on is {index_on}, written as {example.index_on}"]
    for name, expected in example.outcomes.items():
        days, event = person[f"duration_days_{name}"], person[f"event_{name}"]
        ends = definition.outcomes.causes_of(name)[event - 1] if event else CENSORED
        when = days if index_on is None else index_on + timedelta(days=int(days))
        if (ends, when) != (expected.ends, expected.on or expected.after_days):
            found.append(
                f"{name} ends {ends} at {when}, written as {expected.ends} at {expected.on or expected.after_days}"
            )
    return found


def _inside(included: bool) -> str:
    return "included" if included else "not included"


def _tables(example: Example) -> dict[str, pl.DataFrame]:
    return {name: _table(name, rows, example.name) for name, rows in example.tables.items()}


def _table(name: str, rows: list[dict[str, Any]], example: str) -> pl.DataFrame:
    """The rows with every column of the study's table, those left out empty."""
    from research_kit.study.schemas import SCHEMAS, polars_schema

    if name not in SCHEMAS:
        raise CohortError(f"example `{example}`: there is no table `{name}`. Tables are: {', '.join(SCHEMAS)}.")
    schema = polars_schema(name)
    strange = sorted({column for row in rows for column in row} - set(schema))
    if strange:
        raise CohortError(
            f"example `{example}`, table `{name}`: no column {', '.join(strange)}. Columns are: {', '.join(schema)}."
        )
    return pl.DataFrame([_typed(column, dtype, rows) for column, dtype in schema.items()])


def _typed(name: str, dtype: pl.DataType, rows: list[dict[str, Any]]) -> pl.Series:
    values = [row.get(name) for row in rows]
    if dtype == pl.Date():
        return pl.Series(name, [None if value is None else str(value) for value in values], pl.String).str.to_date()
    return pl.Series(name, values, dtype)
