"""Rows of follow-up as regressions read them: duration, event and entry as checked numbers, the covariates beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl

from research_kit.counts.checks import checked
from research_kit.counts.column_types import require_numbers
from research_kit.counts.columns import Columns
from research_kit.counts.engines import read
from research_kit.errors import CountsError, EstimateError
from research_kit.statistics.regression.column_names import require_names


def follow_up_rows(frame: Any, columns: Columns, others: Sequence[str]) -> pl.DataFrame:
    """The rows of any frame as polars: `_time`, `_event` (0...K), `_entry` if named, and the other columns.

    Raises
    ------
    EstimateError
        A column is missing or serves two ends, the frame is empty, or rows have no usable duration, event or entry.
    """
    require_names({role: getattr(columns, role) for role in ("duration", "event", "entry")})
    try:
        prepared = read(frame)
        available = prepared.collect_schema().names()
        columns.require(available)
        _require_columns(columns, others, available)
        require_numbers(prepared, columns)
        return checked(_collected(prepared, columns, others), columns).drop("_records")
    except CountsError as fault:  # said of a count; here the same rows are fitted
        raise EstimateError(str(fault).replace("before `life_table`", "first")) from None


def event_or_not(rows: pl.DataFrame, event: str) -> pl.DataFrame:
    """The rows, refused unless `_event` is 0 or 1 and at least two have it."""
    others = int((rows["_event"] > 1).sum())
    if others:
        raise EstimateError(
            f"{others:,} of {rows.height:,} rows have an event code above 1 in {event!r}. Give a column that is true "
            "for the event studied and false for the others, which then censor, or use `fine_gray` with `cause=`."
        )
    require_events(int(rows["_event"].sum()), rows.height, event)
    return rows


def require_events(events: int, rows: int, event: str) -> None:
    """Refuse to fit anything to no event, or to a single one."""
    if events < 2:
        raise EstimateError(
            f"{events} of {rows:,} rows have the event in {event!r}: no effect can be estimated from fewer than two. "
            f"Check the codes of {event!r}; if they are right, join outcomes or groups, or give counts only."
        )


def _require_columns(columns: Columns, others: Sequence[str], available: Sequence[str]) -> None:
    missing = [name for name in others if name not in available]
    if missing:
        raise EstimateError(f"The frame has no column {', '.join(map(repr, missing))}. It has: {', '.join(available)}.")
    both = [name for name in others if name in columns.named]
    if both:
        raise EstimateError(
            f"Column {', '.join(map(repr, both))} is named as duration, event or entry and again as another column."
        )


def _collected(prepared: Any, columns: Columns, others: Sequence[str]) -> pl.DataFrame:
    """The columns read, under the names of their roles."""
    roles = {"_time": columns.duration, "_event": columns.event}
    roles |= {"_entry": columns.entry} if columns.entry is not None else {}
    chosen = prepared.select(*[nw.col(name).alias(role) for role, name in roles.items()], *dict.fromkeys(others))
    if isinstance(chosen, nw.LazyFrame):
        chosen = chosen.collect(backend="polars")
    return pl.DataFrame(chosen.to_polars()).with_columns(_records=pl.lit(1, dtype=pl.Int64))
