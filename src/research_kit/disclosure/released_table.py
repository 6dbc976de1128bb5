"""What may be seen outside the project: made by `disclosure.release` alone, and read back from what it wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from research_kit.errors import DisclosureError, UnknownTableError, did_you_mean
from research_kit.results import GuardHit, Subject
from research_kit.results.result_table import Kind

_NAME = r"[^\W\d][\w-]*"
_VERSION = rf"{_NAME}(?::\d+)?"
_ITEM = rf"{_VERSION}(?:={_VERSION}(?:\+{_VERSION})*)?"
_DECLARED: Final = re.compile(rf"(?:{_NAME}(?::(?:{_ITEM}(?:,{_ITEM})*)?)?)?")


AS_OF: Final = "as_of"
"""The last column of a released table: the quarter a row was published in, null where it is of this release."""

LOST_COLUMNS: Final[dict[str, type[pl.DataType]]] = {
    "answer": pl.String,
    "table": pl.String,
    "rule": pl.String,
    "cells": pl.Int64,
}
"""How many cells of a table each rule withheld: for the researcher."""


class _Seal:
    """Held by this layer: an object made without it is not a released one."""


SEAL: Final = _Seal()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleasedTable:
    """A table after disclosure control, with the columns of its `ResultTable` and `as_of`.

    A withheld value is null, its `status` is `suppressed` and its `reason` says which rule. Shares are rounded to
    whole points, months to tenths, curves stand on merged steps of the quarterly grid. Only `release()` makes one.
    A row carried from an earlier release has that release's quarter in `as_of`; of this release it is null.
    `estimand_key` names what is estimated and, after a colon, the declared columns that it allows for.
    """

    name: str
    kind: Kind
    table: pl.DataFrame
    by: tuple[str, ...]
    method_id: str
    sentence_key: str
    k: int
    estimand_key: str = ""
    confidence: float = 0.95
    alarm_z: float | None = None
    guards: tuple[GuardHit, ...] = ()
    seal: _Seal | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not SEAL:
            raise DisclosureError(
                f"a ReleasedTable (`{self.name}`) can only be made by `research_kit.release(...)`, "
                "which applies disclosure control. Pass it the answer instead."
            )
        if not _DECLARED.fullmatch(self.estimand_key):
            raise DisclosureError(
                f"the estimand of the table `{self.name}` holds something other than names of statistics and columns. "
                "Write it as `statistic` or `statistic:column,column`; nothing computed may be in it."
            )
        if AS_OF not in self.table.columns:
            object.__setattr__(self, "table", self.table.with_columns(pl.lit(None, dtype=pl.String).alias(AS_OF)))

    def to_polars(self) -> pl.DataFrame:
        """The safe table."""
        return self.table

    def __repr__(self) -> str:
        withheld = self.table.filter(pl.col("status") == "suppressed").height
        return f"ReleasedTable({self.name!r}, {self.method_id}, {self.table.height} rows, {withheld} withheld)"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleasedAnswer(Mapping[str, ReleasedTable]):
    """The released tables of one question, and what they are about."""

    name: str
    tables: Mapping[str, ReleasedTable]
    subject: Subject
    guards: tuple[GuardHit, ...] = ()
    definition: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> ReleasedTable:
        if name not in self.tables:
            meant, has = did_you_mean(name, self.tables), ", ".join(self.tables)
            raise UnknownTableError(f"`{self.name}` has no released table `{name}`; it has: {has}.{meant}")
        return self.tables[name]

    def __repr__(self) -> str:
        return f"ReleasedAnswer({self.name!r}: {', '.join(self.tables)})"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.tables)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)


@dataclass(frozen=True, kw_only=True, slots=True)
class Release(Mapping[str, ReleasedAnswer]):
    """Everything one run may show: released together, so that the tables protect one another.

    `quarter` is the one it reports on, such as "2010-Q4", and `as_of` the day until which data were read; `audience`
    is who may see it. `reasons` says why each cell is hidden (`why`): it holds exact counts and is never written.
    """

    answers: Mapping[str, ReleasedAnswer]
    policy: Mapping[str, object] = field(default_factory=dict)
    lost: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOST_COLUMNS))
    reasons: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False, compare=False)
    quarter: str = ""
    as_of: date | None = None
    audience: str = "board"

    def __getitem__(self, name: str) -> ReleasedAnswer:
        if name not in self.answers:
            meant, has = did_you_mean(name, self.answers), ", ".join(self.answers)
            raise UnknownTableError(f"the release has no answer `{name}`; it has: {has}.{meant}")
        return self.answers[name]

    def __repr__(self) -> str:
        return f"Release({self.quarter or 'a preview'}, for the {self.audience}: {', '.join(self.answers)})"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.answers)

    def __iter__(self) -> Iterator[str]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)
