"""Events per unit of time, when a person may have several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, tail_probability
from research_kit.statistics.process.frame_columns import columns_of, names_of, refuse, require_numbers
from research_kit.statistics.process.ratio_of_sums import ratio_of_sums, student
from research_kit.statistics.process.series import Floats

_WRITTEN = ("n", "events", "exposure", "estimate", "std_error", "lower", "upper")


def events_per_time(
    frame: Any,
    *,
    events: str,
    exposure: str,
    cluster: str,
    by: Sequence[str] | str = (),
    per: float = 1.0,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Events per unit of time over all people together, with an error that allows some people to have many.

    Parameters
    ----------
    frame
        One row per person (or person and period): polars (eager or lazy), or any frame narwhals supports.
    events
        Column: how many events, whole numbers >= 0.
    exposure
        Column: the time in which they could happen, >= 0; with none there can be no events.
    cluster
        Column: the person.
    by
        Columns whose crossing makes the groups; null is a group of its own.
    per
        Unit of the rate in units of `exposure`, > 0: 30.4375 for days gives a rate per month.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per group: `by`..., `n` (people with some exposure), `events`, `exposure` (sums), `estimate`, `std_error`,
    `lower`, `upper` (per `per` units).

    Raises
    ------
    EstimateError
        A column is missing or holds no numbers; events are unknown, negative or no whole numbers; exposure is unknown
        or negative, or 0 for somebody with events, or for all; a row has no person; or an argument is out of range.

    Notes
    -----
    The variance is that of people about the common rate, n / (n - 1) times the sandwich of a Poisson regression, not
    the Poisson one: contacts come in clusters. The interval is on the log scale with Student's t on n - 1 degrees of
    freedom. Without any event the upper limit is the exact Poisson one; with one person limits are null.

    References
    ----------
    Glynn RJ, Buring JE (1996). BMJ 312:364-367. doi:10.1136/bmj.312.7027.364
    Stukel TA, Glynn RJ, Fisher ES, Sharp SM, Lu-Yao G, Wennberg JE (1994). Stat Med 13:1781-1791.
    doi:10.1002/sim.4780131709
    """
    tail = tail_probability(confidence)
    if not is_number(per) or not 0 < per < np.inf:
        raise EstimateError(f"per is {per!r}; it must be a finite number above 0, e.g. 30.4375 for days to months.")
    groups = names_of(by)
    rows = columns_of(frame, (cluster, events, exposure), groups, written=_WRITTEN)
    _require_counts(rows, events, exposure, cluster)
    named = rows.select(*groups, _person=cluster, events=events, exposure=exposure)
    table = ratio_of_sums(named, top="events", bottom="exposure", cluster="_person", by=groups)
    lower, upper = _limits(table, tail)
    limits = {"lower": pl.Series(lower).fill_nan(None), "upper": pl.Series(upper).fill_nan(None)}
    scaled = table.with_columns(**limits).with_columns(pl.col("estimate", "std_error", "lower", "upper") * per)
    return scaled.with_columns(pl.col("events").cast(pl.Int64))


def _require_counts(rows: pl.DataFrame, events: str, exposure: str, cluster: str) -> None:
    for name in (events, exposure):
        require_numbers(rows, name)
    number, time = (pl.col(name).cast(pl.Float64) for name in (events, exposure))
    refuse(rows, number.floor() != number, f"have no whole number in {events!r}.")
    refuse(rows, pl.col(cluster).is_null(), f"have no person in {cluster!r}.")
    refuse(rows, (time == 0) & (number > 0), f"have events in {events!r} but none of {exposure!r}.")
    if not rows.select((time > 0).any()).item():
        raise EstimateError(f"None of {rows.height} rows has any of {exposure!r}: there is no rate.")


def _limits(table: pl.DataFrame, tail: float) -> tuple[Floats, Floats]:
    columns = ("n", "events", "exposure", "estimate", "std_error")
    n, events, exposure, rate, error = (table[name].cast(pl.Float64).to_numpy() for name in columns)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.exp(student(n, tail) * error / rate)
    none = (events == 0) & (n > 1)
    return np.where(none, 0.0, rate / factor), np.where(none, -np.log(tail) / exposure, rate * factor)
