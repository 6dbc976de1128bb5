"""Which state a participant is in during each interval, and which one is entered at its end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.multistate.observed_intervals import IntervalColumns, read_intervals, refuse

COMMON_INITIAL_STATE = "(s0)"
_NO_TRANSITION = ("", "0", "censor", "censored")
_LISTED = (pl.String, pl.Categorical, pl.Enum, pl.Null)


@dataclass(frozen=True, kw_only=True)
class Histories:
    """Rows in the order of participant and time, with `_from` and `_to` (null: no transition) as places in `states`."""

    rows: pl.DataFrame
    states: tuple[str, ...]
    by: tuple[str, ...]

    def of_group(self, group: pl.DataFrame, height: int) -> pl.DataFrame:
        """The group's `by` values, as often as the result has rows."""
        return pl.concat([group] * height) if self.by else pl.DataFrame()

    def place(self, state: Any) -> int:
        """Where a state stands in `states`."""
        if str(state) not in self.states:
            raise EstimateError(f"No participant is ever in state {str(state)!r}. States: {', '.join(self.states)}.")
        return self.states.index(str(state))

    @property
    def state_type(self) -> pl.Enum:
        """The type of the result's `state` column: states in their order."""
        return pl.Enum(self.states)


def read_histories(
    frame: Any,
    columns: IntervalColumns,
    *,
    event: str,
    initial: str | None,
    allowed: Mapping[Any, Collection[Any]] | None,
) -> Histories:
    """The histories of all participants, or an error that says how many rows make no sense."""
    rows = read_intervals(frame, columns)
    entered = _entered(rows[event]).alias("_to")
    told = pl.Series("_told", [None], dtype=pl.String).new_from_index(0, rows.height)
    told = told if initial is None else _state_names(rows[initial]).alias("_told")
    states = _states(rows, event, initial, (told, entered))
    named = _with_sources(rows.with_columns(entered, told), initial)
    stays = pl.col("_to") == pl.col("_from")
    named = named.with_columns(_to=pl.when(~stays.fill_null(False)).then("_to"))
    if allowed is not None:
        _require_allowed(named, allowed)
    places = [pl.col(name).cast(pl.Enum(states)).to_physical().cast(pl.Int64) for name in ("_from", "_to")]
    return Histories(rows=named.with_columns(places), states=states, by=columns.by)


def _entered(column: pl.Series) -> pl.Series:
    """The name of the state entered, null for none."""
    name = column.name
    if column.dtype in _LISTED:
        text = column.cast(pl.String)
        return text.set(text.is_in(_NO_TRANSITION).fill_null(True), None)
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        raise EstimateError(
            f"Event column {name!r} holds {str(column.dtype).partition('(')[0]}, not names of states or codes 0...K."
        )
    code = column.cast(pl.Float64)
    unknown = int((~code.is_finite()).fill_null(True).sum())
    if unknown:
        raise EstimateError(
            f"{unknown:,} of {len(column):,} rows have no event code in {name!r}. Write 0 where no state was entered."
        )
    unusable = int(((code < 0) | (code % 1 != 0)).sum())
    if unusable:
        raise EstimateError(f"{unusable:,} of {len(column):,} rows have an event code in {name!r} that is not 0...K.")
    whole = code.cast(pl.Int64)
    return whole.set(whole == 0, None).cast(pl.String)


def _state_names(column: pl.Series) -> pl.Series:
    if column.dtype in _LISTED:
        text = column.cast(pl.String)
        return text.set(text == "", None)
    if column.dtype.is_numeric() and (column.drop_nulls().cast(pl.Float64) % 1 == 0).all():
        return column.cast(pl.Int64).cast(pl.String)
    raise EstimateError(f"Column {column.name!r} must hold names or whole-number codes of states.")


def _states(rows: pl.DataFrame, event: str, initial: str | None, named: tuple[pl.Series, pl.Series]) -> tuple[str, ...]:
    """States that occur: those only started in come first, the others in the order of their type."""
    told, entered = named
    first = [COMMON_INITIAL_STATE] if initial is None else _in_order(rows[initial], told)
    later = _in_order(rows[event], entered)
    dtype = rows.schema[event]
    if initial is not None and isinstance(dtype, pl.Enum) and rows.schema[initial] == dtype:
        return tuple(name for name in dtype.categories.to_list() if name in {*first, *later})
    return (*(name for name in first if name not in later), *later)


def _in_order(column: pl.Series, named: pl.Series) -> list[str]:
    present = set(named.drop_nulls().unique().to_list())
    if isinstance(column.dtype, pl.Enum):
        return [name for name in column.dtype.categories.to_list() if name in present]
    return sorted(present) if column.dtype in _LISTED else sorted(present, key=int)


def _with_sources(rows: pl.DataFrame, initial: str | None) -> pl.DataFrame:
    """Adds `_from`: what is told after a gap and at first, else the state entered last."""
    is_first = pl.col("_person").is_first_distinct()
    if initial is None:
        refuse(
            rows,
            pl.col("_gap") & ~is_first,
            "follow a gap in observation, and nothing tells in which state the participant came back. "
            "Close the gap, or give `initial` with the state in each interval.",
        )
        rows = rows.with_columns(_told=pl.when(is_first).then(pl.lit(COMMON_INITIAL_STATE)))
    untold = pl.col("_gap") & pl.col("_told").is_null()
    refuse(rows, untold, f"have no state in {initial!r} though they are a participant's first or follow a gap.")
    known = pl.when("_gap").then("_told").otherwise(pl.col("_to").shift(1))
    rows = rows.with_columns(_from=known.forward_fill().over("_person"))
    contradicts = (pl.col("_told") != pl.col("_from")).fill_null(False)
    refuse(rows, contradicts, f"are in another state by {initial!r} than the one entered before. Fix either.")
    return rows


def _require_allowed(rows: pl.DataFrame, allowed: Mapping[Any, Collection[Any]]) -> None:
    permitted = {(str(source), str(target)) for source, targets in allowed.items() for target in targets}
    moves = rows.drop_nulls("_to").group_by("_from", "_to").len().sort("_from", "_to")
    found = [row for row in moves.iter_rows() if row[:2] not in permitted]
    if found:
        listed = "; ".join(f"{count:,} from {source!r} to {target!r}" for source, target, count in found)
        raise EstimateError(
            f"{sum(row[2] for row in found):,} of {rows.height:,} rows are transitions that are not possible: "
            f"{listed}. Correct the records, or add the transition to `allowed`."
        )
