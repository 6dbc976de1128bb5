"""The rows of a Cox model: read from any engine, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.engines import read
from research_kit.counts.tally import label_groups
from research_kit.counts.times import joined_equal_times
from research_kit.errors import EstimateError
from research_kit.statistics.regression.cox_columns import CoxColumns

Numbers = NDArray[Any]
Ints = NDArray[np.int64]
_MOST_CAUSES = 100


@dataclass(frozen=True, kw_only=True)
class CoxRows:
    """One element per row of the frame; `strata` has one row per stratum number."""

    frame: pl.DataFrame
    time: Numbers
    entry: Numbers | None
    event: NDArray[np.bool_]
    stratum: Ints
    strata: pl.DataFrame
    weight: NDArray[np.float64] | None
    cluster: Ints | None
    has_other_causes: bool = False


def read_rows(frame: Any, columns: CoxColumns) -> CoxRows:
    """The rows of a frame, or an error that says how many of them cannot be used and why."""
    table = _collected(frame, columns.named)
    if not table.height:
        raise EstimateError("The frame has no rows: nobody to follow. Check the filters before `cox`.")
    _require_types(table, columns)
    faults = _faults(columns)
    counted = table.select(condition.fill_null(True).sum().alias(str(n)) for n, (condition, _) in enumerate(faults))
    for concerned, (_, sentence) in zip(counted.row(0), faults, strict=True):
        if concerned:
            raise EstimateError(f"{concerned:,} of {table.height:,} rows {sentence}")
    time, entry = _times(table, columns)
    cluster = None if columns.cluster is None else _clusters(table, columns.cluster)
    strata, stratum = label_groups(table, columns.strata)
    return CoxRows(
        frame=table,
        time=time,
        entry=entry,
        event=_events(table, columns),
        stratum=stratum,
        strata=strata,
        weight=None if columns.weight is None else table[columns.weight].cast(pl.Float64).to_numpy(),
        cluster=cluster,
        has_other_causes=_has_other_causes(table, columns),
    )


def _clusters(table: pl.DataFrame, name: str) -> Ints:
    """The number of each row's cluster; refused if there is one only."""
    number = label_groups(table, [name])[1]
    if not number.any():
        raise EstimateError(
            f"All {table.height:,} rows are one cluster in {name!r}: the robust error needs at least two. Leave out "
            "`cluster`, or name the column of the participants."
        )
    return number


def _collected(frame: Any, names: list[str]) -> pl.DataFrame:
    """The columns needed, as a polars frame."""
    selected = read(frame).select(*names)
    if isinstance(selected, nw.LazyFrame):
        native = selected.to_native()
        if isinstance(native, pl.LazyFrame):
            return native.collect(engine="streaming")
        return selected.collect(backend="polars").to_native()  # type: ignore[no-any-return]
    return selected.to_polars()


def _require_types(table: pl.DataFrame, columns: CoxColumns) -> None:
    roles = {columns.duration: "duration", columns.event: "event"}
    roles |= {name: role for name, role in ((columns.entry, "entry"), (columns.weight, "weight")) if name is not None}
    for name, role in roles.items():
        dtype = table.schema[name]
        if not (dtype.is_numeric() or (dtype == pl.Boolean and role == "event") or dtype == pl.Null):
            wanted = "true and false, or codes 0...K" if role == "event" else "numbers"
            raise EstimateError(
                f"The {role} column {name!r} holds {str(dtype).partition('(')[0]}, not {wanted}. "
                "Convert it before `cox`."
            )


def _faults(columns: CoxColumns) -> list[tuple[pl.Expr, str]]:
    """Conditions no row may meet, in the order they are reported."""
    time, event = _number(columns.duration), _number(columns.event)
    faults = [
        (~_finite(time), f"have no finite duration in {columns.duration!r}. Null is not a time: fix or exclude them."),
        (~_finite(event), f"have no event code in {columns.event!r}. Unknown is not 'censored': fix or exclude them."),
        (
            (event < 0) | (event % 1 != 0),
            f"have an event code in {columns.event!r} that is no whole number from 0 on; codes are 0 = censored, "
            "1...K = cause.",
        ),
        (event > _MOST_CAUSES, f"have an event code above {_MOST_CAUSES} in {columns.event!r}; codes are 0, 1...K."),
        (time < 0, f"have a negative duration in {columns.duration!r}: exit is before index. Fix them."),
    ]
    if columns.entry is not None:
        entry = _number(columns.entry)
        faults += [
            (~_finite(entry), f"have no finite entry in {columns.entry!r}. Write 0 for who was there from the start."),
            (entry >= time, _late(columns)),
        ]
    if columns.weight is not None:
        weight = _number(columns.weight)
        faults.append((~_finite(weight) | (weight <= 0), f"have no positive, finite weight in {columns.weight!r}."))
    if columns.cluster is not None:
        unknown = pl.col(columns.cluster).is_null()
        faults.append((unknown, f"have no cluster in {columns.cluster!r}: whom they belong with decides the error."))
    return faults


def _late(columns: CoxColumns) -> str:
    return (
        f"have an entry in {columns.entry!r} at or after their duration in {columns.duration!r}: they were never at "
        "risk. Fix or exclude them."
    )


def _number(name: str) -> pl.Expr:
    column = pl.col(name)
    return column.cast(pl.Float64)


def _finite(column: pl.Expr) -> pl.Expr:
    return column.is_not_null() & column.is_finite()


def _times(table: pl.DataFrame, columns: CoxColumns) -> tuple[Numbers, Numbers | None]:
    """Exit and entry, with one spelling for times that differ by floating-point noise only."""
    time = _exact(table[columns.duration])
    if columns.entry is None:
        return joined_equal_times(time)[0], None
    time, entry = joined_equal_times(time, _exact(table[columns.entry]))
    never = int((entry >= time).sum())
    if never:
        raise EstimateError(f"{never:,} of {table.height:,} rows {_late(columns)}")
    return time, entry


def _exact(column: pl.Series) -> Numbers:
    return (column if column.dtype.is_integer() else column.cast(pl.Float64)).to_numpy()


def _events(table: pl.DataFrame, columns: CoxColumns) -> NDArray[np.bool_]:
    """Who has the event that is modelled; other causes censor."""
    code = table[columns.event].cast(pl.Int64)
    require_code_of_censoring(code.unique().to_list(), columns)
    has_event = (code > 0 if columns.cause is None else code == columns.cause).to_numpy()
    require_events(int(has_event.sum()), table.height, columns)
    return has_event


def _has_other_causes(table: pl.DataFrame, columns: CoxColumns) -> bool:
    code = table[columns.event].cast(pl.Int64)
    return columns.cause is not None and bool(((code > 0) & (code != columns.cause)).any())


def require_events(events: int, rows: int, columns: CoxColumns) -> None:
    """Refuse data in which nobody has the event that is modelled."""
    if not events:
        which = "the event" if columns.cause is None else f"an event of cause {columns.cause}"
        raise EstimateError(
            f"None of {rows:,} rows has {which} in {columns.event!r}: there is nothing to explain. Check its codes; if "
            "they are right, follow longer or give counts only."
        )


def require_code_of_censoring(codes: Collection[int], columns: CoxColumns) -> None:
    """Refuse several codes of which none is 0: then censored may be written 1, as in many programs."""
    if columns.cause is None and len(codes) > 1 and 0 not in codes:
        raise EstimateError(
            f"{columns.event!r} holds {len(codes)} codes and never 0 = censored; without `cause` every row has the "
            "event. Recode it (0 = censored, 1...K = cause), or name the `cause` to study, the others censoring."
        )
