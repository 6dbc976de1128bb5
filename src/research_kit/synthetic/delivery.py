"""One table as one partner delivers it: which rows, under which names and codes, in which kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from research_kit.synthetic.partner_words import CODES, COLUMNS, RECORDED


@dataclass(frozen=True, kw_only=True, slots=True)
class FileForm:
    """How a file is written. The reader finds most of this out by itself."""

    kind: str
    """`csv`, `excel` or `parquet`."""
    delimiter: str = ";"
    encoding: str = "utf-8"
    decimal: str = "."
    date_format: str | None = None
    line_end: str = "\r\n"


CP1252 = FileForm(kind="csv", delimiter=";", encoding="cp1252", decimal=",")
TAB_WITH_MARK = FileForm(kind="csv", delimiter="\t", encoding="utf-8-sig", line_end="\n")
COMMA_OTHER_DATES = FileForm(kind="csv", delimiter=",", date_format="%d/%m/%Y", line_end="\n")
EXCEL = FileForm(kind="excel")
PARQUET = FileForm(kind="parquet")


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonColumn:
    """How a partner tells people apart: `12`, `12-` or `10-` digits, or `own` for ids of its own."""

    column: str
    writing: str
    scheme: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A table of METHODS 1 as one partner delivers it."""

    partner: str
    table: str
    file: str
    """Path within the study's data folder."""
    form: FileForm
    person: PersonColumn | None = None
    sheet: str | None = None
    id_scheme: str | None = None
    """Whose `enr_id` and `ref_id` these are, where partners share them."""
    recorded_on: date | None = None
    """Day of delivery, where the rows do not say when they were recorded."""
    rows: pl.Expr = field(default_factory=lambda: pl.lit(True))
    second_hand: pl.Expr | None = None
    """People whom another partner knows better."""
    own_columns: Mapping[str, str] = field(default_factory=dict)
    """Our column -> this partner's, where it tells more than its fellows; written tidily."""
    own_codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Our column -> {this partner's code: ours}, where it has others than its fellows."""

    @property
    def columns(self) -> dict[str, str]:
        """Our column -> the partner's, those of identity and record apart."""
        return {**COLUMNS[self.table], **self.own_columns}

    @property
    def codes(self) -> dict[str, Mapping[str, str]]:
        """Our column -> {the partner's code: ours}."""
        return {**CODES.get(self.table, {}), **self.own_codes}

    def declared(self, folder: str) -> dict[str, object]:
        """This delivery as an entry of `data.sources` in a parameters file; `folder` leads to the data."""
        entry: dict[str, object] = {"partner": self.partner, "table": self.table, "file": f"{folder}/{self.file}"}
        if self.sheet:
            entry["sheet"] = self.sheet
        if self.form.kind == "csv" and (self.form.date_format or self.form.decimal == ","):
            csv = {"decimal": "," if self.form.decimal == "," else None, "date_format": self.form.date_format}
            entry["csv"] = {key: value for key, value in csv.items() if value}
        if self.person:
            entry["identifier"] = self._declared_person(self.person)
        if self.id_scheme:
            entry["id_scheme"] = self.id_scheme
        if self.recorded_on:
            entry["recorded_on"] = self.recorded_on.isoformat()
        known = {ours: theirs for ours, theirs in self.columns.items() if (self.table, ours) not in _NOT_OURS}
        entry["columns"] = known if self.table == "identity_link" else known | {"recorded_at": RECORDED}
        if self.codes:
            entry["codes"] = {column: dict(codes) for column, codes in self.codes.items()}
        return entry

    @staticmethod
    def _declared_person(person: PersonColumn) -> dict[str, str]:
        kind = "own_id" if person.writing == "own" else "personal_number"
        scheme = {"scheme": person.scheme} if person.scheme else {}
        return {"column": person.column, "kind": kind, **scheme}


_NOT_OURS = {("activity_version", "name")}
"""Columns that partners deliver and METHODS 1 does not have."""
