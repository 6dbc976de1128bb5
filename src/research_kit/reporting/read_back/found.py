"""What is read back: one row is a number found in a finished artefact, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

import polars as pl

from research_kit.reporting.read_back.numbers import numbers_in, unit_of_header

Kind = Literal["table", "text", "attribute", "figure", "metadata"]
FOUND_COLUMNS = {
    "page": pl.String(),
    "item": pl.String(),
    "place": pl.String(),
    "kind": pl.String(),
    "text": pl.String(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "of": pl.Float64(),
    "row": pl.String(),
    "column": pl.String(),
    "precision": pl.Float64(),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A piece of text of an artefact: where it is, and the headers that it stands under in a table."""

    item: str
    place: str
    kind: Kind
    said: str
    row: str = ""
    column: str = ""
    is_tick: bool = False
    """Whether it is one of the numbers along an axis of a figure."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A number and its place; columns as `FOUND_COLUMNS`."""

    page: str
    item: str
    place: str
    kind: str
    text: str
    value: float
    unit: str = ""
    of: float | None = None
    row: str = ""
    column: str = ""
    precision: float = 0.0
    """How far a value that was read off a drawing may be off, since coordinates have one decimal."""


def numbers_at(page: str, places: Iterable[Place], *, language: str = "") -> list[Found]:
    """Every number in these pieces of text."""
    return [
        Found(page=page, item=at.item, place=at.place, kind=at.kind, row=at.row, column=at.column,
              text=number.text, value=number.value, unit=number.unit or unit_of_header(at.column), of=number.of)
        for at in places
        for number in numbers_in(at.said, language=language)
    ]  # fmt: skip


def as_table(found: Iterable[Found]) -> pl.DataFrame:
    """One row per number found."""
    names = [field.name for field in fields(Found)]
    rows = [tuple(getattr(one, name) for name in names) for one in found]
    return pl.DataFrame(rows, schema={name: FOUND_COLUMNS[name] for name in names}, orient="row")
