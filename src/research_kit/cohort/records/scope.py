"""Whose records are read, until when, and what is set aside on the way: nothing is dropped without a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.index_dates import Tables
from research_kit.cohort.records.project_records import SCHEMAS


@dataclass(slots=True)
class Losses:
    """Rows in = rows of a frame + rows lost, by reason."""

    _steps: list[tuple[str, str, int]] = field(default_factory=list)

    def kept(self, frame: str, reason: str, rows: pl.DataFrame, condition: pl.Expr) -> pl.DataFrame:
        """The rows that meet a condition, the others noted; who has no value does not meet it."""
        left = rows.filter(condition.fill_null(False))
        self.add(frame, reason, rows.height - left.height)
        return left

    def add(self, frame: str, reason: str, rows: int) -> None:
        """Note that so many rows are not in a frame."""
        if rows:
            self._steps.append((frame, reason, rows))

    def table(self) -> pl.DataFrame:
        """One row is a frame and a reason: `frame, reason, rows`."""
        steps = pl.DataFrame(self._steps, schema=dict(SCHEMAS["lost"]), orient="row")
        return steps.group_by("frame", "reason", maintain_order=True).agg(pl.col("rows").sum())


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """The study's tables, the last day that is read, and whose rows are read: one row per participant, `pid`."""

    tables: Tables
    definition: CohortDefinition
    cut: date
    participants: pl.DataFrame
    losses: Losses = field(default_factory=Losses)

    @property
    def same_spell_days(self) -> int:
        """A pause shorter than this is no end."""
        return self.definition.follow_up.same_spell_days

    def until_cut(self, frame: str, table: str, starts: str, *, ends: str | None = None) -> pl.DataFrame:
        """The rows of a table that begin by the cut, for a frame; an end after the cut is not known yet."""
        begun = self.losses.kept(frame, "after_cut", self.tables[table], pl.col(starts) <= self.cut)
        if ends is None:
            return begun
        return begun.with_columns(pl.when(pl.col(ends) <= self.cut).then(ends).alias(ends))

    def of_participants(self, frame: str, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows that carry an `enr_id`, with the `pid` of its participant."""
        persons = self.tables["enrolment"].select("enr_id", "pid").unique("enr_id", maintain_order=True)
        placed = rows.join(persons, on="enr_id", how="left", validate="m:1", maintain_order="left")
        is_one = pl.col("pid").is_in(self.participants["pid"].implode())
        return self.losses.kept(frame, "not_in_cohort", placed, is_one)

    def select(self, frame: str, rows: pl.DataFrame) -> pl.DataFrame:
        """The columns of a frame, in their order and types."""
        return rows.select(pl.col(name).cast(dtype) for name, dtype in SCHEMAS[frame].items())
