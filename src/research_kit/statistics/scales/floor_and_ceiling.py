"""Floor and ceiling: how many are already at an end of the scale, and whether gains can then be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.proportions.newcombe import newcombe
from research_kit.statistics.proportions.wilson import wilson
from research_kit.statistics.scales.read_rows import group_names, read_rows, refuse, require_numbers

AT_AN_END = 0.15
_NOISE = 1e-9


def floor_and_ceiling(
    frame: Any,
    *,
    value: str,
    lowest: float,
    highest: float,
    by: Sequence[str] | str = (),
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Share of those who answered that are at the lowest, and at the highest, possible value.

    Parameters
    ----------
    frame
        One row per person and group: a score or an answer, and the columns of `by`.
    value
        Column: the score; null is no answer.
    lowest, highest
        The ends of the scale, e.g. 1 and 5.
    by
        Columns that make the groups; null is a group of its own.
    confidence
        Coverage of Wilson's interval, strictly between 0 and 1.

    Returns
    -------
    Two rows per group: `by`..., `end` (`floor`, `ceiling`), `n` (answered), `events` (at that end), `estimate`,
    `lower`, `upper`, `flagged` (15 % or more are there: report shares of categories, not means).

    Raises
    ------
    EstimateError
        A value lies outside the scale, the ends are no numbers in order, or a column is missing or of another type.

    References
    ----------
    McHorney CA, Tarlov AR (1995). Qual Life Res 4:293-307. doi:10.1007/BF01593882
    """
    if not lowest < highest:
        raise EstimateError(f"The scale goes from {lowest!r} to {highest!r}: give its lowest and its highest value.")
    groups = group_names(by)
    rows = read_rows(frame, [*groups, value])
    require_numbers(rows, [value])
    score = pl.col(value).cast(pl.Float64).fill_nan(None)
    outside = (~score.is_between(lowest - _NOISE, highest + _NOISE)).fill_null(False)
    refuse(rows, outside, f"have a {value!r} outside {lowest:g} to {highest:g}. Correct them at their source.")
    counts = _counted(rows.select(*groups, _score=score), groups, lowest, highest)
    shares = wilson(counts["events"], counts["n"], confidence)
    return counts.hstack(shares).with_columns(flagged=pl.col("estimate") >= AT_AN_END)


def _counted(rows: pl.DataFrame, groups: list[str], lowest: float, highest: float) -> pl.DataFrame:
    sums = [
        pl.col("_score").count().cast(pl.Int64).alias("n"),
        (pl.col("_score") <= lowest + _NOISE).sum().cast(pl.Int64).alias("floor"),
        (pl.col("_score") >= highest - _NOISE).sum().cast(pl.Int64).alias("ceiling"),
    ]
    counted = rows.group_by(groups).agg(sums).sort(groups, nulls_last=True) if groups else rows.select(sums)
    ends = [counted.select(*groups, pl.lit(end).alias("end"), "n", events=end) for end in ("floor", "ceiling")]
    both = pl.concat(ends).with_columns(_end=(pl.col("end") == "ceiling").cast(pl.Int8))
    return both.sort([*groups, "_end"], nulls_last=True).drop("_end")


def gains_comparable(ends: pl.DataFrame, *, confidence: float = 0.95) -> pl.DataFrame:
    """Whether gains may be compared between groups, or one has less room to gain than another.

    Parameters
    ----------
    ends
        From `floor_and_ceiling` with `by`, at the wave the gain starts from: one row per group and end.
    confidence
        Of the interval for the difference between the largest and the smallest share at the ceiling.

    Returns
    -------
    One row: `groups`, `flagged` (how many have 15 % or more at the ceiling), `largest`, `smallest` (shares),
    `comparable`, `guard` (`G-CEILING`, or null). Comparable: no group is flagged; or all are, and the largest and the
    smallest share do not differ by their interval.

    Raises
    ------
    EstimateError
        The table is none of `floor_and_ceiling`, has fewer than two groups, or one without answers.

    References
    ----------
    McHorney CA, Tarlov AR (1995). Qual Life Res 4:293-307. doi:10.1007/BF01593882
    Newcombe RG (1998). Stat Med 17:873-890.
    """
    tops = read_rows(ends, ["end", "n", "events", "estimate", "flagged"]).filter(end="ceiling").sort("estimate")
    if tops.height < 2 or tops["estimate"].null_count():
        raise EstimateError(
            f"{tops.height} groups, {tops['estimate'].null_count()} of them without answers: comparing gains needs at "
            "least 2 groups that answered."
        )
    flagged = int(tops["flagged"].sum())
    gap = newcombe(tops["events"][-1], tops["n"][-1], tops["events"][0], tops["n"][0], confidence)
    comparable = flagged == 0 or (flagged == tops.height and gap["lower"].item() <= 0)
    return pl.DataFrame(
        {
            "groups": [tops.height],
            "flagged": [flagged],
            "largest": [tops["estimate"][-1]],
            "smallest": [tops["estimate"][0]],
            "comparable": [comparable],
            "guard": pl.Series([None if comparable else "G-CEILING"], dtype=pl.String),
        }
    )
