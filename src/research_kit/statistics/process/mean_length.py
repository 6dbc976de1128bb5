"""How long spells last on average, those that go on included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from research_kit.counts.life_table import life_table
from research_kit.statistics.process.spells import Moment, Spells, groups_of, spells_of
from research_kit.statistics.survival.at_times import at_times
from research_kit.statistics.survival.kaplan_meier import kaplan_meier
from research_kit.statistics.survival.restricted_mean import restricted_mean

_SHORTEST = 1e-4  # months: a spell that stops as it starts, where others enter late
_WRITTEN = ("n", "ongoing", "tau", "estimate", "std_error", "lower", "upper", "still_there")


def mean_length(
    frame: Any,
    *,
    start: str,
    stop: str,
    cut: Moment | None = None,
    begins: Moment | None = None,
    tau: float | None = None,
    by: Sequence[str] | str = (),
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Mean length of spells during their first `tau`, from completed spells and those that go on.

    Parameters
    ----------
    frame
        One row per spell: polars (eager or lazy), or any frame narwhals supports.
    start, stop
        Columns: dates, or numbers; `stop` is null while the spell goes on.
    cut
        Up to when the spells are known.
    begins
        Since when spells were recorded: one that started before it is known only because it was still going on then
        (late entry). None: every spell is known from its start.
    tau
        The horizon in months (for dates), or in the unit of the numbers. None: the longest time known, by group.
    by
        Columns whose crossing makes the groups; null is a group of its own.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per group: `by`..., `n`, `ongoing`, `tau`, `estimate`, `std_error`, `lower`, `upper` (in months for dates),
    `still_there` (the share that lasts longer than `tau`: where it is not 0, spells last longer on average; null past
    the longest time known). All null where no spell has any length.

    Raises
    ------
    GuardError
        `cut` is not given: the mean of completed spells is refused (G-ONGOING).
    EstimateError
        A column is missing or of the wrong type, a spell cannot be right, or an argument is out of range.

    Notes
    -----
    The area under Kaplan and Meier's curve of the lengths (`restricted_mean`).

    References
    ----------
    Klein JP, Moeschberger ML (2003). Survival Analysis, 2nd ed., section 4.5. Springer.
    """
    spells = spells_of(frame, start=start, stop=stop, cut=cut, by=by, written=_WRITTEN)
    return lengths(spells, begins=begins, tau=tau, confidence=confidence)


def lengths(spells: Spells, *, begins: Moment | None, tau: float | None, confidence: float) -> pl.DataFrame:
    """The table of `mean_length`."""
    origin = None if begins is None else spells.number(begins, "begins")
    late = pl.lit(0.0) if origin is None else (origin - pl.col("_start")).clip(lower_bound=0.0)
    known = replace(spells, rows=spells.rows.with_columns(_length=pl.col("_stop") - pl.col("_start"), _entry=late))
    found = [(group, _of_group(own, tau, confidence)) for group, own in groups_of(known)]
    return pl.concat([group.hstack(own) if group.width else own for group, own in found])


def _of_group(own: pl.DataFrame, tau: float | None, confidence: float) -> pl.DataFrame:
    seen = _seen(own)
    counts = seen.select(n=pl.len().cast(pl.Int64), ongoing=(~pl.col("_ended")).sum().cast(pl.Int64))
    longest = seen["_length"].to_numpy().max(initial=0.0)
    if longest <= 0:
        return counts.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in _WRITTEN[2:])
    entry = "_entry" if (seen["_entry"] > 0).any() else None
    table = life_table(seen, duration="_length", event="_ended", entry=entry)
    horizon = float(longest) if tau is None else tau
    mean = restricted_mean(table, tau=horizon, confidence=confidence)
    left = at_times(kaplan_meier(table), horizon)["estimate"]
    return counts.hstack(mean.select("tau", "estimate", "std_error", "lower", "upper")).with_columns(still_there=left)


def _seen(own: pl.DataFrame) -> pl.DataFrame:
    """Without spells that were over before anything was recorded.

    Where some enter late, one that stops as it starts gets a length: a risk set is entered before it is left.
    """
    if not (own["_entry"] > 0).any():
        return own
    least = pl.when(pl.col("_entry") == 0).then(_SHORTEST).otherwise(0.0)
    return own.with_columns(_length=pl.max_horizontal("_length", least)).filter(pl.col("_length") > pl.col("_entry"))
