"""A partner's table as it was delivered: every value as text, every row with its place in the file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from research_kit.study.checks.fault_log import Place
from research_kit.study.dates import TIME_ZONE

MARK_OF_NAMELESS = "\x1f"
"""What stands in the name that a later column without one is given; no file holds it."""

_CAST = (pl.String, pl.Categorical, pl.Enum, pl.Date, pl.Time, pl.Boolean, pl.Null)


@dataclass(frozen=True, kw_only=True, slots=True)
class RawTable:
    """One row is a row of the file; `rows` are the numbers by which the person who opens the file sees them.

    `typed_dates`: the file can hold real dates, so that ISO dates are accepted beside a stated date format.
    `left_behind`: the names of columns that are there and were not read, since nothing asks for them.
    """

    place: Place
    columns: pl.DataFrame
    rows: pl.Series
    content_hash: str
    typed_dates: bool = False
    left_behind: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """What a database gave: the columns read, in an order of rows that does not change; the names `left_behind`."""

    columns: pl.DataFrame
    left_behind: tuple[str, ...]


def with_unique_names(names: list[str]) -> list[str]:
    """The same names; the second `Datum` is `Datum (2)`."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        later = f"{name} ({seen[name]})" if name else f"{MARK_OF_NAMELESS}{seen[name]}"
        unique.append(name if seen[name] == 1 else later)
    return unique if len(set(unique)) == len(unique) else with_unique_names(unique)


def ambiguous_names(names: Sequence[str], wanted: Collection[str] | None) -> list[str]:
    """Names that stand more than once, where the source does not say by number that it knows of each: `Datum (2)`.

    Where a column is itself called `Datum (2)`, that number tells nothing. `wanted`: the names that the source asks
    for, in small letters; null: not known yet.
    """
    twice = sorted({name for name in names if name and list(names).count(name) > 1})
    if wanted is None:
        return twice
    known_of = set(wanted) - {name.casefold() for name in names}
    return [one for one in twice if not known_of.issuperset(_later_names(one, list(names).count(one)))]


def _later_names(name: str, times: int) -> list[str]:
    return [f"{name} ({number})".casefold() for number in range(2, times + 1)]


def as_text(frame: pl.DataFrame, separator: str) -> pl.DataFrame:
    """Every column as text: dates as ISO, whole numbers without decimals, lists joined by `separator`.

    A moment with a time zone is written as Swedish clocks show it.
    """
    return frame.select(_column_as_text(frame[name], separator) for name in frame.columns)


def _column_as_text(column: pl.Series, separator: str) -> pl.Series:
    if column.dtype.is_float():
        return _number_as_text(column)
    if isinstance(column.dtype, pl.Datetime):
        here = column if column.dtype.time_zone is None else column.dt.convert_time_zone(TIME_ZONE)
        return here.dt.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(column.dtype, pl.List) and column.dtype.inner in _CAST:
        return column.cast(pl.List(pl.String)).list.join(separator)
    if column.dtype in _CAST or column.dtype.is_integer():
        return column.cast(pl.String)
    return pl.Series(column.name, [_value_as_text(value) for value in column.to_list()], dtype=pl.String)


def _number_as_text(column: pl.Series) -> pl.Series:
    """Whole numbers without decimals, as a person would write them."""
    number = pl.col(column.name)
    is_whole = (number == number.round()) & (number.abs() < 1e15)
    whole = pl.when(is_whole).then(number).cast(pl.Int64).cast(pl.String)
    return column.to_frame().select(pl.when(is_whole).then(whole).otherwise(number.cast(pl.String))).to_series()


def _value_as_text(value: object) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return None if value is None else str(value)


def content_of(frame: pl.DataFrame) -> bytes:
    """What a table of text holds, as bytes that are the same wherever it is the same; nothing is not an empty text."""
    columns = [frame[name].fill_null("\x00").str.join("\x1e").item() for name in frame.columns]
    return "\x1f".join([*frame.columns, *columns]).encode()
