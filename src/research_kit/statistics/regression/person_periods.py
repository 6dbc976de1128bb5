"""From rows of follow-up in whole intervals to counts: who was at risk and had the event, by interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from research_kit.counts.columns import Columns
from research_kit.errors import EstimateError
from research_kit.statistics.regression.follow_up_rows import event_or_not, follow_up_rows

_MOST_INTERVALS = 200
_INTERVALS = "the intervals (waves) are numbered 1, 2, ..."


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """The columns that say in which intervals a row was at risk: `duration` (and `entry`), or one `interval`."""

    event: str
    duration: str | None = None
    interval: str | None = None
    entry: str | None = None
    exposure: str | None = None

    def columns(self) -> Columns:
        """As the checks of follow-up read them."""
        if (self.duration is None) == (self.interval is None):
            raise EstimateError(
                "Name either `duration` (one row per participant: the interval in which observation ended) or "
                "`interval` (one row per participant and interval at risk)."
            )
        if self.interval is not None and self.entry is not None:
            raise EstimateError("`interval` says when a row is at risk: leave out `entry`.")
        return Columns(duration=self.duration or self.interval or "", event=self.event, entry=self.entry)


def read_follow_up(frame: Any, follow_up: FollowUp, others: Sequence[str]) -> pl.DataFrame:
    """The rows with `_entry` and `_time` in whole intervals (at risk in entry + 1 to time), `_event`, `_exposure`.

    Raises
    ------
    EstimateError
        Rows that cannot be used: intervals that are no whole numbers from 1, entries that are none from 0, exposures
        outside (0, 1], events that are not 0 or 1, fewer than two of them.
    """
    exposure = [follow_up.exposure] if follow_up.exposure is not None else []
    rows = follow_up_rows(frame, follow_up.columns(), [*others, *exposure])
    _require_whole(rows, "_time", 1, f"{follow_up.duration or follow_up.interval}")
    if "_entry" in rows.columns:
        _require_whole(rows, "_entry", 0, f"{follow_up.entry}")
    event_or_not(rows, follow_up.event)
    start = pl.col("_time") - 1 if follow_up.interval is not None else pl.lit(0)
    entry = pl.col("_entry") if "_entry" in rows.columns else start
    part = _exposure(rows, follow_up.exposure) if follow_up.exposure is not None else pl.lit(1.0)
    return rows.with_columns(pl.col("_time").cast(pl.Int64), _entry=entry.cast(pl.Int64), _exposure=part)


def _require_whole(rows: pl.DataFrame, role: str, lowest: int, name: str) -> None:
    column = rows[role]
    wrong = int(((column % 1 != 0) | (column < lowest)).sum())
    if wrong:
        raise EstimateError(
            f"{wrong:,} of {rows.height:,} rows have no whole number from {lowest} on in {name!r}: {_INTERVALS} "
            "Number the waves, or fit exact times with `cox`."
        )
    if (column > _MOST_INTERVALS).any():
        raise EstimateError(
            f"{name!r} goes beyond {_MOST_INTERVALS} intervals, each with an intercept of its own. Use longer "
            "intervals, or fit exact times with `cox`."
        )


def _exposure(rows: pl.DataFrame, name: str) -> pl.Expr:
    """What part of its last interval a row without the event was observed; 1 for those with the event."""
    if not rows.schema[name].is_numeric():
        raise EstimateError(
            f"The exposure column {name!r} holds {str(rows.schema[name]).partition('(')[0]}, no numbers."
        )
    part = pl.col(name).cast(pl.Float64)
    usable = ((part > 0) & (part <= 1)).fill_null(False)
    wrong = rows.filter((pl.col("_event") == 0) & ~usable).height
    if wrong:
        raise EstimateError(
            f"{wrong:,} of {rows.height:,} rows without the event have no exposure in {name!r} above 0 and up to 1, "
            "the part of the last interval under observation. Who was not observed in it ended one interval before."
        )
    return pl.when(pl.col("_event") == 1).then(1.0).otherwise(part)


def person_periods(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Counts by interval, part of it observed, and the columns named, sorted.

    Returns
    -------
    One row per distinct interval, part and values: `_interval`, `_part` (1, or what part of it those were observed who
    left during it), the columns, `_persons` (at risk) and `_events`.
    """
    names = tuple(dict.fromkeys(names))
    keys = ("_entry", "_time", "_exposure", *names)
    patterns = rows.group_by(keys).agg(_persons=pl.len(), _had=pl.col("_event").sum())
    entry, time = patterns["_entry"].to_numpy(), patterns["_time"].to_numpy()
    lengths = time - entry
    pattern = np.repeat(np.arange(len(lengths)), lengths)
    passed = np.arange(len(pattern)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    interval = entry[pattern] + 1 + passed
    at_end = interval == time[pattern]
    each = patterns.select("_persons", *names)[pattern].with_columns(
        _interval=interval,
        _part=np.where(at_end, patterns["_exposure"].to_numpy()[pattern], 1.0),
        _events=np.where(at_end, patterns["_had"].to_numpy()[pattern], 0),
    )
    groups = each.group_by("_interval", "_part", *names)
    counts = groups.agg(pl.col("_persons", "_events").sum().cast(pl.Float64))
    return counts.sort("_interval", "_part", *names, nulls_last=True)
