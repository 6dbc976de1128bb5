"""Spells (from a start to a stop, or still going on) as numbers on one scale of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from research_kit.errors import EstimateError, GuardError
from research_kit.statistics.process.frame_columns import columns_of, names_of, refuse, require_numbers

DAYS_A_MONTH = 30.4375  # METHODS 0.5
_EPOCH = date(1970, 1, 1)
Moment = date | float


@dataclass(frozen=True, kw_only=True, slots=True)
class Spells:
    """Rows with `by`..., `_start`, `_stop` (at most `cut`) and `_ended`; all times in months if they were dates."""

    rows: pl.DataFrame
    by: tuple[str, ...]
    cut: float
    dated: bool

    def number(self, moment: Moment, name: str) -> float:
        """A moment on the scale of the spells."""
        return number_of(moment, name, dated=self.dated)


def number_of(moment: Moment, name: str, *, dated: bool) -> float:
    """A date as months since 1970, a number as it is; refuses one where the spells have the other."""
    if isinstance(moment, date) != dated or isinstance(moment, bool):
        kind = "dates" if dated else "numbers"
        raise EstimateError(f"`{name}` is of type {type(moment).__name__}, but the spells have {kind}.")
    return (moment - _EPOCH).days / DAYS_A_MONTH if isinstance(moment, date) else float(moment)


def spells_of(
    frame: Any, *, start: str, stop: str, cut: Moment | None, by: Sequence[str] | str, written: Sequence[str]
) -> Spells:
    """The spells known at `cut`: one that is open, or stops later, is going on then.

    Raises
    ------
    GuardError
        There is no `cut`: spells that go on would be left out or counted as over (G-ONGOING).
    EstimateError
        A column is missing or of the wrong type; a spell has no start, starts after `cut`, or stops before it
        starts.
    """
    if cut is None:
        raise GuardError(
            "G-ONGOING: without `cut` only completed spells could be counted, and short spells finish first. Give the "
            "date up to which the spells are known; spells that go on have no stop."
        )
    groups = names_of(by)
    given = columns_of(frame, (start, stop), groups, written=written)
    dated = given.schema[start] in (pl.Date, pl.Datetime)
    rows = given.select(*groups, _start=_numbers(given, start, dated), _stop=_numbers(given, stop, dated))
    until = number_of(cut, "cut", dated=dated)
    refuse(rows, pl.col("_start").is_null(), f"have no start in {start!r}.")
    refuse(rows, pl.col("_start") > until, f"start in {start!r} after `cut`: nothing later is known.")
    refuse(rows, pl.col("_stop") < pl.col("_start"), f"stop in {stop!r} before they start.")
    ended = (pl.col("_stop") <= until).fill_null(False)
    known = rows.with_columns(_ended=ended, _stop=pl.when(ended).then("_stop").otherwise(until))
    return Spells(rows=known, by=tuple(groups), cut=until, dated=dated)


def _numbers(rows: pl.DataFrame, name: str, dated: bool) -> pl.Expr:
    if dated:
        if rows.schema[name] not in (pl.Date, pl.Datetime, pl.Null):
            raise EstimateError(f"Column {name!r} holds no dates, though the other end of the spells does.")
        return pl.col(name).cast(pl.Date).dt.epoch("d").cast(pl.Float64) / DAYS_A_MONTH
    require_numbers(rows.filter(pl.col(name).is_not_null()), name, negative=True)
    return pl.col(name).cast(pl.Float64)


def groups_of(spells: Spells) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """Each group as one row of its `by` columns, with its spells; one without columns for everybody."""
    if not spells.by:
        return [(pl.DataFrame(), spells.rows)]
    ordered = spells.rows.sort(spells.by, maintain_order=True)
    return [(own.select(spells.by).head(1), own) for own in ordered.partition_by(spells.by, maintain_order=True)]
