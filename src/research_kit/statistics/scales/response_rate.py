"""Who answered, of those who could have: the response rate of each wave, and what may be shown at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from research_kit.statistics.proportions.wilson import wilson
from research_kit.statistics.scales.read_rows import group_names, read_rows, refuse, require_flags

BOUNDS_BELOW, ONLY_BOUNDS_BELOW = 0.60, 0.40
_FLAGS = ("due", "died", "withdrawn", "answered")


def response_rate(
    frame: Any,
    *,
    wave: str,
    answered: str,
    due: str = "due",
    died: str = "died",
    withdrawn: str = "withdrawn",
    by: Sequence[str] | str = (),
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Share that answered in each wave, of those due who had neither died nor withdrawn.

    Parameters
    ----------
    frame
        One row per participant and wave.
    wave
        Column: the wave.
    answered, due, died, withdrawn
        Columns: true or false. `due`: the wave's date has come; `died`, `withdrawn`: before answering it.
    by
        Columns that make the groups; null is a group of its own.
    confidence
        Coverage of Wilson's interval, strictly between 0 and 1.

    Returns
    -------
    One row per group and wave: `by`..., `wave`, `due`, `died`, `withdrawn` (of those due), `n` (due - died -
    withdrawn), `events` (answered), `estimate`, `lower`, `upper` (null if n is 0), `shown`: `estimate`, `with_bounds`
    (under 60 %: the estimate never without its bounds), or `bounds_only` (under 40 %, or nobody due).

    Raises
    ------
    EstimateError
        A flag is null or no boolean, somebody is both dead and withdrawn, or answered without being due, after death or
        after withdrawal.

    References
    ----------
    The American Association for Public Opinion Research (2016). Standard Definitions, 9th ed. (response rate 1).
    """
    groups = [*group_names(by), wave]
    named = dict(zip(_FLAGS, (due, died, withdrawn, answered), strict=True))
    rows = read_rows(frame, [*groups, *named.values()])
    require_flags(rows, list(named.values()))
    flags = rows.select(*groups, **{f"_{key}": pl.col(name) for key, name in named.items()})
    refuse(flags, pl.col("_died") & pl.col("_withdrawn"), "are both dead and withdrawn: say what came first.")
    is_open = pl.col("_due") & ~pl.col("_died") & ~pl.col("_withdrawn")
    refuse(flags, pl.col("_answered") & ~is_open, "have an answer although not due, dead or withdrawn before it.")
    counted = flags.group_by(groups).agg(
        due=pl.col("_due").sum().cast(pl.Int64),
        died=(pl.col("_due") & pl.col("_died")).sum().cast(pl.Int64),
        withdrawn=(pl.col("_due") & pl.col("_withdrawn")).sum().cast(pl.Int64),
        events=pl.col("_answered").sum().cast(pl.Int64),
    )
    table = counted.with_columns(n=pl.col("due") - pl.col("died") - pl.col("withdrawn")).sort(groups, nulls_last=True)
    rates = table.select(*groups, "due", "died", "withdrawn", "n", "events").hstack(
        wilson(table["events"], table["n"], confidence)
    )
    return rates.with_columns(shown=_shown(pl.col("estimate")))


def _shown(rate: pl.Expr) -> pl.Expr:
    return (
        pl.when(rate.is_null() | (rate < ONLY_BOUNDS_BELOW))
        .then(pl.lit("bounds_only"))
        .when(rate < BOUNDS_BELOW)
        .then(pl.lit("with_bounds"))
        .otherwise(pl.lit("estimate"))
    )
