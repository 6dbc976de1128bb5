"""Where faults are gathered while the partner files are read, so that one fault never hides another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from research_kit.study.checks.rules import RULES
from research_kit.study.identity_numbers import scrub

FAULT_SCHEMA = {
    "partner": pl.String,
    "table": pl.String,
    "file": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "rule": pl.String,
    "severity": pl.String,
    "message": pl.String,
    "remedy": pl.String,
}


class Place(NamedTuple):
    """A source as its partner knows it."""

    partner: str
    table: str
    file: str


ORIGIN = ("_partner", "_file", "_row")
"""The columns that say, all through the intake, where a row came from."""


@dataclass(slots=True)
class FaultLog:
    """Faults in the order they were found; rows are counted as the person sees them in the file."""

    _parts: list[pl.DataFrame] = field(default_factory=list)

    def add(
        self,
        rule: str,
        place: Place,
        *,
        column: str | None = None,
        rows: Sequence[int] | pl.Series | None = None,
        **texts: object,
    ) -> None:
        """A fault of one source: in the given rows of it, or as a whole where `rows` is None."""
        numbers = pl.Series("row", [None] if rows is None else rows, dtype=pl.Int64)
        if len(numbers):
            where = {"partner": place.partner, "table": place.table, "file": place.file}
            self._append(pl.DataFrame({"row": numbers}), where, column, rule, texts)

    def add_rows(
        self, rule: str, table: str, rows: pl.DataFrame, *, column: str | None = None, **texts: object
    ) -> None:
        """A fault of rows that may come from several sources; they carry where they came from."""
        if rows.height:
            origin = rows.select(partner="_partner", file="_file", row=pl.col("_row").cast(pl.Int64))
            self._append(origin, {"table": table}, column, rule, texts)

    def table(self) -> pl.DataFrame:
        """One row is a fault, in the order of files and rows; no text in it holds an identity number."""
        faults = pl.concat(self._parts) if self._parts else pl.DataFrame(schema=FAULT_SCHEMA)
        return faults.unique(maintain_order=True).sort("file", "row", "column", "rule", nulls_last=False)

    def _append(
        self, rows: pl.DataFrame, where: dict[str, str], column: str | None, rule: str, texts: dict[str, object]
    ) -> None:
        severity, message, remedy = RULES[rule]
        given = {"column": column, **texts}
        said = {
            "column": column,
            "rule": rule,
            "severity": severity,
            "message": message.format(**where, **given) if "{" in message else message,
            "remedy": remedy.format(**where, **given) if "{" in remedy else remedy,
        }
        literals = {
            name: pl.lit(None if text is None else scrub(text), pl.String) for name, text in (where | said).items()
        }
        self._parts.append(rows.with_columns(**literals).select(FAULT_SCHEMA.keys()).cast(FAULT_SCHEMA))  # type: ignore[arg-type]
