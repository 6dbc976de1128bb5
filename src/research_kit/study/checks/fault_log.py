"""Where faults are gathered while the partner files are read, so that one fault never hides another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from research_kit.study.checks.rules import RULES, UNREAD_VALUE_RULES, WHOLE_SOURCE_RULES
from research_kit.study.identity_numbers import scrub

FAULT_SCHEMA = {
    "partner": pl.String,
    "table": pl.String,
    "file": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "our_column": pl.String,
    "rule": pl.String,
    "severity": pl.String,
    "message": pl.String,
    "remedy": pl.String,
}

ORIGIN = ("_partner", "_file", "_row", "_list")
"""The columns that say, all through the intake, where a row came from; `_list`: which columns its source delivers."""

LIST_SEPARATOR = "\x1f"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PLACE = ("partner", "table", "file")
_CELL = (*_PLACE, "row", "our_column")


class Place(NamedTuple):
    """A source as its partner knows it."""

    partner: str
    table: str
    file: str


@dataclass(slots=True)
class FaultLog:
    """Faults in the order they were found; rows and columns are named as the person sees them in the file."""

    _parts: list[pl.DataFrame] = field(default_factory=list)
    _names: list[tuple[str, ...]] = field(default_factory=list)

    def columns_are_called(self, place: Place, names: Mapping[str, str]) -> None:
        """Note the partner's names of our columns, by ours."""
        self._names += [(*place, ours, _said(theirs)) for ours, theirs in names.items()]

    def add(
        self,
        rule: str,
        place: Place,
        *,
        column: str | None = None,
        rows: Sequence[int] | pl.Series | None = None,
        **texts: object,
    ) -> None:
        """A fault of one source: in the given rows of it, or as a whole where `rows` is None.

        `column` is ours; `their_column` among the texts is the partner's, where the column is none of ours.
        """
        numbers = pl.Series("row", [None] if rows is None else rows, dtype=pl.Int64)
        if len(numbers):
            where = {"partner": place.partner, "table": place.table, "file": place.file}
            self._append(numbers.to_frame(), where, column, rule, texts)

    def add_rows(
        self, rule: str, table: str, rows: pl.DataFrame, *, column: str | None = None, **texts: object
    ) -> None:
        """A fault of rows that may come from several sources; they carry where they came from."""
        if rows.height:
            origin = rows.select(partner="_partner", file="_file", row=pl.col("_row").cast(pl.Int64))
            self._append(origin, {"table": table}, column, rule, texts)

    def unread_tables(self) -> set[str]:
        """Tables of which a source could not be read as a whole: that rows are missing there is no fault of others."""
        whole = pl.col("rule").is_in(WHOLE_SOURCE_RULES)
        return {table for part in self._parts for table in part.filter(whole)["table"].drop_nulls()}

    def table(self) -> pl.DataFrame:
        """One row is a fault, in the order of files and rows; no text in it holds an identity number."""
        faults = pl.concat(self._parts) if self._parts else pl.DataFrame(schema=FAULT_SCHEMA)
        called = _without_consequences(faults.unique(maintain_order=True)).join(
            self._called(), on=[*_PLACE, "our_column"], how="left", maintain_order="left"
        )
        named = called.with_columns(column=pl.coalesce("column", "_theirs", "our_column")).drop("_theirs")
        return named.sort("file", "row", "column", "rule", nulls_last=False)

    def _called(self) -> pl.DataFrame:
        schema = dict.fromkeys((*_PLACE, "our_column", "_theirs"), pl.String)
        names = pl.DataFrame(self._names, schema=schema, orient="row")
        return names.unique([*_PLACE, "our_column"], keep="first", maintain_order=True)

    def _append(
        self, rows: pl.DataFrame, where: dict[str, str], column: str | None, rule: str, texts: dict[str, object]
    ) -> None:
        severity, message, remedy = RULES[rule]
        given = {"column": column, **texts}
        said = {
            "column": texts.get("their_column"),
            "our_column": column,
            "rule": rule,
            "severity": severity,
            "message": message.format(**where, **given),
            "remedy": remedy.format(**where, **given),
        }
        literals = {
            name: pl.lit(None if text is None else _said(str(text)), pl.String) for name, text in (where | said).items()
        }
        self._parts.append(rows.with_columns(**literals).select(*FAULT_SCHEMA).cast(FAULT_SCHEMA))  # type: ignore[arg-type]


def _said(text: str) -> str:
    """A text as it may stand in a report: no identity number, and no sign that a terminal or a log would act on."""
    return scrub(_CONTROL.sub(" ", text))


def _without_consequences(faults: pl.DataFrame) -> pl.DataFrame:
    """A value that could not be read is one fault, not a missing value as well."""
    is_missing = pl.col("rule") == "missing_value"
    unread = faults.filter(pl.col("rule").is_in(UNREAD_VALUE_RULES)).select(_CELL).unique()
    consequences = faults.with_row_index("_fault").filter(is_missing).join(unread, on=_CELL, how="semi")
    return faults.filter(~pl.int_range(pl.len()).is_in(consequences["_fault"].implode()))
