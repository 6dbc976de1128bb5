"""Whether the columns to count hold numbers at all: asked of the types first, so that no engine prints a value."""

from __future__ import annotations

from decimal import Decimal
from numbers import Real
from typing import Any

import narwhals as nw

from research_kit.counts.columns import Columns
from research_kit.errors import CountsError

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]
_TIME = "a number of days (or months)"


def require_numbers(frame: Frame, columns: Columns) -> None:
    """Refuse durations, events, entries and weights of a type that is no number, naming column and type only."""
    schema = frame.collect_schema()
    for name, role, wanted in _roles(columns):
        if not _may_be_counted(frame, name, schema[name], role):
            raise CountsError(
                f"The {role} column {name!r} holds {_type_name(schema[name])}, not {wanted}. "
                "Convert it before `life_table`."
            )


def has_objects(frame: Frame, columns: Columns) -> bool:
    """Whether a column to read is of Python objects, whose conversion can fail and would then print one."""
    schema = frame.collect_schema()
    return any(schema[name] == nw.Object for name in columns.named)


def _roles(columns: Columns) -> list[tuple[str, str, str]]:
    """Column, role, and what it should hold."""
    roles = [
        (columns.duration, "duration", _TIME),
        (columns.event, "event", "true and false, or codes 0...K"),
        (columns.entry, "entry", _TIME),
        (columns.weight, "weight", "a number per participant"),
    ]
    return [(name, role, wanted) for name, role, wanted in roles if name is not None]


def _may_be_counted(frame: Frame, name: str, dtype: Any, role: str) -> bool:
    if dtype == nw.Object:
        return isinstance(frame, nw.DataFrame) and _holds_numbers(frame[name])
    if dtype == nw.Boolean:
        return role in ("event", "weight")
    if dtype == nw.Categorical:  # pandas may list numbers; what other engines list is refused after counting
        return role != "weight"
    # Without any value there is no type: that nothing is known is said later, with the number of rows.
    return bool(dtype.is_numeric()) or (dtype in (nw.Unknown, nw.String) and _is_all_null(frame, name))


def _holds_numbers(column: nw.Series[Any]) -> bool:
    return all(isinstance(value, (Real, Decimal)) for value in column.drop_nulls().to_list())


def _is_all_null(frame: Frame, name: str) -> bool:
    counted = frame.lazy().select(nw.col(name).count().alias("known")).collect()
    return int(counted["known"][0] or 0) == 0


def _type_name(dtype: Any) -> str:
    """Without what stands in brackets, which may be the categories."""
    return str(dtype).partition("(")[0]
