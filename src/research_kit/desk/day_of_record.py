"""Whether the day of record can be one: a row that holds later days than it was changed after it was recorded."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from research_kit.desk.column_choice import Delivery
from research_kit.desk.proposal import ColumnProposal
from research_kit.study.dates import DateForm, read_days

_A_FEW = 0.02
_DOUBTED = 0.5
_MAY_LIE_AHEAD = ("planned_on", "planned_end", "valid_from", "valid_to")


def with_doubted_record_day(columns: tuple[ColumnProposal, ...], delivery: Delivery) -> tuple[ColumnProposal, ...]:
    """The same columns; `recorded_at` is for her to decide where other days of the same rows are often later."""
    record = next((one for one in columns if one.ours == "recorded_at"), None)
    if record is None:
        return columns
    days = [_days(delivery, one.theirs) for one in columns if one.ours not in ("recorded_at", *_MAY_LIE_AHEAD)]
    recorded = _days(delivery, record.theirs)
    later = pl.DataFrame(
        {"recorded": recorded, "latest": pl.select(pl.max_horizontal(days)).to_series()} if days else {}
    )
    if later.is_empty():
        return columns
    share = later.select((pl.col("latest") > pl.col("recorded")).fill_null(False).mean()).item()
    if share <= _A_FEW:
        return columns
    why = (
        f"{share:.0%} of the rows hold later days than it: rows seem to be changed after it. Give the day of delivery "
        "as `recorded_on` instead"
    )
    return tuple(replace(one, sureness=_DOUBTED, why=why) if one is record else one for one in columns)


def _days(delivery: Delivery, theirs: str) -> pl.Series:
    return read_days(delivery.cells[theirs].cast(pl.String), DateForm(delivery.date_format or None))["day"]
