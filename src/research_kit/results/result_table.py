"""The result contract: one long table per method, and the named tables that answer one question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any, Literal

import polars as pl

from research_kit.errors import ResearchKitError, UnknownTableError, did_you_mean
from research_kit.provenance import Provenance
from research_kit.results.guards import GuardHit

Kind = Literal["count", "share", "rate", "mean", "curve", "time", "quantile", "months", "gap"]
"""What the rows of a table are, which decides how disclosure control reads them."""

RESULT_COLUMNS: dict[str, pl.DataType] = {
    "statistic": pl.String(),
    "outcome": pl.String(),
    "cause": pl.String(),
    "time": pl.Float64(),
    "compared_with": pl.String(),
    "n": pl.Int64(),
    "events": pl.Int64(),
    "unknown": pl.Int64(),
    "estimate": pl.Float64(),
    "std_error": pl.Float64(),
    "lower": pl.Float64(),
    "upper": pl.Float64(),
    "alarm_lower": pl.Float64(),
    "alarm_upper": pl.Float64(),
    "unit": pl.String(),
    "status": pl.String(),
    "reason": pl.String(),
    "smallest_visible_gap": pl.Float64(),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What an answer is about, in the study's own declared words: never anything computed.

    Labels are `{language: text}`; standard dimensions and codes are named by the language catalogue, so only
    the study's own are here.
    """

    study: str
    title: Mapping[str, str]
    as_of: date
    synthetic: bool = False
    quarter: str = ""
    starts_on: date | None = None
    planned_reports: int | None = None
    planned_participants: int | None = None
    dimensions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    outcomes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultTable:
    """One row per statistic and group; `by` columns first (null = all), then `RESULT_COLUMNS`.

    `n` counts the people a number rests on: in a curve those at risk just before `time`, else the group.
    `events` counts those who had the event: in a curve at `time`, else by `time`. `unknown` counts those of the
    group of whom it is not known at `time`. `time` is in months, shares are between 0 and 1.
    Exact and internal: only `disclosure.release` makes something that may be shown to others.
    """

    name: str
    kind: Kind
    table: pl.DataFrame
    by: tuple[str, ...]
    method_id: str
    method_version: str
    sentence_key: str
    estimand_key: str = ""
    confidence: float = 0.95
    alarm_z: float | None = None
    guards: tuple[GuardHit, ...] = ()
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    evidence_cap: str = "E1"
    provenance: Provenance = field(default_factory=Provenance)

    def __post_init__(self) -> None:
        expected = [*self.by, *RESULT_COLUMNS]
        if self.table.columns != expected:
            raise ResearchKitError(
                f"result table `{self.name}` has the columns {self.table.columns}, expected {expected}. "
                "Make it with `results.result_frame`."
            )

    def to_polars(self) -> pl.DataFrame:
        """The exact table, for the researcher: not for release."""
        return self.table

    def __repr__(self) -> str:
        return f"ResultTable({self.name!r}, {self.method_id}, {self.table.height} rows, not for release)"

    def _repr_html_(self) -> str:
        said = f"<code>{escape(self.name)}</code> {self.method_id}, {self.table.height} rows, not for release."
        return f"<p>{said} See it with <code>rk.view(answer, {escape(repr(self.name))})</code>.</p>"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer(Mapping[str, ResultTable]):
    """The answer to one question: named result tables about one subject."""

    name: str
    tables: Mapping[str, ResultTable]
    subject: Subject
    guards: tuple[GuardHit, ...] = ()
    definition: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> ResultTable:
        if name not in self.tables:
            meant, has = did_you_mean(name, self.tables), ", ".join(self.tables)
            raise UnknownTableError(f"`{self.name}` has no table `{name}`; it has: {has}.{meant}")
        return self.tables[name]

    def _ipython_key_completions_(self) -> list[str]:
        """What the tabulator offers after `answer["`."""
        return list(self.tables)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __repr__(self) -> str:
        return f"Answer({self.name!r}: {', '.join(self.tables)}; not for release)"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<li><code>{escape(name)}</code> {table.method_id}, {table.table.height} rows</li>"
            for name, table in self.tables.items()
        )
        first = escape(repr(next(iter(self.tables), "")))
        see = f"See one with <code>rk.view(answer, {first})</code>."
        return f"<p>Answer <b>{escape(self.name)}</b>, not for release. {see}</p><ul>{rows}</ul>"


def result_frame(rows: Sequence[pl.DataFrame], by: Sequence[str]) -> pl.DataFrame:
    """Frames of some result columns brought to the contract: every column there, in order, typed, rows sorted by group.

    A `by` column that a frame lacks is null there, which means all.
    """
    columns = {**{name: pl.String() for name in by}, **RESULT_COLUMNS}
    filled = [
        frame.select(
            (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype, strict=True).alias(name)
            for name, dtype in columns.items()
        )
        for frame in rows
    ]
    empty = pl.DataFrame(schema=columns)
    return pl.concat([empty, *filled]) if filled else empty
